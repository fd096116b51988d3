//! The lists of data, with the schemas of the reference API.

use filterset::list::{Direction, ListOptionsBuilder};
use filterset::record::UnsupportedFieldsError;
use filterset::{Schema, ValueType};
use filterset_belvo as belvo;
use filterset_sea_query::{Column, ColumnMap, Dialect, ListSource};
use sea_query::Expr;

use super::Kind;
use crate::resource::{Resource, Table};

/// The resources of all types of data.
pub(crate) struct Datasets([Resource; 4]);

impl Datasets {
    pub(crate) fn new(dialect: Dialect) -> Result<Datasets, UnsupportedFieldsError> {
        let [accounts, owners, transactions, balances] = Kind::ALL;
        Ok(Datasets([
            resource(accounts, dialect)?,
            resource(owners, dialect)?,
            resource(transactions, dialect)?,
            resource(balances, dialect)?,
        ]))
    }

    pub(crate) fn get(&self, kind: Kind) -> &Resource {
        let [accounts, owners, transactions, balances] = &self.0;
        match kind {
            Kind::Accounts => accounts,
            Kind::Owners => owners,
            Kind::Transactions => transactions,
            Kind::Balances => balances,
        }
    }
}

impl Kind {
    /// Returns the schema of the reference API.
    fn schema(self) -> Schema {
        match self {
            Kind::Accounts => belvo::accounts(),
            Kind::Owners => belvo::owners(),
            Kind::Transactions => belvo::transactions(),
            Kind::Balances => belvo::balances(),
        }
    }

    /// Returns the members of a record.
    const fn members(self) -> &'static [&'static str] {
        match self {
            Kind::Accounts => &[
                "id",
                "link",
                "institution",
                "collected_at",
                "created_at",
                "category",
                "type",
                "name",
                "number",
                "balance",
                "currency",
                "public_identification_name",
                "public_identification_value",
                "balance_type",
                "bank_product_id",
                "internal_identification",
                "last_accessed_at",
                "credit_data",
                "loan_data",
                "funds_data",
            ],
            Kind::Owners => &[
                "id",
                "link",
                "internal_identification",
                "collected_at",
                "created_at",
                "display_name",
                "first_name",
                "last_name",
                "second_last_name",
                "email",
                "phone_number",
                "address",
                "document_id",
            ],
            Kind::Transactions => &[
                "id",
                "link",
                "internal_identification",
                "account",
                "collected_at",
                "created_at",
                "value_date",
                "accounting_date",
                "amount",
                "balance",
                "currency",
                "description",
                "observations",
                "merchant",
                "category",
                "subcategory",
                "reference",
                "type",
                "status",
                "credit_card_data",
            ],
            Kind::Balances => &[
                "id",
                "link",
                "account",
                "institution",
                "collected_at",
                "created_at",
                "value_date",
                "balance",
                "currency",
                "statement",
            ],
        }
    }

    /// Returns the column of a field of the schema, if it has another name.
    fn column_of(self, field: &str) -> Option<&'static str> {
        Some(match (self, field) {
            (Kind::Accounts, "balance__available") => "balance_available",
            (Kind::Accounts, "balance__current") => "balance_current",
            (Kind::Transactions, "account__balance__available") => "account_balance_available",
            (Kind::Transactions, "account__balance__current") => "account_balance_current",
            (Kind::Transactions, "credit_card_data__bill_name") => "bill_name",
            (Kind::Balances, "account__type") => "account_type",
            _ => return None,
        })
    }
}

fn resource(kind: Kind, dialect: Dialect) -> Result<Resource, UnsupportedFieldsError> {
    let (reference, members) = (kind.schema(), kind.members());
    // The reference allows any name in `fields` and `omit`. This schema allows only the members, so a typo is an error.
    let list = ListOptionsBuilder::from(reference.list_options().clone());
    let list = list.fields(members.iter().copied()).omit(members.iter().copied());
    let schema = Schema::builder(kind.name()).fields(reference.fields().cloned()).list_options(list).build();
    let schema = schema.expect("a valid schema");
    let columns = columns(kind, &schema, dialect);
    let source = ListSource::builder(&schema, columns.clone(), "id");
    let source = source.default_ordering([("created_at", Direction::Descending)]).build()?;
    let table = Table { name: kind.name(), key: "id", json_columns: members, has_owner: true };
    Resource::new(table, kind.name(), source, columns, members)
}

/// Returns the columns of all names: those that filters compare, and the members of the JSON objects in `body`.
fn columns(kind: Kind, schema: &Schema, dialect: Dialect) -> ColumnMap {
    let member = |name: &str| {
        let body = format!("\"{}\".\"body\"", kind.name());
        Expr::cust(match dialect {
            Dialect::Postgres => format!("(({body})::json -> '{name}')::text"),
            _ => format!("({body} -> '$.{name}')"),
        })
    };
    let map = kind.members().iter().fold(ColumnMap::new(dialect), |map, name| map.column(*name, member(name)));
    // Lists are ordered by these, which aren't fields of each schema.
    let column = |name: &'static str| Column::from(Expr::col((kind.name(), name))).selected_as(member(name));
    let map = map
        .column("id", column("id").typed(ValueType::Text))
        .column("created_at", column("created_at").typed(ValueType::DateTime).scaled(6).not_null());
    schema.fields().fold(map, |map, field| {
        let name = kind.column_of(field.name()).map_or_else(|| field.name().to_owned(), str::to_owned);
        let column = Column::from(Expr::col((kind.name(), name)));
        let column = match field.value_type() {
            ValueType::Decimal => column.scaled(2),
            ValueType::DateTime => column.scaled(6),
            ValueType::Uuid => column.text().typed(ValueType::Text),
            _ => column,
        };
        let is_member = kind.members().contains(&field.name());
        map.column(field.name().to_owned(), if is_member { column.selected_as(member(field.name())) } else { column })
    })
}
