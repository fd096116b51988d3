//! Filters and list requests in URIs and URLs. A query survives a round trip byte for byte, and nothing that looks like
//! a condition is dropped.
//!
//! `PROPTEST_CASES` sets the number of cases of each property, 1,024 by default.

use filterset_test_support::lists;

use filterset::list::{ListOptions, ListRequest, Pagination};
use filterset::uri::QueryString;
use filterset::{Field, Op, Schema};
use proptest::collection::vec;
use proptest::prelude::*;

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1024)
}

fn list() -> impl Strategy<Value = ListRequest<'static>> {
    vec(any::<u8>(), 2048).prop_map(|bytes| {
        let mut u = arbitrary::Unstructured::new(&bytes);
        let schema = lists::schema(&mut u).expect("enough bytes");
        lists::list_request(&mut u, &schema).expect("enough bytes").0
    })
}

/// Builds a schema that accepts any text as a value and as an item.
fn schema() -> Schema {
    let list = ListOptions::builder().pagination(Pagination::by_page()).search(64);
    let name = Field::text("name").ops([Op::Exact, Op::In]);
    Schema::builder("people").field(name).list_options(list).reserved(["token"]).build().expect("a sound table")
}

/// Returns the canonical string of a query, or the code and the span of each error.
fn read(text: &str) -> Result<String, Vec<(&'static str, std::ops::Range<usize>)>> {
    let list = schema().parse_list_request(text);
    list.map(|list| list.to_string()).map_err(|errors| {
        errors.iter().map(|error| (error.code(), error.span().expect("a place in the text"))).collect()
    })
}

/// Returns every ASCII character and some others.
fn characters() -> String {
    (' '..='~').chain(['\t', '\n', '\u{7f}', 'é', '漢', '\u{202e}', '🦀']).collect()
}

#[cfg(feature = "http")]
mod of_http {
    use super::*;
    use filterset::Limits;
    use http::Uri;

    const ADDRESSES: [&str; 6] = [
        "/api/links/",
        "/",
        "/a%3Fb;c/?status=valid&page=2",
        "/?",
        "https://api.example.com/api/links/?token=1",
        "https://user@api.example.com:8443",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn round_trips_list_requests(list in list()) {
            for address in ADDRESSES.map(Uri::from_static) {
                let uri = list.to_uri(&address).expect("a short query");
                prop_assert_eq!(uri.query_string(), list.to_string());
                prop_assert_eq!(uri.query().is_none(), list.to_string().is_empty());
                prop_assert_eq!(&list.filter().schema().parse_list_request(uri.query_string()).expect("a list query"), &list);
                prop_assert_eq!((uri.scheme(), uri.authority(), uri.path()), (address.scheme(), address.authority(), address.path()));
                // Parsed from text, as a server receives it.
                let sent: Uri = uri.to_string().parse().expect("an address");
                prop_assert_eq!(sent.query_string(), list.to_string());

                let filter = list.filter();
                let uri = filter.to_uri(&address).expect("a short query");
                prop_assert_eq!(uri.query_string(), filter.to_string());
                prop_assert_eq!(&filter.schema().parse(uri.query_string()).expect("a filter"), filter);
            }
        }
    }

    #[test]
    fn round_trips_every_character() {
        let filter = schema().filter().exact("name", characters()).build().expect("a filter");
        let uri = filter.to_uri(&Uri::from_static("/")).expect("a short query");
        assert_eq!(schema().parse(uri.query_string()).expect("a filter"), filter);
    }

    #[test]
    fn returns_the_query_of_a_uri() {
        let read_uri = |text: &str| read(text.parse::<Uri>().expect("an address").query_string());
        assert_eq!(read_uri("/"), Ok(String::new()));
        assert_eq!(read_uri("/?"), Ok(String::new()));
        assert_eq!(read_uri("*"), Ok(String::new()));
        assert_eq!(read_uri("example.com:443"), Ok(String::new()));
        assert_eq!(read_uri("https://example.com?name=a"), Ok("name=a".to_owned()));
        // A second `?` is an ordinary character.
        assert_eq!(read_uri("/?name=a?page=2"), read("name=a?page=2"));
        assert_eq!(read_uri("/??name=a"), Err(vec![("unknown_field", 1..6)]));
        assert_eq!(read_uri("https://example.com/??"), Err(vec![("missing_equals", 1..2)]));
        assert_eq!(read_uri("/?name=a%E9"), Err(vec![("invalid_utf8", 6..9)]));
        assert_eq!(read_uri("/?nam=a"), Err(vec![("unknown_field", 0..3)]));
    }

    #[test]
    fn rejects_unsuitable_uris() {
        let limits = Limits { input_bytes: 1 << 20, ..Limits::DEFAULT };
        let name = Field::text("name").ops([Op::Exact]);
        let schema = Schema::builder("people").field(name).limits(limits).build().expect("a sound table");
        let of = |len: usize| schema.filter().exact("name", "x".repeat(len)).build().expect("a filter");
        // `/?name=` has seven bytes.
        let longest = of(65_534 - 7);
        assert_eq!(longest.to_uri(&Uri::from_static("/")).expect("a uri").query_string(), longest.to_string());
        for len in [65_534 - 6, 100_000, 1_000_000] {
            assert!(of(len).to_uri(&Uri::from_static("/")).is_err(), "{len}");
        }
        let filter = of(1);
        for address in ["example.com:443", "example.com"] {
            assert!(filter.to_uri(&Uri::from_static(address)).is_err(), "{address}");
        }
    }
}

#[cfg(feature = "url")]
mod of_url {
    use super::*;
    use ::url::Url;

