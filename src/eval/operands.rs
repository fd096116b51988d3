//! The operands of `allin`, all of which must be among a record's values.

use rust_decimal::Decimal;

use crate::filter::ValueSet;
use crate::util::Bits;
use crate::value::{Timestamp, Value, ValueType};

pub(super) struct Operands<'f> {
    value_type: ValueType,
    list: &'f ValueSet<'f>,
    /// The first instant of each day, the first one after it, and the index of the day in the list; ascending.
    days: Vec<(Timestamp, Timestamp, usize)>,
}

impl<'f> Operands<'f> {
    pub(super) fn new(list: &'f ValueSet<'f>, value_type: ValueType) -> Operands<'f> {
        let day = |(index, value)| match value {
            Value::Day(day) => Some((day.start(), day.end(), index)),
            _ => None,
        };
        Operands { value_type, list, days: list.iter().enumerate().filter_map(day).collect() }
    }

    /// Returns `true` if every operand is among the values, or `None` if a value has another type than the field's.
    pub(super) fn are_among<'v>(&self, values: impl Iterator<Item = Option<Value<'v>>>) -> Option<bool> {
        let mut found = FoundOperands { found: Bits::new(self.list.len()), missing: self.list.len() };
        for value in values {
            match (self.value_type, value?) {
                (ValueType::DateTime, Value::Instant(instant)) => {
                    let begun = self.days.partition_point(|(start, _, _)| *start <= instant);
                    let day = begun.checked_sub(1).and_then(|last| self.days.get(last));
                    found.mark_found(day.filter(|(_, end, _)| instant < *end).map(|(_, _, index)| *index));
                    found.mark_found(self.list.index(&Value::Instant(instant)));
                }
                (ValueType::Decimal, Value::Integer(integer)) => {
                    found.mark_found(self.list.index(&Value::Decimal(Decimal::from(integer))));
                }
                (ValueType::Text | ValueType::Choice, value @ Value::Text(_))
                | (ValueType::Integer, value @ Value::Integer(_))
                | (ValueType::Decimal, value @ Value::Decimal(_))
                | (ValueType::Boolean, value @ Value::Boolean(_))
                | (ValueType::Uuid, value @ Value::Uuid(_))
                | (ValueType::Date, value @ Value::Date(_)) => found.mark_found(self.list.index(&value)),
                _ => return None,
            }
        }
        Some(found.missing == 0)
    }
}

struct FoundOperands {
    found: Bits,
    missing: usize,
}

impl FoundOperands {
    fn mark_found(&mut self, index: Option<usize>) {
        if index.is_some_and(|index| self.found.insert(index)) {
            self.missing = self.missing.saturating_sub(1);
        }
    }
}
