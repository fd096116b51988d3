//! Findings as JUnit XML, which CI systems display: a test case for each check, with a failure for its findings.

use std::io::{self, Write};

use super::super::finding::Report;
use super::super::target::Target;
use crate::terminal::escape_text;

pub(super) fn write(out: &mut impl Write, target: &Target, report: &Report) -> io::Result<()> {
    let failing = report.tried.keys().filter(|check| report.findings.iter().any(|finding| finding.check == **check));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let (tests, failures) = (report.tried.len(), failing.count());
    writeln!(out, r#"<testsuites><testsuite name="filterset probe" tests="{tests}" failures="{failures}">"#)?;
    for check in report.tried.keys() {
        let name = check.name();
        let mut findings = report.findings.iter().filter(|finding| finding.check == *check).peekable();
        let Some(first) = findings.peek() else {
            writeln!(out, r#"<testcase classname="filterset.probe" name="{name}"/>"#)?;
            continue;
        };
        writeln!(out, r#"<testcase classname="filterset.probe" name="{name}">"#)?;
        let message = format!("{}: expected {}, found {}", first.kind.name(), first.expected, first.found);
        writeln!(out, r#"<failure type="{}" message="{}">"#, first.kind.name(), escape_xml(&message))?;
        for finding in findings {
            let line = format!("{}: expected {}, found {}", finding.kind.name(), finding.expected, finding.found);
            writeln!(out, "{}", escape_xml(&line))?;
            for query in &finding.queries {
                writeln!(out, "  {}", escape_xml(&target.curl(query)))?;
            }
        }
        writeln!(out, "</failure></testcase>")?;
    }
    writeln!(out, "</testsuite></testsuites>")
}

/// Escapes a text for XML. Control characters, which XML doesn't allow, are shown as in a terminal.
fn escape_xml(text: &str) -> String {
    let text = escape_text(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}
