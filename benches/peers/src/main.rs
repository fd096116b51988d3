//! Measures filterset and its peers on the same queries, in one run. See the README.
//!
//! `cargo run --release -- [--quick | --count] [--only NAME]`

mod count;
mod hand;
mod measure;
mod others;
#[allow(non_snake_case)]
mod structs;
mod workloads;

use std::borrow::Cow;
use std::hint::black_box;

use django_query::filtering::{Filterable, OperatorSet};
use filterset::{Limits, Schema};

use count::Bound;
use hand::HandSchema;
use measure::{Contestant, Counting, Effort, Measured, measure};
use structs::Links;
use workloads::{RAISED, RESERVED, Target, Workload};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const YARDSTICK: &str = "form_urlencoded";
const OWN: &str = "filterset";
const BY_HAND: &str = "by hand";

/// Whether a workload meets a target.
struct Outcome {
    name: String,
    text: String,
    is_met: bool,
}

struct Args {
    /// The duration of the measurements; `None` to do each work once, to count its instructions.
    effort: Option<Effort>,
    /// Whether to count instructions.
    count: bool,
    only: Option<String>,
}

fn parse_args() -> Result<Args, String> {
    let mut args = Args { effort: Some(Effort { rounds: 41, batch: 2e6 }), count: false, only: None };
    let mut given = std::env::args().skip(1);
    while let Some(arg) = given.next() {
        match arg.as_str() {
            "--quick" => args.effort = Some(Effort { rounds: 5, batch: 1e5 }),
            "--count" => args.count = true,
            // `--count` runs this under valgrind.
            "--work" => args.effort = None,
            "--only" => args.only = Some(given.next().ok_or("--only needs the beginning of a name")?),
            other => return Err(format!("unknown argument {other}")),
        }
    }
    Ok(args)
}

fn main() -> Result<(), String> {
    let Args { effort, count, only } = parse_args()?;
    if count {
        return count::print_instructions(only.as_deref(), &instruction_bounds());
    }
    let is_wanted = |workload: &Workload| only.as_ref().is_none_or(|only| workload.name.starts_with(only.as_str()));
    let narrow = [
        (workloads::links(Limits::DEFAULT), workloads::on_links()),
        (workloads::links(RAISED), workloads::on_links_raised()),
    ];
    let wide = [
        (workloads::wide(Limits::DEFAULT), vec![workloads::on_wide()]),
        (workloads::wide(RAISED), vec![workloads::on_wide_raised()]),
    ];
    let select = |groups: &'static [(Schema, Vec<Workload>)]| -> Vec<(&Schema, &Workload)> {
        let pairs =
            groups.iter().flat_map(|(schema, workloads)| workloads.iter().map(move |workload| (schema, workload)));
        pairs.filter(|(_, workload)| is_wanted(workload)).collect()
    };
    // The contestants borrow them until the program ends.
    let narrow = select(Vec::from(narrow).leak());
    let wide = select(Vec::from(wide).leak());
    let all = || narrow.iter().chain(&wide).copied();

    if let Some(Effort { rounds, .. }) = effort {
        println!("Thread CPU time in nanoseconds, {rounds} interleaved rounds. Ratio: median of the rounds' ratios");
        println!("to {YARDSTICK}. Allocations: calls of the allocator, growth included.");
        let sizes: Vec<String> =
            all().map(|(_, workload)| format!("{} {}", workload.name, workload.query.len())).collect();
        println!("Bytes: {}.\n", sizes.join("; "));
        println!(
            "{:<32} {:<18} {:>12} {:>12} {:>7} {:>12}",
            "workload", "", "median", "minimum", "ratio", "allocations"
        );
    }

    let mut verdicts = Vec::new();
    for (schema, workload) in &narrow {
        let mut contestants = common_contestants(workload, schema, OperatorSet::<others::Link>::new());
        contestants.extend(serde_contestants(workload));
        measure_parsing(workload, &mut contestants, effort, &mut verdicts);
    }
    for (schema, workload) in &wide {
        let mut contestants = common_contestants(workload, schema, OperatorSet::<others::Wide>::new());
        measure_parsing(workload, &mut contestants, effort, &mut verdicts);
    }
    for (schema, workload) in all() {
        measure_rendering(workload, schema, effort, &mut verdicts);
    }

    if effort.is_none() {
        return Ok(());
    }
    println!("\nThe targets of filterset:");
    for Outcome { name, text, is_met } in &verdicts {
        println!("{name:<32} {:<6} {text}", if *is_met { "met" } else { "MISSED" });
    }
    Ok(())
}

