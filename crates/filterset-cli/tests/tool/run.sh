#!/usr/bin/env bash
# Calls the tool of the guide with the official SDK of the Model Context Protocol. Needs Python and the network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../../.."

cargo build --package filterset-cli
target=$(cd "${CARGO_TARGET_DIR:-target}/debug" && pwd)
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r crates/filterset-cli/tests/tool/requirements.txt
PATH="$target:$PATH" "$venv/bin/python" -B crates/filterset-cli/tests/tool/client.py crates/filterset-cli/tests/tool/links.toml
