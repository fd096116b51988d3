//! Spellings of fields.
use filterset::schema::{ListStyle, Spelling};
use filterset::{FilterSet, FilterValue};

#[derive(FilterSet)]
struct Unknown {
    #[filter(exact, bare = "eq")]
    a: String,
    #[filter(in, lists = "comas")]
    b: String,
    #[filter(exact, keys(after = "b_after", regex = "b_regex"))]
    c: String,
    #[filter(exact, bare = Op::In, lists, keys = "c")]
    d: String,
    #[filter(exact, keys(exact, "in"))]
    e: String,
    #[filter(exact, bare = "exact", bare = "exact", keyz(exact = "f"))]
    f: String,
    #[filter(gt, keys(Op::Gt = "g"))]
    g: i64,
}

#[derive(FilterSet)]
#[filter(spelling, speling = Spelling::new())]
struct Struct {
    #[filter(exact)]
    a: String,
}

#[derive(FilterSet)]
struct Contradiction {
    #[filter(gte, keys(gte = "a_from", lt = "a_to"))]
    a: i64,
    #[filter(in, keys(in = "b_any", in = "b_one"))]
    b: i64,
    #[filter(exact, range, lists = "repeat")]
    c: i64,
    #[filter(in, not_in, keys(in = "d 1", not_in = ""))]
    d: i64,
}

#[derive(FilterSet)]
#[filter(reserved("page", "cf_*", "*", "c*f", "created_*", "filter[size]", "kind__exact", "other__exact"))]
struct Ambiguous {
    #[filter(exact, gte, keys(gte = "created"))]
    created: i64,
    #[filter(lt, gt, keys(lt = "created_before", gt = "created"))]
    changed: i64,
    #[filter(exact, keys(exact = "filter[size]"))]
    size: i64,
    #[filter(in, bare = "in", keys(in = "page"))]
    kind: String,
    #[filter(in)]
    other: String,
    #[filter(in, keys(in = "kind__exact"))]
    last: String,
}

/// What is certain with a spelling that the macro can't read.
#[derive(FilterSet)]
#[filter(spelling = Spelling::new().lists(ListStyle::Repeat), reserved("size", "a__in", "b_*"))]
struct Inherited {
    #[filter(exact, in)]
    a: String,
    #[filter(exact, in, bare = "in", keys(exact = "b_is"))]
    size: i64,
    #[filter(exact, in, keys(in = "a"))]
    c: i64,
}

#[derive(FilterValue)]
enum Topic {
    #[filter(rename = "art, music")]
    Art,
}

#[derive(FilterSet)]
struct Choices {
    #[filter(in, lists = "repeat")]
    a: Topic,
    #[filter(in, lists = "both")]
    b: Topic,
    #[filter(in, bare = "in")]
    c: Topic,
}

#[derive(FilterSet)]
#[filter(spelling = "repeat")]
struct Wrong {
    #[filter(in, contains)]
    a: Topic,
}

fn main() {
    let _ = Spelling::new().lists(ListStyle::Both);
}
