//! Types that aren't values of a filter.
use filterset::FilterSet;

#[derive(FilterSet)]
struct Account {
    #[filter(exact, gt, in)]
    balance: f64,
    #[filter(in)]
    size: Option<u64>,
}

fn main() {}
