//! The one validator: an operator and its operands become a predicate, and a list parameter and its texts become a part
//! of a list request, or every reason for the rejection is reported. It knows no positions in a text: an error of an item
//! is reported with the item's number.

mod condition;
mod list;
mod operand;

use crate::error::ErrorKind;

pub(crate) use condition::Validator;
pub(crate) use list::ListValidator;
pub(crate) use operand::takes_empty;

/// What an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// The whole value.
    Value,
    /// One item of a list or a range, by its number.
    Item(usize),
    /// An item, by its number, that repeats another one.
    Repeated { item: usize, first: usize },
}

/// Receives each error: its location, and what makes the error. Nothing is made for errors that are only counted.
pub(crate) type Report<'r> = dyn FnMut(Location, &dyn Fn() -> ErrorKind) + 'r;
