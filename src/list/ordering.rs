//! The ordering of a list.

use std::borrow::Cow;
use std::fmt;

/// The direction in which a list is sorted by a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From the minimum to the maximum.
    Ascending,
    /// From the maximum to the minimum, written as a `-` before the name.
    Descending,
}

impl Direction {
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Direction::Ascending => "",
            Direction::Descending => "-",
        }
    }
}

/// One item of an ordering. `Display` prints it as in a query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Sort<'v> {
    pub(crate) name: Cow<'v, str>,
    pub(crate) direction: Direction,
}

impl<'v> Sort<'v> {
    /// Parses `[ "-" ] name`.
    pub(crate) fn parse(text: Cow<'v, str>) -> Sort<'v> {
        let name = match &text {
            Cow::Borrowed(text) => text.strip_prefix('-').map(Cow::Borrowed),
            Cow::Owned(text) => text.strip_prefix('-').map(|name| Cow::Owned(name.to_owned())),
        };
        match name {
            Some(name) => Sort { name, direction: Direction::Descending },
            None => Sort { name: text, direction: Direction::Ascending },
        }
    }

    pub(crate) fn into_owned(self) -> Sort<'static> {
        Sort { name: Cow::Owned(self.name.into_owned()), direction: self.direction }
    }
}

impl fmt::Display for Sort<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.direction.sign())?;
        f.write_str(&self.name)
    }
}
