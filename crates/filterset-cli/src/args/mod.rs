//! The command line.

mod conformance;
mod format;
mod import;
mod probe;
mod sql;
mod threads;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use conformance::ConformanceArgs;
pub(crate) use format::Format;
pub(crate) use import::{ImportArgs, OperatorMeaning, OperatorsOfType};
pub(crate) use probe::{ProbeArgs, ProbeFormat, Severity};
pub(crate) use sql::{ColumnMapping, DecimalStorage, InstantStorage, SqlDialect, SqlName};
pub(crate) use threads::ThreadsArgs;

/// Check REST query filters (`field__op=value`) against a schema of fields and operators.
#[derive(Parser)]
#[command(name = "filterset", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Check queries against a schema.
    ///
    /// Prints the canonical form of each valid query, and a report of the errors of each other one. If the schema declares
    /// parameters of lists, such as page or ordering, they are checked and printed too.
    #[command(after_long_help = "\
Exit codes:
  0  every query is valid
  1  some query is invalid
  2  the command is misused, or the schema or the input can't be read")]
    Check(CheckArgs),
    /// Check the arguments of tool calls against a schema.
    ///
    /// Each call is a JSON object, as LLM agents send it to a tool whose schema `filterset export --format tool` wrote.
    /// Prints the query of each valid call, and the errors of each other one, with the argument and the index of the item.
    #[command(after_long_help = "\
Exit codes:
  0  every call is valid
  1  some call is invalid
  2  the command is misused, or the schema or the input can't be read")]
    CheckArguments(CheckArgumentsArgs),
    /// Report the changes from one schema to another, and which of them are breaking.
    ///
    /// Prints each change of the fields, the reserved names, the limits and the list options, with its location in the
    /// schema. A change is breaking if the new schema may reject a query that the old one accepts, or read it differently.
    /// Of saved queries it prints those that break, with the reason.
    #[command(after_long_help = "\
Exit codes:
  0  nothing breaks
  1  a change is breaking, or a saved query breaks
  2  the command is misused, or a schema or the queries can't be read")]
    Diff(DiffArgs),
    /// Explain in words what a query matches.
    ///
    /// Prints a sentence for each condition, one a line. Whole days are explained by the instants at which they begin and
    /// end.
    #[command(after_long_help = "\
Exit codes:
  0  the query is valid
  1  the query is invalid; the errors are on standard error
  2  the command is misused, or the schema can't be read")]
    Explain(ExplainArgs),
    /// Translate a query to a condition in SQL.
    ///
    /// Prints the condition of a WHERE clause, with placeholders, and the bind parameters, one a line, in their order. A
    /// query without conditions gives TRUE.
    #[command(after_long_help = "\
Exit codes:
  0  the query was translated
  1  the query is invalid; the errors are on standard error
  2  the command is misused, or the database can't answer the query")]
    Sql(SqlArgs),
    /// Print the records of a JSON Lines file that match a query.
    ///
    /// Prints the matching records unchanged. A line that isn't a valid record is reported on standard error, and is never
    /// selected: invalid UTF-8 or JSON, a value that isn't an object, a member that the query needs and that is repeated
    /// or of another type than in the schema, or more bytes than --max-line. Blank lines are ignored.
    #[command(after_long_help = "\
Exit codes:
  0  a record was selected
  1  no record was selected
  2  an error occurred, even if records were selected, or a line isn't a valid record")]
    Grep(GrepArgs),
    /// Check whether a running API widens filters.
    ///
    /// Sends queries that the API must reject, such as a misspelt name, and queries whose records must be related, such as
    /// a list and its items. Only GET requests are sent, only to the URL, and redirects aren't followed. The values are
    /// those of the first pages. Each finding is printed with the curl commands that show it.
    ///
    /// To send the requests with another client, repeat --plan --judge FILE, and append the response to each printed
    /// request to the file, until nothing is printed. A response has the members id, status and body.
    #[command(after_long_help = "\
Exit codes:
  0  nothing was found
  1  a check found something
  2  the command is misused, the schema can't be read, or the API can't be queried")]
    Probe(ProbeArgs),
    /// Test another implementation of the language.
    ///
    /// Runs the program, and writes a case to its standard input as one line of JSON: a schema and a query. The program
    /// answers with one line on its standard output. The results are compared with those that the language requires, and
    /// counted by section of the reference. The README of the cases documents the lines.
    #[command(after_long_help = "\
Exit codes:
  0  every result is the required one, or a difference that is expected
  1  a result differs, an expected difference doesn't occur, or no case passes
  2  the command is misused, or the program ends, hangs or writes anything else")]
    Conformance(ConformanceArgs),
    /// List the built-in schemas, or print one schema.
    Schemas(SchemasArgs),
    /// Import schemas from an OpenAPI document.
    ///
    /// Prints the schema of a path, from the query parameters of its get operation, or writes those of all lists to files.
    /// Parameters that are skipped, changed, inferred or reserved are noted on standard error.
    #[command(after_long_help = "\
Exit codes:
  0  the schemas were imported
  2  the document can't be read, doesn't have the path, or has a $ref that leads to itself")]
    Import(ImportArgs),
    /// Export a schema as an OpenAPI 3.1 document, or as a JSON Schema for tool calls.
    ///
    /// The document has one path. Its query parameters are the fields with their operators, the parameters of lists and
    /// the reserved names. The JSON Schema is that of an object with one argument for each of these, except for reserved
    /// names.
    Export(ExportArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
}

