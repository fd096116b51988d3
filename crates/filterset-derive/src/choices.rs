//! `#[derive(FilterValue)]` for an enum without data, whose variants are choices.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Result, Variant};

use crate::attribute::{Errors, crate_path_or_default, parse_items, set_once};
use crate::case::Case;

/// The parsed enum.
struct Choices<'a> {
    input: &'a DeriveInput,
    variants: Vec<(&'a Ident, LitStr)>,
    /// The path of the crate `filterset`.
    crate_path: TokenStream,
    /// The path of its module for generated code.
    private: TokenStream,
}

pub(crate) fn derive_filter_value(input: &DeriveInput) -> Result<TokenStream> {
    let mut errors = Errors::default();
    let choices = Choices::parse(input, &mut errors)?;
    Ok(match errors.into_result() {
        Ok(()) => choices.expand(),
        // With a placeholder, the code that uses the type compiles.
        Err(error) => {
            let (error, placeholder) = (error.into_compile_error(), choices.expand_placeholder());
            quote!(#error #placeholder)
        }
    })
}

impl<'a> Choices<'a> {
    fn parse(input: &'a DeriveInput, errors: &mut Errors) -> Result<Choices<'a>> {
        let Data::Enum(data) = &input.data else {
            let message = "`FilterValue` can be derived only for an enum; write `impl FilterValue` for other types";
            return Err(Error::new_spanned(&input.ident, message));
        };
        let (mut path, mut case) = (None, None);
        for item in parse_items(&input.attrs, errors) {
            match item.name.to_string().as_str() {
                "rename_all" => set_once(&mut case, &item, item.parse_case(), errors),
                "crate" => set_once(&mut path, &item, item.parse_path(), errors),
                _ => errors.push(item.unknown_error(&["rename_all", "crate"])),
            }
        }
        if data.variants.is_empty() {
            errors.push_at(&input.ident, "expected at least one variant: each variant is a choice");
        }
        let mut seen = HashSet::new();
        let mut variants: Vec<(&Ident, LitStr)> = Vec::new();
        for variant in &data.variants {
            let choice = parse_choice(variant, case, errors);
            let text = choice.value();
            if text.is_empty() || text.contains('\0') {
                errors
                    .push_at(&choice, format!("invalid choice {text:?}: expected at least one character, and no NUL"));
            } else if !seen.insert(text.clone()) {
                errors.push_at(&choice, format!("duplicate choice {text:?}"));
            }
            variants.push((&variant.ident, choice));
        }
        let crate_path = crate_path_or_default(path);
        Ok(Choices { input, variants, private: quote!(#crate_path::__private), crate_path })
    }

    fn expand(&self) -> TokenStream {
        let Choices { private, .. } = self;
        let variants: Vec<&Ident> = self.variants.iter().map(|(variant, _)| *variant).collect();
        let texts: Vec<&LitStr> = self.variants.iter().map(|(_, text)| text).collect();
        let positions = 0..texts.len();
        self.expand_impl(
            &quote!(#(#texts),*),
            &quote! {
                #private::Value::Text(::std::borrow::Cow::Borrowed(match self {
                    #(Self::#variants => #texts,)*
                }))
            },
            &quote! {
                #[inline]
                fn choice(&self) -> ::core::option::Option<::core::primitive::usize> {
                    ::core::option::Option::Some(match self {
                        #(Self::#variants => #positions,)*
                    })
                }
            },
        )
    }

    /// Generates an implementation that compiles and never runs.
    fn expand_placeholder(&self) -> TokenStream {
        self.expand_impl(&quote!("_"), &quote!(::core::unreachable!()), &TokenStream::new())
    }

    fn expand_impl(&self, texts: &TokenStream, to_value: &TokenStream, choice: &TokenStream) -> TokenStream {
        let Choices { crate_path, private, .. } = self;
        let name = &self.input.ident;
        let (impl_generics, type_generics, bounds) = self.input.generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #impl_generics #crate_path::FilterValue for #name #type_generics #bounds {
                const VALUE_TYPE: #private::ValueType = #private::ValueType::Choice;
                const CHOICES: &'static [&'static ::core::primitive::str] = &[#texts];

                fn to_value(&self) -> #private::Value<'_> {
                    #to_value
                }

                #choice
            }
        }
    }
}

/// Parses the attributes of a variant, and returns its name in queries.
fn parse_choice(variant: &Variant, case: Option<Case>, errors: &mut Errors) -> LitStr {
    if !matches!(variant.fields, Fields::Unit) {
        errors.push_at(&variant.fields, "expected a variant without data: each variant is a choice");
    }
    let mut rename = None;
    for item in parse_items(&variant.attrs, errors) {
        match item.name.to_string().as_str() {
            "rename" => set_once(&mut rename, &item, item.parse_string(), errors),
            _ => errors.push(item.unknown_error(&["rename"])),
        }
    }
    rename.unwrap_or_else(|| {
        let name = variant.ident.unraw().to_string();
        LitStr::new(&case.map_or(name.clone(), |case| case.rename_variant(&name)), variant.ident.span())
    })
}
