//! The validator: it turns an operator and its operands into a predicate, and the strings of a list parameter into a
//! part of a list request, or reports every reason for their rejection. It knows no text positions: the error of an
//! item is reported with the item's number.

mod condition;
mod list;
mod operand;
mod partial;
mod parts;

use crate::error::{Error, ErrorKind, Errors};
use crate::schema::Limits;

pub(crate) use condition::Validator;
pub(crate) use list::ListValidator;
pub(crate) use operand::takes_empty;

/// The location of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// The whole value.
    Value,
    /// One item of a list or a range, by its number from 0.
    Item(usize),
    /// An item that repeats the item `first`.
    Repeated { item: usize, first: usize },
}

/// Receives each error as its location and a function that creates it, which isn't called for errors that are only
/// counted.
pub(crate) type Report<'r> = dyn FnMut(Location, &dyn Fn() -> ErrorKind) + 'r;

/// Checks the length of the canonical form of a filter or a list request that no query spells.
pub(crate) fn check_canonical(limits: Limits, len: impl FnOnce() -> usize) -> Result<(), Errors> {
    let (limit, found) = (limits.input_bytes, len());
    if found > limit {
        let kind = ErrorKind::InputTooLong { is_canonical: true, limit, found };
        return Err(Errors::one(Error::new(kind, None, None)));
    }
    Ok(())
}