#[derive(Args)]
pub(crate) struct CheckArgs {
    /// The schema: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) schema: OsString,
    /// The output format: text for people, or one JSON object a line.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// The policy on queries that the language rejects; with django-filter a filter may widen.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) policy: PolicyName,
    /// Print a summary at the end: the number of valid queries, of errors by code, and the most frequent unknown names with
    /// suggestions.
    #[arg(long)]
    pub(crate) summary: bool,
    /// Don't print the results of single queries.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) threads: ThreadsArgs,
    /// Queries, or URLs and paths with a query part; without any, queries are read from standard input, one a line.
    #[arg(value_name = "QUERY")]
    pub(crate) queries: Vec<OsString>,
}

#[derive(Args)]
pub(crate) struct CheckArgumentsArgs {
    /// The schema: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) schema: OsString,
    /// The output format: text for people, or one JSON object a line.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// JSON objects; without any, they are read from standard input, one a line.
    #[arg(value_name = "ARGUMENTS")]
    pub(crate) calls: Vec<OsString>,
}

/// A query that a command acts on.
#[derive(Args)]
pub(crate) struct QueryArgs {
    /// The schema: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) schema: OsString,
    /// Ignore reserved names, and list parameters such as page. Without this option, they are errors. The list parameter
    /// search is always an error: if it were ignored, more records would be selected.
    #[arg(long)]
    pub(crate) ignore_reserved: bool,
    /// The query, or a URL or path with a query part.
    #[arg(value_name = "QUERY")]
    pub(crate) query: OsString,
}

#[derive(Args)]
pub(crate) struct DiffArgs {
    /// The old schema: a built-in one such as belvo/links, or a .toml or .json file.
    pub(crate) old: OsString,
    /// The new schema, in the same form.
    pub(crate) new: OsString,
    /// A file of saved queries, or URLs and paths with queries, one a line; - is standard input. Parameters of lists are
    /// read as the schemas declare them.
    #[arg(long, value_name = "FILE")]
    pub(crate) queries: Option<PathBuf>,
    /// The output format: text for people, or one JSON object a line.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) query: QueryArgs,
    /// The output format: text for people, or a JSON object.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct SqlArgs {
    #[command(flatten)]
    pub(crate) query: QueryArgs,
    /// The SQL dialect.
    #[arg(long, value_enum)]
    pub(crate) dialect: SqlDialect,
    /// The column of a field, if its name differs from that of the field; repeatable.
    #[arg(long = "column", value_name = "FIELD=COLUMN")]
    pub(crate) columns: Vec<ColumnMapping>,
    /// The table of the columns, which qualifies each of them.
    #[arg(long, value_name = "TABLE", value_parser = SqlName::parse_table)]
    pub(crate) table: Option<SqlName>,
    /// How columns store decimals, if not as decimals: real, text, or scaled:N for integers in units of the Nth decimal
    /// digit.
    #[arg(long, value_name = "STORAGE")]
    pub(crate) decimals: Option<DecimalStorage>,
    /// How columns store date-times, if not as date-times, which SQLite doesn't have: text, as in 2022-05-04
    /// 10:30:00+00:00 (the format of rusqlite), or scaled:N for Unix time in units of the Nth digit of a second.
    #[arg(long, value_name = "STORAGE")]
    pub(crate) instants: Option<InstantStorage>,
    /// The output format: text for people, or a JSON object.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct GrepArgs {
    #[command(flatten)]
    pub(crate) query: QueryArgs,
    /// A JSON Lines file; standard input by default, or if it is -.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Print the number of selected records instead of the records.
    #[arg(long, short)]
    pub(crate) count: bool,
    /// Select the records that don't match.
    #[arg(long, short = 'v')]
    pub(crate) invert_match: bool,
    /// Stop at the first line that isn't a valid record.
    #[arg(long)]
    pub(crate) strict: bool,
    /// The maximum length of a line in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 16 << 20)]
    pub(crate) max_line: usize,
    #[command(flatten)]
    pub(crate) threads: ThreadsArgs,
}

#[derive(Args)]
pub(crate) struct SchemasArgs {
    /// The schema: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(value_name = "NAME|FILE")]
    pub(crate) schema: Option<OsString>,
    /// The output format: text for people, or the schema file format as TOML or JSON.
    #[arg(long, value_enum, default_value_t, requires = "schema")]
    pub(crate) format: SchemaFormat,
}

#[derive(Args)]
pub(crate) struct ExportArgs {
    /// The schema: a built-in one such as belvo/links, or a .toml or .json file.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) schema: OsString,
    /// The format: an OpenAPI document, or a JSON Schema of the arguments of a tool call, for LLM agents.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ExportFormat,
    /// Export a tool with one required argument, a query string, for clients that drop unknown arguments.
    #[arg(long)]
    pub(crate) query: bool,
    /// The path of the document; by default / and the name of the schema.
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,
    /// Omit the keys that begin with x-filterset-, and note each of them.
    #[arg(long)]
    pub(crate) plain: bool,
}

#[derive(Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    #[default]
    Openapi,
    Tool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum SchemaFormat {
    #[default]
    Text,
    Toml,
    Json,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum PolicyName {
    #[default]
    Strict,
    DjangoFilter,
}

impl PolicyName {
    pub(crate) const fn policy(self) -> filterset::Policy {
        match self {
            PolicyName::Strict => filterset::Policy::STRICT,
            PolicyName::DjangoFilter => filterset::Policy::DJANGO_FILTER,
        }
    }
}