    /// URLs of schemes whose queries are escaped in different ways, and one that can't be a base.
    const ADDRESSES: [&str; 8] = [
        "https://api.example.com/api/links/",
        "https://api.example.com",
        "http://user:password@127.0.0.1:8080/a%3Fb;c/?name=valid&page=2&token=1",
        "https://api.example.com/#top",
        "https://api.example.com/?a=b#name=a&b=?c",
        "grpc+unix:///run/api?x#y",
        "urn:example:links",
        "file:///links",
    ];

    fn addresses() -> impl Iterator<Item = Url> {
        ADDRESSES.iter().map(|address| Url::parse(address).expect("an address"))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn round_trips_list_requests(list in list()) {
            for address in addresses() {
                let url = list.to_url(&address);
                prop_assert_eq!(url.query_string(), list.to_string());
                prop_assert_eq!(url.query().is_none(), list.to_string().is_empty());
                prop_assert_eq!(url.fragment(), None);
                prop_assert_eq!(&list.filter().schema().parse_list_request(url.query_string()).expect("a list query"), &list);
                prop_assert_eq!((url.scheme(), url.authority(), url.path()), (address.scheme(), address.authority(), address.path()));
                // Parsed from text, as a server receives it.
                let sent = Url::parse(url.as_str()).expect("an address");
                prop_assert_eq!(sent.query_string(), list.to_string());

                let filter = list.filter();
                let url = filter.to_url(&address);
                prop_assert_eq!(url.query_string(), filter.to_string());
                prop_assert_eq!(&filter.schema().parse(url.query_string()).expect("a filter"), filter);
            }
        }

        #[test]
        fn drops_no_condition(
            path in "/[a-z?]{0,4}",
            query in proptest::option::of("[a-z&=%?']{0,12}"),
            fragment in proptest::option::of("[a-z&=%?#' ]{0,12}"),
        ) {
            let path = path.replace('?', "%3F");
            let mut text = format!("https://example.com{path}");
            for (mark, part) in [("?", query), ("#", fragment)] {
                text.extend(part.iter().flat_map(|part| [mark, part]));
            }
            let url = Url::parse(&text).expect("an address");
            let query = url.query().unwrap_or_default();
            let own = if query.starts_with('?') { "?" } else { "" };
            let is_meant = |fragment: &str| url.query().is_some() || fragment.contains(['&', '=']);
            if url.fragment().is_some_and(is_meant) {
                prop_assert_eq!(url.query_string(), format!("{own}{}", &url[::url::Position::BeforeQuery..]));
                prop_assert!(schema().parse(url.query_string()).is_err());
            } else {
                prop_assert_eq!(url.query_string(), format!("{own}{query}"));
            }
        }
    }

    #[test]
    fn round_trips_every_character() {
        let filter = schema().filter().exact("name", characters()).build().expect("a filter");
        for address in addresses() {
            let url = filter.to_url(&address);
            assert_eq!(schema().parse(url.query_string()).expect("a filter"), filter);
        }
    }

    #[test]
    fn returns_the_query_of_a_url_and_rejects_fragments() {
        let read_url = |text: &str| read(Url::parse(text).expect("an address").query_string());
        assert_eq!(read_url("https://example.com"), Ok(String::new()));
        assert_eq!(read_url("https://example.com/?"), Ok(String::new()));
        assert_eq!(read_url("urn:example?name=a"), Ok("name=a".to_owned()));
        assert_eq!(read_url("https://example.com/#top"), Ok(String::new()));
        assert_eq!(read_url("https://example.com/?name=a#"), Err(vec![("unexpected_character", 6..7)]));
        assert_eq!(read_url("https://example.com/?name=a#top"), Err(vec![("unexpected_character", 6..7)]));
        assert!(read_url("https://example.com/?#top").is_err());
        assert_eq!(read_url("https://example.com/?name=a#b=c"), Err(vec![("unexpected_character", 6..7)]));
        assert_eq!(read_url("https://example.com/?name=a#&page=2"), Err(vec![("unexpected_character", 6..7)]));
        assert!(read_url("https://example.com/#name=a").is_err());
        assert!(read_url("https://example.com/#?name=a").is_err());
        assert_eq!(read_url("https://example.com/?name=a?page=2"), read("name=a?page=2"));
        assert_eq!(read_url("https://example.com/??name=a"), Err(vec![("unknown_field", 1..6)]));
        assert_eq!(read_url("https://example.com/??"), Err(vec![("missing_equals", 1..2)]));
        assert_eq!(read_url("urn:example??#top"), Err(vec![("missing_equals", 1..6)]));
        let errors = vec![("unknown_field", 1..6), ("unexpected_character", 8..9)];
        assert_eq!(read_url("https://example.com/??name=a#b=c"), Err(errors));
        assert_eq!(read_url("https://example.com/?name=a%E9"), Err(vec![("invalid_utf8", 6..9)]));
        // Characters that the library escapes have the same meaning.
        assert_eq!(read_url("https://example.com/?name='é\"<>"), Ok("name=%27%C3%A9%22%3C%3E".to_owned()));
        assert_eq!(read_url("https://example.com/?nam=a"), Err(vec![("unknown_field", 0..3)]));
        // Characters that the library removes can't be seen.
        assert_eq!(read_url(" https://example.com/?na\nme=a\tb \0"), Ok("name=ab".to_owned()));
    }

    #[test]
    fn rejects_queries_of_another_encoding() {
        let latin: &dyn Fn(&str) -> std::borrow::Cow<'_, [u8]> =
            &|text| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect::<Vec<_>>().into();
        let url =
            Url::options().encoding_override(Some(latin)).parse("https://example.com/?name=é").expect("an address");
        assert_eq!(read(url.query_string()), Err(vec![("invalid_utf8", 5..8)]));
    }
}
