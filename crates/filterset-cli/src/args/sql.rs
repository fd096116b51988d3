//! The options that describe the columns of a database.

use std::str::FromStr;

use clap::ValueEnum;
use filterset_sea_query::Dialect;

/// The maximum number of digits of a decimal.
const MAX_DECIMAL_DIGITS: u8 = 28;
/// The digits of a second that Unix time may have.
const MAX_SECOND_DIGITS: u8 = 9;

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SqlDialect {
    Sqlite,
    Postgres,
    Mysql,
}

impl SqlDialect {
    pub(crate) const fn dialect(self) -> Dialect {
        match self {
            SqlDialect::Sqlite => Dialect::Sqlite,
            SqlDialect::Postgres => Dialect::Postgres,
            SqlDialect::Mysql => Dialect::MySql,
        }
    }
}

/// The name of a column or table: plain identifiers with dots between them.
#[derive(Clone)]
pub(crate) struct SqlName(Vec<String>);

impl SqlName {
    /// Parses the name of a table, which a schema may precede.
    pub(crate) fn parse_table(text: &str) -> Result<SqlName, String> {
        SqlName::parse_name(text, 2)
    }

    /// Parses the name of a column, which a table and its schema may precede.
    fn parse_column(text: &str) -> Result<SqlName, String> {
        SqlName::parse_name(text, 3)
    }

    fn parse_name(text: &str, max_parts: usize) -> Result<SqlName, String> {
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        if parts.len() <= max_parts && parts.iter().all(|part| is_identifier(part)) {
            Ok(SqlName(parts))
        } else {
            Err(format!("expected up to {max_parts} identifiers of letters, digits, _ and $, separated by dots"))
        }
    }

    pub(crate) fn parts(&self) -> &[String] {
        &self.0
    }
}

fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    let is_first = characters.next().is_some_and(|first| first.is_alphabetic() || first == '_');
    is_first && characters.all(|character| character.is_alphanumeric() || matches!(character, '_' | '$'))
}

/// The column of a field: `FIELD=COLUMN`.
#[derive(Clone)]
pub(crate) struct ColumnMapping {
    pub(crate) field: String,
    pub(crate) column: SqlName,
}

impl FromStr for ColumnMapping {
    type Err = String;

    fn from_str(text: &str) -> Result<ColumnMapping, String> {
        let (field, column) = text.split_once('=').ok_or("expected FIELD=COLUMN, such as status=link_status")?;
        Ok(ColumnMapping { field: field.to_owned(), column: SqlName::parse_column(column)? })
    }
}

/// How columns store decimals.
#[derive(Clone, Copy)]
pub(crate) enum DecimalStorage {
    Real,
    Text,
    Scaled(u8),
}

impl FromStr for DecimalStorage {
    type Err = String;

    fn from_str(text: &str) -> Result<DecimalStorage, String> {
        match text {
            "real" => Ok(DecimalStorage::Real),
            "text" => Ok(DecimalStorage::Text),
            _ => parse_scale(text, MAX_DECIMAL_DIGITS)
                .map(DecimalStorage::Scaled)
                .ok_or_else(|| format!("expected real, text, or scaled:N with N from 0 to {MAX_DECIMAL_DIGITS}")),
        }
    }
}

/// How columns store date-times.
#[derive(Clone, Copy)]
pub(crate) enum InstantStorage {
    Text,
    Scaled(u8),
}

impl FromStr for InstantStorage {
    type Err = String;

    fn from_str(text: &str) -> Result<InstantStorage, String> {
        match text {
            "text" => Ok(InstantStorage::Text),
            _ => parse_scale(text, MAX_SECOND_DIGITS).map(InstantStorage::Scaled).ok_or_else(|| {
                format!("expected text, or scaled:N with N from 0 (seconds) to {MAX_SECOND_DIGITS} (nanoseconds)")
            }),
        }
    }
}

/// Parses the digits of `scaled:N`.
fn parse_scale(text: &str, max_digits: u8) -> Option<u8> {
    let digits = text.strip_prefix("scaled:")?.parse().ok()?;
    (digits <= max_digits).then_some(digits)
}
