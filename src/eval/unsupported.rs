//! The error for fields that a type of records, or a database, doesn't support.

use std::fmt;

use crate::value::ValueType;

/// The error for a filter with fields that a type of records or the columns of a database don't support.
///
/// It is an error of the program, not of the query. The filter isn't evaluated without these fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsupportedFieldsError(Vec<(String, String)>);

/// The reason why a field isn't supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Gap {
    #[error("nothing holds it")]
    Missing,
    #[error("it is of type {schema} in the table and of type {found} in the record")]
    OtherType { schema: ValueType, found: ValueType },
    #[error("it holds many values, and what is given for it holds one:")]
    One,
    #[error("it holds one value, and what is given for it holds many")]
    Many,
}

impl UnsupportedFieldsError {
    /// Returns the error for fields, each with the reason why the engine doesn't support it, or `None` if there are
    /// none.
    ///
    /// It is meant for engines in other crates, which must evaluate a filter completely or not at all.
    ///
    ///
    /// ```
    /// # use filterset::record::UnsupportedFieldsError;
    /// assert_eq!(UnsupportedFieldsError::new([]), None);
    /// let error = UnsupportedFieldsError::new([("status".to_owned(), "no column holds it".to_owned())]).unwrap();
    /// assert_eq!(error.fields().collect::<Vec<_>>(), ["status"]);
    /// ```
    #[must_use]
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Option<UnsupportedFieldsError> {
        let fields: Vec<_> = fields.into_iter().collect();
        (!fields.is_empty()).then_some(UnsupportedFieldsError(fields))
    }

    /// Returns the names of the fields, at least one.
    #[must_use]
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(field, _)| field.as_str())
    }
}

/// Prints one line per field.
impl fmt::Display for UnsupportedFieldsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (field, gap)) in self.0.iter().enumerate() {
            let end = if i > 0 { "\n" } else { "" };
            write!(f, "{end}field {field:?} can't be asked for: {gap}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnsupportedFieldsError {}
