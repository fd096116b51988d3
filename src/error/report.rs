//! Draws the errors under the input.

use std::fmt::Write;
use std::ops::Range;

use super::{Error, Errors};
use crate::util::Shown;

/// The maximum number of columns of an input that is shown completely.
const WHOLE: usize = 100;
/// The maximum number of columns of a longer input that are shown before, within and after an error.
const BEFORE: usize = 24;
const ERROR: usize = 48;
const AFTER: usize = 24;

impl Errors {
    /// Returns a report: each error with the part of the input that it is about, marked with carets.
    ///
    /// The carets align in a terminal, even under wide characters. A long input is truncated around each error. `input`
    /// must be the parsed input for the carets to be correct; any other string is safe and never panics. An error of a
    /// tool call (`Schema::parse_arguments`) shows the name of the argument and the index of the item.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links")
    /// #     .field(Field::text("institution").ops([Op::Exact, Op::In]))
    /// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
    /// #     .build().unwrap();
    /// let query = "instituton__in=erebor_mx_retail&status=invald";
    /// let errors = links.parse(query).unwrap_err();
    /// assert_eq!(errors.report(query), "\
    /// error[unknown_field]: unknown field \"instituton__in\"; did you mean \"institution__in\"?
    ///   | instituton__in=erebor_mx_retail&status=invald
    ///   | ^^^^^^^^^^^^^^
    /// error[invalid_value]: field \"status\": invalid choice \"invald\": \
    /// expected one of valid, invalid; did you mean \"invalid\"?
    ///   | instituton__in=erebor_mx_retail&status=invald
    ///   |                                        ^^^^^^
    /// ");
    /// ```
    #[must_use]
    pub fn report(&self, input: &str) -> String {
        let mut report = String::new();
        for error in self {
            // Writing to a `String` can't fail.
            let _ = writeln!(report, "error[{}]: {error}", error.code());
            draw_error(&mut report, input, error);
        }
        let _ = match self.omitted() {
            0 => Ok(()),
            1 => writeln!(report, "and 1 more error"),
            more => writeln!(report, "and {more} more errors"),
        };
        report
    }
}

fn draw_error(report: &mut String, input: &str, error: &Error) {
    if let Some(span) = error.span() {
        draw(report, input, &span);
    }
    if let Some(argument) = error.argument() {
        let item = error.item().map(|item| format!("[{item}]")).unwrap_or_default();
        let _ = writeln!(report, "  | {argument}{item}");
    }
    if let Some(first) = error.kind().first() {
        report.push_str("  first given here:\n");
        draw(report, input, first);
    }
}

/// Draws the line of the input around a span, and a line of carets.
fn draw(report: &mut String, input: &str, span: &Range<usize>) {
    let start = floor_boundary(input, span.start);
    let end = floor_boundary(input, span.end.max(start));
    let (head, rest) = input.split_at_checked(start).unwrap_or((input, ""));
    let (error, tail) = rest.split_at_checked(end.saturating_sub(start)).unwrap_or((rest, ""));

    let is_long = Window::new(input.chars(), WHOLE).cut;
    let columns = |of_long: usize| if is_long { of_long } else { WHOLE };
    let before = Window::new(head.chars().rev(), columns(BEFORE));
    let marked = Window::new(error.chars(), columns(ERROR));
    let after = if marked.cut { None } else { Some(Window::new(tail.chars(), columns(AFTER))) };

    report.push_str("  | ");
    report.push_str(if before.cut { "…" } else { "" });
    before.shown.iter().rev().for_each(|shown| shown.push_to(report));
    marked.shown.iter().for_each(|shown| shown.push_to(report));
    for shown in after.iter().flat_map(|after| &after.shown) {
        shown.push_to(report);
    }
    report.push_str(if after.is_none_or(|after| after.cut) { "…" } else { "" });
    report.push_str("\n  | ");
    report.extend(std::iter::repeat_n(' ', before.width().saturating_add(before.cut.into())));
    report.extend(std::iter::repeat_n('^', marked.width().max(1)));
    report.push('\n');
}

/// The characters at the start of a string that fit into a number of columns.
struct Window {
    shown: Vec<Shown>,
    cut: bool,
}

impl Window {
    /// Collects the characters that fit into `columns`. The number of characters without width is bounded as well.
    fn new(characters: impl Iterator<Item = char>, columns: usize) -> Window {
        let mut window = Window { shown: Vec::new(), cut: false };
        let mut width = 0_usize;
        for character in characters {
            let shown = Shown::of(character);
            width = width.saturating_add(shown.width());
            if width > columns || window.shown.len() / 2 > columns {
                window.cut = true;
                break;
            }
            window.shown.push(shown);
        }
        window
    }

    fn width(&self) -> usize {
        self.shown.iter().map(Shown::width).sum()
    }
}

/// Returns the last character boundary at or before an index.
fn floor_boundary(input: &str, location: usize) -> usize {
    (0..=location.min(input.len())).rev().find(|location| input.is_char_boundary(*location)).unwrap_or(0)
}
