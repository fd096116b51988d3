#!/usr/bin/env bash
# Runs 250,000 random filters for each seed, 1,000,000 with the default seeds, in memory, SQLite, PostgreSQL and MariaDB, and
# fails if any engine returns other records. Takes about an hour on 2 cores.
set -euo pipefail

tests=$(cd "$(dirname "$0")" && pwd)
cd "$tests/.."
[ $# -gt 0 ] || set -- 20221101 20221102 20221103 20221104
for seed in "$@"; do
    FILTERS=${FILTERS:-250000} SEED=$seed "$tests/postgres.sh" "$tests/mariadb.sh" \
        cargo test --quiet --package filterset-sea-query --all-features --test suite -- --nocapture \
        --exact differential::returns_the_same_records_for_random_filters
done
