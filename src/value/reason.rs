//! The reasons for which a value is invalid.

/// The reason why a value is invalid for its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidReason {
    /// The value doesn't match the format of the type.
    #[error("it isn't spelled as one")]
    Malformed,
    /// The value has another type.
    #[error("it is of another type")]
    OtherType,
    /// The value matches the format but exceeds the range of the type.
    #[error("it is out of range")]
    OutOfRange,
    /// The integer exceeds the bounds of its field.
    #[error("it is out of the field's bounds")]
    OutOfBounds {
        /// The [minimum](crate::Field::minimum), if there is one.
        minimum: Option<i64>,
        /// The [maximum](crate::Field::maximum), if there is one.
        maximum: Option<i64>,
    },
    /// The decimal has more than 28 digits.
    #[error("it has more than 28 digits")]
    TooManyDigits,
    /// The date doesn't exist in the calendar.
    #[error("there is no such date")]
    NoSuchDate,
    /// The time of day or the offset doesn't exist.
    #[error("there is no such time of day or offset")]
    NoSuchTime,
    /// The local time or the whole day doesn't exist in the field's time zone, because its clock skips it.
    #[error("the field's time zone skips it")]
    SkippedTime,
    /// The local time is ambiguous in the field's time zone, because its clock shows it twice.
    #[error("the field's time zone has it twice: give an offset")]
    RepeatedTime,
    /// The [`Day`](crate::Day) comes from another schema and begins or ends at other instants than the same date does
    /// in the field's time zone.
    #[error("it is a day of another time zone: give its date or its instants")]
    OtherTimeZone,
    /// There is a space in place of the sign of an offset: `+` wasn't percent-encoded.
    #[error("it has a space where a sign belongs: a raw \"+\" means a space, an offset's \"+\" must be sent as %2B")]
    SpaceForSign,
    /// The value isn't one of the field's choices.
    #[error("it isn't one of the choices")]
    NotAChoice,
    /// The item isn't a valid name, in a list that accepts every name.
    #[error("it is no name")]
    NotAName,
}
