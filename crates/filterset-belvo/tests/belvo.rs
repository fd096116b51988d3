//! The schemas of the Belvo API.

use std::fs;
use std::path::Path;

use filterset::list::{ListParameter, Pagination};
use filterset::{Field, Limits, Op, Schema, ValueType};
use filterset_belvo as belvo;

const NAMES: [&str; 24] = [
    "belvo/accounts",
    "belvo/balances",
    "belvo/employment-records",
    "belvo/incomes",
    "belvo/institutions",
    "belvo/investments/portfolios",
    "belvo/invoices",
    "belvo/links",
    "belvo/owners",
    "belvo/payments/bank-accounts",
    "belvo/payments/customers",
    "belvo/payments/institutions",
    "belvo/payments/payment-intents",
    "belvo/payments/payment-links",
    "belvo/payments/transactions",
    "belvo/receivables/transactions",
    "belvo/recurring-expenses",
    "belvo/risk-insights",
    "belvo/tax-compliance-status",
    "belvo/tax-declarations",
    "belvo/tax-retentions",
    "belvo/tax-returns",
    "belvo/tax-status",
    "belvo/transactions",
];

#[test]
fn finds_every_schema_by_its_name() {
    assert_eq!(belvo::names().collect::<Vec<_>>(), NAMES);
    assert!(NAMES.is_sorted());
    for ((name, schema), expected) in belvo::all().zip(NAMES) {
        assert_eq!(name, expected);
        assert_eq!(name.strip_prefix("belvo/"), Some(schema.name()));
        assert_eq!(belvo::get(name).as_ref(), Some(&schema));
        // This list has no filters, only pagination.
        assert_eq!(schema.fields().len() == 0, name == "belvo/employment-records", "{name}");
        let is_parameter = schema.list_options().parameter("page").is_some();
        assert!(is_parameter || schema.reserved().any(|name| name == "page"), "{name}");
        assert_eq!(*schema.limits(), Limits::DEFAULT, "{name}");
    }
    for unknown in ["", "links", "belvo/", "belvo/Links", "belvo/nope", "belvo/links/"] {
        assert_eq!(belvo::get(unknown), None, "{unknown:?}");
    }
}

#[test]
fn includes_every_schema_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut folders = vec![folder.clone()];
    let mut files = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&folder).expect("a file of the folder").with_extension("");
                files.push(
                    name.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"),
                );
            }
        }
    }
    files.sort();
    assert_eq!(files, NAMES.map(|name| name.strip_prefix("belvo/").expect("a name of the catalogue")));
}

/// Formats the name, type, choices and operators of each field, one a line.
fn rows(schema: &Schema) -> Vec<String> {
    let row = |field: &Field| {
        let choices: Vec<&str> = field.choices().collect();
        format!("{} {} [{}] {}", field.name(), field.value_type(), choices.join(" "), field.ops())
    };
    schema.fields().map(row).collect()
}

#[test]
fn declares_links_as_documented() {
    assert_eq!(
        rows(&belvo::links()),
        [
            "access_mode choice [single recurrent] exact",
            "created_by uuid [] not_in",
            "external_id text [] exact, in",
            "id uuid [] exact, in",
            "institution text [] exact, in",
            "refresh_rate choice [6h 12h 24h 7d 30d] exact",
            "status choice [valid invalid unconfirmed token_required] exact, in",
        ]
    );
    assert_eq!(belvo::links().reserved().len(), 0);
    let list_options = belvo::links().list_options().clone();
    assert_eq!(
        list_options.parameters().map(ListParameter::name).collect::<Vec<_>>(),
        ["fields", "omit", "page", "page_size"]
    );
    assert_eq!(list_options.pagination(), Some(Pagination::by_page().size(100).max_size(1000)));
}

#[test]
fn paginates_lists_by_100_up_to_1000() {
    let lists = belvo::all().filter(|(_, schema)| !schema.list_options().is_empty());
    let names: Vec<&str> = lists
        .inspect(|(name, schema)| {
            let list = schema.parse_list_request("page=3&omit=id").unwrap_or_else(|errors| panic!("{name}: {errors}"));
            assert_eq!(
                (list.offset(), list.limit(), list.to_string().as_str()),
                (Some(200), Some(100), "omit=id&page=3")
            );
            assert!(
                schema.parse_list_request("page_size=1000").is_ok()
                    && schema.parse_list_request("page_size=1001").is_err()
            );
            assert!(
                schema.parse_list_request("fields=id&omit=id").is_err() && schema.parse_list_request("page=0").is_err()
            );
        })
        .map(|(name, _)| name)
        .collect();
    // The description doesn't document the pagination of payments.
    assert_eq!(names, NAMES.into_iter().filter(|name| !name.starts_with("belvo/payments/")).collect::<Vec<_>>());
}

#[test]
fn accepts_documented_queries_of_links() {
    let links = belvo::links();
    let query = "?page=2&institution__in=gringotts_mx_retail%2C%20erebor_mx_retail&access_mode=recurrent\
        &created_by__not_in=2D2FB5A4-9B2A-4E4A-8F5C-6A0E0B6F3A51";
    assert_eq!(
        links.parse(query).map(|filter| filter.to_string()).as_deref(),
        Ok("access_mode=recurrent&created_by__not_in=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51\
            &institution__in=erebor_mx_retail,gringotts_mx_retail")
    );
    for (query, code) in [
        ("created_by=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51", "operator_not_allowed"),
        ("access_mode__in=single", "operator_not_allowed"),
        ("instituton=erebor_mx_retail", "unknown_field"),
        ("status=VALID", "invalid_value"),
        ("status=", "empty_value"),
    ] {
        let errors = links.parse(query).expect_err(query);
        assert_eq!(errors.iter().map(filterset::Error::code).collect::<Vec<_>>(), [code], "{query}");
    }
}

#[test]
fn accepts_queries_of_other_schemas() {
    let canonical = |schema: Schema, query: &str| schema.parse(query).map(|filter| filter.to_string());
    let query = "amount__range=-5.50,10&value_date__lte=2022-05-04&account__balance__available__lt=1";
    assert_eq!(
        canonical(belvo::transactions(), query).as_deref(),
        Ok("account__balance__available__lt=1&amount__range=-5.5,10&value_date__lte=2022-05-04")
    );
    assert_eq!(belvo::payments_customers().reserved().collect::<Vec<_>>(), ["page", "search"]);
    let intents = belvo::payments_payment_intents();
    assert_eq!(intents.field("created_at").map(Field::value_type), Some(ValueType::Date));
    assert_eq!(intents.field("id").map(|id| id.ops().iter().collect::<Vec<_>>()), Some(vec![Op::In]));
    assert_eq!(belvo::transactions().field("value_date").map(Field::value_type), Some(ValueType::DateTime));
}
