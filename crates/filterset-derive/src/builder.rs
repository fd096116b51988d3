//! The generated builder: its type, its methods and their docs.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use crate::docs::strip_code;
use crate::model::{Field, Model};
use crate::op::{Op, Operand};
use crate::tokens::adopt_name;

/// Generates the builder's type, with a method for each field and operator of `ops`.
pub(crate) fn expand_builder<'m>(
    model: &'m Model<'m>,
    ops: impl Iterator<Item = (&'m Field<'m>, &'static Op)>,
) -> TokenStream {
    let Model { private, builder, .. } = model;
    let (visibility, name, lifetime, generics) =
        (&model.input.vis, adopt_name(&builder.name), &builder.lifetime, &builder.generics);
    let (impl_generics, type_generics, bounds) = generics.split_for_impl();
    let types = generics.type_params().map(|parameter| &parameter.ident);
    let marker = quote!(, marker: ::core::marker::PhantomData<fn() -> (#(*const #types,)*)>);
    let marker = builder.has_parameters().then_some(marker);
    let methods = ops.map(|(field, op)| expand_method(model, field, op));
    let docs = describe_builder(model);
    let allow = model.is_deprecated().then(|| quote!(#[allow(deprecated)]));
    // The derives of the standard library would require the traits of the type parameters too.
    let (derives, impls) = if builder.has_parameters() {
        (None, Some(expand_trait_impls(model)))
    } else {
        (Some(quote!(#[derive(::core::clone::Clone, ::core::fmt::Debug)])), None)
    };
    quote! {
        #(#[doc = #docs])*
        #derives
        #[must_use = "call `build` to make the filter"]
        #visibility struct #name #generics #bounds {
            builder: #private::FilterBuilder<#lifetime> #marker
        }

        #impls

        #[automatically_derived]
        #allow
        impl #impl_generics #name #type_generics #bounds {
            #(#methods)*

            /// Builds the filter.
            ///
            /// # Errors
            ///
            /// Returns all errors of all calls, in the order of the calls: a duplicate condition, a list that is empty
            /// or too long, a value that a query can't represent, ...
            #visibility fn build(
                self,
            ) -> ::core::result::Result<#private::Filter<#lifetime>, #private::Errors> {
                self.builder.build()
            }
        }
    }
}

fn expand_trait_impls(model: &Model<'_>) -> TokenStream {
    let (name, text) = (adopt_name(&model.builder.name), model.builder.name.unraw().to_string());
    let (impl_generics, type_generics, bounds) = model.builder.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics ::core::clone::Clone for #name #type_generics #bounds {
            fn clone(&self) -> Self {
                Self { builder: ::core::clone::Clone::clone(&self.builder), marker: self.marker }
            }
        }

        #[automatically_derived]
        impl #impl_generics ::core::fmt::Debug for #name #type_generics #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#text).field("builder", &self.builder).finish()
            }
        }
    }
}

fn expand_method(model: &Model<'_>, field: &Field<'_>, op: &Op) -> TokenStream {
    let Model { private, builder, .. } = model;
    let (visibility, method, name) = (&model.input.vis, adopt_name(&field.method_name(op)), &field.name);
    let lifetime = &builder.lifetime;
    // The bound is on the field's type. Only the compiler knows the type of its values, because any name can be an
    // alias.
    let ty = model.detach(field.rust_type(), lifetime);
    let variant = op.expand_path(private);
    let value = quote!(impl #private::ValueFor<#lifetime, #ty>);
    let (parameters, call) = match op.operand {
        Operand::Value => {
            (quote!(value: #value), quote!(#private::add_condition::<#ty>(self.builder, #name, #variant, value)))
        }
        Operand::Flag => {
            let flag = format_ident!("{}", op.flag_name());
            (
                quote!(#flag: ::core::primitive::bool),
                quote!(#private::add_condition::<::core::primitive::bool>(self.builder, #name, #variant, #flag)),
            )
        }
        Operand::Range => (
            quote!(low: #value, high: #value),
            quote!(#private::add_range_condition::<#ty>(self.builder, #name, low, high)),
        ),
        Operand::List => (
            quote!(values: impl ::core::iter::IntoIterator<Item = #value>),
            quote!(#private::add_list_condition::<#ty>(self.builder, #name, #variant, values)),
        ),
    };
    let docs = describe_method(field, op);
    let marker = builder.has_parameters().then(|| quote!(, marker: self.marker));
    quote! {
        #(#[doc = #docs])*
        #visibility fn #method(self, #parameters) -> Self {
            Self { builder: #call #marker }
        }
    }
}

fn describe_method(field: &Field<'_>, op: &Op) -> Vec<String> {
    let mut docs = vec![match field.key(op) {
        Some(key) => format!(" `{key}`: the field {}.", op.meaning),
        None => format!(" The field `{}` {}.", field.name, op.meaning),
    }];
    let description = strip_code(field.description.as_deref().unwrap_or_default());
    if !description.is_empty() {
        docs.push(String::new());
        docs.extend(description.iter().map(|line| format!(" {line}")));
    }
    docs
}

/// Lists the fields and operators, with links to their methods.
fn describe_builder(model: &Model<'_>) -> Vec<String> {
    let name = model.input.ident.unraw();
    let mut docs = vec![
        format!(" Builds filters of [`{name}`], with a method for each field and operator."),
        String::new(),
        " A method accepts values of its field's type, or references to them.".to_owned(),
        String::new(),
        " | field | operators |".to_owned(),
        " |---|---|".to_owned(),
    ];
    docs.extend(model.fields.iter().map(|field| {
        let link_method = |op: &Op| format!("[`{}`](Self::{})", op.name, field.method_name(op));
        let ops: Vec<String> = field.ops.iter().map(|(op, _)| link_method(op)).collect();
        format!(" | `{}` | {} |", field.name, ops.join(" "))
    }));
    docs
}
