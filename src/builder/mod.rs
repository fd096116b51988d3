//! The builders of filters and list requests.

mod filter;
mod list;

pub use filter::FilterBuilder;
pub use list::ListRequestBuilder;
