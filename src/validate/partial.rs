//! The data of lists that are given in several pairs.

use std::collections::HashMap;

use crate::schema::Rank;
use crate::value::{Op, Value};

/// The lists whose pairs are being read.
pub(super) type PartialLists<'v> = HashMap<Rank, PartialList<'v>>;

#[derive(Clone, Debug)]
pub(super) struct PartialList<'v> {
    pub(super) op: Op,
    pub(super) items: Vec<Value<'v>>,
    /// The number of items so far, including invalid ones.
    pub(super) count: usize,
    /// Whether there were too many items. Later ones aren't read.
    pub(super) is_full: bool,
}
