//! The source of lines: a file or standard input.

use std::fs::{File, Metadata};
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use super::Chunk;
use super::chunk::Chunks;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::terminal::escape_text;

pub(crate) struct Source {
    /// The name of the input, for messages.
    pub(crate) name: String,
    pub(crate) progress: Progress,
}

type Input = Box<dyn Read + Send>;

impl Source {
    /// Opens a file, or standard input, in chunks of lines that keep at most `max_line` bytes of each. Progress is shown only
    /// if nothing else is written to the terminal.
    pub(crate) fn open(
        file: Option<&Path>,
        max_line: usize,
        shows_progress: bool,
    ) -> Result<(Source, impl Iterator<Item = Result<Chunk, Failure>> + Send + use<>), Failure> {
        let (name, input, progress) = match file.filter(|path| *path != Path::new("-")) {
            Some(path) => open_file(path, shows_progress)?,
            None => open_stdin(shows_progress),
        };
        let chunk_name = name.clone();
        let chunks = Chunks::new(input, max_line)
            .map(move |chunk| chunk.map_err(|error| Failure::Message(format!("{chunk_name}: {error}"))));
        Ok((Source { name, progress }, chunks))
    }
}

fn open_file(path: &Path, shows_progress: bool) -> Result<(String, Input, Progress), Failure> {
    let name = escape_text(&path.display().to_string());
    let fail = |error: io::Error| Failure::Message(format!("{name}: {error}"));
    let file = File::open(path).map_err(fail)?;
    let metadata = file.metadata().map_err(fail)?;
    let progress = if shows_progress { Progress::new(file_len(&metadata)) } else { Progress::hidden() };
    let input = progress.watch(file);
    Ok((name, input, progress))
}

fn open_stdin(shows_progress: bool) -> (String, Input, Progress) {
    let stdin = io::stdin();
    let progress = if shows_progress && !stdin.is_terminal() {
        Progress::new(stdin_metadata(&stdin).ok().as_ref().and_then(file_len))
    } else {
        Progress::hidden()
    };
    let input = progress.watch(stdin);
    ("standard input".to_owned(), input, progress)
}

/// Returns the length of a file. That of a pipe or a device isn't known.
fn file_len(metadata: &Metadata) -> Option<u64> {
    metadata.is_file().then_some(metadata.len())
}

#[cfg(unix)]
fn stdin_metadata(stdin: &io::Stdin) -> io::Result<Metadata> {
    use std::os::fd::AsFd;
    File::from(stdin.as_fd().try_clone_to_owned()?).metadata()
}

#[cfg(windows)]
fn stdin_metadata(stdin: &io::Stdin) -> io::Result<Metadata> {
    use std::os::windows::io::AsHandle;
    File::from(stdin.as_handle().try_clone_to_owned()?).metadata()
}

#[cfg(not(any(unix, windows)))]
fn stdin_metadata(_: &io::Stdin) -> io::Result<Metadata> {
    Err(io::ErrorKind::Unsupported.into())
}
