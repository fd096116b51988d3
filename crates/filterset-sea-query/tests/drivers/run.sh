#!/usr/bin/env bash
# Builds and runs the program of each driver with the dependencies that the guide names, and filters of every type. Uses the
# PostgreSQL in DATABASE_URL, or else a temporary one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[ -n "${DATABASE_URL:-}" ] || exec ../postgres.sh "$PWD/run.sh"

# The programs share the dependencies, and with the workspace of the project.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/../../../../target}"

for manifest in */Cargo.toml; do
    echo "-- ${manifest%/Cargo.toml}"
    # Without the tests, whose dependencies may enable features.
    cargo build --locked --manifest-path "$manifest"
    # A server doesn't end.
    [ "$manifest" = readme/Cargo.toml ] || cargo run --quiet --locked --manifest-path "$manifest"
    cargo test --quiet --locked --manifest-path "$manifest"
done
