//! The reasons for which a value is invalid.

/// Why a text or a value can't be a value of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidReason {
    /// It doesn't have the type's shape.
    #[error("it isn't spelled as one")]
    Malformed,
    /// It is of another type.
    #[error("it is of another type")]
    OtherType,
    /// It has the shape but lies outside the type's range.
    #[error("it is out of range")]
    OutOfRange,
    /// An integer outside of the bounds that its field declares.
    #[error("it is out of the field's bounds")]
    OutOfBounds {
        /// The [least](crate::Field::minimum) value.
        minimum: Option<i64>,
        /// The [greatest](crate::Field::maximum) value.
        maximum: Option<i64>,
    },
    /// A decimal of more than 28 digits.
    #[error("it has more than 28 digits")]
    TooManyDigits,
    /// No such day in the calendar.
    #[error("there is no such date")]
    NoSuchDate,
    /// No such time of day, or no such offset.
    #[error("there is no such time of day or offset")]
    NoSuchTime,
    /// The field's time zone skips this local time or whole day.
    #[error("the field's time zone skips it")]
    SkippedTime,
    /// The field's time zone has this local time twice.
    #[error("the field's time zone has it twice: give an offset")]
    RepeatedTime,
    /// A [`Day`](crate::Day) of another table, which has other instants than that date has in the field's time zone.
    #[error("it is a day of another time zone: give its date or its instants")]
    OtherTimeZone,
    /// A space where an offset's sign belongs: a raw `+` was sent.
    #[error("it has a space where a sign belongs: a raw \"+\" means a space, an offset's \"+\" must be sent as %2B")]
    SpaceForSign,
    /// Not one of the field's choices.
    #[error("it isn't one of the choices")]
    NotAChoice,
    /// Not a name, where a list of names takes any.
    #[error("it is no name")]
    NotAName,
}
