//! `filterset sql`: a query as a condition of SQL and its binds.

mod bind;
mod column;

use std::io::Write;
use std::process::ExitCode;

use filterset::Filter;
use filterset_sea_query::Dialect;
use sea_query::{Condition, Expr, MysqlQueryBuilder, PostgresQueryBuilder, Query, SqliteQueryBuilder};

use super::outcome::Outcome;
use super::{DialectName, Failure, Format, Sql, escape, schema_arg, show};

use bind::Bind;
pub(super) use column::{Decimals, Instants, Name, Named};

/// A condition is only ever built as a part of a statement.
const BEFORE: &str = "SELECT 1 WHERE ";
/// A condition that is joined with another is put into parentheses where it has to be.
const AFTER: &str = " AND TRUE";

#[derive(serde::Serialize)]
struct Translated<'a> {
    query: &'a str,
    ok: bool,
    sql: &'a str,
    binds: &'a [Bind],
}

pub(super) fn run(arguments: &Sql) -> Result<ExitCode, Failure> {
    let schema = schema_arg::load(&arguments.question.schema)?;
    let columns = column::Map::new(&schema, arguments)?;
    let parsed = match arguments.question.outcome(&schema) {
        Outcome::Valid(parsed) => parsed,
        outcome => return arguments.question.reject(&outcome, arguments.format),
    };
    let filter = arguments.question.filter(parsed)?;
    let (sql, binds) = translate(&filter, &columns)?;
    let (mut out, palette) = show::output();
    match arguments.format {
        Format::Json => {
            let translated = Translated { query: &arguments.question.text(), ok: true, sql: &sql, binds: &binds };
            escape::json(&mut out, &translated)?;
        }
        Format::Text => {
            let strong = palette.strong;
            writeln!(out, "{strong}{sql}{strong:#}")?;
            let width = binds.len().to_string().len();
            let row = |(index, bind): (usize, &Bind)| {
                [format!("{:>width$}", index.saturating_add(1)), bind.type_name.to_owned(), bind.visible()]
            };
            show::write_table(&mut out, binds.iter().enumerate().map(row))?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// What stands after WHERE, also where `AND` and more follow, and the binds in the order of their placeholders.
fn translate(filter: &Filter<'_>, columns: &column::Map<'_>) -> Result<(String, Vec<Bind>), Failure> {
    let condition =
        filterset_sea_query::to_condition(&filter, columns).map_err(|gaps| Failure::Message(columns.explain(&gaps)))?;
    if filter.is_empty() {
        return Ok(("TRUE".to_owned(), Vec::new()));
    }
    let joined = Condition::all().add(condition).add(Expr::custom_keyword("TRUE"));
    let statement = Query::select().expr(Expr::cust("1")).cond_where(joined).take();
    let (sql, values) = match columns.dialect {
        DialectName::Sqlite => statement.build(SqliteQueryBuilder),
        DialectName::Postgres => statement.build(PostgresQueryBuilder),
        DialectName::Mysql => statement.build(MysqlQueryBuilder),
    };
    let condition = sql.strip_prefix(BEFORE).and_then(|sql| sql.strip_suffix(AFTER));
    let condition = condition.ok_or_else(|| Failure::Message(format!("a statement of an unknown shape: {sql}")))?;
    Ok((condition.to_owned(), values.0.iter().map(|bind| Bind::of(bind, columns.dialect)).collect()))
}

impl DialectName {
    pub(super) const fn dialect(self) -> Dialect {
        match self {
            DialectName::Sqlite => Dialect::Sqlite,
            DialectName::Postgres => Dialect::Postgres,
            DialectName::Mysql => Dialect::MySql,
        }
    }
}
