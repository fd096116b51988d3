//! The `filterset` command: checks queries against a table, and asks them of databases and files.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

mod check;
mod completions;
mod diff;
mod escape;
mod explain;
mod export;
mod grep;
mod import;
mod input;
mod outcome;
mod query_args;
mod schema_arg;
mod schemas;
mod show;
mod sql;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// Some query was invalid.
const INVALID: u8 = 1;
/// The command was misused, or a table or the input can't be read.
const FAILURE: u8 = 2;

/// REST query filters (`field__op=value`), checked against a table of fields and operators.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check queries against a table.
    ///
    /// Prints the canonical form of each valid query and a report of each other one. Where the table declares what lists
    /// take, such as page or ordering, that is checked and printed too. Exits with 0 where every query is
    /// valid, 1 where some query isn't, and 2 where the command is misused or a table or the input can't be read.
    Check(Check),
    /// Tell what changed from one table to another, and what that breaks.
    ///
    /// Prints each change of the fields, the reserved names, the limits and what lists take, with its place in the
    /// table's data. A change is breaking where queries that the old table takes can be refused by the new one, or mean
    /// something else. Of saved queries it tells those for which that is so, and why.
    ///
    /// Exits with 0 where nothing breaks, 1 where a change is breaking or a saved query breaks, and 2 where the command is
    /// misused or a table or the queries can't be read.
    Diff(Diff),
    /// Say in words what a query matches.
    ///
    /// Prints a sentence for each condition, one a line; whole days are told by the instants at which they begin and end.
    /// Exits with 1 where the query is invalid, which standard error tells, and with 2 where the command is misused.
    Explain(Explain),
    /// Print a query as a condition of SQL.
    ///
    /// Prints what stands after WHERE, with placeholders, and the binds, one a line, in their order. A query without
    /// conditions gives TRUE. Exits with 1 where the query is invalid, which standard error tells, and with 2 where the
    /// command is misused or the database can't answer the query.
    Sql(Sql),
    /// Print the records of a JSON Lines file that match a query.
    ///
    /// Records are printed as they stand. A line that is no record is told on standard error and neither matches nor
    /// doesn't: text that is no UTF-8, no JSON or no object, an object that holds another type than the table says or
    /// the same member twice where the query asks for it, or more bytes than --max-line. Blank lines are passed over.
    ///
    /// Exits with 0 where a record was selected, 1 where none was, and 2 where anything failed: the query is invalid,
    /// the input can't be read, or some line is no record, even if others were selected.
    Grep(Grep),
    /// List the built-in tables, or show one table.
    Schemas(Schemas),
    /// Read a table from an OpenAPI document.
    ///
    /// Prints the table of a path in the table format, from the query parameters of its get operation, or writes those
    /// of all lists. What is left out, inferred or recognised as reserved is told on standard error, by the name of the
    /// parameter. Exits with 2 where the document can't be read, where it has no such path, and where a $ref leads to
    /// itself.
    Import(Import),
    /// Print a table as an OpenAPI 3.1 document.
    ///
    /// The document has one path, whose query parameters are the fields with their operators, what
    /// lists take besides, and the reserved names.
    Export(Export),
    /// Print a script by which a shell completes this command.
    Completions(Completions),
}

#[derive(clap::Args)]
struct Check {
    /// The table: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(long, value_name = "NAME|FILE")]
    schema: OsString,
    /// How results are written: for people, or one JSON object a line.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// What is let pass besides the language; django-filter gives up that a filter never widens.
    #[arg(long, value_enum, default_value_t)]
    policy: PolicyName,
    /// Tell at the end how many queries were valid, the faults by their codes, and the most frequent unknown names with
    /// what was nearest to them.
    #[arg(long)]
    summary: bool,
    /// Print no results of single queries.
    #[arg(long, short)]
    quiet: bool,
    /// Queries, or URLs and paths of which the query part is taken; without any they are read from standard input, one
    /// a line.
    #[arg(value_name = "QUERY")]
    queries: Vec<OsString>,
}

/// A query that a command acts on.
#[derive(clap::Args)]
struct Question {
    /// The table: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(long, value_name = "NAME|FILE")]
    schema: OsString,
    /// Take a query with reserved names, or with parameters of lists such as page, and pass over them. Without it such a
    /// query is refused. A search of a table's lists is refused with it too: it finds fewer records.
    #[arg(long)]
    ignore_reserved: bool,
    /// The query, or a URL or path of which the query part is taken.
    #[arg(value_name = "QUERY")]
    query: OsString,
}

