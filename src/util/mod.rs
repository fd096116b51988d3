//! Helpers that don't depend on filters.

mod bitset;
mod escape;
mod suggest;

pub(crate) use bitset::Bits;
pub use escape::excerpt;
pub(crate) use escape::{Shown, excerpts, quoted};
pub use suggest::nearest;
pub(crate) use suggest::nearest_without;
