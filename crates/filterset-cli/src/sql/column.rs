//! Which columns hold the fields, as the options say.

use std::str::FromStr;

use filterset::record::UnsupportedFieldsError;
use filterset::{Field, Schema, ValueType};
use filterset_sea_query::{Column, Columns, Dialect};
use sea_query::Expr;

use crate::show::printable;
use crate::{DialectName, Failure, Sql};

/// The most digits that a decimal has.
const DIGITS: u8 = 28;

/// The name of a column or table: plain identifiers with dots between them.
#[derive(Clone)]
pub(crate) struct Name(Vec<String>);

impl Name {
    pub(crate) fn of_table(text: &str) -> Result<Name, String> {
        Name::parse(text, 2)
    }

    fn parse(text: &str, most_parts: usize) -> Result<Name, String> {
        let is_plain = |part: &str| {
            let is_inner = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
            part.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_') && part.chars().all(is_inner)
        };
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        if parts.len() <= most_parts && parts.iter().all(|part| is_plain(part)) {
            Ok(Name(parts))
        } else {
            Err(format!("a name is up to {most_parts} words of letters, digits, _ and $, with a dot between them"))
        }
    }
}

/// `FIELD=COLUMN`.
#[derive(Clone)]
pub(crate) struct Named {
    field: String,
    column: Name,
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Named, String> {
        let (field, column) = text.split_once('=').ok_or("it has no =, as in status=link_status")?;
        Ok(Named { field: field.to_owned(), column: Name::parse(column, 3)? })
    }
}

/// How columns hold decimals.
#[derive(Clone, Copy)]
pub(crate) enum Decimals {
    Real,
    Text,
    Scaled(u8),
}

impl FromStr for Decimals {
    type Err = String;

    fn from_str(text: &str) -> Result<Decimals, String> {
        let digits = |digits: &str| digits.parse().ok().filter(|digits| *digits <= DIGITS);
        match text {
            "real" => Ok(Decimals::Real),
            "text" => Ok(Decimals::Text),
            _ => text
                .strip_prefix("scaled:")
                .and_then(digits)
                .map(Decimals::Scaled)
                .ok_or_else(|| format!("it is real, text, or scaled: and a number of digits up to {DIGITS}")),
        }
    }
}

/// How columns hold date-times.
#[derive(Clone, Copy)]
pub(crate) enum Instants {
    Text,
    Scaled(u8),
}

impl FromStr for Instants {
    type Err = String;

    fn from_str(text: &str) -> Result<Instants, String> {
        let digits = |digits: &str| digits.parse().ok().filter(|digits| *digits <= 9);
        match text {
            "text" => Ok(Instants::Text),
            _ => text
                .strip_prefix("scaled:")
                .and_then(digits)
                .map(Instants::Scaled)
                .ok_or_else(|| "it is text, or scaled: and 0 for seconds, 3, 6 or 9".to_owned()),
        }
    }
}

pub(super) struct Map<'a> {
    schema: &'a Schema,
    pub(super) dialect: DialectName,
    table: Option<&'a Name>,
    columns: &'a [Named],
    decimals: Option<Decimals>,
    instants: Option<Instants>,
}

impl<'a> Map<'a> {
    /// Refuses a name of no field, and a field that is named twice.
    pub(super) fn new(schema: &'a Schema, arguments: &'a Sql) -> Result<Map<'a>, Failure> {
        let columns = &arguments.columns;
        for (index, Named { field, .. }) in columns.iter().enumerate() {
            if schema.field(field).is_none() {
                let known: Vec<&str> = schema.fields().map(Field::name).collect();
                return Err(Failure::Message(format!(
                    "--column: there is no field \"{}\"; the table has: {}",
                    printable(field),
                    known.join(", ")
                )));
            }
            if columns.iter().skip(index.saturating_add(1)).any(|other| other.field == *field) {
                return Err(Failure::Message(format!("--column: the field {field:?} is given twice")));
            }
        }
        let Sql { dialect, table, decimals, instants, .. } = arguments;
        if matches!((dialect, instants), (DialectName::Postgres | DialectName::Mysql, Some(Instants::Text))) {
            return Err(Failure::Message("--instants text is for SQLite: other databases have date-times".to_owned()));
        }
        Ok(Map { schema, dialect: *dialect, table: table.as_ref(), columns, decimals: *decimals, instants: *instants })
    }

    /// The gaps in the library's words, and what of the command helps.
    pub(super) fn explain(&self, gaps: &UnsupportedFieldsError) -> String {
        let lacks = |value_type| {
            let mut fields = gaps.fields().filter_map(|name| self.schema.field(name));
            fields.any(|field| field.value_type() == value_type)
        };
        let mut reported = gaps.to_string();
        if self.decimals.is_none() && lacks(ValueType::Decimal) {
            reported += "\n--decimals says it for every such column: real, text, or scaled:2 for hundredths";
        }
        if self.instants.is_none() && lacks(ValueType::DateTime) {
            reported +=
                "\n--instants says how SQLite's columns hold date-times: text, or scaled:3 for Unix milliseconds";
        }
        reported
    }

    /// The column of a field: that of the options, or the one that is called like it.
    fn expr(&self, field: &Field) -> Expr {
        let named = self.columns.iter().find(|named| named.field == field.name());
        let column = named.map_or_else(|| vec![field.name().to_owned()], |named| named.column.0.clone());
        // A column that names its table keeps it.
        let table = self.table.filter(|_| column.len() == 1).map_or_else(Vec::new, |table| table.0.clone());
        let mut parts = table.into_iter().chain(column);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(schema), Some(table), Some(column)) => Expr::col((schema, table, column)),
            (Some(table), Some(column), None) => Expr::col((table, column)),
            (column, _, _) => Expr::col(column.unwrap_or_default()),
        }
    }
}

impl Columns for Map<'_> {
    fn dialect(&self) -> Dialect {
        self.dialect.dialect()
    }

    fn column(&self, field: &Field) -> Option<Column> {
        let expr = self.expr(field);
        let column = if field.is_multi_valued() { Column::array(expr) } else { Column::from(expr) };
        match (field.value_type(), self.decimals, self.instants) {
            (ValueType::Decimal, Some(Decimals::Real), _) => Some(column.real()),
            (ValueType::Decimal, Some(Decimals::Text), _) => Some(column.text()),
            (ValueType::Decimal, Some(Decimals::Scaled(digits)), _)
            | (ValueType::DateTime, _, Some(Instants::Scaled(digits))) => Some(column.scaled(digits)),
            // Texts that are compared with texts of another form match what they shouldn't.
            (ValueType::DateTime, _, None) if matches!(self.dialect, DialectName::Sqlite) => None,
            _ => Some(column),
        }
    }
}
