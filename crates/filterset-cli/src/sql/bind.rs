//! Bind parameters, for output.

use filterset::Value;
use sea_query::Value as SqlValue;
use serde_json::Value as Json;

use crate::args::SqlDialect;
use crate::terminal::quote_blank;

/// A bind parameter: a type of the schema, and a value as JSON, or as text if JSON isn't exact.
#[derive(serde::Serialize)]
pub(crate) struct Bind {
    #[serde(rename = "type")]
    pub(crate) type_name: &'static str,
    value: Json,
}

impl Bind {
    pub(crate) fn new(bind: &SqlValue, dialect: SqlDialect) -> Bind {
        let (type_name, value) = match bind {
            SqlValue::Bool(value) => ("boolean", Json::from(*value)),
            SqlValue::BigInt(value) => ("integer", Json::from(*value)),
            SqlValue::Double(value) => ("real", Json::from(*value)),
            SqlValue::String(value) => ("text", Json::from(value.clone())),
            SqlValue::Bytes(value) => ("bytes", value.as_deref().map_or(Json::Null, |bytes| Json::from(to_hex(bytes)))),
            SqlValue::ChronoDate(value) => ("date", to_canonical(*value)),
            // In the format of `--instants text`.
            SqlValue::ChronoDateTimeUtc(value) if matches!(dialect, SqlDialect::Sqlite) => {
                ("text", value.map_or(Json::Null, |value| Json::from(value.format("%F %T%.f+00:00").to_string())))
            }
            SqlValue::ChronoDateTimeUtc(Some(value)) if matches!(dialect, SqlDialect::Postgres) => {
                ("date-time", Json::from(spell_for_postgres(&(*value).into())))
            }
            // MySQL reads no `Z`.
            SqlValue::ChronoDateTimeUtc(Some(value)) if matches!(dialect, SqlDialect::Mysql) => {
                ("date-time", Json::from(value.format("%F %T%.f").to_string()))
            }
            SqlValue::ChronoDateTimeUtc(value) => ("date-time", to_canonical(*value)),
            // The library creates no other values.
            other => ("other", Json::from(format!("{other:?}"))),
        };
        Bind { type_name, value }
    }

    /// Returns the value as text.
    pub(crate) fn to_text(&self) -> String {
        match &self.value {
            Json::String(text) => quote_blank(text),
            value => value.to_string(),
        }
    }
}

/// Returns the hexadecimal digits of bytes.
fn to_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Returns a value in its canonical form.
fn to_canonical<'a>(value: Option<impl Into<Value<'a>>>) -> Json {
    value.map_or(Json::Null, |value| Json::from(value.into().to_string()))
}

/// Returns an instant as PostgreSQL parses it: it allows no sign before a year, and has no year 0.
fn spell_for_postgres(instant: &Value<'_>) -> String {
    let canonical = instant.to_string();
    match canonical.strip_prefix("0000") {
        Some(rest) => format!("0001{rest} BC"),
        None => canonical.trim_start_matches('+').to_owned(),
    }
}
