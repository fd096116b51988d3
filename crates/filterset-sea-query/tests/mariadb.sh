#!/usr/bin/env bash
# Runs a command with a temporary MariaDB server, and sets MARIADB_URL to its empty database. The server listens only on
# 127.0.0.1 and is deleted afterwards.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND..." >&2; exit 2; }

# Debian doesn't add the server's folder to the PATH of every user.
export PATH="$PATH:/usr/sbin"
has_server() { command -v mariadbd > /dev/null && command -v mariadb-install-db > /dev/null; }

if ! has_server && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "installing mariadb-server" >&2
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy mariadb-server; } >&2
fi
has_server || { echo "error: no MariaDB server: install the package mariadb-server" >&2; exit 1; }

# The server refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
    owner=$(id -un mysql 2> /dev/null || echo nobody)
    # Unlike runuser, it doesn't stay between this script and the server.
    as=(setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups)
fi

from=$PWD
folder=$(mktemp -d "${TMPDIR:-/tmp}/mariadb.XXXXXX")
server=
finish() {
    trap '' INT TERM HUP
    [ -z "$server" ] || { kill -KILL "$server" 2> /dev/null && wait "$server" 2> /dev/null; } || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

[ ${#as[@]} = 0 ] || chown "$owner" "$folder"
# The server's user can't read the folder that this script is run in.
cd "$folder"
"${as[@]}" mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal --skip-test-db \
    > "$folder/install.log" 2>&1 || { cat "$folder/install.log" >&2; exit 1; }

# Returns once the server accepts connections, or fails once it has ended.
wait_for_server() {
    local tries
    for tries in $(seq 300); do
        kill -0 "$server" 2> /dev/null || return 1
        mariadb-admin --no-defaults --socket="$folder/socket" --user=root ping > /dev/null 2>&1 && return
        sleep 0.1
    done
    echo "error: the server doesn't respond after $tries tries" >&2
    return 1
}

started=
for _ in 1 2 3 4 5 6 7 8; do
    port=$((20000 + RANDOM % 12000))
    # The data is deleted with the folder, so nothing needs to be synced to disk. Sessions that set no time zone are not in
    # UTC, and texts are in another character set than that of a column unless the column declares one.
    "${as[@]}" mariadbd --no-defaults --datadir="$folder/data" --socket="$folder/socket" --pid-file="$folder/pid" \
        --bind-address=127.0.0.1 --port="$port" --skip-name-resolve --innodb-flush-log-at-trx-commit=0 \
        --innodb-flush-method=nosync --default-time-zone=-06:00 --character-set-server=latin1 > "$folder/server.log" 2>&1 &
    server=$!
    if wait_for_server; then
        started=1
        break
    fi
done
[ -n "$started" ] || { cat "$folder/server.log" >&2; exit 1; }
mariadb --no-defaults --socket="$folder/socket" --user=root --execute="CREATE DATABASE test"

# Runs in the background, so that a signal ends the command and the server, not only this script.
cd "$from"
MARIADB_URL="mysql://root@127.0.0.1:$port/test" "$@" <&0 &
command=$!
trap 'kill -TERM "$command" 2> /dev/null; exit 130' INT
trap 'kill -TERM "$command" 2> /dev/null; exit 143' TERM
trap 'kill -TERM "$command" 2> /dev/null; exit 129' HUP
code=0
wait "$command" || code=$?
exit "$code"
