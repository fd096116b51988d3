//! Counts instructions instead of time: runs this program under callgrind, with each contestant's work once.

use std::hint::black_box;
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::measure::Contestant;
use crate::{OWN, YARDSTICK};

/// Does each contestant's work once, for callgrind to count, and prints the workload and the contestant.
pub(crate) fn work_once(workload: &str, contestants: &mut [Contestant<'_>]) {
    for contestant in contestants {
        // Lazy initialisation is not counted.
        contestant.work(1);
        counted(black_box(contestant));
        println!("{workload}\t{}", contestant.name);
    }
}

/// Runs the work to be counted. Callgrind finds this function by its name.
#[inline(never)]
fn counted(contestant: &mut Contestant<'_>) {
    contestant.work(1);
}

/// The maximum ratio of filterset's instructions in a workload to the yardstick's.
pub(crate) struct Bound {
    pub(crate) workload: String,
    pub(crate) at_most: f64,
}

/// Prints the instructions of each contestant, and their ratio to those of the yardstick. Returns an error if a bound is
/// exceeded.
pub(crate) fn print_instructions(only: Option<&str>, bounds: &[Bound]) -> Result<(), String> {
    let folder = env::temp_dir().join(format!("filterset-peers-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind", "--toggle-collect=filterset_peers::count::counted"])
        .arg("--dump-after=filterset_peers::count::counted")
        .arg(format!("--callgrind-out-file={}", folder.join("run").display()))
        .arg(env::current_exe().map_err(|error| error.to_string())?)
        .arg("--work")
        .args(only.iter().flat_map(|only| ["--only", only]))
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    if !output.status.success() {
        return Err(format!("valgrind: {}", output.status));
    }
    println!("{:<32} {:<18} {:>14} {:>7}", "workload", "", "instructions", "ratio");
    let mut yardstick = 0.0;
    let mut exceeded = Vec::new();
    for (number, line) in (1..).zip(String::from_utf8_lossy(&output.stdout).lines()) {
        let (workload, name) = line.split_once('\t').ok_or("a line without a name")?;
        let run = fs::read_to_string(folder.join(format!("run.{number}"))).map_err(|error| error.to_string())?;
        let total = run.lines().find_map(|line| line.strip_prefix("totals: ")).ok_or("no totals")?;
        let count: f64 = total.trim().parse().map_err(|_| "invalid totals")?;
        if name == YARDSTICK {
            yardstick = count;
        }
        let ratio = count / yardstick;
        let bound = bounds.iter().find(|bound| name == OWN && bound.workload == workload);
        let verdict = bound.map_or_else(String::new, |bound| {
            let is_met = ratio <= bound.at_most;
            if !is_met {
                exceeded.push(workload.to_owned());
            }
            format!("  at most {:.2}{}", bound.at_most, if is_met { "" } else { " !" })
        });
        println!("{workload:<32} {name:<18} {count:>14} {ratio:>7.2}{verdict}");
    }
    fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    if exceeded.is_empty() { Ok(()) } else { Err(format!("too many instructions: {}", exceeded.join("; "))) }
}
