//! The arguments of `filterset import`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use filterset::schema::{FieldBuilder, is_valid_name};
use filterset::text::{excerpt, nearest};
use filterset::{Op, Schema, ValueType};

#[derive(Args)]
#[command(group(clap::ArgGroup::new("which").required(true)))]
pub(crate) struct ImportArgs {
    /// The document, of OpenAPI 3.0 to 3.2 or Swagger 2.0, in JSON or YAML; - is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The path whose schema is printed, such as /api/links/.
    #[arg(long, value_name = "PATH", group = "which")]
    pub(crate) path: Option<String>,
    /// Write the schema of each list to this folder: of each path that doesn't end with a parameter and whose get operation
    /// has a query parameter that is a field. An existing file that differs isn't overwritten, which is a failure.
    #[arg(long, value_name = "DIR", group = "which")]
    pub(crate) all: Option<PathBuf>,
    /// Overwrite existing files, and print what changes in each schema.
    #[arg(long, conflicts_with = "path")]
    pub(crate) force: bool,
    /// Infer what the document doesn't declare: types from examples, commas between the items of lists, and parameters of
    /// lists such as page.
    #[arg(long)]
    pub(crate) infer: bool,
    /// Parameters that don't filter, in addition to those with well-known names, separated by commas. A name may begin or
    /// end with one *, which stands for one or more characters.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = parse_reserved_name)]
    pub(crate) reserved: Vec<String>,
    /// The meaning of an operator of the API, such as ic=icontains; repeatable. For operators that the import reports as
    /// unknown.
    #[arg(long, value_name = "NAME=OPERATOR")]
    pub(crate) operator: Vec<OperatorMeaning>,
    /// Operators to add to each field of a type that has a parameter without an operator, such as
    /// text=startswith,contains,in; repeatable. For documents that describe the operators only in prose.
    #[arg(long, value_name = "TYPE=OPERATORS")]
    pub(crate) operators_by_type: Vec<OperatorsOfType>,
}

fn parse_reserved_name(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix('*').or_else(|| text.strip_suffix('*')).unwrap_or(text);
    if rest.is_empty() || rest.contains('*') {
        return Err("expected a name, or a pattern that begins or ends with one *".to_owned());
    }
    Ok(text.to_owned())
}

/// An operator of an API, and its meaning.
#[derive(Clone)]
pub(crate) struct OperatorMeaning {
    pub(crate) name: String,
    pub(crate) op: Op,
}

impl FromStr for OperatorMeaning {
    type Err = String;

    fn from_str(text: &str) -> Result<OperatorMeaning, String> {
        let (name, op) = text.split_once('=').ok_or("expected NAME=OPERATOR, such as ic=icontains")?;
        if !is_valid_name(name) || Op::from_wire_name(name).is_some() {
            return Err(format!("invalid name \"{}\": expected that of an operator of the API", excerpt(name)));
        }
        Ok(OperatorMeaning { name: name.to_owned(), op: find_operator(op)? })
    }
}

/// The operators of a type of fields.
#[derive(Clone)]
pub(crate) struct OperatorsOfType {
    pub(crate) value_type: ValueType,
    pub(crate) ops: Vec<Op>,
}

impl FromStr for OperatorsOfType {
    type Err = String;

    fn from_str(text: &str) -> Result<OperatorsOfType, String> {
        let (name, ops) = text.split_once('=').ok_or("expected TYPE=OPERATORS, such as text=startswith,in")?;
        let types = || ValueType::ALL.into_iter().map(ValueType::name);
        let value_type = ValueType::from_name(name).ok_or_else(|| {
            let types: Vec<&str> = types().collect();
            format!("unknown type \"{}\": expected one of {}", excerpt(name), types.join(", "))
        })?;
        let ops = ops.split(',').map(|op| parse_operator(op, value_type)).collect::<Result<_, _>>()?;
        Ok(OperatorsOfType { value_type, ops })
    }
}

fn find_operator(text: &str) -> Result<Op, String> {
    Op::from_wire_name(text).ok_or_else(|| {
        let similar = nearest(text, Op::ALL.into_iter().map(Op::wire_name));
        let hint = similar.first().map_or_else(String::new, |name| format!("; did you mean \"{name}\"?"));
        format!("unknown operator \"{}\"{hint}", excerpt(text))
    })
}

fn parse_operator(text: &str, value_type: ValueType) -> Result<Op, String> {
    let op = find_operator(text)?;
    let field =
        FieldBuilder::new("field", value_type).choices(["x"].into_iter().filter(|_| value_type == ValueType::Choice));
    match Schema::builder("").field(field.nullable().ops([op])).build() {
        Ok(_) => Ok(op),
        Err(_) => Err(format!("operator \"{op}\" is not allowed for the type {value_type}")),
    }
}
