//! `filterset probe`: checks whether a running API widens filters.
//!
//! [`plan`] chooses the requests, among the queries of [`widening`] and [`meaning`]. [`send`] sends them, and [`judge`]
//! compares the responses with the meaning of the queries.

mod check;
mod choice;
mod context;
mod exchange;
mod finding;
mod judge;
mod meaning;
mod page;
mod plan;
mod query;
mod report;
#[cfg(feature = "probe")]
mod send;
mod survey;
mod target;
mod widening;

use std::io::Write;
use std::process::ExitCode;

use crate::args::ProbeArgs;
use crate::failure::{Failure, INVALID};
use crate::schema_arg::load_schema;
use crate::{escape, terminal};

use check::Check;
use exchange::{Request, RequestId, Responses};
use plan::{Plan, Planner, Step};
use target::Target;

pub(crate) fn probe_api(args: &ProbeArgs) -> Result<ExitCode, Failure> {
    let schema = load_schema(&args.schema)?;
    let target = Target::parse(&args.url, &args.headers)?;
    target.reject_parameters(&schema)?;
    let skipped = args.skip.iter().map(|name| Check::parse(name)).collect::<Result<_, _>>()?;
    let planner = Planner { schema: &schema, target: &target, args, skipped };
    let mut responses = args.judge.as_deref().map_or_else(|| Ok(Responses::default()), Responses::read)?;
    if args.plan {
        write_plan(&planner, &responses)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut plan = if args.judge.is_some() {
        match planner.next_step(&responses)? {
            Step::Checks(plan) => plan,
            Step::Page { .. } => return Err(exchange::incomplete()),
        }
    } else {
        send_all(&planner, &mut responses)?
    };
    let report = judge::judge(&mut plan, &responses)?;
    report::write_report(args.format, &target, &report)?;
    let is_failing = report.findings.iter().any(|finding| finding.kind.severity() >= args.fail_on);
    Ok(if is_failing { ExitCode::from(INVALID) } else { ExitCode::SUCCESS })
}

/// Prints the requests that the responses make possible, one a line.
fn write_plan(planner: &Planner<'_>, responses: &Responses) -> Result<(), Failure> {
    let (mut out, _) = terminal::open_stdout();
    let mut write = |id: RequestId, query: &str| {
        escape::write_json(&mut out, &Request { id, method: "GET", url: planner.target.url_of(query) })
    };
    match planner.next_step(responses)? {
        Step::Page { id, query } => write(id, &query)?,
        Step::Checks(plan) => {
            plan.missing(responses).try_for_each(|(id, query)| write(id, query))?;
        }
    }
    Ok(out.flush()?)
}

/// Sends all requests, and returns the plan.
#[cfg(feature = "probe")]
fn send_all(planner: &Planner<'_>, responses: &mut Responses) -> Result<Box<Plan>, Failure> {
    let mut client = send::Client::new(planner.target, planner.args);
    loop {
        match planner.next_step(responses)? {
            Step::Page { id, query } => responses.insert(client.send(id, &query)?)?,
            Step::Checks(plan) => {
                let missing: Vec<_> = plan.missing(responses).map(|(id, query)| (id, query.to_owned())).collect();
                client.expect(responses.len().saturating_add(missing.len()));
                for (id, query) in missing {
                    responses.insert(client.send(id, &query)?)?;
                }
                return Ok(plan);
            }
        }
    }
}

#[cfg(not(feature = "probe"))]
fn send_all(_: &Planner<'_>, _: &mut Responses) -> Result<Box<Plan>, Failure> {
    let message = "this build of the command can't send requests: install it with --features probe, or use --plan and \
                   --judge with another client";
    Err(Failure::Message(message.to_owned()))
}
