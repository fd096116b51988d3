//! Time and allocations of the crate by itself, on the workloads of benches/peers, which compares them with its peers'.

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use filterset::{Filter, Schema};

#[expect(dead_code, clippy::cast_possible_truncation, reason = "what is to be reached is compared elsewhere")]
#[path = "../../benches/peers/src/workloads.rs"]
mod workloads;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

/// The workloads, by name.
const NAMES: [&str; 9] = ["W1", "W2", "W3", "W4", "W5 1,000", "W5 10,000", "W5 100,000", "W5 10,000, ascending", "W6"];

fn main() {
    divan::main();
}

/// A workload's table and query.
fn workload(name: &str) -> (Schema, String) {
    let wide = workloads::on_wide();
    if wide.name == name {
        return (workloads::wide(), wide.query);
    }
    let narrow = workloads::on_links().into_iter().find(|workload| workload.name == name);
    (workloads::links(), narrow.expect("a workload of that name").query)
}

#[divan::bench(args = NAMES)]
fn parse(bencher: Bencher, name: &str) {
    let (schema, query) = workload(name);
    bencher.counter(BytesCount::of_str(&query)).bench(|| schema.parse(black_box(&query)).expect("a filter"));
}

#[divan::bench(args = NAMES)]
fn build(bencher: Bencher, name: &str) {
    let (schema, query) = workload(name);
    let filter = schema.parse(&query).expect("a filter");
    let build = || {
        let conditions = black_box(&filter).iter();
        let builder = conditions.fold(schema.filter(), |builder, condition| {
            builder.with(condition.field().name(), condition.op(), condition.predicate().values())
        });
        builder.build().map(Filter::into_owned).expect("a filter")
    };
    bencher.bench(build);
}

#[divan::bench(args = NAMES)]
fn render(bencher: Bencher, name: &str) {
    let (schema, query) = workload(name);
    let filter = schema.parse(&query).expect("a filter");
    bencher.bench(|| black_box(&filter).to_string());
}

/// A query whose every pair is at fault, and its report.
#[divan::bench(args = NAMES)]
fn refuse(bencher: Bencher, name: &str) {
    let (schema, query) = workload(name);
    let query = query.replace('=', "x=");
    bencher.bench(|| schema.parse(black_box(&query)).expect_err("unknown fields").report(&query));
}
