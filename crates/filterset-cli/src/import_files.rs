//! Writes imported schemas to a folder, a file for each path.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use filterset::Schema;

use crate::schema_arg::load_schema;
use crate::{diff, terminal};

pub(crate) struct SchemaFiles<'a> {
    folder: &'a Path,
    /// Whether to overwrite existing files.
    force: bool,
    written: HashSet<PathBuf>,
}

impl<'a> SchemaFiles<'a> {
    pub(crate) fn new(folder: &'a Path, force: bool) -> io::Result<SchemaFiles<'a>> {
        fs::create_dir_all(folder)?;
        Ok(SchemaFiles { folder, force, written: HashSet::new() })
    }

    /// Returns the file of a path.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.folder.join(file_name(path))
    }

    /// Writes a file. One that exists may have been edited.
    pub(crate) fn write_file(&mut self, file: &Path, text: &str, schema: &Schema) -> Result<(), String> {
        if !self.written.insert(file.to_owned()) {
            return Err("another path has the same file".to_owned());
        }
        match File::create_new(file).and_then(|mut new| new.write_all(text.as_bytes())) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.replace_file(file, text, schema),
            result => result.map_err(|error| error.to_string()),
        }
    }

    fn replace_file(&self, file: &Path, text: &str, schema: &Schema) -> Result<(), String> {
        if fs::read(file).is_ok_and(|existing| existing == text.as_bytes()) {
            return Ok(());
        }
        if !self.force {
            return Err("the file exists and differs: --force overwrites it".to_owned());
        }
        let old = load_schema(file.as_os_str()).ok();
        fs::write(file, text).map_err(|error| error.to_string())?;
        // The file is written, even if nobody reads how it changed.
        let _ = report_changes(file, old.as_ref(), schema);
        Ok(())
    }
}

fn report_changes(file: &Path, old: Option<&Schema>, new: &Schema) -> io::Result<()> {
    let (mut errors, palette) = terminal::open_stderr();
    write!(errors, "filterset: {}: overwritten: ", file.display())?;
    match old {
        Some(old) => diff::write_changes(&mut errors, palette, old, new)?,
        None => writeln!(errors, "it was not a schema")?,
    }
    errors.flush()
}

/// Returns the file name of a path: `api-links-id-items.toml` for `/api/links/{id}/items/`.
fn file_name(path: &str) -> PathBuf {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
    let plain: String = path.chars().filter(|c| is_plain(*c)).collect();
    let parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty()).collect();
    format!("{}.toml", parts.join("-")).into()
}
