//! How things are shown to people: aligned columns, colours, and nothing that a terminal would act on.

use std::io::{self, BufWriter, Write};

use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Style};

/// The colours of an output; none where it is no terminal.
#[derive(Clone, Copy)]
pub(super) struct Palette {
    pub(super) bad: Style,
    pub(super) good: Style,
    pub(super) strong: Style,
}

impl Palette {
    const PLAIN: Palette = Palette { bad: Style::new(), good: Style::new(), strong: Style::new() };
    const COLOURS: Palette = Palette {
        bad: AnsiColor::Red.on_default().bold(),
        good: AnsiColor::Green.on_default().bold(),
        strong: Style::new().bold(),
    };
}

/// Standard output for people, with the colours that suit it: those of a terminal, unless `NO_COLOR` is set.
pub(super) fn output() -> (Box<dyn Write>, Palette) {
    suited(io::stdout().lock())
}

/// Standard error for people, likewise.
pub(super) fn errors() -> (Box<dyn Write>, Palette) {
    suited(io::stderr().lock())
}

fn suited(stream: impl RawStream + AsLockedWrite + 'static) -> (Box<dyn Write>, Palette) {
    match AutoStream::choice(&stream) {
        ColorChoice::Never => (Box::new(BufWriter::new(stream)), Palette::PLAIN),
        choice => (Box::new(BufWriter::new(AutoStream::new(stream, choice))), Palette::COLOURS),
    }
}

/// A text without control, bidirectional and invisible characters, which are escaped.
pub(super) fn printable(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars() {
        match character {
            '\'' | '"' | '\\' => shown.push(character),
            _ => shown.extend(character.escape_debug()),
        }
    }
    shown
}

/// A value, in quotes where it would be nothing to see.
pub(super) fn visible(value: &str) -> String {
    if value.trim() == value && !value.is_empty() { printable(value) } else { format!("\"{}\"", printable(value)) }
}

/// Rows of columns, aligned and indented; the last column is as wide as it is.
pub(super) fn write_table<const N: usize>(
    out: &mut impl Write,
    rows: impl Iterator<Item = [String; N]>,
) -> io::Result<()> {
    let rows: Vec<_> = rows.collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    for row in &rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        writeln!(out, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}
