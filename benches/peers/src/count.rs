//! Instructions in place of time: this program again, under callgrind, with each contestant's work once.

use std::hint::black_box;
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::YARDSTICK;
use crate::measure::Contestant;

/// Does each contestant's work once, for callgrind to count, and says whose it was.
pub(crate) fn work(workload: &str, contestants: &mut [Contestant<'_>]) {
    for contestant in contestants {
        // What is done once for all isn't counted.
        contestant.work(1);
        counted(black_box(contestant));
        println!("{workload}\t{}", contestant.name);
    }
}

/// What callgrind counts: it looks for this function's name.
#[inline(never)]
fn counted(contestant: &mut Contestant<'_>) {
    contestant.work(1);
}

/// Prints how many instructions each contestant takes, and how many times the yardstick's.
pub(crate) fn schema(only: Option<&str>) -> Result<(), String> {
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
    println!("{:<24} {:<18} {:>14} {:>7}", "workload", "", "instructions", "ratio");
    let mut yardstick = 0.0;
    for (number, line) in (1..).zip(String::from_utf8_lossy(&output.stdout).lines()) {
        let (workload, name) = line.split_once('\t').ok_or("a line without a name")?;
        let run = fs::read_to_string(folder.join(format!("run.{number}"))).map_err(|error| error.to_string())?;
        let total = run.lines().find_map(|line| line.strip_prefix("totals: ")).ok_or("no totals")?;
        let count: f64 = total.trim().parse().map_err(|_| "totals that are no number")?;
        if name == YARDSTICK {
            yardstick = count;
        }
        println!("{workload:<24} {name:<18} {count:>14} {:>7.2}", count / yardstick);
    }
    fs::remove_dir_all(&folder).map_err(|error| error.to_string())
}
