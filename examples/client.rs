//! A client that can't ask what the server would refuse: `cargo run --example client`.

use filterset::{Errors, Filter, Schema};

/// The links of some institutions that need the user's attention.
fn broken_links(links: &Schema, institutions: &[String]) -> Result<Filter<'static>, Errors> {
    let filter = links.filter().is_in("institution", institutions).exact("status", "invalid").build()?;
    Ok(filter.into_owned())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let links = filterset_belvo::links();
    let institutions = ["erebor_mx_retail".to_owned(), "gringotts_mx_retail".to_owned()];

    // One canonical string: it can be a cache's key, and it goes into a URL as it is.
    let filter = broken_links(&links, &institutions)?;
    println!("curl 'https://api.example.com/api/links/?{filter}'");
    assert_eq!(filter.to_string(), "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid");

    // Or as decoded pairs, for a URL type that encodes them itself.
    for (key, value) in filter.pairs() {
        println!("{key}: {value}");
    }

    // A saved filter is checked again when it is read, and can be edited.
    let saved = filter.to_string();
    let edited = links.parse(&saved)?.into_builder().exact("access_mode", "recurrent").build()?;
    println!("{edited}");

    // What the table doesn't allow can't be built; every fault is told at once.
    let errors = links.filter().exact("created_by", "me").is_in("institution", ["a,b"]).build().unwrap_err();
    println!("{errors}");
    assert_eq!(errors.len(), 2);
    Ok(())
}
