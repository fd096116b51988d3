//! Writes the notes of imports and exports.

use std::io::{self, Write};

use filterset_openapi::Note;

use crate::terminal;

/// Writes notes to standard error, one per line.
pub(crate) fn write_notes(notes: &[Note], prefix: &str) -> io::Result<()> {
    let (mut errors, palette) = terminal::open_stderr();
    let strong = palette.strong;
    for note in notes {
        let parameter = note.parameter();
        let parameter = if parameter.is_empty() { String::new() } else { format!("{parameter}: ") };
        writeln!(errors, "{strong}note[{}]{strong:#}: {prefix}{parameter}{}", note.kind().name(), note.message())?;
    }
    errors.flush()
}

/// Writes a note on a path whose schema isn't written.
pub(crate) fn write_path_note(path: &str, why: &str) -> io::Result<()> {
    let (mut errors, palette) = terminal::open_stderr();
    let strong = palette.strong;
    writeln!(errors, "{strong}note[skipped]{strong:#}: {path}: {why}")?;
    errors.flush()
}
