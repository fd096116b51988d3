//! Choices that couldn't stand in a list.
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
