//! Large inputs of lines: reading them in chunks, and working on the chunks in parallel.

mod chunk;
mod parallel;
mod source;

pub(crate) use chunk::{Chunk, ChunkLine};
pub(crate) use parallel::process_chunks;
pub(crate) use source::Source;
