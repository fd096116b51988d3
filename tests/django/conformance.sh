#!/usr/bin/env bash
# Tests the conformance of django-filter, with its named differences. Needs Python and the network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cargo build --package filterset-cli
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/django/requirements.txt
"${CARGO_TARGET_DIR:-target}/debug/filterset" conformance --ignore-errors --differences tests/django/conformance.json \
    --command "$venv/bin/python -B tests/django/adapter.py"
