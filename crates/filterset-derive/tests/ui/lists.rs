//! List options whose mistakes the tokens of the expression show.
use filterset::FilterSet;
use filterset::list::{ListOptions, Pagination};

#[derive(FilterSet)]
#[filter(list = ListOptions::builder().ordering(["-id", "a b", "rank", "rank", "name"]).fields([]).omit(["x", "x"]))]
struct Names {
    #[filter(exact, sort)]
    name: String,
}

#[derive(FilterSet)]
#[filter(list = ListOptions::builder().ordering([]).search(0).pagination(Pagination::by_page().size(500).max_size(200)))]
struct Sizes {
    #[filter(exact)]
    name: String,
}

#[derive(FilterSet)]
#[filter(list = filterset::list::ListOptions::builder().pagination(Pagination::by_offset().max_size(50)))]
struct MaxSize {
    #[filter(exact)]
    name: String,
}

#[derive(FilterSet)]
#[filter(list = ListOptions::builder().pagination(Pagination::by_cursor().max_size(4_294_967_296).size(0)))]
struct LargestSize {
    #[filter(exact)]
    name: String,
}

#[derive(FilterSet)]
#[filter(reserved("cursor"), list = ListOptions::builder().pagination(Pagination::by_cursor()).search(8).any_fields())]
struct Ambiguous {
    #[filter(exact)]
    search: String,
    #[filter(exact)]
    fields: String,
    #[filter(exact)]
    page_size: i64,
}

#[derive(FilterSet)]
#[filter(list = ListOptions::builder().ordering(["id"]))]
struct AmbiguousOrdering {
    #[filter(exact)]
    ordering: String,
}

// An expression that the macro can't read is checked when the schema is built.
const SIZE: u64 = 0;

fn options() -> filterset::list::ListOptionsBuilder {
    ListOptions::builder().ordering(["-id"])
}

#[derive(FilterSet)]
#[filter(list = options().search(0))]
struct Called {
    #[filter(exact)]
    name: String,
}

#[derive(FilterSet)]
#[filter(list = ListOptions::builder().pagination(Pagination::by_page().size(SIZE)).ordering(vec!["-id"]))]
struct Computed {
    #[filter(exact)]
    name: String,
}

fn main() {}
