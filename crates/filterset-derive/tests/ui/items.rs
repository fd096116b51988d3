//! Choices that can't be items of a list.
use filterset::{FilterSet, FilterValue};

#[derive(FilterValue)]
enum Size {
    #[filter(rename = "1,5")]
    Half,
    Full,
}

#[derive(FilterSet)]
struct Shoe {
    #[filter(exact, in)]
    size: Size,
}

fn main() {}
