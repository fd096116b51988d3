//! The HTML page of deliveries.

use crate::page::Page;

/// Returns the page, which asks for the key and lists the deliveries with their attempts.
pub(crate) async fn page() -> Page {
    Page::new(include_str!("page.html"))
}
