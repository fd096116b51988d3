#!/usr/bin/env bash
# Runs Belvo's own clients against the server: each logs in, filters, follows the pages of all links, and runs the life of
# some. Then generates typed clients from the server's OpenAPI document, and checks what their compilers reject. Needs Python
# and, for the clients in JavaScript and TypeScript, Node. Under `CI=true`, both are required.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

cargo build --package links-api
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2> /dev/null || true
    rm -rf "$work"
}
trap finish EXIT

env -u DATABASE_URL "${CARGO_TARGET_DIR:-target}/debug/links-api" --addr 127.0.0.1:0 --key id:password \
    > "$work/url" 2> "$work/log" &
server=$!
for _ in $(seq 300); do
    [ -s "$work/url" ] && break
    kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
    sleep 0.1
done
url=$(sed -n '1s|/$||p' "$work/url")
[ -n "$url" ] || { cat "$work/log" >&2; exit 1; }

clients=examples/links-api/clients
echo "-- belvo-python"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$clients/requirements.txt"
"$work/venv/bin/python" "$clients/links.py" "$url" id password
"$work/venv/bin/python" "$clients/sandbox.py" "$url" id password

echo "-- openapi-python-client"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$clients/typed/requirements.txt"
mkdir "$work/typed"
cp "$clients"/typed/* "$work/typed"
(
    cd "$work/typed"
    PATH="$work/venv/bin:$PATH" openapi-python-client generate --url "$url/openapi.json" --output-path package
    export PYTHONPATH=package MYPYPATH=package
    "$work/venv/bin/mypy" --strict client.py
    "$work/venv/bin/python" client.py "$url" id password
)

echo "-- belvo for Node"
if command -v npm > /dev/null || [ "${CI:-}" = true ]; then
    cp "$clients"/package*.json "$clients"/*.mjs "$work"
    (
        cd "$work"
        npm ci --silent --ignore-scripts --no-audit --no-fund
        node links.mjs "$url" id password
        node sandbox.mjs "$url" id password
    )
    echo "-- openapi-typescript and openapi-fetch"
    (
        cd "$work/typed"
        npm ci --silent --ignore-scripts --no-audit --no-fund
        npx openapi-typescript "$url/openapi.json" --array-length --output schema.d.ts
        npx tsc --strict --target es2022 --module nodenext --skipLibCheck client.ts
        node client.js "$url" id password
    )
else
    echo "skipped: there is no npm"
fi

# The server must stop on a signal.
kill "$server"
wait "$server"
server=