#[derive(clap::Args)]
struct Diff {
    /// The table as it was: a built-in one such as belvo/links, or a .toml or .json file.
    old: OsString,
    /// The table as it is now, likewise.
    new: OsString,
    /// Saved queries, or URLs and paths with queries, one a line; standard input where it is -. The parameters of lists
    /// are read as the tables declare them.
    #[arg(long, value_name = "FILE")]
    queries: Option<PathBuf>,
    /// How the result is written: for people, or one JSON object a line.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(clap::Args)]
struct Explain {
    #[command(flatten)]
    question: Question,
    /// How the result is written: for people, or as a JSON object.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(clap::Args)]
struct Sql {
    #[command(flatten)]
    question: Question,
    /// The kind of database.
    #[arg(long, value_enum)]
    dialect: DialectName,
    /// The column that holds a field, where it isn't called like the field; can be given for each field.
    #[arg(long = "column", value_name = "FIELD=COLUMN")]
    columns: Vec<sql::Named>,
    /// The table that the columns are of, to be named with each.
    #[arg(long, value_name = "TABLE", value_parser = sql::Name::of_table)]
    table: Option<sql::Name>,
    /// How columns hold decimals where not as such: real, text, or scaled:N for integers of units of the Nth digit.
    #[arg(long, value_name = "SHAPE")]
    decimals: Option<sql::Decimals>,
    /// How columns hold date-times where not as such, which SQLite never does: text, as in 2022-05-04 10:30:00+00:00
    /// (what rusqlite writes), or scaled:N for Unix time in units of the Nth digit of a second.
    #[arg(long, value_name = "SHAPE")]
    instants: Option<sql::Instants>,
    /// How the result is written: for people, or as a JSON object.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(clap::Args)]
struct Grep {
    #[command(flatten)]
    question: Question,
    /// A file of JSON Lines; standard input without one, or where it is -.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Print how many records match, and not the records.
    #[arg(long, short)]
    count: bool,
    /// Select the records that don't match.
    #[arg(long, short = 'v')]
    invert_match: bool,
    /// Stop at the first line that is no record.
    #[arg(long)]
    strict: bool,
    /// How many bytes a line may have.
    #[arg(long, value_name = "BYTES", default_value_t = 16 << 20)]
    max_line: usize,
}

#[derive(clap::Args)]
struct Schemas {
    /// The table: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(value_name = "NAME|FILE")]
    schema: Option<OsString>,
    /// How the table is written: for people, or in the table format.
    #[arg(long, value_enum, default_value_t, requires = "schema")]
    format: SchemaFormat,
}

#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("which").required(true)))]
struct Import {
    /// The document, of version 3.0 or 3.1, in JSON or YAML; standard input where it is -.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The path whose table is printed, such as /api/links/.
    #[arg(long, value_name = "PATH", group = "which")]
    path: Option<String>,
    /// Write the table of each list into this folder: of each path that doesn't end with a parameter and whose get
    /// operation has a query parameter that is a field. A file that is there stays as it is, which is a failure.
    #[arg(long, value_name = "DIR", group = "which")]
    all: Option<PathBuf>,
    /// Infer what the document doesn't say: types from examples, commas between the items of lists, and what
    /// lists take besides filters.
    #[arg(long)]
    infer: bool,
    /// Parameters that filter nothing, besides those that are known by their names, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    reserved: Vec<String>,
}

#[derive(clap::Args)]
struct Export {
    /// The table: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(long, value_name = "NAME|FILE")]
    schema: OsString,
    /// The path that the document has; / and the table's name without it.
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// Leave out the keys that begin with x-filterset-, and tell what is lost by that.
    #[arg(long)]
    plain: bool,
}

#[derive(clap::Args)]
struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum SchemaFormat {
    #[default]
    Text,
    Toml,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum DialectName {
    Sqlite,
    Postgres,
    Mysql,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum PolicyName {
    #[default]
    Strict,
    DjangoFilter,
}

impl PolicyName {
    const fn policy(self) -> filterset::Policy {
        match self {
            PolicyName::Strict => filterset::Policy::STRICT,
            PolicyName::DjangoFilter => filterset::Policy::DJANGO_FILTER,
        }
    }
}

/// Why the command failed.
enum Failure {
    /// Told to the person who gave it the table or the input.
    Message(String),
    /// Whoever read the output stopped: nothing is left to be told, or to be done.
    OutputClosed,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::OutputClosed,
            _ => Failure::Message(error.to_string()),
        }
    }
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Sql(arguments) => sql::run(&arguments),
        Command::Grep(arguments) => grep::run(&arguments),
        Command::Schemas(arguments) => schemas::run(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Import(arguments) => import::run(&arguments),
        Command::Export(arguments) => export::run(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Completions(arguments) => completions::run(&arguments).map(|()| ExitCode::SUCCESS),
    };
    match result {
        Ok(code) => code,
        Err(Failure::OutputClosed) => ExitCode::from(FAILURE),
        Err(Failure::Message(message)) => {
            anstream::eprintln!("filterset: {message}");
            ExitCode::from(FAILURE)
        }
    }
}
