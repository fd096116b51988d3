#!/usr/bin/env bash
# Prints the number of crates and the seconds of a clean build of the core for each set of features: build-cost.sh
# [PROFILE]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

profile=${1:-dev}
CARGO_TARGET_DIR=$(mktemp -d)
export CARGO_TARGET_DIR
trap 'rm -rf "$CARGO_TARGET_DIR"' EXIT
TIMEFORMAT=%1R

cargo fetch --quiet
printf '%-30s %8s %10s\n' features crates seconds
for features in "--no-default-features" "" "--features tz" "--features chrono" "--features jiff" "--features time" "--features derive" "--features serde_json" \
    "--features http" "--features url" "--all-features"; do
    read -ra options <<< "--package filterset $features"
    # Normal and build dependencies, without the crate itself.
    crates=$(cargo tree "${options[@]}" --edges normal,build --prefix none --no-dedupe --format '{p}' \
        | sed '1d; s/ (.*//' | sort -u | wc -l)
    rm -rf "${CARGO_TARGET_DIR:?}"/*
    seconds=$({ time cargo build --quiet --profile "$profile" "${options[@]}" >&3 2>&3; } 3>&2 2>&1)
    printf '%-30s %8d %10s\n' "${features:-default}" "$crates" "$seconds"
done
