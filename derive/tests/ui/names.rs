//! Names and keys that could mean two things.
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

fn main() {}
