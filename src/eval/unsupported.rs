//! What can't be asked of a kind of record, or of a database.

use std::fmt;

use crate::value::ValueType;

/// A filter asks for fields that a type of records, or a database's columns, can't answer for.
///
/// This is a fault of the program and not of the filter. Nothing is ever left out of a filter because of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsupportedFieldsError(Vec<(String, String)>);

/// Why a field can't be asked for.
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
    /// Returns the error for fields, each with the reason why the engine can't answer for it; `None` if there are none.
    ///
    /// For engines of other crates: a filter runs whole or not at all.
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

    /// The fields' names, at least one.
    #[must_use]
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(field, _)| field.as_str())
    }
}

/// A line for each field.
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
