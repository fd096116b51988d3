//! Binds as they are told.

use filterset::Value;
use sea_query::Value as SqlValue;
use serde_json::Value as Json;

use crate::DialectName;
use crate::show::visible;

/// A bind: a type in the words of the table, and a value as JSON has it, or as text where that would not be exact.
#[derive(serde::Serialize)]
pub(super) struct Bind {
    #[serde(rename = "type")]
    pub(super) type_name: &'static str,
    value: Json,
}

impl Bind {
    pub(super) fn of(bind: &SqlValue, dialect: DialectName) -> Bind {
        let (type_name, value) = match bind {
            SqlValue::Bool(value) => ("boolean", Json::from(*value)),
            SqlValue::BigInt(value) => ("integer", Json::from(*value)),
            SqlValue::Double(value) => ("real", Json::from(*value)),
            SqlValue::String(value) => ("text", Json::from(value.clone())),
            SqlValue::Decimal(value) => ("decimal", spelling(*value)),
            SqlValue::Uuid(value) => ("uuid", spelling(*value)),
            SqlValue::ChronoDate(value) => ("date", spelling(*value)),
            // As `--instants text` says that it stands in the column.
            SqlValue::ChronoDateTimeUtc(value) if matches!(dialect, DialectName::Sqlite) => {
                ("text", value.map_or(Json::Null, |value| Json::from(value.format("%F %T%.f+00:00").to_string())))
            }
            SqlValue::ChronoDateTimeUtc(value) => ("date-time", spelling(*value)),
            SqlValue::Array(_, values) => {
                let values =
                    values.as_ref().map(|values| values.iter().map(|value| Bind::of(value, dialect).value).collect());
                ("array", values.map_or(Json::Null, Json::Array))
            }
            // The library makes no others.
            other => ("other", Json::from(format!("{other:?}"))),
        };
        Bind { type_name, value }
    }

    /// The value for people.
    pub(super) fn visible(&self) -> String {
        match &self.value {
            Json::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
            value => shown(value),
        }
    }
}

/// A value in its canonical spelling.
fn spelling<'a>(value: Option<impl Into<Value<'a>>>) -> Json {
    value.map_or(Json::Null, |value| Json::from(value.into().to_string()))
}

fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => visible(text),
        value => value.to_string(),
    }
}
