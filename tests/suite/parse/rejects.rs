//! Rejected queries, with the code and the span of every error.

use filterset_test_support::schemas::accounts as links;

/// Asserts every error of each query, in order: `query => code @ span, code @ span;`.
macro_rules! rejects {
    ($($query:literal => $($code:ident @ $span:expr),+;)+) => {
        let links = links();
        $({
            let errors = links.parse($query).expect_err($query);
            let found: Vec<_> = errors.iter().map(|error| (error.code(), error.span())).collect();
            assert_eq!(found, [$((stringify!($code), Some($span))),+], "faults of {:?}", $query);
            assert_eq!(errors.omitted(), 0, "faults of {:?}", $query);
        })+
    };
}

#[test]
fn rejects_invalid_pairs() {
    rejects! {
        "status" => missing_equals @ 0..6;
        "?page" => missing_equals @ 1..5;
        "count=1&%zz#" => missing_equals @ 8..12;
        "=x" => empty_key @ 0..0;
        "count=1&=" => empty_key @ 8..8;
        "?=%zz" => empty_key @ 1..1, malformed_percent @ 2..5;
        "count=1#top" => unexpected_character @ 7..8;
        "status#=valid" => unexpected_character @ 6..7;
        "count=1\r\n" => unexpected_character @ 7..8, unexpected_character @ 8..9;
        "??count=1" => unknown_field @ 1..7;
        "count=1&amp;on=2022-03-03" => unknown_field @ 8..14;
    }
}

#[test]
fn rejects_invalid_encodings() {
    rejects! {
        "institution=%" => malformed_percent @ 12..13;
        "institution=%é1" => malformed_percent @ 12..16;
        "institution=%%41" => malformed_percent @ 12..13;
        "institution=é%zz#" => malformed_percent @ 14..17, unexpected_character @ 17..18;
        "institution=caf%E9" => invalid_utf8 @ 15..18;
        "institution=%E2%82x%FF" => invalid_utf8 @ 12..18, invalid_utf8 @ 19..22;
        "inst%FFitution=x" => invalid_utf8 @ 4..7;
        "institution=a%00b%00" => null_character @ 13..16, null_character @ 17..20;
        "page=%00" => null_character @ 5..8;
        "page%00=" => unknown_field @ 0..7;
    }
}

#[test]
fn rejects_invalid_keys() {
    rejects! {
        "nope=1" => unknown_field @ 0..4;
        "Status=valid" => unknown_field @ 0..6;
        "balance=1" => unknown_field @ 0..7;
        "page__in=1" => unknown_field @ 0..8;
        "status__IN=valid" => unknown_operator @ 0..10;
        "status__=" => unknown_operator @ 0..8;
        "status__in__in=%FF" => unknown_operator @ 0..14, invalid_utf8 @ 15..18;
        "status__gt=bogus" => operator_not_allowed @ 0..10;
        "created_by=" => operator_not_allowed @ 0..10;
        "count=1&count=1" => duplicate_condition @ 8..13;
        "count=1&count__exact=x" => duplicate_condition @ 8..20, invalid_value @ 21..22;
        "count=&count=1" => empty_value @ 6..6, duplicate_condition @ 7..12;
    }
}

#[test]
fn rejects_invalid_values() {
    rejects! {
        "status=" => empty_value @ 7..7;
        "note__contains=" => empty_value @ 15..15;
        "note__isnull=" => empty_value @ 13..13;
        "note__isnull=null" => invalid_value @ 13..17;
        "status=Valid" => invalid_value @ 7..12;
        "count=1.0" => invalid_value @ 6..9;
        "count=+1" => invalid_value @ 6..8;
        "count=9223372036854775808" => invalid_value @ 6..25;
        "balance__available=.5" => invalid_value @ 19..21;
        "active=yes" => invalid_value @ 7..10;
        "created_by__not_in=x" => invalid_value @ 19..20;
        "on=2022-02-29" => invalid_value @ 3..13;
        "on=2022-03-03T00:00:00Z" => invalid_value @ 3..23;
        "created_at=2022-03-03T10:30:00+01:00" => invalid_value @ 11..36;
        "created_at=2022-03-03T1O:30:00Z" => invalid_value @ 11..31;
        "created_at=2022-03-03T10:3O:00Z" => invalid_value @ 11..31;
        "created_at=2022-03-03T10:30:O0Z" => invalid_value @ 11..31;
        "created_at=2022-03-03T10:30:00-O1:00" => invalid_value @ 11..36;
        "created_at=2022-03-03T10:30:00-01:0O" => invalid_value @ 11..36;
        "created_at=9999-12-31T18:00:00" => invalid_value @ 11..30;
        "created_at=2022-03-03T10:30:59.1000000000Z" => invalid_value @ 11..42;
        "?count=日本" => invalid_value @ 7..13;
    }
}

#[test]
fn rejects_invalid_lists_and_ranges() {
    rejects! {
        "status__in=" => empty_list @ 11..11;
        "status__in=+" => empty_item @ 11..12;
        "note__in=a,,b" => empty_item @ 11..11;
        "status__in=valid%2C%20" => empty_item @ 19..22;
        "count__in=1, x ,y" => invalid_value @ 13..14, invalid_value @ 16..17;
        "count__range=1" => wrong_item_count @ 13..14;
        "count__range=a,b,c" => wrong_item_count @ 13..18;
        "count__range=," => empty_item @ 13..13, empty_item @ 14..14;
        "count__range= 2,1" => reversed_range @ 13..17;
        "created_at__range=2022-03-04T06:00:00Z,2022-03-03" => reversed_range @ 18..49;
    }
}

#[test]
fn reports_errors_in_text_order() {
    rejects! {
        "?instituton=x&status=bogus&=&count__range=2,1&status=valid&active" =>
            unknown_field @ 1..11, invalid_value @ 21..26, empty_key @ 27..27, reversed_range @ 42..45,
            duplicate_condition @ 46..52, missing_equals @ 59..65;
    }
}
