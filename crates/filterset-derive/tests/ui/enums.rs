//! Enums and structs that can't be choices.
use filterset::FilterValue;

#[derive(FilterValue)]
enum Shape {
    Circle { radius: f64 },
    Square(f64),
    Point,
}

#[derive(FilterValue)]
enum Never {}

#[derive(FilterValue)]
enum Twice {
    #[filter(rename = "a")]
    One,
    #[filter(rename = "a")]
    Other,
    #[filter(rename = "")]
    Empty,
}

#[derive(FilterValue)]
struct Id(u32);

fn main() {}
