//! The reasons for which a value is invalid.

use super::JsonType;

/// The reason why a value is invalid for its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidReason {
    /// The value doesn't match the format of the type.
    #[error("it is malformed")]
    Malformed,
    /// The value has another type.
    #[error("it is a value of another type")]
    OtherType,
    /// The value matches the format but exceeds the range of the type.
    #[error("out of range")]
    OutOfRange,
    /// The integer exceeds the bounds of its field.
    #[error("out of the field's bounds")]
    OutOfBounds {
        /// The [minimum](crate::Field::minimum), if there is one.
        minimum: Option<i64>,
        /// The [maximum](crate::Field::maximum), if there is one.
        maximum: Option<i64>,
    },
    /// The decimal has more than 28 digits.
    #[error("expected at most 28 digits")]
    TooManyDigits,
    /// The date doesn't exist in the calendar.
    #[error("no such date in the calendar")]
    NoSuchDate,
    /// The time of day or the offset doesn't exist.
    #[error("no such time of day or UTC offset")]
    NoSuchTime,
    /// The local time or the whole day doesn't exist in the field's time zone, because its clock skips it.
    #[error("it does not exist in the field's time zone")]
    SkippedTime,
    /// The field's time zone has this local time twice.
    #[error("it occurs twice in the field's time zone; expected an offset such as -06:00")]
    RepeatedTime,
    /// A [`Day`](crate::value::Day) of another schema, which has other instants than that date has in the field's time zone.
    #[error("it is a day in another time zone; expected its date or its instants")]
    OtherTimeZone,
    /// There is a space in place of the sign of an offset: `+` wasn't percent-encoded.
    #[error("expected the sign of the offset, found a space; \"+\" must be percent-encoded as %2B")]
    SpaceForSign,
    /// The value isn't one of the field's choices.
    #[error("expected one of the field's choices")]
    NotAChoice,
    /// The item isn't a valid name, in a list that accepts every name.
    #[error("expected 1 to 128 characters from A-Z a-z 0-9 _ . -")]
    NotAName,
    /// The argument of a tool call (`Schema::parse_arguments`) is of a JSON type that the field or parameter doesn't
    /// take.
    #[error("found {found}")]
    OtherJsonType {
        /// The type of the argument or item.
        found: JsonType,
    },
    /// The argument of a list or a range isn't a JSON array.
    #[error("expected a JSON array, found {found}")]
    NotAnArray {
        /// The type of the argument.
        found: JsonType,
    },
    /// The JSON number has so many digits that reading it may have rounded it.
    #[error("expected a JSON string, because a number of more than 15 digits may have been rounded")]
    RoundedNumber,
}

/// The error for a text or a value of another library that is not a [`Date`](crate::value::Date) or a
/// [`Timestamp`](crate::value::Timestamp).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("invalid {}: {}", self.kind.name(), self.expected())]
pub struct DateTimeError {
    kind: Kind,
    reason: InvalidReason,
    /// Whether the range of the other library is the limit.
    is_of_library: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Date,
    Timestamp,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Date => "date",
            Kind::Timestamp => "date-time",
        }
    }
}

impl DateTimeError {
    pub(super) const fn date(reason: InvalidReason) -> DateTimeError {
        DateTimeError { kind: Kind::Date, reason, is_of_library: false }
    }

    pub(super) const fn timestamp(reason: InvalidReason) -> DateTimeError {
        DateTimeError { kind: Kind::Timestamp, reason, is_of_library: false }
    }

    /// Returns the same error for a value that another library doesn't have.
    #[cfg(any(feature = "jiff", feature = "time"))]
    pub(super) const fn of_library(self) -> DateTimeError {
        DateTimeError { is_of_library: true, ..self }
    }

    /// Returns the reason why the text or the value is invalid.
    #[must_use]
    pub const fn reason(&self) -> InvalidReason {
        self.reason
    }

    fn expected(&self) -> String {
        match (self.reason, self.kind) {
            (InvalidReason::OutOfRange, _) if self.is_of_library => "out of the range of the other library".to_owned(),
            (InvalidReason::Malformed, Kind::Date) => "expected a date such as 2022-03-03".to_owned(),
            (InvalidReason::Malformed, Kind::Timestamp) => {
                "expected an instant such as 2022-03-03T10:30:00Z".to_owned()
            }
            (InvalidReason::OutOfRange, _) => "out of range: expected the years 0001 to 9999".to_owned(),
            (reason, _) => reason.to_string(),
        }
    }
}
