//! The code that `#[derive(FilterSet)]` generates for a model.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{LitStr, parse_quote};

use crate::builder::expand_builder;
use crate::model::{Field, Model};
use crate::tokens::{adopt_name, outer_spans, set_spans};
use crate::types;

/// Generates the implementations of `FilterSet` and `Record`, the builder, and checks at compile time.
pub(crate) fn expand_model(model: &Model<'_>) -> TokenStream {
    let filter_set = expand_filter_set(model, &expand_schema_body(model));
    let record = expand_record(model);
    let builder = expand_builder(model, model.declared_ops());
    let checks = expand_checks(model);
    quote! { #filter_set #record #builder #checks }
}

/// Generates placeholders for an invalid model, so that the code that uses it compiles. They have every method that may
/// have been intended, and they never run.
pub(crate) fn expand_placeholder(model: &Model<'_>) -> TokenStream {
    let Model { crate_path, private, .. } = model;
    let mut known = HashSet::from(["build".to_owned()]);
    let ops = model.possible_ops().filter(|(field, op)| known.insert(field.method_name(op).unraw().to_string()));
    let builder = expand_builder(model, ops);
    let filter_set = expand_filter_set(model, &quote!(::core::unreachable!()));
    let name = &model.input.ident;
    let (impl_generics, type_generics, bounds) = model.input.generics.split_for_impl();
    quote! {
        #filter_set

        #[automatically_derived]
        impl #impl_generics #crate_path::Record for #name #type_generics #bounds {
            fn accessor(_: &#private::Field) -> ::core::option::Option<#private::Accessor<'_, Self>> {
                ::core::option::Option::None
            }
        }

        #builder
    }
}

fn expand_filter_set(model: &Model<'_>, schema_body: &TokenStream) -> TokenStream {
    let Model { crate_path, private, .. } = model;
    let (name, builder, lifetime) = (&model.input.ident, adopt_name(&model.builder.name), &model.builder.lifetime);
    let (_, builder_generics, _) = model.builder.generics.split_for_impl();
    let mut generics = model.input.generics.clone();
    let types: Vec<Ident> = generics.type_params().map(|parameter| parameter.ident.clone()).collect();
    for parameter in &types {
        generics.make_where_clause().predicates.push(parse_quote!(#parameter: 'static));
    }
    let (impl_generics, type_generics, bounds) = generics.split_for_impl();
    let allow = expand_allow_deprecated(model);
    let columns =
        model.fields.iter().map(|field| (&field.name, &field.column)).map(|(name, column)| quote!((#name, #column)));
    let marker = model.builder.has_parameters().then(|| quote!(, marker: ::core::marker::PhantomData));
    quote! {
        #[automatically_derived]
        #allow
        impl #impl_generics #crate_path::FilterSet for #name #type_generics #bounds {
            type Builder<#lifetime> = #builder #builder_generics;
            const COLUMNS: &'static [(&'static ::core::primitive::str, &'static ::core::primitive::str)] = &[#(#columns),*];

            fn schema() -> &'static #private::Schema {
                #schema_body
            }

            fn filter<#lifetime>() -> Self::Builder<#lifetime> {
                #builder { builder: #private::Schema::filter(Self::schema()) #marker }
            }
        }
    }
}

fn expand_record(model: &Model<'_>) -> TokenStream {
    let Model { crate_path, private, .. } = model;
    let name = &model.input.ident;
    let (impl_generics, type_generics, bounds) = model.input.generics.split_for_impl();
    let names = model.fields.iter().map(|field| &field.name);
    let idents = model.fields.iter().map(|field| &field.declared.ident);
    let as_fields = model.fields.iter().map(|field| cast_to_field_trait(model, field.rust_type()));
    let types = model.fields.iter().map(Field::rust_type);
    let allow = expand_allow_deprecated(model);
    quote! {
        #[automatically_derived]
        #allow
        impl #impl_generics #crate_path::Record for #name #type_generics #bounds {
            #[inline]
            fn accessor(field: &#private::Field) -> ::core::option::Option<#private::Accessor<'_, Self>> {
                ::core::option::Option::Some(match #private::Field::name(field) {
                    #(#names => #as_fields::FIELD_TYPE.make_accessor::<#types, Self>(|record: &Self| &record.#idents),)*
                    _ => return ::core::option::Option::None,
                })
            }
        }
    }
}

