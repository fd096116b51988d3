#!/usr/bin/env bash
# Checks exported documents with a validator and with a client generator. Needs Python and the network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../../.."

cargo build --package filterset-cli
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r crates/filterset-openapi/tests/external/requirements.txt
"$venv/bin/python" crates/filterset-openapi/tests/external/read.py "${CARGO_TARGET_DIR:-target}/debug/filterset"
