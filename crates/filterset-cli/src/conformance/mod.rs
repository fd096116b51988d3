//! `filterset conformance`: tests another implementation of the language.

mod answer;
mod cases;
mod compare;
mod expected;
mod message;
mod program;
mod report;
mod tally;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use filterset::text::excerpt;

use crate::args::ConformanceArgs;
use crate::failure::{Failure, INVALID};
use crate::terminal;

use cases::{Case, load_cases};
use compare::{Verdict, compare};
use expected::{Reason, find_reason, load_reasons};
use message::{Answer, Request};
use program::Program;
use report::Reporter;
use tally::{Counts, Tally};

pub(crate) fn test_conformance(args: &ConformanceArgs) -> Result<ExitCode, Failure> {
    let Some(command) = args.command.as_ref().filter(|_| !args.answer) else {
        return answer::answer_cases().map(|()| ExitCode::SUCCESS);
    };
    let cases = load_cases(args.cases.as_deref())?;
    let reasons = args.differences.as_deref().map_or(Ok(Vec::new()), load_reasons)?;
    let mut program = Program::start(command, Duration::from_secs(args.timeout))?;
    let (out, palette) = terminal::open_stdout();
    let mut reporter = Reporter { format: args.format, palette, out, failures: 0 };
    let mut tally = Tally::new(reasons.len());
    for (id, case) in (1..).zip(&cases) {
        let answer = ask(&mut program, id, case)?;
        if !count(&mut tally, &reasons, case, compare(case, &answer, args.ignore_errors)) {
            reporter.write_failure(case, &answer)?;
        }
    }
    program.finish().map_err(Failure::Message)?;
    reporter.write_summary(&tally, &reasons)?;
    reporter.out.flush()?;
    Ok(if tally.is_conforming() { ExitCode::SUCCESS } else { ExitCode::from(INVALID) })
}

/// Returns the program's answer to a case.
fn ask(program: &mut Program, id: u64, case: &Case) -> Result<Answer, Failure> {
    let failed = |why: String| {
        let query = excerpt(&case.query);
        Failure::Message(format!("case {}:{}, query \"{query}\": {why}", case.file, case.number))
    };
    let mut line = serde_json::to_vec(&Request::new(id, case)).map_err(|error| failed(error.to_string()))?;
    line.push(b'\n');
    let line = program.exchange(line).map_err(failed)?;
    Answer::parse(&line, id).map_err(|error| failed(format!("invalid result: {error}")))
}

/// Counts a verdict. Returns `false` if the answer differs and the difference isn't expected.
fn count(tally: &mut Tally, reasons: &[Reason], case: &Case, verdict: Verdict) -> bool {
    let none = Counts::default();
    match verdict {
        Verdict::Passed => tally.add(case, Counts { passed: 1, ..none }),
        Verdict::Skipped(reason) => {
            tally.add(case, Counts { skipped: 1, ..none });
            tally.add_skipped(reason);
        }
        Verdict::Different(differences) => {
            let found: Option<Vec<usize>> =
                differences.iter().map(|difference| find_reason(reasons, case, difference)).collect();
            let Some(mut found) = found else {
                tally.add(case, Counts { failed: 1, ..none });
                return false;
            };
            tally.add(case, Counts { expected: 1, ..none });
            found.sort_unstable();
            found.dedup();
            for reason in found {
                tally.add_reason(reason);
            }
        }
    }
    true
}