/// Generates the body of `FilterSet::schema`: the schema is in a static, or in a map if the type is generic.
fn expand_schema_body(model: &Model<'_>) -> TokenStream {
    let Model { private, name, reserved, .. } = model;
    let ident = model.input.ident.unraw().to_string();
    let fields = model.fields.iter().map(|field| expand_field(model, field));
    let reserved = (!reserved.is_empty()).then(|| quote!(.reserved([#(#reserved),*])));
    let limits = model.limits.as_ref().map(|limits| model.detach_static(limits)).map(|limits| quote!(.limits(#limits)));
    let list = expand_list_options(model).map(|options| quote!(.list_options(#options)));
    let spelling = model.spelling.as_ref().map(|spelling| model.detach_static(spelling));
    let spelling = spelling.map(|spelling| quote!(.spelling(#spelling)));
    let schema = quote!(#private::Schema::builder(#name)#(#fields)* #reserved #limits #list #spelling);
    if model.is_generic(quote!(#schema)) {
        // The type of the builder identifies the struct: it has the same parameters and one additional lifetime.
        let (_, type_generics, _) = model.builder.generics.split_for_impl();
        let builder = adopt_name(&model.builder.name);
        let key = quote!(#builder #type_generics);
        let key = types::replace_lifetimes(key, [&model.builder.lifetime], &types::static_lifetime());
        return quote!(#private::build_generic_schema::<#key>(#ident, || #schema));
    }
    quote! {
        static SCHEMA: ::std::sync::LazyLock<#private::Schema> =
            ::std::sync::LazyLock::new(|| #private::build_schema(#ident, #schema));
        &SCHEMA
    }
}

/// Generates the list options: the declared ones, with an ordering by the sortable fields.
fn expand_list_options(model: &Model<'_>) -> Option<TokenStream> {
    let Model { private, .. } = model;
    let declared = model.list.as_ref().map(|list| model.detach_static(list));
    let names = model.sortable_names();
    if names.is_empty() {
        return declared;
    }
    let options = declared.unwrap_or_else(|| quote!(#private::ListOptions::builder()));
    Some(quote!(#private::ListOptionsBuilder::ordering(::core::convert::Into::into(#options), [#(#names),*])))
}

fn expand_field(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let Model { private, .. } = model;
    let name = &field.name;
    let as_field = cast_to_field_trait(model, model.detach_static(field.rust_type()));
    let ops = field.ops.iter().map(|(op, _)| op.expand_path(private));
    let allow_empty = field.allow_empty.map(|_| quote!(.allow_empty()));
    let time_zone = field.time_zone.as_ref().map(|time_zone| quote!(.time_zone(#time_zone)));
    let description = field.description.as_ref().map(|text| quote!(.description(#text)));
    let spelling = field.spelling.expand(private);
    quote! {
        .field(
            #as_field::declare_field(#name)
                .ops(#private::OpSet::of(&[#(#ops),*])) #allow_empty #time_zone #description #spelling
        )
    }
}

/// Generates `<Type as FilterField>`, at the span of the type. All code about a field's type goes through it, so that
/// the compiler reports a type that isn't filterable once, at that span.
fn cast_to_field_trait(model: &Model<'_>, ty: impl ToTokens) -> TokenStream {
    let ty = ty.into_token_stream();
    let (first, last) = outer_spans(&ty);
    let (private, field) = (set_spans(&model.private, last), set_spans(&quote!(::FilterField>), last));
    let (open, as_) = (set_spans(&quote!(<), first), set_spans(&quote!(as), last));
    quote!(#open #ty #as_ #private #field)
}

/// Generates `#[allow(deprecated)]` if the struct or a field is deprecated: the generated code uses both.
fn expand_allow_deprecated(model: &Model<'_>) -> Option<TokenStream> {
    model.is_deprecated().then(|| quote!(#[allow(deprecated)]))
}

/// Generates compile-time checks of each field's type that depend on the values of its constants.
fn expand_checks(model: &Model<'_>) -> TokenStream {
    let is_known = |field: &&Field<'_>| !model.is_generic(model.detach_static(field.rust_type()));
    model.fields.iter().filter(is_known).map(|field| expand_field_checks(model, field)).collect()
}

fn expand_field_checks(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let ty = model.detach_static(field.rust_type());
    let as_field = cast_to_field_trait(model, &ty);
    let allow = expand_allow_deprecated(model);
    let expand_check = |function: &str, span: Span, argument: Option<TokenStream>| {
        let function = Ident::new(function, span);
        let private = set_spans(&model.private, span);
        let argument = set_spans(&argument.into_token_stream(), span);
        quote_spanned!(span=> #allow const _: () = #private::#function(#as_field::FIELD_TYPE, #argument);)
    };
    let field_type = expand_check("check_field_type", outer_spans(&ty).0, None);
    let ops = field.ops.iter().filter(|(op, _)| !op.applies_to_all_types());
    // Repeated lists accept choices with commas.
    let check_op = if field.spelling.splits_lists() { "check_op" } else { "check_op_of_type" };
    let ops = ops.map(|(op, span)| expand_check(check_op, *span, Some(op.expand_path(&model.private))));
    let allow_empty = field.allow_empty.map(|span| expand_check("check_allow_empty", span, None));
    let expand_zone_check = |zone: &LitStr| expand_check("check_time_zone", zone.span(), Some(zone.to_token_stream()));
    let time_zone = field.time_zone.as_ref().map(expand_zone_check);
    quote! { #field_type #(#ops)* #allow_empty #time_zone }
}