/// Returns the bounds on the instructions of parsing and of rendering.
fn instruction_bounds() -> Vec<Bound> {
    let mut bounds = Vec::new();
    for Workload { name, target, .. } in workloads::on_links().into_iter().chain([workloads::on_wide()]) {
        let Some(Target { instructions: [parsing, rendering], .. }) = target else { continue };
        bounds.push(Bound { workload: name.to_owned(), at_most: parsing });
        bounds.push(Bound { workload: format!("{name}, rendering"), at_most: rendering });
    }
    bounds
}

/// Returns the contestants that accept every workload.
fn common_contestants<'a, R: Filterable<'static> + 'a>(
    workload: &'a Workload,
    schema: &'a Schema,
    operators: OperatorSet<R>,
) -> Vec<Contestant<'a>> {
    let Workload { query, django, conditions, values, .. } = workload;
    let (query, django, conditions, values) = (query.as_str(), django.as_str(), *conditions, *values);
    let filter = schema.parse(query).expect("a filter");
    let canonical = filter.to_string();
    let mut contestants = vec![
        Contestant::new(YARDSTICK, move || split_pairs(black_box(query)), move |pairs| pairs.len() >= conditions),
        Contestant::new(
            OWN,
            move || schema.parse(black_box(query)).expect("a filter"),
            move |filter| {
                let all: usize = filter.iter().map(|condition| condition.predicate().values().count()).sum();
                (filter.len(), all) == (conditions, values) && filter.to_string() == canonical
            },
        ),
    ];
    let by_hand: &HandSchema = Box::leak(Box::new(HandSchema::new(schema)));
    contestants.push(Contestant::new(
        BY_HAND,
        move || by_hand.check(black_box(query)).expect("a filter"),
        move |found| {
            let all: usize = found.iter().map(|condition| condition.operand.values().len()).sum();
            let has_all = found.iter().all(|condition| {
                let own = filter.get(condition.field, condition.op).expect("a condition");
                let values = own.predicate().values().map(|value| value.to_string());
                values.zip(condition.operand.values()).all(|(own, value)| own == value.to_string())
            });
            (found.len(), all) == (conditions, values) && has_all
        },
    ));
    if let Some(rqs) = &workload.rqs {
        let catalog = Box::leak(Box::new(others::catalog(schema)));
        contestants.push(Contestant::new(
            "restqs",
            move || others::rqs_parser(catalog).parse(black_box(rqs)).expect("a plan"),
            // A range is two conditions.
            move |plan| plan.filters().len() == conditions + usize::from(query.contains("__range")),
        ));
    }
    contestants.push(Contestant::new(
        "django-query",
        move || others::django(&operators, black_box(django), &RESERVED).expect("filters"),
        move |filters| filters.len() == conditions + usize::from(query.contains("__range")),
    ));
    contestants
}

/// Returns the contestants that deserialize a query into a struct.
fn serde_contestants(workload: &Workload) -> Vec<Contestant<'_>> {
    let query = workload.query.as_str();
    // Their lists keep repeated items.
    let makes_sense = move |links: &Links| {
        let (conditions, values) = links.size();
        conditions == workload.conditions && values >= workload.values
    };
    vec![
        Contestant::new(
            "serde_html_form",
            move || serde_html_form::from_str::<Links>(black_box(query)).expect("a struct"),
            makes_sense,
        ),
        Contestant::new(
            "serde_qs",
            move || serde_qs::from_str::<Links>(black_box(query)).expect("a struct"),
            makes_sense,
        ),
    ]
}

fn split_pairs(query: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    form_urlencoded::parse(query.as_bytes()).collect()
}

