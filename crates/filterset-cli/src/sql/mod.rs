//! `filterset sql`: translates a query to a condition in SQL, with its bind parameters.

mod bind;
mod column;

use std::io::Write;
use std::process::ExitCode;

use filterset::Filter;
use sea_query::{Condition, Expr, MysqlQueryBuilder, PostgresQueryBuilder, Query, SqliteQueryBuilder};

use crate::args::{Format, SqlArgs, SqlDialect};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::schema_arg::load_schema;
use crate::{escape, terminal};

use bind::Bind;
use column::ColumnMap;

/// The library renders a condition only as part of a statement.
const BEFORE: &str = "SELECT 1 WHERE ";
/// A second operand makes the library add the parentheses that the first one needs.
const AFTER: &str = " AND TRUE";

#[derive(serde::Serialize)]
struct Translated<'a> {
    query: &'a str,
    ok: bool,
    sql: &'a str,
    binds: &'a [Bind],
}

pub(crate) fn print_sql(args: &SqlArgs) -> Result<ExitCode, Failure> {
    let schema = load_schema(&args.query.schema)?;
    let columns = ColumnMap::new(&schema, args)?;
    let parsed = match args.query.check_query(&schema) {
        Outcome::Valid(parsed) => parsed,
        outcome => return args.query.report_errors(&outcome, args.format),
    };
    let filter = args.query.take_filter(parsed)?;
    let (sql, binds) = translate_filter(&filter, &columns)?;
    let (mut out, palette) = terminal::open_stdout();
    match args.format {
        Format::Json => {
            let translated = Translated { query: &args.query.to_text(), ok: true, sql: &sql, binds: &binds };
            escape::write_json(&mut out, &translated)?;
        }
        Format::Text => {
            let strong = palette.strong;
            writeln!(out, "{strong}{sql}{strong:#}")?;
            let width = binds.len().to_string().len();
            let row = |(index, bind): (usize, &Bind)| {
                [format!("{:>width$}", index.saturating_add(1)), bind.type_name.to_owned(), bind.to_text()]
            };
            terminal::write_columns(&mut out, binds.iter().enumerate().map(row))?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the condition of a WHERE clause, to which `AND` and another condition can be appended, and the bind
/// parameters in the order of their placeholders.
fn translate_filter(filter: &Filter<'_>, columns: &ColumnMap<'_>) -> Result<(String, Vec<Bind>), Failure> {
    let condition = filterset_sea_query::to_condition(filter, columns)
        .map_err(|error| Failure::Message(columns.explain_error(&error)))?;
    if filter.is_empty() {
        return Ok(("TRUE".to_owned(), Vec::new()));
    }
    let joined = Condition::all().add(condition).add(Expr::custom_keyword("TRUE"));
    let statement = Query::select().expr(Expr::cust("1")).cond_where(joined).take();
    let (sql, values) = match columns.dialect {
        SqlDialect::Sqlite => statement.build(SqliteQueryBuilder),
        SqlDialect::Postgres => statement.build(PostgresQueryBuilder),
        SqlDialect::Mysql => statement.build(MysqlQueryBuilder),
    };
    let condition = sql.strip_prefix(BEFORE).and_then(|sql| sql.strip_suffix(AFTER));
    let condition = condition.ok_or_else(|| Failure::Message(format!("unexpected statement: {sql}")))?;
    Ok((condition.to_owned(), values.0.iter().map(|bind| Bind::new(bind, columns.dialect)).collect()))
}
