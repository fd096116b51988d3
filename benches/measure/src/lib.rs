//! Hostile queries, the schemas that they are parsed against, and the work whose cost is measured.

mod shapes;

use filterset::list::{ListOptions, Pagination};
use filterset::schema::{ListStyle, Spelling};
use filterset::{Errors, Field, Filter, Limits, Op, OpSet, Policy, Schema};

use shapes::{NAMES, short_name};
pub use shapes::{SHAPES, Shape, Target};

/// No limit on the query, and the default limit on the reported errors.
pub const RAISED: Limits = Limits {
    input_bytes: usize::MAX,
    conditions: usize::MAX,
    list_items: usize::MAX,
    operands: usize::MAX,
    errors: Limits::DEFAULT.errors,
};

/// No limit at all: every error is reported.
pub const UNLIMITED: Limits = Limits { errors: usize::MAX, ..RAISED };

/// The schemas that the shapes are parsed against.
pub struct Schemas {
    fields: Schema,
    keys: Schema,
    lists: Schema,
    spelled: Schema,
}

impl Schemas {
    /// Builds the schemas.
    ///
    /// # Panics
    ///
    /// Never: the declarations are valid.
    #[must_use]
    pub fn new() -> Schemas {
        let all = OpSet::EQUALITY.union(OpSet::ORDER);
        let fields = Schema::builder("fields")
            .field(Field::text("institution").allow_empty().ops(all))
            .field(Field::text("t").allow_empty().ops(all))
            .field(Field::integer("i").ops(all))
            .field(Field::decimal("d").ops(all))
            .field(Field::boolean("b").ops(OpSet::EQUALITY))
            .field(Field::uuid("u").ops(OpSet::EQUALITY))
            .field(Field::date("o").ops(all))
            .field(Field::date_time("z").time_zone("America/Sao_Paulo").ops(all))
            .field(Field::choice("c", ["valid", "invalid", "unconfirmed", "token_required"]).ops(OpSet::EQUALITY))
            // A name that looks like a name and an operator.
            .field(Field::text("a__a").ops([Op::Exact]))
            .reserved(["p", "page_size"])
            .build()
            .expect("a valid schema");
        let keys = Schema::builder("keys")
            .field(Field::boolean("b").ops([Op::Exact]))
            .field(Field::text("institution").ops(OpSet::EQUALITY))
            .fields((0..NAMES).map(|number| Field::boolean(short_name(number)).ops([Op::Exact])))
            .build()
            .expect("a valid schema");
        let names = (0..NAMES).map(short_name).chain(["id".to_owned()]);
        let options = ListOptions::builder()
            .pagination(Pagination::by_page())
            .ordering(names)
            .any_fields()
            .any_omit()
            .search(usize::MAX);
        let lists = Schema::builder("lists")
            .field(Field::text("t").ops(all))
            .list_options(options)
            .build()
            .expect("a valid schema");
        let repeated = |number| Field::integer(short_name(number)).ops([Op::In]);
        let spelled = Schema::builder("spelled")
            .spelling(Spelling::new().lists(ListStyle::Repeat).bare(Op::In).operator("n", Op::NotIn))
            .field(Field::text("r").allow_empty().ops([Op::In, Op::NotIn]))
            .field(Field::integer("i").ops([Op::In, Op::NotIn]))
            .field(Field::integer("b").lists(ListStyle::Both).ops([Op::In]))
            .field(Field::integer("bracket").key("k[", Op::In).ops([Op::In]))
            .fields((0..NAMES).map(repeated))
            .reserved(["cf_*"])
            .build()
            .expect("a valid schema");
        Schemas { fields, keys, lists, spelled }
    }

    /// Returns the schema of a target.
    #[must_use]
    pub fn get(&self, target: Target) -> &Schema {
        match target {
            Target::Fields => &self.fields,
            Target::Keys => &self.keys,
            Target::Lists => &self.lists,
            Target::Spelled | Target::Lenient => &self.spelled,
        }
    }

    /// Returns every schema.
    pub fn iter(&self) -> impl Iterator<Item = &Schema> {
        [&self.fields, &self.keys, &self.lists, &self.spelled].into_iter()
    }
}

impl Default for Schemas {
    fn default() -> Schemas {
        Schemas::new()
    }
}

/// Parses a query, as a list request if the schema declares one, and drops the result.
///
/// # Errors
///
/// Returns the errors of the query.
pub fn parse(schema: &Schema, limits: Limits, policy: Policy, query: &str) -> Result<(), Errors> {
    let parser = schema.parser().limits(limits).policy(policy);
    if schema.list_options().is_empty() {
        parser.parse_with_reserved(query).map(drop)
    } else {
        parser.parse_list_request_with_reserved(query).map(drop)
    }
}

/// Parses a query, then renders the filter or draws the report of the errors. Returns the number of bytes written.
#[inline(never)]
#[must_use]
pub fn answer(schema: &Schema, limits: Limits, policy: Policy, query: &str) -> usize {
    let parser = schema.parser().limits(limits).policy(policy);
    let rendered = if schema.list_options().is_empty() {
        parser.parse(query).map(|filter| filter.to_string())
    } else {
        parser.parse_list_request(query).map(|list| list.to_string())
    };
    rendered.unwrap_or_else(|errors| errors.report(query)).len()
}

/// Explains and analyses a filter. Returns the number of bytes written.
#[inline(never)]
#[must_use]
pub fn analyse(filter: &Filter<'_>) -> usize {
    let is_contradictory = filter.is_unsatisfiable();
    let implies_itself = filter.implies(filter);
    filter.explain().len() + usize::from(is_contradictory) + usize::from(implies_itself)
}
