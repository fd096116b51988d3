//! Findings as JSON: one object a line, and a summary.

use std::io::{self, Write};

use serde::Serialize;

use super::super::finding::Report;
use super::super::target::Target;
use crate::escape;

#[derive(Serialize)]
struct Finding<'a> {
    check: &'a str,
    kind: &'a str,
    severity: &'a str,
    expected: &'a str,
    found: &'a str,
    queries: &'a [String],
    curl: Vec<String>,
}

#[derive(Serialize)]
struct Last {
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    requests: usize,
    records: Option<u64>,
    findings: usize,
    operators: usize,
    operators_tried: usize,
    checks: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    check: &'static str,
    tried: usize,
    undecided: usize,
}

pub(super) fn write(out: &mut impl Write, target: &Target, report: &Report) -> io::Result<()> {
    for finding in &report.findings {
        let finding = Finding {
            check: finding.check.name(),
            kind: finding.kind.name(),
            severity: finding.kind.severity().name(),
            expected: &finding.expected,
            found: &finding.found,
            queries: &finding.queries,
            curl: finding.queries.iter().map(|query| target.curl(query)).collect(),
        };
        escape::write_json(out, &finding)?;
    }
    let checks = report.tried.iter().map(|(check, tried)| Row {
        check: check.name(),
        tried: tried.probes,
        undecided: tried.undecided,
    });
    let summary = Summary {
        requests: report.requests,
        records: report.records,
        findings: report.findings.len(),
        operators: report.coverage.operators,
        operators_tried: report.coverage.tried,
        checks: checks.collect(),
    };
    escape::write_json(out, &Last { summary })
}
