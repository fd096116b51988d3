#!/bin/sh
# Makes a seed corpus in fuzz/seeds/ of what is committed: the conformance cases' queries and tables, the catalogue and
# the regressions. Needs jq. Then:
#   cargo +nightly fuzz run parse fuzz/corpus/parse fuzz/seeds/parse -- -dict=fuzz/filterset.dict
set -eu
cd "$(dirname "$0")"
mkdir -p seeds/parse seeds/builder seeds/table corpus/parse corpus/builder corpus/table

count=0
# Writes a seed: a target, a first byte, the rest.
seed() {
    count=$((count + 1))
    { printf '%s' "$2"; printf '%s' "$3"; } > "seeds/$1/$count"
}

for file in ../tests/cases/*.json; do
    [ -e "$file" ] || continue
    # Every query against every shape of the target (the first byte modulo four).
    queries=$(jq -r '.cases[].query | @base64' "$file")
    for query in $queries; do
        for shape in 0 1 2 3; do
            count=$((count + 1))
            { printf '%s' "$shape"; printf '%s' "$query" | base64 -d; } > "seeds/parse/$count"
        done
    done
    # Tables as JSON have an odd first byte.
    jq -c '.schemas | .[]' "$file" > seeds/tables.tmp
    while IFS= read -r table; do
        seed table 1 "$table"
    done < seeds/tables.tmp
    rm seeds/tables.tmp
done
find ../schemas -name '*.toml' > seeds/tables.tmp
while IFS= read -r file; do
    seed table 0 "$(cat "$file")"
done < seeds/tables.tmp
rm seeds/tables.tmp
for target in parse builder table; do
    cp regressions/$target/* seeds/$target/
done
echo "$count seeds, and the regressions"
