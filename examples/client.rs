//! Builds, sends and edits filters in a client: `cargo run --example client`.

use filterset::{Errors, Filter, Schema};

/// Returns a filter for the links of some institutions that need attention.
fn broken_links(links: &Schema, institutions: &[String]) -> Result<Filter<'static>, Errors> {
    let filter = links.filter().is_in("institution", institutions).exact("status", "invalid").build()?;
    Ok(filter.into_owned())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let links = filterset_belvo::links();
    let institutions = ["erebor_mx_retail".to_owned(), "gringotts_mx_retail".to_owned()];

    // The canonical string is a valid query, which needs no further escaping. It can also be a cache key.
    let filter = broken_links(&links, &institutions)?;
    println!("curl 'https://api.example.com/api/links/?{filter}'");
    assert_eq!(filter.to_string(), "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid");

    // Decoded pairs are for an HTTP client that encodes them itself.
    for (key, value) in filter.pairs() {
        println!("{key}: {value}");
    }

    // A saved filter is parsed again, and can be extended.
    let saved = filter.to_string();
    let edited = links.parse(&saved)?.into_builder().exact("access_mode", "recurrent").build()?;
    println!("{edited}");

    // A filter that the schema does not allow cannot be built. All errors are reported at once.
    let errors = links.filter().exact("created_by", "me").is_in("institution", ["a,b"]).build().unwrap_err();
    println!("{errors}");
    assert_eq!(errors.len(), 2);
    Ok(())
}
