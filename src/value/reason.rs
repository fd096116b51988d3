//! The reasons for which a value is invalid.

/// Why a text or a value can't be a value of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidReason {
    /// It doesn't have the type's shape.
    #[error("it is malformed")]
    Malformed,
    /// It is of another type.
    #[error("it is a value of another type")]
    OtherType,
    /// It has the shape but lies outside the type's range.
    #[error("out of range")]
    OutOfRange,
    /// An integer outside of the bounds that its field declares.
    #[error("out of the field's bounds")]
    OutOfBounds {
        /// The [least](crate::Field::minimum) value.
        minimum: Option<i64>,
        /// The [greatest](crate::Field::maximum) value.
        maximum: Option<i64>,
    },
    /// A decimal of more than 28 digits.
    #[error("expected at most 28 digits")]
    TooManyDigits,
    /// No such day in the calendar.
    #[error("no such date in the calendar")]
    NoSuchDate,
    /// No such time of day, or no such offset.
    #[error("no such time of day or UTC offset")]
    NoSuchTime,
    /// The field's time zone skips this local time or whole day.
    #[error("it does not exist in the field's time zone")]
    SkippedTime,
    /// The field's time zone has this local time twice.
    #[error("it occurs twice in the field's time zone; expected an offset such as -06:00")]
    RepeatedTime,
    /// A [`Day`](crate::Day) of another table, which has other instants than that date has in the field's time zone.
    #[error("it is a day in another time zone; expected its date or its instants")]
    OtherTimeZone,
    /// A space where an offset's sign belongs: a raw `+` was sent.
    #[error("expected the sign of the offset, found a space; \"+\" must be percent-encoded as %2B")]
    SpaceForSign,
    /// Not one of the field's choices.
    #[error("expected one of the field's choices")]
    NotAChoice,
    /// Not a name, where a list of names takes any.
    #[error("expected 1 to 64 characters from A-Z a-z 0-9 _ . -")]
    NotAName,
}
