//! Unknown and malformed attributes.
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
    #[filter("exact")]
    l: String,
    #[filter(Op::NotIn)]
    m: String,
    #[filter(::filterset::Op::Regex)]
    n: String,
    #[filter(exact, method = "self")]
    o: String,
    #[filter(exact, method = "_")]
    p: String,
    #[filter(exact, method = "crate")]
    q: String,
    #[filter(exact, method = " type ")]
    r: String,
    #[filter(exact, method = "r#self")]
    s: String,
    #[filter(exact, time_zone = "+25:00")]
    t: chrono::DateTime<chrono::Utc>,
    #[filter(exact, time_zone = "-6")]
    u: chrono::DateTime<chrono::Utc>,
    #[filter(exact, column = "")]
    v: String,
    #[filter(exact, column("w"))]
    w: String,
}

#[derive(FilterSet)]
#[filter(builder = "Self", limits)]
struct Named {
    #[filter(exact)]
    a: String,
}

/// Attributes for list options.
#[derive(FilterSet)]
#[filter(list, lits = filterset::list::ListOptions::builder())]
struct Listed {
    #[filter(exact, sort = "up")]
    a: String,
    #[filter(exact, sort, sort)]
    b: String,
    #[filter(exact, sorted)]
    c: String,
}

/// Names of operators in other filter languages.
#[derive(FilterSet)]
struct Other {
    #[filter(eq, neq, gt, ge, le, nin)]
    a: i64,
    #[filter(min, max, between, name = "x")]
    b: i64,
    #[filter(IN, Exact, gtt)]
    c: i64,
    #[filter(like, ilike, null)]
    d: Option<String>,
}

#[derive(FilterValue)]
#[filter(rename_al = "lowercase")]
enum Status {
    #[filter(renam = "x")]
    Valid,
}

// Code that uses the types causes no further errors.
#[derive(FilterSet)]
struct Uses {
    #[filter(exact, in)]
    status: Status,
}

fn main() {
    let _ = Link::filter().a("x").l_in(["x"]).k("k").build();
    let _ = Other::filter().a_gte(1).d_isnull(true);
    let _ = (Named::filter(), Link::parse("a=1").map(|filter| filter.matcher::<Link>().is_ok()));
    let _ = Uses::filter().status(Status::Valid);
}
