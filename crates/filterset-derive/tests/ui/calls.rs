//! Calls of methods that the builder doesn't have, and arguments of other types.
use filterset::{FilterSet, FilterValue};
use uuid::Uuid;

#[derive(FilterSet)]
struct Link {
    #[filter(not_in)]
    created_by: Uuid,
    #[filter(exact, in)]
    status: Status,
    #[filter(gt)]
    size: u8,
}

#[derive(FilterValue)]
enum Status {
    Valid,
    Invalid,
}

fn main() {
    let _ = Link::filter().created_by_in([Uuid::nil()]);
    let _ = Link::filter().status("valid");
    let _ = Link::filter().status_in("valid");
    let _ = Link::filter().size_gt(0.5);
    let _ = Link::filter().status_in([Status::Valid, Status::Invalid]).build().unwrap().created_by;
}
