# What CI runs, and what it measures. `just --list` shows the recipes.

set shell := ["bash", "-euo", "pipefail", "-c"]

# What CI runs, in order; the tests close it.
steps := "fmt lint doc deny openapi clients browser cost-request load coverage mutants-diff features minimal api readme throughput grep-throughput openapi-throughput linear memory audit cost cost-derive fuzz databases test"
query := "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid"
# Seconds and peak memory (KiB) of a command, to the file `measured`: by GNU time where there is one, else by Python.
measure := '''
measure() {
    if /usr/bin/time -f '%e %M' true 2> /dev/null; then
        /usr/bin/time -f '%e %M' -o "$work/measured" "$@" > /dev/null
    else
        python3 -c '
import resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, check=True)
seconds, peak = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("%.2f" % seconds, peak // 1024 if sys.platform == "darwin" else peak, file=open(sys.argv[1], "w"))
' "$work/measured" "$@"
    fi
}
'''

_list:
    @just --list --unsorted

# Everything that CI runs, in order.
ci:
    for step in {{ steps }}; do echo "== $step"; just _step "$step"; done

# A step as CI runs it: no test may be left out there, so those that ask PostgreSQL have one.
_step step:
    {{ if step == "test" { "just postgres" } else { "" } }} just {{ step }}

# Is the code formatted?
fmt:
    cargo fmt --all --check
    cargo fmt --manifest-path api/Cargo.toml --check
    cargo fmt --manifest-path fuzz/Cargo.toml --check
    cargo fmt --manifest-path benches/peers/Cargo.toml --check

# Clippy without a warning, with every feature and with none.
lint:
    cargo clippy --workspace --all-targets --all-features -- -D warnings
    cargo clippy --all-targets --no-default-features -- -D warnings

# The documentation without a warning, with every feature and with none.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --no-default-features

# What Django and django-filter answer to the cases, recorded anew, and what has changed. CI only reads the recording.
oracle:
    #!/usr/bin/env bash
    set -euo pipefail
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r oracle/requirements.txt
    "$work/venv/bin/python" oracle/django_filter.py > "$work/django.json"
    diff -u oracle/django.json "$work/django.json" || cp "$work/django.json" oracle/django.json

# What is exported to OpenAPI, read by a validator and a generator of clients; needs Python and the network.
openapi:
    #!/usr/bin/env bash
    set -euo pipefail
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cargo build --features cli
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r openapi/requirements.txt
    "$work/venv/bin/python" openapi/read.py "${CARGO_TARGET_DIR:-target}/debug/filterset"

# Every test.
test:
    cargo test --workspace --all-features

# A command beside a PostgreSQL of its own, which DATABASE_URL names; nothing of it is left afterwards.
[positional-arguments]
postgres +command:
    @databases/postgres.sh "$@"

# The tests that ask databases: in memory, in SQLite and in PostgreSQL a filter means the same.
databases:
    just postgres cargo test --release -p filterset-databases -- --nocapture

# So many filters at random, run in all three; `SEED=1 just differential` makes others.
differential count="20000":
    FILTERS={{ count }} just postgres cargo test --release -p filterset-databases differential -- --nocapture

# Belvo's own clients, for Python and Node, against the example server: login, every filter, and all pages.
clients:
    examples/links-api/clients/run.sh

# The example server's page in a Chromium: the key, the tables, faults, results; `just browser DIRECTORY` keeps pictures.
browser *directory:
    cargo build --package links-api
    python3 -B examples/links-api/browser/page.py "${CARGO_TARGET_DIR:-target}/debug/links-api" {{ directory }}

# Valid and hostile requests to the example server for so many seconds: no 5xx, flat memory, and what 99 of 100 take.
load seconds="30":
    cargo build --release --package links-api
    python3 examples/links-api/load.py {{ seconds }} "${CARGO_TARGET_DIR:-target}/release/links-api"

# Instructions of a request to the example server, with its filter parsed and in its code: checking adds less than 5 %.
cost-request:
    cargo bench --package links-api --bench cost

