//! `#[derive(FilterSet)]`: what is written for a struct.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Generics, Lifetime, parse_quote};

use crate::attribute::crate_path;
use crate::op::{Op, Takes};
use crate::set::{Field, Set};
use crate::types;

pub(crate) fn set(set: &Set<'_>) -> TokenStream {
    let filterset = crate_path(set.path.clone());
    let writer = Writer { set, filterset, lifetime: Lifetime::new("'v", Span::call_site()) };
    let (table, record, builder, checks) = (writer.table(), writer.record(), writer.builder(), writer.checks());
    quote! { #table #record #builder #checks }
}

struct Writer<'a> {
    set: &'a Set<'a>,
    filterset: TokenStream,
    /// The lifetime of what is given to the builder.
    lifetime: Lifetime,
}

impl Writer<'_> {
    fn generics(&self) -> &Generics {
        &self.set.input.generics
    }

    /// The implementation of the trait.
    fn table(&self) -> TokenStream {
        let Writer { set, filterset, lifetime } = self;
        let (name, builder) = (&set.input.ident, &set.builder);
        let of_builder = types::of_builder(self.generics(), lifetime);
        let (_, builder_generics, _) = of_builder.split_for_impl();
        let mut generics = self.generics().clone();
        let own: Vec<Ident> = generics.type_params().map(|parameter| parameter.ident.clone()).collect();
        for parameter in &own {
            generics.make_where_clause().predicates.push(parse_quote!(#parameter: 'static));
        }
        let (impl_generics, type_generics, bounds) = generics.split_for_impl();
        let schema = self.schema();
        let marker = (!own.is_empty() || generics.const_params().next().is_some())
            .then(|| quote!(, of: ::core::marker::PhantomData));
        quote! {
            #[automatically_derived]
            impl #impl_generics #filterset::FilterSet for #name #type_generics #bounds {
                type Builder<#lifetime> = #builder #builder_generics;

                fn schema() -> &'static #filterset::Schema {
                    #schema
                }

                fn filter<#lifetime>() -> Self::Builder<#lifetime> {
                    #builder { builder: #filterset::Schema::filter(Self::schema()) #marker }
                }
            }
        }
    }

    /// How filters read the fields of a value.
    fn record(&self) -> TokenStream {
        let Writer { set, filterset, .. } = self;
        let name = &set.input.ident;
        let (impl_generics, type_generics, bounds) = self.generics().split_for_impl();
        let names = set.fields.iter().map(|field| &field.name);
        let fields = set.fields.iter().map(|field| &field.declared.ident);
        let types = set.fields.iter().map(|field| &field.declared.ty);
        quote! {
            #[automatically_derived]
            impl #impl_generics #filterset::Record for #name #type_generics #bounds {
                #[inline]
                fn getter(field: &#filterset::Field) -> ::core::option::Option<#filterset::Getter<'_, Self>> {
                    ::core::option::Option::Some(match #filterset::Field::name(field) {
                        #(#names => #filterset::Getter::of::<#types>(|record: &Self| &record.#fields),)*
                        _ => return ::core::option::Option::None,
                    })
                }
            }
        }
    }

    /// The table, kept in a static; that of a generic type is kept by type.
    fn schema(&self) -> TokenStream {
        let Writer { set, filterset, .. } = self;
        let ident = set.input.ident.unraw().to_string();
        let name = set.name.as_ref().map_or_else(|| ident.clone(), syn::LitStr::value);
        let fields = set.fields.iter().map(|field| self.field(field));
        let reserved = &set.reserved;
        let reserved = (!reserved.is_empty()).then(|| quote!(.reserved([#(#reserved),*])));
        let limits = set.limits.as_ref().map(|limits| quote!(.limits(#limits)));
        let table = quote!(#filterset::Schema::builder(#name)#(#fields)* #reserved #limits);
        if types::is_generic(quote!(#table), self.generics()) {
            let (_, type_generics, _) = self.generics().split_for_impl();
            let name = &set.input.ident;
            let own = self.free(quote!(#name #type_generics));
            return quote!(#filterset::__derive::build_once::<#own>(#ident, || #table));
        }
        quote! {
            static SCHEMA: ::std::sync::LazyLock<#filterset::Schema> =
                ::std::sync::LazyLock::new(|| #filterset::__derive::build(#ident, #table));
            &SCHEMA
        }
    }

    /// A row of the table.
    fn field(&self, field: &Field<'_>) -> TokenStream {
        let filterset = &self.filterset;
        let (name, held) = (&field.name, self.free(&field.declared.ty));
        let ops = field.ops.iter().map(|(op, _)| self.op(op));
        let allow_empty = field.allow_empty.map(|_| quote!(.allow_empty()));
        let time_zone = field.time_zone.as_ref().map(|time_zone| quote!(.time_zone(#time_zone)));
        let description = field.description.as_ref().map(|text| quote!(.description(#text)));
        quote! {
            .field(
                #filterset::Field::of::<#held>(#name)
                    .ops(#filterset::OpSet::of(&[#(#ops),*])) #allow_empty #time_zone #description
            )
        }
    }

    fn op(&self, op: &Op) -> TokenStream {
        let (filterset, variant) = (&self.filterset, format_ident!("{}", op.variant));
        quote!(#filterset::Op::#variant)
    }

    /// Tokens that a static can hold: the type's own lifetimes are `'static`.
    fn free(&self, tokens: impl quote::ToTokens) -> TokenStream {
        types::with_lifetime(tokens, self.generics(), &Lifetime::new("'static", Span::call_site()))
    }

    /// The builder's type and its methods.
    fn builder(&self) -> TokenStream {
        let Writer { set, filterset, lifetime } = self;
        let (visibility, builder) = (&set.input.vis, &set.builder);
        let generics = types::of_builder(self.generics(), lifetime);
        let (impl_generics, type_generics, bounds) = generics.split_for_impl();
        let types: Vec<_> = generics.type_params().map(|parameter| &parameter.ident).collect();
        let is_generic = !types.is_empty() || generics.const_params().next().is_some();
        let marker = is_generic.then(|| quote!(, of: ::core::marker::PhantomData<fn() -> (#(*const #types,)*)>));
        let kept = is_generic.then(|| quote!(, of: self.of));
        let methods = set.fields.iter().flat_map(|field| field.ops.iter().map(move |(op, _)| (field, *op)));
        let methods = methods.map(|(field, op)| self.method(field, op, kept.as_ref()));
        let docs = self.builder_docs();
        quote! {
            #(#[doc = #docs])*
            #[derive(::core::clone::Clone, ::core::fmt::Debug)]
            #[must_use = "a filter is made by `build`"]
            #visibility struct #builder #generics #bounds {
                builder: #filterset::FilterBuilder<#lifetime> #marker
            }

            #[automatically_derived]
            #[allow(dead_code, non_snake_case, clippy::wrong_self_convention)]
            impl #impl_generics #builder #type_generics #bounds {
                #(#methods)*

                /// Checks the whole.
                ///
                /// # Errors
                ///
                /// Every fault of every call, in the order of the calls: a key that was given twice, a list that is
                /// empty or too long, a text that can't be sent, ...
                #visibility fn build(
                    self,
                ) -> ::core::result::Result<#filterset::Filter<#lifetime>, #filterset::Errors> {
                    self.builder.build()
                }
            }
        }
    }

    /// The method for a field and an operator.
    fn method(&self, field: &Field<'_>, op: &Op, kept: Option<&TokenStream>) -> TokenStream {
        let Writer { set, filterset, lifetime } = self;
        let (visibility, method, name) = (&set.input.vis, field.method(op), &field.name);
        let value = types::with_lifetime(types::value_type(&field.declared.ty), self.generics(), lifetime);
        let variant = self.op(op);
        let given = quote!(impl #filterset::ValueOf<#lifetime, #value>);
        let (parameters, call) = match op.takes {
            Takes::Value => (
                quote!(value: #given),
                quote!(#filterset::__derive::one::<#value>(self.builder, #name, #variant, value)),
            ),
            Takes::Flag => (
                quote!(is_null: ::core::primitive::bool),
                quote!(#filterset::__derive::one::<::core::primitive::bool>(self.builder, #name, #variant, is_null)),
            ),
            Takes::Range => (
                quote!(low: #given, high: #given),
                quote!(#filterset::__derive::range::<#value>(self.builder, #name, low, high)),
            ),
            Takes::List => (
                quote!(values: impl ::core::iter::IntoIterator<Item = #given>),
                quote!(#filterset::__derive::list::<#value>(self.builder, #name, #variant, values)),
            ),
        };
        let key = if op.name == "exact" { name.clone() } else { format!("{name}__{}", op.name) };
        let mut docs = vec![format!(" `{key}`: the field {}.", op.meaning)];
        if let Some(description) = &field.description {
            docs.push(String::new());
            docs.extend(description.lines().map(|line| format!(" {line}")));
        }
        quote! {
            #(#[doc = #docs])*
            #visibility fn #method(self, #parameters) -> Self {
                Self { builder: #call #kept }
            }
        }
    }

    /// What a reader of the builder's page sees first: its fields and operators.
    fn builder_docs(&self) -> Vec<String> {
        let name = self.set.input.ident.unraw();
        let mut docs = vec![
            format!(" Builds filters of [`{name}`]: there is a method for each field and operator."),
            String::new(),
            " | field | operators |".to_owned(),
            " |---|---|".to_owned(),
        ];
        docs.extend(self.set.fields.iter().map(|field| {
            let method = |op: &Op| format!("[`{}`](Self::{})", op.name, field.method(op));
            let ops: Vec<String> = field.ops.iter().map(|(op, _)| method(op)).collect();
            format!(" | `{}` | {} |", field.name, ops.join(" "))
        }));
        docs
    }

    /// What only the types' own constants can tell, checked where it is written.
    fn checks(&self) -> TokenStream {
        let mut checks = TokenStream::new();
        for field in self.set.fields.iter().filter(|field| !types::is_generic(&field.declared.ty, self.generics())) {
            checks.extend(self.checks_of(field));
        }
        checks
    }

    fn checks_of(&self, field: &Field<'_>) -> TokenStream {
        let held = self.free(&field.declared.ty);
        let check = |check: &str, span: Span, op: Option<&Op>| {
            let filterset = at(&self.filterset, span);
            let check = Ident::new(check, span);
            let op = op.map(|op| at(&self.op(op), span));
            quote_spanned!(span=> const _: () = #filterset::__derive::#check::<#held>(#op);)
        };
        let ops = field.ops.iter().filter(|(op, _)| !op.is_of_every_type());
        let ops = ops.map(|(op, span)| check("check_op", *span, Some(op)));
        let allow_empty = field.allow_empty.map(|span| check("check_allow_empty", span, None));
        let time_zone = field.time_zone.as_ref().map(|text| check("check_time_zone", text.span(), None));
        quote! { #(#ops)* #allow_empty #time_zone }
    }
}

/// The tokens at a place of the user's, so that what the compiler says of them is said there.
fn at(tokens: &TokenStream, span: Span) -> TokenStream {
    let at = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.clone().into_iter().map(at).collect()
}
