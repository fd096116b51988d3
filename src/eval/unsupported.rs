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
    #[error("the record type does not have it")]
    Missing,
    #[error("its type is {schema} in the schema and {found} in the record type")]
    OtherType { schema: ValueType, found: ValueType },
    #[error("it is multi-valued in the schema and single-valued in the record type")]
    One,
    #[error("it is single-valued in the schema and multi-valued in the record type")]
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
    /// let error = UnsupportedFieldsError::new([("status".to_owned(), "it has no column".to_owned())]).unwrap();
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
            write!(f, "{end}unsupported field {field:?}: {gap}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnsupportedFieldsError {}
