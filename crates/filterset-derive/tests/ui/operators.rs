//! Operators that the type of a field doesn't support.
use filterset::FilterSet;

#[derive(FilterSet)]
struct Link {
    #[filter(exact, gt)]
    id: uuid::Uuid,
    #[filter(in, contains)]
    size: i32,
    #[filter(isnull)]
    name: String,
    #[filter(allin)]
    tag: Option<String>,
    #[filter(exact, allow_empty)]
    day: chrono::NaiveDate,
    #[filter(exact, time_zone = "UTC")]
    note: String,
}

fn main() {}
