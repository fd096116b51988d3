//! The cases of extractors of web frameworks, which each framework's tests run.

use std::sync::LazyLock;

use filterset::list::{ListOptions, Pagination};
use filterset::{Errors, Field, Limits, Op, Schema};

/// What an extractor returns for the target of a request.
#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    /// The canonical text, and the reserved pairs.
    Value(&'static str, &'static [(&'static str, &'static str)]),
    /// The code and the parameter of each error.
    Rejection(&'static [(&'static str, &'static str)]),
}

use Outcome::{Rejection, Value};

/// Targets of requests for filters of [`links`].
pub const FILTERS: &[(&str, Outcome)] = &[
    ("/api/links/", Value("", &[])),
    ("/api/links/?", Value("", &[])),
    (
        "/api/links/?status__in=valid,invalid&page=2&page=",
        Value("status__in=invalid,valid", &[("page", "2"), ("page", "")]),
    ),
    ("/api/links/?status__in=valid%2Cinvalid&page=a%20b+c", Value("status__in=invalid,valid", &[("page", "a b c")])),
    ("/api/links/?status=invald&x=1", Rejection(&[("invalid_value", "status"), ("unknown_field", "x")])),
    ("/api/links/?status=", Rejection(&[("empty_value", "status")])),
    ("/api/links/?status=valid&status=valid", Rejection(&[("duplicate_condition", "status")])),
    ("/api/links/?status=valid%00", Rejection(&[("null_character", "status")])),
    ("/api/links/?status=valid%", Rejection(&[("malformed_percent", "status")])),
    ("/api/links/?page=%FF", Rejection(&[("invalid_utf8", "page")])),
    // Only one question mark is the delimiter.
    ("/??", Rejection(&[("missing_equals", "?")])),
    ("/??status=valid", Rejection(&[("unknown_field", "?status")])),
];

/// Targets of requests for lists of [`accounts`].
pub const LISTS: &[(&str, Outcome)] = &[
    ("/api/accounts/", Value("", &[])),
    ("/api/accounts/?", Value("", &[])),
    (
        "/api/accounts/?token=x&page=2&ordering=-id&type=savings",
        Value("type=savings&ordering=-id&page=2", &[("token", "x")]),
    ),
    (
        "/api/accounts/?type=&page=0&ordering=ib&limit=1",
        Rejection(&[
            ("empty_value", "type"),
            ("invalid_value", "page"),
            ("invalid_value", "ordering"),
            ("unknown_field", "limit"),
        ]),
    ),
    ("/api/accounts/?page=2&page=3", Rejection(&[("duplicate_parameter", "page")])),
    ("/api/accounts/?page=2&offset=3", Rejection(&[("unknown_field", "offset")])),
];

/// Returns a schema of filters, with queries of at most 100 bytes.
#[must_use]
pub fn links() -> &'static Schema {
    static LINKS: LazyLock<Schema> = LazyLock::new(|| {
        let status = Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]);
        let schema = Schema::builder("links").field(status).reserved(["page"]);
        schema.limits(Limits { input_bytes: 100, ..Limits::DEFAULT }).build().expect("a valid schema")
    });
    &LINKS
}

/// Returns a schema of list requests, with queries of at most 100 bytes.
#[must_use]
pub fn accounts() -> &'static Schema {
    static ACCOUNTS: LazyLock<Schema> = LazyLock::new(|| {
        let schema = Schema::builder("accounts").field(Field::text("type").ops([Op::Exact])).reserved(["token"]);
        let list = ListOptions::builder().pagination(Pagination::by_page()).ordering(["id"]);
        let limits = Limits { input_bytes: 100, ..Limits::DEFAULT };
        schema.list_options(list).limits(limits).build().expect("a valid schema")
    });
    &ACCOUNTS
}

/// Returns the target of a request whose query exceeds the limit.
#[must_use]
pub fn too_long_target() -> String {
    format!("/api/links/?{}", "x=1&".repeat(26))
}

/// What an extractor returned: the canonical text and the reserved pairs, or the errors and their query.
pub type Found<'e, P> = Result<(String, Vec<(P, P)>), (&'e Errors, &'e str)>;

/// Checks what an extractor returned.
///
/// # Panics
///
/// Panics if it isn't the outcome.
pub fn assert_outcome<P: AsRef<str>>(target: &str, outcome: Outcome, found: Found<'_, P>) {
    match (outcome, found) {
        (Outcome::Value(text, reserved), Ok((found, found_reserved))) => {
            assert_eq!(found, text, "{target}");
            let pairs = found_reserved.iter().map(|(key, value)| (key.as_ref(), value.as_ref()));
            assert!(pairs.eq(reserved.iter().copied()), "{target}");
        }
        (Outcome::Rejection(errors), Err((found, query))) => {
            let body = serde_json::to_value(found.problem(query)).expect("strings and numbers");
            let found = body["errors"].as_array().expect("an array").iter();
            let text = |error: &serde_json::Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
            let found: Vec<_> = found.map(|error| (text(error, "code"), text(error, "parameter"))).collect();
            let errors = errors.iter().map(|(code, parameter)| ((*code).to_owned(), (*parameter).to_owned()));
            assert_eq!(found, errors.collect::<Vec<_>>(), "{target}");
        }
        (outcome, _) => panic!("{target}: expected {outcome:?}"),
    }
}
