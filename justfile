# Recipes for development; `just --list` shows them. CI runs .ci/run, which does not need just.

set shell := ["bash", "-euo", "pipefail", "-c"]

# The commit that `mutants` compares with: `just base=v0.1.0 release-check`.
base := "HEAD~1"
target := env("CARGO_TARGET_DIR", "target")
# The version of LLVM that rustc contains.
llvm := `rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p'`

_list:
    @just --list --unsorted

# Check the format
fmt:
    cargo fmt --all --check
    cargo fmt --manifest-path fuzz/Cargo.toml --check
    cargo fmt --manifest-path benches/peers/Cargo.toml --check
    cargo fmt --manifest-path examples/fuzz-endpoint/Cargo.toml --check
    cargo fmt --manifest-path crates/filterset-sea-query/tests/drivers/Cargo.toml --all --check

# Run clippy on all packages with all features, and on the core with none
lint:
    cargo clippy --workspace --all-targets --all-features -- -D warnings
    cargo clippy --all-targets --no-default-features -- -D warnings

# Build the documentation without warnings
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --no-default-features

# Run all tests, with a temporary PostgreSQL and MariaDB
test:
    crates/filterset-sea-query/tests/postgres.sh crates/filterset-sea-query/tests/mariadb.sh \
        cargo test --workspace --all-features

# Check the core with each feature alone, and test it with none; check the command without its feature
features:
    cargo hack clippy --package filterset --package filterset-sea-query --each-feature --lib -- -D warnings
    cargo hack clippy --package filterset --each-feature --exclude-features default --all-targets -- -D warnings
    cargo test --no-default-features
    cargo clippy --package filterset-cli --all-targets -- -D warnings

# Build with the minimum versions that the manifests allow (cargo-minimal-versions, nightly)
minimal:
    cargo minimal-versions check --direct --workspace --ignore-private --all-features

# Check licences, bans and sources of dependencies (cargo-deny)
deny:
    cargo deny --workspace --all-features check licenses bans sources

# Run a fuzz target; `cargo +nightly fuzz list` lists them (cargo-fuzz, nightly)
fuzz name seconds="60":
    mkdir -p fuzz/corpus/{{ name }}
    cargo +nightly fuzz run --sanitizer none --no-trace-compares {{ name }} \
        fuzz/corpus/{{ name }} fuzz/regressions/{{ name }} tests/cases \
        -- -dict=fuzz/filterset.dict -max_len=4096 -max_total_time={{ seconds }}

# Test the example that fuzzes its own endpoint
fuzz-endpoint:
    cargo test --locked --manifest-path examples/fuzz-endpoint/Cargo.toml

# Build and run the guide's program of each driver, with a temporary PostgreSQL
drivers:
    crates/filterset-sea-query/tests/drivers/run.sh

# Test with other projects: Belvo's clients, probes of Django and FastAPI, readers of OpenAPI documents, and an SDK of agents
clients:
    examples/links-api/clients/run.sh
    crates/filterset-cli/tests/probe/run.sh
    crates/filterset-openapi/tests/external/run.sh
    crates/filterset-cli/tests/tool/run.sh
    tests/django/conformance.sh

# Test the page of the example server in Chromium, and save screenshots to a directory
browser *directory:
    cargo build --package links-api
    python3 -B examples/links-api/browser/page.py "{{ target }}/debug/links-api" {{ directory }}
    python3 -B examples/links-api/browser/widget.py "{{ target }}/debug/links-api" {{ directory }}

# Measure filterset and its peers: time and allocations, or --count for instructions (valgrind)
bench-peers *args:
    cargo run --release --locked --manifest-path benches/peers/Cargo.toml -- {{ args }}

# Check the bounds on time, memory and panics (valgrind, binutils)
measure:
    cargo run --release --package filterset-measure --bin memory
    cargo run --release --package filterset-measure --bin panics
    cargo run --release --package filterset-measure --bin linear

# Measure which lines of the core its tests run (cargo-llvm-cov, llvm of rustc's version)
coverage:
    LLVM_COV=llvm-cov-{{ llvm }} LLVM_PROFDATA=llvm-profdata-{{ llvm }} \
        cargo llvm-cov --package filterset --all-features --fail-under-lines 99

# Test mutants of the core's code that changed since a commit (cargo-mutants)
mutants commit=base:
    git diff {{ commit }} -- src | PROPTEST_CASES=64 cargo mutants --in-diff /dev/stdin

# Measure everything before a release, and rehearse the publication
release-check: measure coverage mutants (bench-peers "--count")
    cargo bench --package links-api --bench cost
    cargo build --release --package links-api --package filterset-cli
    python3 examples/links-api/load.py 60 "{{ target }}/release/links-api"
    python3 benches/throughput.py "{{ target }}/release/filterset"
    benches/build-cost.sh
    cargo publish --workspace --dry-run
