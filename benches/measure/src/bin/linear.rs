//! Checks that work is linear in the length of a query: counts instructions (callgrind) for each hostile shape at 1, 2, 4
//! and 8 times a base length, and fails if a doubled length costs more than [`MAX_GROWTH`] times as much: in the
//! geometric mean of the three doublings, or in the last one.
//!
//! Only [`counted`] is counted. The cost of an empty query is subtracted.

use std::error::Error;
use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::{env, fs};

use filterset::{Limits, Schema};
use filterset_measure::{RAISED, SHAPES, Schemas, Shape, Target, UNLIMITED, analyse, answer};

/// Sorting is allowed: a doubled n log n is below this factor at these lengths.
const MAX_GROWTH: f64 = 2.3;
const MULTIPLES: [usize; 4] = [1, 2, 4, 8];
/// The length of a query over the default limits, and the maximum instructions of its rejection, which are too few to
/// read it.
const TOO_LONG: usize = 1_000_000;
const MAX_REJECTION: u64 = 50_000;

/// A kind of work, at lengths that are multiples of a base.
#[derive(Clone, Copy, PartialEq)]
enum Series {
    /// Parsing and rendering, with at most 32 errors in the report.
    Answer,
    /// The same with every error in the report.
    AnswerAllErrors,
    /// Explanation, implication and satisfiability of an accepted filter.
    Analysis,
}

const SERIES: [Series; 3] = [Series::Answer, Series::AnswerAllErrors, Series::Analysis];

impl Series {
    fn base(self) -> usize {
        if self == Series::Answer { 8 << 10 } else { 1 << 10 }
    }

    fn limits(self) -> Limits {
        if self == Series::AnswerAllErrors { UNLIMITED } else { RAISED }
    }

    fn includes(self, shape: Shape) -> bool {
        self != Series::Analysis || (shape.is_accepted && !matches!(shape.target, Target::Lists))
    }
}

/// One counted call.
struct Run {
    target: Target,
    series: Series,
    limits: Limits,
    query: String,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let runs = list_runs();
    if env::args().nth(1).as_deref() == Some("--counted") {
        let schemas = Schemas::new();
        for run in &runs {
            execute(run, schemas.get(run.target));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let counts = count_instructions(runs.len())?;
    let mut pairs = runs.iter().zip(counts);
    let (_, empty) = pairs.next().ok_or("missing the empty query")?;
    println!("growth of instructions for each doubled length; then instructions per byte of an answer to 64 KiB, and");
    println!("instructions to reject {TOO_LONG} bytes\n");
    println!("{:<28} {:<18}{:<18}{:<16}{:>8}  reject", "", "answer, 32 errors", "answer, all", "analysis", "per byte");
    let mut failures = 0;
    for shape in SHAPES {
        print!("{:<28}", shape.name);
        let mut per_byte = 0.0;
        for series in SERIES {
            if !series.includes(shape) {
                print!("{:18}", "");
                continue;
            }
            let points: Vec<(&Run, u64)> = pairs.by_ref().take(MULTIPLES.len()).collect();
            let fixed = if series == Series::Analysis { 0 } else { empty };
            let costs: Vec<u64> = points.iter().map(|(_, count)| count.saturating_sub(fixed)).collect();
            failures += u32::from(!print_growth(&costs));
            if let (Series::Answer, Some((run, _)), Some(cost)) = (series, points.last(), costs.last()) {
                per_byte = ratio(*cost, run.query.len() as u64);
            }
        }
        let (_, rejection) = pairs.next().ok_or("missing a rejection")?;
        let is_over = rejection > MAX_REJECTION;
        failures += u32::from(is_over);
        println!("{per_byte:>8.1}{rejection:>8}{}", if is_over { "!" } else { "" });
    }
    println!("\n{failures} are over the maximum: {MAX_GROWTH} for a doubled length, {MAX_REJECTION} for a rejection");
    Ok(if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the growth for each doubled length, and returns `true` if it is within the maximum.
fn print_growth(costs: &[u64]) -> bool {
    let doublings = costs.iter().zip(costs.iter().skip(1));
    let growths: Vec<f64> = doublings.map(|(cost, doubled)| ratio(*doubled, *cost)).collect();
    for growth in &growths {
        print!(" {growth:.2}");
    }
    // A single doubling also depends on when the allocator has to copy a growing block.
    let mean = growths.iter().product::<f64>().cbrt();
    let is_linear = mean <= MAX_GROWTH && growths.last().is_none_or(|last| *last <= MAX_GROWTH);
    print!("{}  ", if is_linear { " " } else { "!" });
    is_linear
}

/// Returns the runs in order: an empty query, then for each shape its series and a query over the default limits.
fn list_runs() -> Vec<Run> {
    let mut runs = vec![Run { target: Target::Fields, series: Series::Answer, limits: RAISED, query: String::new() }];
    for shape in SHAPES {
        let run = |series, limits, bytes| Run { target: shape.target, series, limits, query: shape.query(bytes) };
        for series in SERIES.into_iter().filter(|series| series.includes(shape)) {
            runs.extend(MULTIPLES.map(|multiple| run(series, series.limits(), series.base() * multiple)));
        }
        runs.push(run(Series::Answer, Limits::DEFAULT, TOO_LONG));
    }
    runs
}

fn execute(run: &Run, schema: &Schema) {
    if run.series == Series::Analysis {
        let parsed = schema.parser().limits(run.limits).policy(run.target.policy()).parse(&run.query);
        let filter = parsed.expect("an accepted shape");
        counted(&mut || analyse(black_box(&filter)));
    } else {
        counted(&mut || answer(schema, run.limits, run.target.policy(), black_box(&run.query)));
    }
}

/// Runs the work to be counted. Callgrind finds this function by its name.
#[inline(never)]
fn counted(work: &mut dyn FnMut() -> usize) {
    black_box(work());
}

/// Runs this program under callgrind and returns the instructions of each run.
fn count_instructions(runs: usize) -> Result<Vec<u64>, Box<dyn Error>> {
    let folder = env::temp_dir().join(format!("filterset-linear-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let status = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind", "--toggle-collect=linear::counted", "--dump-after=linear::counted"])
        .arg(format!("--callgrind-out-file={}", folder.join("run").display()))
        .arg(env::current_exe()?)
        .arg("--counted")
        .status()
        .map_err(|error| format!("valgrind: {error}"))?;
    if !status.success() {
        return Err(format!("valgrind: {status}").into());
    }
    let mut counts = Vec::new();
    for number in 1..=runs {
        let profile = fs::read_to_string(folder.join(format!("run.{number}")))?;
        let totals = profile.lines().find_map(|line| line.strip_prefix("totals: ")).ok_or("no totals")?;
        counts.push(totals.trim().parse()?);
    }
    fs::remove_dir_all(&folder)?;
    Ok(counts)
}

#[expect(clippy::cast_precision_loss, reason = "the counts are far below 2^52")]
fn ratio(numerator: u64, denominator: u64) -> f64 {
    numerator as f64 / denominator.max(1) as f64
}
