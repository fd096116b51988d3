//! Types that aren't filterable.
use filterset::FilterSet;

#[derive(FilterSet)]
struct Account {
    #[filter(exact, gt, in)]
    balance: f64,
    #[filter(in)]
    size: Option<u64>,
    #[filter(exact, allin)]
    tags: Tags,
    #[filter(gte, lt)]
    opened_at: chrono::NaiveDateTime,
}

struct Tags(Vec<String>);

fn main() {}
