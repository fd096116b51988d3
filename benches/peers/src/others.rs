//! The schemas of restqs and django-query.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use django_query::filtering::ops::{Exact, Greater, GreaterEq, Less, LessEq, Scalar};
use django_query::filtering::{
    Filter, FilterError, Filterable, Member, MemberVisitor, Meta, MetaVisitor, Operable, Operator, OperatorSet,
};
use filterset::{Schema, ValueType};
use restqs::{FieldCatalog, Parser, ParserConfig, ParserLimits};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::structs::Status;

/// Returns the schema of restqs. It has no decimals and no choices: they are floats and strings.
pub fn catalog(schema: &Schema) -> FieldCatalog {
    schema.fields().fold(FieldCatalog::new(), |catalog, field| {
        let name = field.name();
        match field.value_type() {
            ValueType::Integer => catalog.allow_integer(name),
            ValueType::Decimal => catalog.allow_float(name),
            ValueType::Uuid => catalog.allow_uuid(name),
            ValueType::DateTime => catalog.allow_datetime(name),
            _ => catalog.allow_text(name),
        }
        .expect("a name that restqs accepts")
    })
}

/// Returns the parser of restqs, with limits that allow every workload.
pub fn rqs_parser(catalog: &FieldCatalog) -> Parser<'_> {
    let limits = ParserLimits {
        max_query_bytes: 16 << 20,
        max_parameters: 2_000,
        max_value_bytes: 16 << 20,
        max_list_items: 200_000,
        ..ParserLimits::default()
    };
    Parser::with_config(catalog, ParserConfig::with_limits(limits))
}

/// Wraps a type that is not a scalar of django-query.
macro_rules! scalar {
    ($name:ident, $inner:ty) => {
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name($inner);

        impl Scalar for $name {}

        impl FromStr for $name {
            type Err = <$inner as FromStr>::Err;

            fn from_str(text: &str) -> Result<$name, Self::Err> {
                text.parse().map($name)
            }
        }
    };
}

scalar!(Id, Uuid);
scalar!(Amount, Decimal);
scalar!(Choice, Status);

/// The schema of links in django-query.
#[derive(Filterable)]
pub struct Link {
    #[django(op(in))]
    pub id: Id,
    #[django(op(in))]
    pub institution: String,
    #[django(op(in))]
    pub status: Choice,
    #[django(op(icontains))]
    pub holder: String,
    #[django(op(in))]
    pub city: String,
    #[django(op(contains, startswith))]
    pub note: String,
    #[django(op(gte, lte))]
    pub amount: Amount,
    #[django(op(gte, lte))]
    pub created_at: DateTime<Utc>,
    #[django(op(gt, lt))]
    pub failures: i64,
}

/// Returns the filters of a query that form_urlencoded splits, without the reserved names.
pub fn django<R: Filterable<'static>>(
    operators: &OperatorSet<R>,
    query: &str,
    reserved: &[&str],
) -> Result<Vec<Box<dyn Filter<R>>>, FilterError> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| !reserved.contains(&key.as_ref()))
        .map(|(key, value)| operators.create_filter_from_query_pair(&key, &value))
        .collect()
}

/// A record of the wide schema: integers and strings in turn.
pub struct Wide {
    integers: [i64; 100],
    texts: [String; 100],
}

pub struct WideMeta {
    names: &'static [String],
}

#[derive(Clone)]
pub struct IntegerField(usize);

#[derive(Clone)]
pub struct TextField(usize);

macro_rules! member {
    ($name:ident, $value:ty, $column:ident) => {
        impl Member<'static, Wide> for $name {
            type Value = $value;

            fn apply<O: Operator<$value>>(&self, op: &O, data: &Wide) -> bool {
                Operable::apply(&data.$column[self.0], op)
            }

            fn accept_visitor<V: MemberVisitor<'static, Self, Wide, $value>>(&self, visitor: &mut V) {
                visitor.visit_operator("gt", self, Greater);
                visitor.visit_operator("gte", self, GreaterEq);
                visitor.visit_operator("lt", self, Less);
                visitor.visit_operator("lte", self, LessEq);
            }
        }
    };
}

member!(IntegerField, i64, integers);
member!(TextField, String, texts);

/// The equivalent of the derive's code, for 200 fields.
impl Meta<'static, Wide> for WideMeta {
    fn accept_visitor<V: MetaVisitor<'static, Wide>>(&self, visitor: &mut V) {
        for (index, name) in self.names.iter().enumerate() {
            if index % 2 == 0 {
                visitor.visit_member(name, &IntegerField(index / 2), Exact);
            } else {
                visitor.visit_member(name, &TextField(index / 2), Exact);
            }
        }
    }
}

impl Filterable<'static> for Wide {
    type Meta = WideMeta;

    fn get_meta() -> WideMeta {
        static NAMES: std::sync::LazyLock<Vec<String>> =
            std::sync::LazyLock::new(|| crate::workloads::wide_fields().map(|(name, _)| name).collect());
        WideMeta { names: &NAMES }
    }
}