fn measure_parsing(
    workload: &Workload,
    contestants: &mut [Contestant<'_>],
    effort: Option<Effort>,
    verdicts: &mut Vec<Outcome>,
) {
    let Some(effort) = effort else { return count::work_once(workload.name, contestants) };
    let results = measure(contestants, effort);
    print_results(workload.name, &results);
    let Some(target) = workload.target else { return };
    let [yardstick, own, by_hand] = [YARDSTICK, OWN, BY_HAND].map(|name| find_result(&results, name));
    let name = workload.name.to_owned();
    let ratio = own.over(yardstick);
    verdicts.push(Outcome {
        name: name.clone(),
        text: format!(
            "time to {YARDSTICK} {ratio:.2}, at most {:.2}, aim at {:.2}{}",
            target.at_most,
            target.aim,
            if ratio <= target.aim { " (reached)" } else { "" }
        ),
        is_met: ratio <= target.at_most,
    });
    verdicts.push(Outcome {
        name: name.clone(),
        text: format!("allocations {}, at most {}", own.allocations, target.allocations),
        is_met: own.allocations <= target.allocations,
    });
    if let Some(at_most) = target.by_hand {
        let ratio = own.over(by_hand);
        let text = format!("time to the check by hand {ratio:.2}, at most {at_most:.2}");
        verdicts.push(Outcome { name, text, is_met: ratio <= at_most });
    }
}

/// Measures rendering a filter into a reused string, and rendering pairs of strings with the yardstick's serializer.
fn measure_rendering(workload: &Workload, schema: &Schema, effort: Option<Effort>, verdicts: &mut Vec<Outcome>) {
    let filter = schema.parse(&workload.query).expect("a filter");
    let pairs: Vec<(String, String)> = filter.pairs().map(|(key, value)| (key.to_owned(), value)).collect();
    let expected = filter.to_string();
    let mut form = String::new();
    form_urlencoded::Serializer::new(&mut form).extend_pairs(&pairs).finish();
    assert!(split_pairs(&form).iter().eq(split_pairs(&expected).iter()), "both render the same pairs");
    let (mut own, mut other, mut third) = (String::new(), String::new(), String::new());
    let mut contestants = [
        Contestant::new(
            YARDSTICK,
            || {
                other.clear();
                form_urlencoded::Serializer::new(&mut other).extend_pairs(black_box(&pairs)).finish();
                black_box(&other).len()
            },
            |len| *len == form.len(),
        ),
        Contestant::new(
            OWN,
            || {
                own.clear();
                black_box(&filter).append_to(&mut own);
                black_box(&own).len()
            },
            |len| *len == expected.len(),
        ),
        Contestant::new(
            "... from values",
            || {
                third.clear();
                form_urlencoded::Serializer::new(&mut third).extend_pairs(black_box(&filter).pairs()).finish();
                black_box(&third).len()
            },
            |len| *len == form.len(),
        ),
    ];
    let name = format!("{}, rendering", workload.name);
    let Some(effort) = effort else { return count::work_once(&name, &mut contestants) };
    let results = measure(&mut contestants, effort);
    print_results(&name, &results);
    let [yardstick, own] = [YARDSTICK, OWN].map(|name| find_result(&results, name));
    let Some(Target { rendering: at_most, .. }) = workload.target else { return };
    let ratio = own.over(yardstick);
    let text = format!("time to its Serializer {ratio:.2}, at most {at_most:.2}");
    verdicts.push(Outcome { name: name.clone(), text, is_met: ratio <= at_most });
    let text = format!("allocations {}, at most 0", own.allocations);
    verdicts.push(Outcome { name, text, is_met: own.allocations == 0 });
}

fn find_result<'r>(results: &'r [Measured], name: &str) -> &'r Measured {
    results.iter().find(|result| result.name == name).expect("a contestant of that name")
}

/// Prints a row for each contestant. The ratios are to the first one.
fn print_results(workload: &str, results: &[Measured]) {
    for result in results {
        println!(
            "{workload:<32} {:<18} {:>12.0} {:>12.0} {:>7.2} {:>12}",
            result.name,
            result.median(),
            result.minimum(),
            result.over(&results[0]),
            result.allocations
        );
    }
}
