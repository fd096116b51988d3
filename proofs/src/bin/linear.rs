//! Whether work grows with the length of a query and no faster: instructions, counted by callgrind, at 1, 2, 4 and 8
//! times a base length, for every hostile shape. A table is printed; a doubling that costs more than 2.3 times as much
//! fails. Sorting is within that: at these lengths a doubled n log n is below 2.3 times.
//!
//! Only the work itself is counted, without the start and the table's making, and what an empty query costs is
//! subtracted.

use std::error::Error;
use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::{env, fs, iter};

use filterset::{Limits, Schema};
use filterset_proofs::{NONE, RAISED, SHAPES, Shape, tables, work};

/// The most that a doubled length may multiply.
const MOST: f64 = 2.3;
const TIMES: [usize; 4] = [1, 2, 4, 8];
/// The base length in bytes: with 32 faults told at the most, and with each fault told and drawn.
const BASES: [(&str, Limits, usize); 2] = [("32 faults told", RAISED, 8192), ("every fault told", NONE, 1024)];
/// What a query over the default limits may cost, its report included: too little to have read it.
const REFUSAL: u64 = MEGABYTE as u64 / 20;
const MEGABYTE: usize = 1_000_000;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if env::args().nth(1).as_deref() == Some("work") {
        let tables = tables();
        for (shape, limits, bytes) in runs() {
            measured(tables.of(shape), limits, &shape.query(bytes));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let counts = counts()?;
    let mut failures = 0;
    let mut rows = counts.into_iter();
    let empty = rows.next().ok_or("no run of an empty query")?;
    println!("an empty query: {empty} instructions, subtracted below");
    for (what, _, base) in BASES {
        println!(
            "\ninstructions for a byte, at {base} bytes times 1, 2, 4 and 8, and the ratio of each doubling: {what}"
        );
        for shape in SHAPES {
            let lengths = TIMES.map(|times| shape.query(base * times).len());
            let counts: Vec<u64> = rows.by_ref().take(TIMES.len()).map(|count| count.saturating_sub(empty)).collect();
            print!("{:<32}", shape.name);
            for (count, length) in counts.iter().zip(lengths) {
                print!("{:>10.1}", ratio(*count, length as u64));
            }
            print!("   ");
            for ((one, other), lengths) in counts.iter().zip(counts.iter().skip(1)).zip(lengths.windows(2)) {
                // A table has so many keys: where the query doesn't grow, nothing is doubled.
                let is_doubled = lengths.first().zip(lengths.last()).is_some_and(|(a, b)| *b > a + a / 2);
                let doubling = ratio(*other, *one);
                let is_over = is_doubled && doubling > MOST;
                failures += usize::from(is_over);
                print!(
                    "{:>6}{}",
                    if is_doubled { format!("{doubling:.2}") } else { "-".to_owned() },
                    if is_over { "!" } else { " " }
                );
            }
            println!();
        }
    }
    println!("\ninstructions for a query of {MEGABYTE} bytes under the default limits");
    for shape in SHAPES.iter().filter(|shape| shape.query(MEGABYTE).len() >= MEGABYTE - 64) {
        let count = rows.next().ok_or("a run is missing")?;
        let is_over = count > REFUSAL;
        failures += usize::from(is_over);
        println!("{:<32}{count:>10}{}", shape.name, if is_over { "!" } else { "" });
    }
    if failures > 0 {
        eprintln!("error: {failures} are over the limit: {MOST} for a doubling, {REFUSAL} for a refusal");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Each run in its order: the empty query, the shapes at each length, and the shapes over the default limits.
fn runs() -> impl Iterator<Item = (Shape, Limits, usize)> {
    let [first, ..] = SHAPES;
    let sizes = |(_, limits, base): (&str, Limits, usize)| {
        SHAPES.into_iter().flat_map(move |shape| TIMES.map(|times| (shape, limits, base * times)))
    };
    let long = SHAPES.into_iter().filter(|shape| shape.query(MEGABYTE).len() >= MEGABYTE - 64);
    iter::once((first, RAISED, 0))
        .chain(BASES.into_iter().flat_map(sizes))
        .chain(long.map(|shape| (shape, Limits::DEFAULT, MEGABYTE)))
}

/// What callgrind counts: it looks for this function's name.
#[inline(never)]
fn measured(table: &Schema, limits: Limits, query: &str) {
    drop(black_box(work(table, limits, black_box(query))));
}

/// The instructions of each run, by this program under valgrind.
fn counts() -> Result<Vec<u64>, Box<dyn Error>> {
    let folder = env::temp_dir().join(format!("filterset-linear-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let status = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind", "--toggle-collect=linear::measured", "--dump-after=linear::measured"])
        .arg(format!("--callgrind-out-file={}", folder.join("run").display()))
        .arg(env::current_exe()?)
        .arg("work")
        .status()
        .map_err(|error| format!("valgrind: {error}"))?;
    if !status.success() {
        return Err(format!("valgrind: {status}").into());
    }
    let mut counts = Vec::new();
    for (number, _) in (1..).zip(runs()) {
        let text = fs::read_to_string(folder.join(format!("run.{number}")))?;
        let line = text.lines().find_map(|line| line.strip_prefix("totals: ")).ok_or("no totals")?;
        counts.push(line.trim().parse()?);
    }
    fs::remove_dir_all(&folder)?;
    Ok(counts)
}

#[expect(clippy::cast_precision_loss, reason = "the counts are far below 2^52")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other.max(1) as f64
}
