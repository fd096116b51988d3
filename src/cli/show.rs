//! How things are shown to people: aligned columns, colours, and nothing that a terminal would act on.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};

pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const STRONG: Style = Style::new().bold();

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

/// Rows of columns, aligned and indented; the last column is as wide as it is.
pub(super) fn table<const N: usize>(out: &mut impl Write, rows: impl Iterator<Item = [String; N]>) -> io::Result<()> {
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
