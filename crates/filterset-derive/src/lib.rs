//! The derive macros of [filterset](https://docs.rs/filterset), which re-exports and documents them with its feature
//! `derive`. Depend on that crate instead of this one.
#![deny(missing_docs)]

mod attribute;
mod builder;
mod case;
mod choices;
mod docs;
mod expand;
mod list;
mod model;
mod names;
mod op;
mod spelling;
mod suggest;
#[cfg(test)]
mod tests;
mod tokens;
mod types;
mod validate;

use proc_macro::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error, Result, parse_macro_input};

use crate::attribute::Errors;
use crate::model::Model;

/// Derives a schema of filterable fields and a typed builder from a struct; see `filterset::FilterSet`.
#[proc_macro_derive(FilterSet, attributes(filter))]
pub fn filter_set(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    derive_filter_set(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Derives the choices of a field from an enum without data; see `filterset::FilterValue`.
#[proc_macro_derive(FilterValue, attributes(filter))]
pub fn filter_value(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    choices::derive_filter_value(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn derive_filter_set(input: &DeriveInput) -> Result<proc_macro2::TokenStream> {
    let mut errors = Errors::default();
    let model = Model::parse(input, &mut errors)?;
    validate::validate_model(&model, &mut errors);
    Ok(match errors.into_result() {
        Ok(()) => expand::expand_model(&model),
        // With a placeholder, the code that uses the struct compiles.
        Err(error) => {
            let (error, placeholder) = (error.into_compile_error(), expand::expand_placeholder(&model));
            quote!(#error #placeholder)
        }
    })
}
