//! The derive macros of [filterset](https://docs.rs/filterset), which re-exports and documents them with its feature
//! `derive`: use them from there.
#![deny(missing_docs)]

mod attribute;
mod case;
mod choices;
mod docs;
mod keys;
mod near;
mod op;
mod set;
#[cfg(test)]
mod tests;
mod types;
mod write;

use proc_macro::TokenStream;
use syn::{DeriveInput, Error, parse_macro_input};

/// Derives a table of filterable fields and a typed builder from a struct: see `filterset::FilterSet`.
#[proc_macro_derive(FilterSet, attributes(filter))]
pub fn filter_set(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    set::derive(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Derives the choices of an enum without data: see `filterset::FilterValue`.
#[proc_macro_derive(FilterValue, attributes(filter))]
pub fn filter_value(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    choices::derive(&input).unwrap_or_else(Error::into_compile_error).into()
}
