//! `filterset import`: imports schemas from an OpenAPI document.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use filterset::Schema;
use filterset_openapi::{Document, Importer, OpenApiError};

use crate::args::ImportArgs;
use crate::escape;
use crate::failure::{FAILURE, Failure};
use crate::notes::write_notes;
use crate::terminal::{self, escape_text};

pub(crate) fn import_schemas(args: &ImportArgs) -> Result<ExitCode, Failure> {
    let document = read_document(&args.file)?;
    let mut session = Session {
        document: &document,
        importer: Importer::new().infer(args.infer).reserved(&args.reserved),
        missing_reserved: args.reserved.iter().map(String::as_str).collect(),
    };
    let code = match (&args.path, &args.all) {
        (Some(path), _) => session.print_schema(path)?,
        (None, Some(folder)) => session.write_schemas(folder)?,
        // The command line requires one of them.
        (None, None) => ExitCode::from(FAILURE),
    };
    match session.missing_reserved.first() {
        Some(name) => Err(Failure::Message(format!("--reserved: no parameter has the name {}", escape_text(name)))),
        None => Ok(code),
    }
}

/// Reads the document in a file, up to the maximum length.
fn read_document(path: &Path) -> Result<Document, Failure> {
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
        return Err(fail(&format!("the document is too long: expected at most {} bytes", Document::MAX_BYTES)));
    }
    let text = String::from_utf8(text).map_err(|error| fail(&format!("invalid UTF-8: {error}")))?;
    Document::parse(&text).map_err(|error| fail(&error))
}

struct Session<'d> {
    document: &'d Document,
    importer: Importer,
    /// The names of --reserved that no path had yet.
    missing_reserved: BTreeSet<&'d str>,
}

impl Session<'_> {
    /// Imports the schema of a path, and writes its notes.
    fn import_schema(&mut self, path: &str, prefix: &str) -> Result<Schema, OpenApiError> {
        let import = self.importer.import(self.document, path)?;
        for name in import.schema.reserved() {
            self.missing_reserved.remove(name);
        }
        // The schema is useful even without its notes.
        let _ = write_notes(&import.notes, prefix);
        Ok(import.schema)
    }

    fn print_schema(&mut self, path: &str) -> Result<ExitCode, Failure> {
        let schema = self.import_schema(path, "").map_err(|error| Failure::Message(error.to_string()))?;
        if schema.fields().len() == 0 {
            anstream::eprintln!("filterset: {}: no query parameter is a field", escape_text(path));
        }
        let text = to_toml(&schema, path)?;
        let (mut out, _) = terminal::open_stdout();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }

    /// Writes the schemas of all lists to a file each: of paths that have a get operation, don't end with a parameter, and
    /// have a query parameter that is a field.
    fn write_schemas(&mut self, folder: &Path) -> Result<ExitCode, Failure> {
        fs::create_dir_all(folder).map_err(|error| Failure::Message(format!("{}: {error}", folder.display())))?;
        let mut code = ExitCode::SUCCESS;
        let mut fail = |message: String| {
            anstream::eprintln!("filterset: {message}");
            code = ExitCode::from(FAILURE);
        };
        let document = self.document;
        for path in document.paths().filter(|path| !path.trim_end_matches('/').ends_with('}')) {
            let prefix = format!("{}: ", escape_text(path));
            match self.import_schema(path, &prefix) {
                Ok(schema) if schema.fields().len() == 0 => {}
                Ok(schema) => {
                    let file = folder.join(file_name(path));
                    match to_toml(&schema, path).map(|text| write_new(&file, &text)) {
                        Ok(Ok(())) => writeln!(io::stdout().lock(), "{}", file.display())?,
                        Ok(Err(error)) => fail(format!("{prefix}{}: {error}", file.display())),
                        Err(Failure::Message(message)) => fail(prefix + &message),
                        Err(closed @ Failure::OutputClosed) => return Err(closed),
                    }
                }
                Err(OpenApiError::NoGetOperation { .. }) => {}
                Err(error) => fail(format!("{prefix}{error}")),
            }
        }
        Ok(code)
    }
}

/// Formats the schema as TOML, with its path in a comment.
fn to_toml(schema: &Schema, path: &str) -> Result<String, Failure> {
    let unwritten = |error| Failure::Message(format!("cannot write the schema: {error}"));
    let text = escape::to_toml(schema).map_err(unwritten)?;
    Ok(format!("# GET {}\n{text}", escape_text(path)))
}

/// Returns the file name of a path: `api-links-id-items.toml` for `/api/links/{id}/items/`.
fn file_name(path: &str) -> PathBuf {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
    let plain: String = path.chars().filter(|c| is_plain(*c)).collect();
    let parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty()).collect();
    format!("{}.toml", parts.join("-")).into()
}

/// Writes a file that doesn't exist yet: an existing one may have been edited.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    File::create_new(path)?.write_all(text.as_bytes())
}
