//! `filterset import`: tables from an OpenAPI document.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use filterset::Schema;
use filterset_openapi::{Document, Importer, Note, OpenApiError};

use super::show::{self, printable};
use super::{FAILURE, Failure, Import, escape};

pub(super) fn run(arguments: &Import) -> Result<ExitCode, Failure> {
    let document = read(&arguments.file)?;
    let mut session = Session {
        document: &document,
        importer: Importer::new().infer(arguments.infer).reserved(&arguments.reserved),
        unmet: arguments.reserved.iter().map(String::as_str).collect(),
    };
    let code = match (&arguments.path, &arguments.all) {
        (Some(path), _) => session.one(path)?,
        (None, Some(folder)) => session.all(folder)?,
        // The command line asks for one of them.
        (None, None) => ExitCode::from(FAILURE),
    };
    match session.unmet.first() {
        Some(name) => Err(Failure::Message(format!("--reserved {}: there is no such parameter", printable(name)))),
        None => Ok(code),
    }
}

/// The document in a file, of which no more is read than may be.
fn read(path: &Path) -> Result<Document, Failure> {
    let fail = |message: &dyn std::fmt::Display| Failure::Message(format!("{}: {message}", path.display()));
    let most = u64::try_from(Document::MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut text = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().take(most).read_to_end(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut text))
    }
    .map_err(|error| fail(&error))?;
    if text.len() > Document::MAX_BYTES {
        return Err(fail(&format!("the document has more than {} bytes", Document::MAX_BYTES)));
    }
    let text = String::from_utf8(text).map_err(|error| fail(&format!("no UTF-8: {error}")))?;
    Document::parse(&text).map_err(|error| fail(&error))
}

struct Session<'d> {
    document: &'d Document,
    importer: Importer,
    /// The names given as reserved that no path had yet.
    unmet: BTreeSet<&'d str>,
}

impl Session<'_> {
    /// The table of a path, whose notes are told.
    fn import(&mut self, path: &str, shown: &str) -> Result<Schema, OpenApiError> {
        let import = self.importer.import(self.document, path)?;
        for name in import.schema.reserved() {
            self.unmet.remove(name);
        }
        // What can't be told is no reason to stop.
        let _ = report(&import.notes, shown);
        Ok(import.schema)
    }

    fn one(&mut self, path: &str) -> Result<ExitCode, Failure> {
        let schema = self.import(path, "").map_err(|error| Failure::Message(error.to_string()))?;
        if schema.fields().len() == 0 {
            anstream::eprintln!("filterset: {}: no query parameter is a field", printable(path));
        }
        let text = to_toml(&schema, path)?;
        let (mut out, _) = show::output();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }

    /// The tables of all lists, a file each: paths that have a get operation, don't end with a parameter, and have a
    /// query parameter that is a field.
    fn all(&mut self, folder: &Path) -> Result<ExitCode, Failure> {
        fs::create_dir_all(folder).map_err(|error| Failure::Message(format!("{}: {error}", folder.display())))?;
        let mut code = ExitCode::SUCCESS;
        let mut fail = |message: String| {
            anstream::eprintln!("filterset: {message}");
            code = ExitCode::from(FAILURE);
        };
        let document = self.document;
        for path in document.paths().filter(|path| !path.trim_end_matches('/').ends_with('}')) {
            let shown = format!("{}: ", printable(path));
            match self.import(path, &shown) {
                Ok(schema) if schema.fields().len() == 0 => {}
                Ok(schema) => {
                    let file = folder.join(file_name(path));
                    match to_toml(&schema, path).map(|text| write_new(&file, &text)) {
                        Ok(Ok(())) => writeln!(io::stdout().lock(), "{}", file.display())?,
                        Ok(Err(error)) => fail(format!("{shown}{}: {error}", file.display())),
                        Err(Failure::Message(message)) => fail(shown + &message),
                        Err(closed @ Failure::OutputClosed) => return Err(closed),
                    }
                }
                Err(OpenApiError::NoGetOperation { .. }) => {}
                Err(error) => fail(format!("{shown}{error}")),
            }
        }
        Ok(code)
    }
}

/// The table in the table format, and where it is from.
fn to_toml(schema: &Schema, path: &str) -> Result<String, Failure> {
    let unwritten = |error| Failure::Message(format!("the table can't be written: {error}"));
    let text = escape::toml(schema).map_err(unwritten)?;
    Ok(format!("# GET {}\n{text}", printable(path)))
}

/// A path as the name of a file: `/api/links/{id}/items/` is `api-links-id-items.toml`.
fn file_name(path: &str) -> PathBuf {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
    let plain: String = path.chars().filter(|c| is_plain(*c)).collect();
    let parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty()).collect();
    format!("{}.toml", parts.join("-")).into()
}

/// A file that isn't there yet: what is there may have been edited.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    File::create_new(path)?.write_all(text.as_bytes())
}

/// Tells notes, one a line.
pub(super) fn report(notes: &[Note], shown: &str) -> io::Result<()> {
    let (mut errors, palette) = show::errors();
    let strong = palette.strong;
    for note in notes {
        let parameter = note.parameter();
        let parameter = if parameter.is_empty() { String::new() } else { format!("{parameter}: ") };
        writeln!(errors, "{strong}note[{}]{strong:#}: {shown}{parameter}{}", note.kind().name(), note.message())?;
    }
    errors.flush()
}
