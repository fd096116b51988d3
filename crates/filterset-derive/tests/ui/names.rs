//! Duplicate names and ambiguous keys.
use filterset::FilterSet;

#[derive(FilterSet)]
#[filter(reserved("page", "page", "name", "status__in", "kind__exact"))]
struct Link {
    #[filter(exact)]
    name: String,
    #[filter(exact, rename = "name")]
    other: String,
    #[filter(exact, in)]
    status: String,
    #[filter(gt)]
    size: i64,
    #[filter(exact)]
    size__gt: i64,
    #[filter(ne)]
    kind: String,
}

#[derive(FilterSet)]
#[filter(reserved("ordering"))]
struct Reserved {
    #[filter(exact, sort)]
    id: i64,
    #[filter(exact, sort, rename = "-at")]
    at: i64,
}

#[derive(FilterSet)]
struct Named {
    #[filter(exact, sort)]
    ordering: i64,
}

fn main() {}