# Each feature alone, and none: clippy (which checks all targets) and the tests. Each pair: clippy of the library.
features:
    #!/usr/bin/env bash
    set -euo pipefail
    all=(serde chrono-tz belvo derive serde_json sea-query openapi http url axum cli)
    for features in "" "${all[@]}"; do
        echo "-- features: ${features:-none}"
        cargo clippy --all-targets --no-default-features --features "$features" -- -D warnings
        # The command needs every other feature: its tests are those of `just test`, which has all cases of the laws.
        [ "$features" = cli ] || PROPTEST_CASES=64 cargo test --no-default-features --features "$features"
    done
    SECONDS=0
    pairs=0
    for ((i = 0; i < ${#all[@]}; i++)); do
        for ((j = i + 1; j < ${#all[@]}; j++)); do
            pairs=$((pairs + 1))
            echo "-- pair $pairs: ${all[i]} ${all[j]}"
            cargo clippy --quiet --lib --no-default-features --features "${all[i]},${all[j]}" -- -D warnings
        done
    done
    echo "-- $pairs pairs in $SECONDS s"

# The library, the command and the derives build with the lowest versions that the manifests allow; needs a nightly.
minimal:
    #!/usr/bin/env bash
    set -euo pipefail
    mkdir -p "${CARGO_TARGET_DIR:-target}/minimal"
    export CARGO_TARGET_DIR="$(cd "${CARGO_TARGET_DIR:-target}/minimal" && pwd)"
    # A copy of what is published: the lock file here stays, and what only tests need asks for nothing.
    work=$CARGO_TARGET_DIR/copy
    rm -rf "$work"
    mkdir "$work"
    cp -R src docs schemas README.md LANGUAGE.md SECURITY.md CHANGELOG.md "$work"
    mkdir "$work/derive"
    cp -R derive/src "$work/derive"
    for manifest in Cargo.toml derive/Cargo.toml; do
        awk '/^\[/ { skip = /^\[+(dev-dependencies|bench|example|test)/ } !skip' "$manifest" \
            | sed 's/^members = .*/members = ["derive"]/' > "$work/$manifest"
    done
    cd "$work"
    cargo +nightly generate-lockfile -Z direct-minimal-versions
    cargo tree --locked --workspace --all-features --edges normal --depth 1 --prefix none --no-dedupe | sed 's/ (.*//' | sort -u
    cargo +nightly check --locked --workspace --all-features --lib --bins
    cargo +nightly check --locked --lib
    cargo +nightly check --locked --lib --no-default-features

# The public items are those of api/*.txt, and the Rust is the one that the core needs. `RENEW=1 just api` writes the
# listings anew; needs a nightly.
api: msrv
    cargo test --locked --manifest-path api/Cargo.toml --target-dir "${CARGO_TARGET_DIR:-target}" --test public_api -- --nocapture

# The highest Rust that a dependency asks for, with each feature; the manifest's rust-version is that of the core.
msrv:
    #!/usr/bin/env bash
    set -euo pipefail
    cargo test --locked --manifest-path api/Cargo.toml --target-dir "${CARGO_TARGET_DIR:-target}" --test rust_version -- --nocapture
    version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    toolchain=$(rustup toolchain list | sed -n "s/^\($version[.-][^ ]*\).*/\1/p" | head -1)
    if [ -z "$toolchain" ]; then
        echo "Rust $version is computed, not compiled: no such toolchain here"
        exit
    fi
    cargo "+$toolchain" check --locked --lib
    cargo "+$toolchain" check --locked --lib --no-default-features

# Licences, bans and sources of the dependencies. Advisories need the network: `cargo deny check advisories`.
deny:
    cargo deny --workspace --all-features check licenses bans sources

# Builds each fuzz target and runs it for so many seconds.
fuzz seconds="30":
    python3 fuzz/campaign.py --rounds 1 --no-ledger --slice {{ seconds }}

# Runs the fuzz targets in turn until each has so many executions, those of fuzz/ledger.csv included; stop it at any time.
fuzz-campaign executions="20000000" *args:
    nice -n 19 python3 fuzz/campaign.py --executions {{ executions }} {{ args }}

# The README's two commands do what it says.
readme:
    #!/usr/bin/env bash
    set -euo pipefail
    echo "-- a valid query"
    output=$(cargo run --features cli -- check --schema belvo/links \
        'institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid')
    echo "$output"
    grep -qxF '{{ query }}' <<< "$output" || { echo "error: no canonical string" >&2; exit 1; }
    echo "-- a mistyped one"
    code=0
    output=$(cargo run --features cli -- check --schema belvo/links \
        'instituton__in=erebor_mx_retail,gringotts_mx_retail&status=invalid' 2>&1) || code=$?
    echo "$output"
    [ "$code" = 1 ] || { echo "error: exit code $code instead of 1" >&2; exit 1; }
    grep -qF 'did you mean "institution__in"?' <<< "$output" || { echo "error: no suggestion" >&2; exit 1; }

# Crates and seconds of a clean build for each set of features; `just cost release` for release builds.
cost profile="dev":
    #!/usr/bin/env bash
    set -euo pipefail
    cargo fetch
    target=$(mktemp -d)
    trap 'rm -rf "$target"' EXIT
    TIMEFORMAT=%1R
    printf '%-12s %8s %10s   (%s)\n' features crates seconds '{{ profile }}'
    measure() {
        local name=$1 crates seconds
        shift
        # Normal and build dependencies, without the crate itself.
        crates=$(cargo tree "$@" --edges normal,build --prefix none --no-dedupe --format '{p}' | sed '1d; s/ (.*//' \
            | sort -u | wc -l)
        rm -rf "${target:?}/$name"
        if ! seconds=$({ time CARGO_TARGET_DIR="$target/$name" cargo build --profile {{ profile }} "$@" \
            2> "$target/log" >&2; } 2>&1); then
            cat "$target/log" >&2
            exit 1
        fi
        rm -rf "${target:?}/$name"
        printf '%-12s %8d %10s\n' "$name" "$crates" "$seconds"
    }
    measure none --no-default-features
    measure default
    measure belvo --features belvo
    measure chrono-tz --features chrono-tz
    measure derive --features derive
    measure serde_json --features serde_json
    measure sea-query --features sea-query
    measure openapi --features openapi
    measure http --features http
    measure url --features url
    measure axum --features axum
    measure cli --features cli

# Time and allocations of the crate by itself: parsing, building, printing and refusing each workload.
bench *args:
    cargo bench --package filterset-proofs --bench crate -- {{ args }}

# Time and allocations beside the peers, and against what is to be reached; see benches/peers/README.md.
bench-peers *args:
    cargo run --release --locked --manifest-path benches/peers/Cargo.toml -- {{ args }}

# Seconds that 50 derived structs of 20 fields add to a build, beside the same structs without the derive.
cost-derive:
    #!/usr/bin/env bash
    set -euo pipefail
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/src"
    cat > "$work/Cargo.toml" << END
    [package]
    name = "structs"
    version = "0.0.0"
    edition = "2024"
    [dependencies]
    filterset = { path = "$PWD", features = ["derive"] }
    chrono = { version = "0.4", default-features = false }
    rust_decimal = { version = "1", default-features = false }
    uuid = { version = "1", default-features = false }
    [workspace]
    END
    cp Cargo.lock "$work"
    export CARGO_TARGET_DIR="$work/target"
    structs() {
        awk -v derive="$1" 'BEGIN {
            split("String Uuid DateTime<Utc> Decimal Option<i64>", types)
            split("exact, in|exact, in, not_in|range, gte, lte|gte, lte|exact, isnull", ops, "|")
            for (i = 1; i <= 5; i++) if (types[i] ~ /DateTime/) types[i] = "chrono::DateTime<chrono::Utc>"
            print "pub use filterset::FilterSet; pub use rust_decimal::Decimal; pub use uuid::Uuid;"
            for (s = 0; s < 50; s++) {
                if (derive) print "#[derive(FilterSet)]"
                print "pub struct S" s " {"
                for (f = 0; f < 20; f++) {
                    if (derive) print "    #[filter(" ops[f % 5 + 1] ")]"
                    print "    pub f" f ": " types[f % 5 + 1] ","
                }
                print "}"
            }
        }' > "$work/src/lib.rs"
    }
    TIMEFORMAT=%2R
    build() { cargo "$1" --quiet --offline --manifest-path "$work/Cargo.toml"; }
    for command in build check; do
        for derive in 0 1; do
            structs $derive
            build $command
            touch "$work/src/lib.rs"
            seconds=$({ time build $command; } 2>&1)
            printf '%-5s  50 structs of 20 fields, %s: %s s\n' $command \
                "$([ $derive = 1 ] && echo derived || echo plain)" "$seconds"
        done
    done

# Instructions for hostile queries of 1, 2, 4 and 8 times a length, by callgrind: none may grow faster than they do.
linear:
    cargo run --release --package filterset-proofs --bin linear

# The most memory that hostile queries and their reports take, by a counting allocator.
memory:
    cargo test --release --package filterset-proofs --test memory

# Calls of functions that panic, in a program that is made of the crate: none may come from the crate's own code.
audit:
    cargo build --package filterset-proofs --profile audit --bin audit
    python3 proofs/audit.py "${CARGO_TARGET_DIR:-target}/audit/audit"

# Which lines and regions of the core its tests run: at least 99 and 98 %, and each line that none runs has its reason.
coverage:
    python3 proofs/coverage.py

# Each mutant of the core, or of files such as `src/op.rs`: is it caught by a test, or named in proofs/mutants.toml?
[positional-arguments]
mutants *files:
    @python3 proofs/mutants.py "$@"

# The same of what the last commit changed in the core, at most 100 mutants.
mutants-diff:
    python3 proofs/mutants.py --diff

# A million queries through the command: lines a second, and the most memory that it held.
throughput:
    #!/usr/bin/env bash
    set -euo pipefail
    lines=1000000
    cargo build --release --features cli
    command="${CARGO_TARGET_DIR:-target}/release/filterset"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    awk -v lines="$lines" 'BEGIN { for (i = 0; i < lines; i++) print ARGV[1] }' '{{ query }}' > "$work/queries"
    {{ measure }}
    for format in text json; do
        measure "$command" check --schema belvo/links --format "$format" < "$work/queries"
        awk -v lines="$lines" -v format="$format" \
            '{ printf "%s: %d lines in %.2f s, %d lines a second, peak %.1f MiB\n",
                format, lines, $1, lines / ($1 > 0 ? $1 : 0.01), $2 / 1024 }' "$work/measured"
    done

# JSON Lines of so many megabytes through `filterset grep` and through a parser alone: speed, ratio and peak memory.
grep-throughput megabytes="100":
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --release --features cli
    command="${CARGO_TARGET_DIR:-target}/release/filterset"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # A package of its own: as an example of this one it would need all that the tests need.
    cat > "$work/Cargo.toml" << END
    [package]
    name = "json_lines"
    version = "0.0.0"
    edition = "2024"
    [[bin]]
    name = "json_lines"
    path = "$PWD/examples/json_lines.rs"
    [dependencies]
    serde_json = "1"
    [workspace]
    END
    cp Cargo.lock "$work"
    cargo build --release --offline --manifest-path "$work/Cargo.toml" --target-dir "$work/target"
    awk -v bytes={{ megabytes }}000000 'BEGIN {
        split("erebor_mx_retail gringotts_mx_retail ironbank_br_retail laketown_co_business", institutions)
        split("valid invalid unconfirmed token_required", statuses)
        seed = 1
        for (written = 0; written < bytes; n++) {
            # Numbers that every awk holds exactly.
            seed = (seed * 16807) % 2147483647
            id = sprintf("%08x-9b2a-4e4a-8f5c-%012x", seed, n)
            line = "{\"id\": \"" id "\", \"institution\": \"" institutions[int(seed / 97) % 4 + 1] \
                "\", \"access_mode\": \"recurrent\", \"status\": \"" statuses[int(seed / 1009) % 4 + 1] \
                "\", \"refresh_rate\": \"7d\", \"created_by\": \"bcef7f35-5df2-4996-b337-33b456e9baf3\"" \
                ", \"last_accessed_at\": \"2022-05-04T10:" (10 + n % 50) ":07Z\", \"external_id\": \"" n \
                "\", \"created_at\": \"2022-02-09T08:45:50.406032Z\", \"institution_user_id\": \"sooE7XJW" seed \
                "=\", \"credentials_storage\": \"27d\", \"stale_in\": null, \"fetch_resources\": [\"ACCOUNTS\"" \
                ", \"OWNERS\", \"TRANSACTIONS\"], \"usage\": {\"requests\": " seed % 1000 ", \"share\": 0." seed "}}"
            print line
            written += length(line) + 1
        }
    }' > "$work/links.jsonl"
    bytes=$(wc -c < "$work/links.jsonl")
    {{ measure }}
    # The best of three: what else the machine does is no part of it.
    best() {
        for _ in 1 2 3; do
            measure "$@"
            cat "$work/measured"
        done | sort -n | head -1
    }
    parse=$(best "$work/target/release/json_lines" "$work/links.jsonl")
    grep=$(best "$command" grep --count --schema belvo/links '{{ query }}' "$work/links.jsonl")
    echo "$parse $grep" | awk -v bytes="$bytes" '{
        printf "parsing alone:  %.2f s, %d MB/s, peak %.1f MiB\n", $1, bytes / 1e6 / $1, $2 / 1024
        printf "filterset grep: %.2f s, %d MB/s, peak %.1f MiB, %.2f of the time\n", $3, bytes / 1e6 / $3, $4 / 1024, $3 / $1
    }'

# Tables from OpenAPI documents of so many megabytes: seconds and peak memory.
openapi-throughput megabytes="30":
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --release --features cli
    command="${CARGO_TARGET_DIR:-target}/release/filterset"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    {{ measure }}
    for format in json yaml; do
        python3 openapi/large.py {{ megabytes }} $format > "$work/large.$format"
        bytes=$(wc -c < "$work/large.$format")
        parameters=$(grep -oE '"in": ?"query"' "$work/large.$format" | wc -l)
        for which in "--path /api/v1/records-7/" "--all $work/$format"; do
            measure "$command" import "$work/large.$format" --infer $which 2> /dev/null
            awk -v format=$format -v bytes="$bytes" -v parameters="$parameters" -v which="${which%% *}" \
                '{ printf "%s, %.1f MB, %d parameters, %s: %.2f s, peak %.0f MiB\n",
                    format, bytes / 1e6, parameters, which, $1, $2 / 1024 }' "$work/measured"
        done
    done
