//! Methods with the same name.
use filterset::FilterSet;

#[derive(FilterSet)]
struct Link {
    #[filter(exact, in)]
    status: String,
    #[filter(exact)]
    status_in: String,
    #[filter(exact)]
    build: bool,
    #[filter(exact, method = "status")]
    state: String,
}

fn main() {}
