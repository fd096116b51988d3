//! The error for a cursor that the server rejects.

use filterset::{ErrorKind, Errors};

/// Returns the code, the span and the key of the only error, and the cursor in it.
fn reported(query: &str) -> (&'static str, Option<std::ops::Range<usize>>, Option<String>, String) {
    let errors = Errors::invalid_cursor(query);
    assert_eq!((errors.len(), errors.omitted()), (1, 0));
    let (error, key) = errors.iter_with_keys(query).next().expect("one error");
    assert_eq!(error.parameter(), Some("cursor"));
    let ErrorKind::InvalidCursor { found } = error.kind() else { panic!("{error}") };
    (error.code(), error.span(), key, found.clone())
}

#[test]
fn locates_the_value_of_the_cursor() {
    for (query, span, found) in [
        ("cursor=abc", 7..10, "abc"),
        ("?page_size=5&cursor=abc&x=1", 20..23, "abc"),
        ("status=cursor&%63ursor=%61%00b=", 23..31, "%61%00b="),
        ("&&cursor=%E2%80%AEab", 9..20, "\\u{202e}ab"),
        ("cursor=", 7..7, ""),
    ] {
        let key = Some("cursor".to_owned());
        assert_eq!(reported(query), ("invalid_cursor", Some(span), key, found.to_owned()), "{query}");
    }
    let long = format!("cursor={}", "é".repeat(5000));
    assert_eq!(reported(&long).3.chars().count(), 65);
}

#[test]
fn has_no_position_without_a_cursor() {
    for query in ["", "page_size=5", "cursor", "cursors=a&a=cursor=b"] {
        let error = Errors::invalid_cursor(query);
        assert_eq!(error.iter().next().and_then(filterset::Error::span), None, "{query}");
    }
}

#[test]
fn states_what_is_expected() {
    assert_eq!(
        Errors::invalid_cursor("cursor=abc").to_string(),
        "parameter \"cursor\": invalid cursor \"abc\": expected one that this list returned for the same filter and ordering"
    );
}
