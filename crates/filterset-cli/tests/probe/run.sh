#!/usr/bin/env bash
# Probes servers of other libraries, whose defects are known, and the example server. Needs Python and the network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../../.."

cargo build --package filterset-cli --features probe
cargo build --package links-api
target="${CARGO_TARGET_DIR:-target}/debug"
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check \
    -r tests/django/requirements.txt -r crates/filterset-cli/tests/probe/requirements.txt
"$venv/bin/python" crates/filterset-cli/tests/probe/probe.py "$target/filterset" "$target/links-api"
