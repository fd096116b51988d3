//! The columns of fields, from the options of the command.

use filterset::record::UnsupportedFieldsError;
use filterset::{Field, Schema, ValueType};
use filterset_sea_query::{Column, Columns, Dialect};
use sea_query::Expr;

use crate::args::{ColumnMapping, DecimalStorage, InstantStorage, SqlArgs, SqlDialect, SqlName};
use crate::failure::Failure;
use crate::terminal::escape_text;

/// The columns of the fields, from the options.
pub(crate) struct ColumnMap<'a> {
    schema: &'a Schema,
    pub(crate) dialect: SqlDialect,
    table: Option<&'a SqlName>,
    columns: &'a [ColumnMapping],
    decimals: Option<DecimalStorage>,
    instants: Option<InstantStorage>,
}

impl<'a> ColumnMap<'a> {
    /// Checks the options: each field must exist, and have at most one column.
    pub(crate) fn new(schema: &'a Schema, args: &'a SqlArgs) -> Result<ColumnMap<'a>, Failure> {
        let columns = &args.columns;
        for (index, ColumnMapping { field, .. }) in columns.iter().enumerate() {
            if schema.field(field).is_none() {
                let known: Vec<&str> = schema.fields().map(Field::name).collect();
                return Err(Failure::Message(format!(
                    "--column: unknown field \"{}\": expected one of {}",
                    escape_text(field),
                    known.join(", ")
                )));
            }
            if columns.iter().skip(index.saturating_add(1)).any(|other| other.field == *field) {
                return Err(Failure::Message(format!(
                    "--column: duplicate field {field:?}: each field may appear once"
                )));
            }
        }
        let SqlArgs { dialect, table, decimals, instants, .. } = args;
        if matches!((dialect, instants), (SqlDialect::Postgres | SqlDialect::Mysql, Some(InstantStorage::Text))) {
            return Err(Failure::Message(
                "--instants text is only supported for sqlite: other databases have a date-time type".to_owned(),
            ));
        }
        Ok(ColumnMap {
            schema,
            dialect: *dialect,
            table: table.as_ref(),
            columns,
            decimals: *decimals,
            instants: *instants,
        })
    }

    /// Formats the error, with the options that can resolve it.
    pub(crate) fn explain_error(&self, error: &UnsupportedFieldsError) -> String {
        let lacks = |value_type| {
            let mut fields = error.fields().filter_map(|name| self.schema.field(name));
            fields.any(|field| field.value_type() == value_type)
        };
        let lines = error.to_string();
        let lines = error.fields().zip(lines.lines()).map(|(name, line)| match self.schema.field(name) {
            Some(field) if self.lacks_instants(field) => format!(
                "unsupported field {name:?}: SQLite has no date-time type, and texts of different forms are not in order"
            ),
            _ => line.to_owned(),
        });
        let mut reported = lines.collect::<Vec<_>>().join("\n");
        if self.decimals.is_none() && lacks(ValueType::Decimal) {
            reported +=
                "\n--decimals declares how every such column stores decimals: real, text, or scaled:2 for hundredths";
        }
        if self.instants.is_none() && lacks(ValueType::DateTime) {
            reported +=
                "\n--instants declares how SQLite's columns store date-times: text, or scaled:3 for Unix milliseconds";
        }
        reported
    }

    /// Returns `true` if the options must declare how the column of a field stores date-times.
    fn lacks_instants(&self, field: &Field) -> bool {
        let is_sqlite = matches!(self.dialect, SqlDialect::Sqlite);
        is_sqlite && self.instants.is_none() && field.value_type() == ValueType::DateTime
    }

    /// Returns the column of a field: the one in the options, or the one with the field's name.
    fn column_expr(&self, field: &Field) -> Expr {
        let named = self.columns.iter().find(|named| named.field == field.name());
        let column = named.map_or_else(|| vec![field.name().to_owned()], |named| named.column.parts().to_vec());
        // A column that is already qualified keeps its table.
        let table = self.table.filter(|_| column.len() == 1).map_or_else(Vec::new, |table| table.parts().to_vec());
        let mut parts = table.into_iter().chain(column);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(schema), Some(table), Some(column)) => Expr::col((schema, table, column)),
            (Some(table), Some(column), None) => Expr::col((table, column)),
            (column, _, _) => Expr::col(column.unwrap_or_default()),
        }
    }
}

impl Columns for ColumnMap<'_> {
    fn dialect(&self) -> Dialect {
        self.dialect.dialect()
    }

    fn column(&self, field: &Field) -> Option<Column> {
        if self.lacks_instants(field) {
            return None;
        }
        let expr = self.column_expr(field);
        let column = if field.is_multi_valued() { Column::array(expr) } else { Column::from(expr) };
        match (field.value_type(), self.decimals, self.instants) {
            (ValueType::Decimal, Some(DecimalStorage::Real), _) => Some(column.real()),
            (ValueType::Decimal, Some(DecimalStorage::Text), _) => Some(column.text()),
            (ValueType::Decimal, Some(DecimalStorage::Scaled(digits)), _)
            | (ValueType::DateTime, _, Some(InstantStorage::Scaled(digits))) => Some(column.scaled(digits)),
            _ => Some(column),
        }
    }
}
