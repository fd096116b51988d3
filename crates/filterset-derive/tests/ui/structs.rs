//! Types that can't have a schema.
use filterset::FilterSet;

#[derive(FilterSet)]
enum Status {
    Valid,
}

#[derive(FilterSet)]
struct Pair(String, String);

fn parse<T: FilterSet>() {}

fn main() {
    parse::<Pair>();
}
