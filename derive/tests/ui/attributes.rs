//! Attributes that don't exist, or are given in another way.
use filterset::{FilterSet, FilterValue};

#[derive(FilterSet)]
#[filter(nam = "links", reserved = "page", rename_all = "camel", crate = "a b")]
struct Link {
    #[filter(exat)]
    a: String,
    #[filter(equals)]
    b: String,
    #[filter(exact = "x", rename)]
    c: String,
    #[filter(exact, exact)]
    d: String,
    #[filter(skip, exact)]
    e: String,
    #[filter(rename = "ff")]
    f: String,
    g: String,
    #[filter]
    h: String,
    #[filter(exact, rename = "no name")]
    i: String,
    #[filter(exact, method = "1st")]
    j: String,
    #[filter(exact, rename = "k", rename = "kk")]
    k: String,
}

#[derive(FilterValue)]
#[filter(rename_al = "lowercase")]
enum Status {
    #[filter(renam = "x")]
    Valid,
}

fn main() {}
