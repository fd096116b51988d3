//! `filterset import`: imports schemas from an OpenAPI document.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use filterset::Schema;
use filterset_openapi::{Document, Import, Importer, OpenApiError};

use crate::args::{ImportArgs, OperatorMeaning, OperatorsOfType};
use crate::escape;
use crate::failure::{FAILURE, Failure};
use crate::import_files::SchemaFiles;
use crate::notes::{write_notes, write_path_note};
use crate::progress::Progress;
use crate::terminal::{self, escape_text};

const NO_FIELD: &str = "no query parameter is a field";

pub(crate) fn import_schemas(args: &ImportArgs) -> Result<ExitCode, Failure> {
    let document = read_document(&args.file)?;
    let mut importer = Importer::new().infer(args.infer).reserved(&args.reserved);
    for OperatorMeaning { name, op } in &args.operator {
        importer = importer.operator(name, *op);
    }
    for OperatorsOfType { value_type, ops } in &args.operators_by_type {
        importer = importer.operators_by_type(*value_type, ops.iter().copied());
    }
    let mut session =
        Session { document: &document, importer, missing_reserved: args.reserved.iter().map(String::as_str).collect() };
    let code = match (&args.path, &args.all) {
        (Some(path), _) => session.print_schema(path)?,
        (None, Some(folder)) => {
            let files = SchemaFiles::new(folder, args.force);
            let files = files.map_err(|error| Failure::Message(format!("{}: {error}", folder.display())))?;
            session.write_schemas(files)?
        }
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
    // The longest documents take seconds.
    let _progress = Progress::of_work("reading the document");
    Document::parse(&text).map_err(|error| fail(&error))
}

struct Session<'d> {
    document: &'d Document,
    importer: Importer,
    /// The names of --reserved that no path had yet.
    missing_reserved: BTreeSet<&'d str>,
}

impl Session<'_> {
    /// Writes the notes of an import, and returns its schema.
    fn note_import(&mut self, import: Import, prefix: &str) -> Schema {
        self.missing_reserved.retain(|name| import.schema.reserved().all(|reserved| reserved != *name));
        // The schema is useful even without its notes.
        let _ = write_notes(&import.notes, prefix);
        import.schema
    }

    fn print_schema(&mut self, path: &str) -> Result<ExitCode, Failure> {
        let import = self.importer.import(self.document, path).map_err(|error| Failure::Message(error.to_string()))?;
        let schema = self.note_import(import, "");
        if schema.fields().len() == 0 {
            anstream::eprintln!("filterset: {}: {NO_FIELD}", escape_text(path));
        }
        let text = to_toml(&schema, path)?;
        let (mut out, _) = terminal::open_stdout();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }

    /// Writes the schemas of all lists to a file each: of paths that have a get operation, don't end with a parameter, and
    /// have a query parameter that is a field. The other paths are noted.
    fn write_schemas(&mut self, mut files: SchemaFiles<'_>) -> Result<ExitCode, Failure> {
        let mut code = ExitCode::SUCCESS;
        let mut fail = |message: String| {
            anstream::eprintln!("filterset: {message}");
            code = ExitCode::from(FAILURE);
        };
        // The schemas are useful even without notes.
        let skip = |path: &str, why: &str| drop(write_path_note(&escape_text(path), why));
        let document = self.document;
        let importer = self.importer.clone();
        let mut imports =
            importer.import_paths(document, document.paths().filter(|path| !ends_with_parameter(path))).peekable();
        for path in document.paths() {
            let Some((_, import)) = imports.next_if(|(list, _)| *list == path) else {
                skip(path, "it ends with a parameter, so it is no list");
                continue;
            };
            let prefix = format!("{}: ", escape_text(path));
            let schema = match import {
                Ok(import) => self.note_import(import, &prefix),
                Err(OpenApiError::NoGetOperation { .. }) => {
                    skip(path, "it has no get operation");
                    continue;
                }
                Err(error) => {
                    fail(format!("{prefix}{error}"));
                    continue;
                }
            };
            if schema.fields().len() == 0 {
                skip(path, NO_FIELD);
                continue;
            }
            let file = files.file(path);
            match to_toml(&schema, path).map(|text| files.write_file(&file, &text, &schema)) {
                Ok(Ok(())) => writeln!(io::stdout().lock(), "{}", file.display())?,
                Ok(Err(error)) => fail(format!("{prefix}{}: {error}", file.display())),
                Err(Failure::Message(message)) => fail(prefix + &message),
                Err(closed @ Failure::OutputClosed) => return Err(closed),
            }
        }
        Ok(code)
    }
}

/// Returns `true` if a path is that of one record.
fn ends_with_parameter(path: &str) -> bool {
    path.trim_end_matches('/').ends_with('}')
}

/// Formats the schema as TOML, with its path in a comment.
fn to_toml(schema: &Schema, path: &str) -> Result<String, Failure> {
    let unwritten = |error| Failure::Message(format!("cannot write the schema: {error}"));
    let text = escape::to_toml(schema).map_err(unwritten)?;
    Ok(format!("# GET {}\n{text}", escape_text(path)))
}
