//! `#[derive(FilterValue)]`: an enum without data, as a type of choices.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Result, Variant};

use crate::attribute::{Faults, crate_path, items, set};
use crate::case::Case;

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        let message = "`FilterValue` is derived for enums: write `impl FilterValue` for a type of your own";
        return Err(Error::new_spanned(&input.ident, message));
    };
    let mut faults = Faults::default();
    let (mut path, mut case) = (None, None);
    for item in items(&input.attrs, &mut faults) {
        match item.name.to_string().as_str() {
            "rename_all" => set(&mut case, &item, item.case(), &mut faults),
            "crate" => set(&mut path, &item, item.path(), &mut faults),
            _ => faults.push(item.unknown(&["rename_all", "crate"])),
        }
    }
    if data.variants.is_empty() {
        faults.push(Error::new_spanned(&input.ident, "an enum without variants has no choices"));
    }
    let mut seen = HashSet::new();
    let mut choices: Vec<(&Ident, LitStr)> = Vec::new();
    for variant in &data.variants {
        let choice = choice(variant, case, &mut faults);
        let text = choice.value();
        if text.is_empty() || text.contains('\0') {
            faults.at(&choice, "a choice isn't empty and has no NUL");
        } else if !seen.insert(text.clone()) {
            faults.at(&choice, format!("there is another choice {text:?}"));
        }
        choices.push((&variant.ident, choice));
    }
    let (filterset, name) = (crate_path(path), &input.ident);
    let (impl_generics, type_generics, bounds) = input.generics.split_for_impl();
    if let Err(error) = faults.finish() {
        // What uses the type isn't told for its faults.
        let error = error.into_compile_error();
        return Ok(quote! {
            #error

            #[automatically_derived]
            impl #impl_generics #filterset::FilterValue for #name #type_generics #bounds {
                const VALUE_TYPE: #filterset::ValueType = #filterset::ValueType::Choice;
                const CHOICES: &'static [&'static ::core::primitive::str] = &["_"];

                fn to_value(&self) -> #filterset::Value<'_> {
                    ::core::unreachable!()
                }
            }
        });
    }
    let (variants, texts): (Vec<_>, Vec<_>) = choices.into_iter().unzip();
    let places = 0..texts.len();
    Ok(quote! {
        #[automatically_derived]
        impl #impl_generics #filterset::FilterValue for #name #type_generics #bounds {
            const VALUE_TYPE: #filterset::ValueType = #filterset::ValueType::Choice;
            const CHOICES: &'static [&'static ::core::primitive::str] = &[#(#texts),*];

            fn to_value(&self) -> #filterset::Value<'_> {
                #filterset::Value::Text(::std::borrow::Cow::Borrowed(match self {
                    #(Self::#variants => #texts,)*
                }))
            }

            #[inline]
            fn choice(&self) -> ::core::option::Option<::core::primitive::usize> {
                ::core::option::Option::Some(match self {
                    #(Self::#variants => #places,)*
                })
            }
        }
    })
}

/// What a variant is called in a query.
fn choice(variant: &Variant, case: Option<Case>, faults: &mut Faults) -> LitStr {
    if !matches!(variant.fields, Fields::Unit) {
        faults.at(&variant.fields, "a choice is a name alone: this variant has data");
    }
    let mut rename = None;
    for item in items(&variant.attrs, faults) {
        match item.name.to_string().as_str() {
            "rename" => set(&mut rename, &item, item.text(), faults),
            _ => faults.push(item.unknown(&["rename"])),
        }
    }
    rename.unwrap_or_else(|| {
        let name = syn::ext::IdentExt::unraw(&variant.ident).to_string();
        LitStr::new(&case.map_or(name.clone(), |case| case.of_variant(&name)), variant.ident.span())
    })
}
