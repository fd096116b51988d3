//! Derives a schema and a typed builder from a struct: `cargo run --features derive --example derive`.

#![allow(dead_code, reason = "the struct declares fields, and no value of it is made")]

use filterset::list::{ListOptions, Pagination};
use filterset::{Errors, Filter, FilterSet, FilterValue};
use uuid::Uuid;

#[derive(FilterSet)]
#[filter(name = "links", list = ListOptions::builder().pagination(Pagination::by_page()).any_fields().any_omit())]
struct Link {
    #[filter(exact)]
    access_mode: AccessMode,
    #[filter(not_in)]
    created_by: Uuid,
    #[filter(exact, in)]
    external_id: String,
    #[filter(exact, in)]
    id: Uuid,
    #[filter(exact, in)]
    institution: String,
    #[filter(exact)]
    refresh_rate: RefreshRate,
    #[filter(exact, in)]
    status: Status,
}

#[derive(Clone, Copy, FilterValue)]
#[filter(rename_all = "snake_case")]
enum AccessMode {
    Single,
    Recurrent,
}

#[derive(Clone, Copy, FilterValue)]
enum RefreshRate {
    #[filter(rename = "6h")]
    SixHours,
    #[filter(rename = "12h")]
    TwelveHours,
    #[filter(rename = "24h")]
    Day,
    #[filter(rename = "7d")]
    Week,
    #[filter(rename = "30d")]
    Month,
}

#[derive(Clone, Copy, FilterValue)]
#[filter(rename_all = "snake_case")]
enum Status {
    Valid,
    Invalid,
    Unconfirmed,
    TokenRequired,
}

/// Returns a filter for the links of some institutions that need attention, except those that one user created.
fn broken_links<'a>(institutions: &'a [String], created_by: &'a Uuid) -> Result<Filter<'a>, Errors> {
    Link::filter()
        .institution_in(institutions)
        .status_in([Status::Invalid, Status::TokenRequired])
        .created_by_not_in([created_by])
        .build()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let institutions = ["gringotts_mx_retail".to_owned(), "erebor_mx_retail".to_owned()];
    let user = Uuid::parse_str("2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51")?;
    let filter = broken_links(&institutions, &user)?;
    println!("curl 'https://api.example.com/api/links/?{filter}'");

    // The derived schema is the built-in one.
    assert_eq!(*Link::schema(), filterset_belvo::links());

    // The server parses the same filter from the canonical string.
    assert_eq!(Link::parse(&filter.to_string())?, filter);

    // `Link::filter().access_mode_in(...)` and `.status("invalid")` don't compile; a query with a typo is rejected.
    let errors = Link::parse("access_mode__in=single&status=invald").unwrap_err();
    println!("{errors}");
    assert_eq!(errors.len(), 2);
    Ok(())
}
