#!/usr/bin/env bash
# Runs a command with a temporary PostgreSQL server, and sets DATABASE_URL to its empty database. The server listens
# only on 127.0.0.1 and is deleted afterwards.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: $0 COMMAND..." >&2; exit 2; }

# Prints the folder with the programs of the newest server. Debian doesn't add it to the PATH.
programs() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(command -v initdb || echo /-/-)")"; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && { echo "$folder"; return; }
    done
    return 1
}

if ! programs > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "installing postgresql" >&2
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy postgresql; } >&2
fi
bin=$(programs) || { echo "error: no PostgreSQL server: install the package postgresql" >&2; exit 1; }

# The server refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
    owner=$(id -un postgres 2> /dev/null || echo nobody)
    as=(runuser -u "$owner" --)
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/postgres.XXXXXX")
finish() {
    trap '' INT TERM HUP
    [ ! -f "$folder/data/postmaster.pid" ] || in_folder pg_ctl -D "$folder/data" -m immediate stop > /dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Runs a program of the server in a folder that its user can read.
in_folder() { (cd "$folder" && "${as[@]}" "$bin/$@"); }

[ ${#as[@]} = 0 ] || chown "$owner" "$folder"

# Prefers a default collation whose order isn't that of code points, because the tests must not depend on it.
init() {
    rm -rf "$folder/data"
    in_folder initdb -D "$folder/data" -U postgres -A trust -E UTF8 --no-sync --no-instructions "$@" \
        > "$folder/initdb.log" 2>&1
}
init --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US \
    || init --locale=en_US.UTF-8 \
    || init --locale=C.UTF-8 \
    || { cat "$folder/initdb.log" >&2; exit 1; }

started=
for _ in 1 2 3 4 5 6 7 8; do
    port=$((20000 + RANDOM % 12000))
    # The data is deleted with the folder, so nothing needs to be synced to disk. No test may depend on the time zone.
    if in_folder pg_ctl -D "$folder/data" -l "$folder/server.log" -w -t 30 start > /dev/null -o \
        "-p $port -h 127.0.0.1 -k $folder -c timezone=America/Mexico_City -c fsync=off -c synchronous_commit=off -c full_page_writes=off"; then
        started=1
        break
    fi
done
[ -n "$started" ] || { cat "$folder/server.log" >&2; exit 1; }

# Runs in the background, so that a signal ends the command and the server, not only this script.
DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres" "$@" <&0 &
command=$!
trap 'kill -TERM "$command" 2> /dev/null; exit 130' INT
trap 'kill -TERM "$command" 2> /dev/null; exit 143' TERM
trap 'kill -TERM "$command" 2> /dev/null; exit 129' HUP
code=0
wait "$command" || code=$?
exit "$code"
