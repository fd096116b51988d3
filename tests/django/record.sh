#!/usr/bin/env bash
# Records what Django and django-filter answer to the cases, and shows what changed. Needs Python and the network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/django/requirements.txt
"$venv/bin/python" tests/django/django_filter.py > "$venv/django.json"
diff -u tests/django/django.json "$venv/django.json" || cp "$venv/django.json" tests/django/django.json
