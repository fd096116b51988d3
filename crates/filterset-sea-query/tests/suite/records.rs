//! Records in memory.

use filterset::record::Accessor;
use filterset::value::{Date, Timestamp};
use filterset::{Field, Predicate, Record, Schema, Value, ValueType};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::columns::{COLUMNS, Column, index_of};

/// The values that a record holds in a field; none if it is null.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Text(Vec<String>),
    Integer(Vec<i64>),
    Decimal(Vec<Decimal>),
    Boolean(Vec<bool>),
    Uuid(Vec<Uuid>),
    Date(Vec<Date>),
    Instant(Vec<Timestamp>),
}

/// Collects values that must all be of one type.
macro_rules! all {
    ($variant:ident, $values:expr) => {
        Cell::$variant(
            $values
                .into_iter()
                .map(|value| match value {
                    Value::$variant(value) => value.into(),
                    other => panic!("{other:?} is of another type"),
                })
                .collect(),
        )
    };
}

impl Cell {
    pub(crate) fn new(value_type: ValueType, values: Vec<Value<'_>>) -> Cell {
        match value_type {
            ValueType::Text | ValueType::Choice => all!(Text, values),
            ValueType::Integer => all!(Integer, values),
            ValueType::Decimal => all!(Decimal, values),
            ValueType::Boolean => all!(Boolean, values),
            ValueType::Uuid => all!(Uuid, values),
            ValueType::Date => all!(Date, values),
            ValueType::DateTime => all!(Instant, values),
            other => panic!("{other} is new: how is it held?"),
        }
    }

    pub(crate) fn values(&self) -> Vec<Value<'_>> {
        match self {
            Cell::Text(texts) => texts.iter().map(Value::from).collect(),
            Cell::Integer(integers) => integers.iter().map(Value::from).collect(),
            Cell::Decimal(decimals) => decimals.iter().map(Value::from).collect(),
            Cell::Boolean(booleans) => booleans.iter().map(Value::from).collect(),
            Cell::Uuid(uuids) => uuids.iter().map(Value::from).collect(),
            Cell::Date(dates) => dates.iter().map(Value::from).collect(),
            Cell::Instant(instants) => instants.iter().map(Value::from).collect(),
        }
    }
}

/// A record. It has a cell for every column, including those that its table doesn't have.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn empty() -> Row {
        Row { cells: COLUMNS.iter().map(|column| Cell::new(column.value_type, Vec::new())).collect() }
    }

    /// Parses a record from a query: `field=value`, or `field__in=value,value` for a multi-valued field.
    pub(crate) fn parse(schema: &Schema, query: &str) -> Row {
        let filter = schema.parse(query).unwrap_or_else(|errors| panic!("{query}: {errors}"));
        let mut row = Row::empty();
        for condition in &filter {
            let values = match condition.predicate() {
                Predicate::Exact(value) => vec![value.borrowed()],
                Predicate::In(list) => list.iter().collect(),
                other => panic!("{other:?} says no value"),
            };
            let index = index_of(condition.field().name()).expect("a column");
            row.cells[index] = Cell::new(condition.field().value_type(), values);
        }
        row
    }

    pub(crate) fn cell(&self, column: &Column) -> &Cell {
        &self.cells[index_of(column.name).expect("a column")]
    }
}

/// Accesses single values as dynamic values, and multi-valued fields as collections.
impl Record for Row {
    fn accessor(field: &Field) -> Option<Accessor<'_, Row>> {
        /// Accesses the collection in a cell.
        macro_rules! collection {
            ($index:ident, $variant:ident) => {
                Accessor::of(move |row: &Row| match &row.cells[$index] {
                    Cell::$variant(values) => values,
                    other => panic!("{other:?} is of another type"),
                })
            };
        }

        let index = index_of(field.name())?;
        if !field.is_multi_valued() {
            return Some(Accessor::value(move |row: &Row| match &row.cells[index] {
                Cell::Text(values) => values.first().map(Value::from),
                Cell::Integer(values) => values.first().map(Value::from),
                Cell::Decimal(values) => values.first().map(Value::from),
                Cell::Boolean(values) => values.first().map(Value::from),
                Cell::Uuid(values) => values.first().map(Value::from),
                Cell::Date(values) => values.first().map(Value::from),
                Cell::Instant(values) => values.first().map(Value::from),
            }));
        }
        Some(match field.value_type() {
            ValueType::Text | ValueType::Choice => collection!(index, Text),
            ValueType::Integer => collection!(index, Integer),
            ValueType::Decimal => collection!(index, Decimal),
            ValueType::Boolean => collection!(index, Boolean),
            ValueType::Uuid => collection!(index, Uuid),
            ValueType::Date => collection!(index, Date),
            ValueType::DateTime => collection!(index, Instant),
            other => panic!("{other} is new: how is it held?"),
        })
    }
}
