//! `#[derive(FilterSet)]`: what is written for a struct.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Generics, Lifetime, LitStr, parse_quote};

use crate::attribute::crate_path;
use crate::op::{OPS, Op, Takes};
use crate::set::{Field, Set};
use crate::{docs, types};

pub(crate) fn set(set: &Set<'_>) -> TokenStream {
    let writer = Writer::new(set);
    let methods = set.fields.iter().flat_map(|field| field.ops.iter().map(move |(op, _)| (field, *op)));
    let (table, record) = (writer.table(&writer.schema()), writer.record());
    let (builder, checks) = (writer.builder(methods), writer.checks());
    quote! { #table #record #builder #checks }
}

/// What is written in place of a table that has faults: never run, it has what the table could be meant to have.
pub(crate) fn stub(set: &Set<'_>) -> TokenStream {
    let writer = Writer::new(set);
    let declared = set.fields.iter().flat_map(|field| field.ops.iter().map(move |(op, _)| (field, *op)));
    let faulty = set.fields.iter().filter(|field| field.is_faulty);
    let meant = faulty.flat_map(|field| OPS.iter().map(move |op| (field, op)));
    let mut known = HashSet::from(["build".to_owned()]);
    let methods = declared.chain(meant).filter(|(field, op)| known.insert(field.method(op).unraw().to_string()));
    let (table, builder) = (writer.table(&quote!(::core::unreachable!())), writer.builder(methods));
    let (filterset, name) = (&writer.filterset, &set.input.ident);
    let (impl_generics, type_generics, bounds) = writer.generics().split_for_impl();
    quote! {
        #table

        #[automatically_derived]
        impl #impl_generics #filterset::Record for #name #type_generics #bounds {
            fn getter(_: &#filterset::Field) -> ::core::option::Option<#filterset::Getter<'_, Self>> {
                ::core::option::Option::None
            }
        }

        #builder
    }
}

struct Writer<'a> {
    set: &'a Set<'a>,
    filterset: TokenStream,
    /// The lifetime of what is given to the builder.
    lifetime: Lifetime,
    /// The generics of the builder.
    builder: Generics,
}

impl<'a> Writer<'a> {
    fn new(set: &'a Set<'a>) -> Writer<'a> {
        let lifetime = types::unused_lifetime(&set.input.to_token_stream());
        let builder = types::of_builder(&set.input.generics, &lifetime);
        Writer { set, filterset: crate_path(set.path.clone()), lifetime, builder }
    }

    fn generics(&self) -> &Generics {
        &self.set.input.generics
    }

    /// The implementation of the trait.
    fn table(&self, schema: &TokenStream) -> TokenStream {
        let Writer { set, filterset, lifetime, .. } = self;
        let (name, builder) = (&set.input.ident, located(&set.builder));
        let (_, builder_generics, _) = self.builder.split_for_impl();
        let mut generics = self.generics().clone();
        let own: Vec<Ident> = generics.type_params().map(|parameter| parameter.ident.clone()).collect();
        for parameter in &own {
            generics.make_where_clause().predicates.push(parse_quote!(#parameter: 'static));
        }
        let (impl_generics, type_generics, bounds) = generics.split_for_impl();
        let allow = self.allow_deprecated();
        let marker = (!own.is_empty() || generics.const_params().next().is_some())
            .then(|| quote!(, of: ::core::marker::PhantomData));
        quote! {
            #[automatically_derived]
            #allow
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
        let kinds = set.fields.iter().map(|field| self.field_trait(field.held()));
        let types = set.fields.iter().map(Field::held);
        let allow = self.allow_deprecated();
        quote! {
            #[automatically_derived]
            #allow
            impl #impl_generics #filterset::Record for #name #type_generics #bounds {
                #[inline]
                fn getter(field: &#filterset::Field) -> ::core::option::Option<#filterset::Getter<'_, Self>> {
                    ::core::option::Option::Some(match #filterset::Field::name(field) {
                        #(#names => #kinds::__KIND.getter::<#types, Self>(|record: &Self| &record.#fields),)*
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
        let limits = set.limits.as_ref().map(|limits| self.free(limits)).map(|limits| quote!(.limits(#limits)));
        let list = self.listing().map(|listing| quote!(.list(#listing)));
        let table = quote!(#filterset::Schema::builder(#name)#(#fields)* #reserved #limits #list);
        if types::is_generic(quote!(#table), self.generics()) {
            // The builder stands for the type: it has the same parameters and no other lifetime.
            let (_, type_generics, _) = self.builder.split_for_impl();
            let builder = located(&set.builder);
            let own = types::with_lifetime(quote!(#builder #type_generics), [&self.lifetime], &static_lifetime());
            return quote!(#filterset::__derive::build_once::<#own>(#ident, || #table));
        }
        quote! {
            static SCHEMA: ::std::sync::LazyLock<#filterset::Schema> =
                ::std::sync::LazyLock::new(|| #filterset::__derive::build(#ident, #table));
            &SCHEMA
        }
    }

    /// What lists take: what is declared of the struct, and an ordering by the fields that can be sorted by.
    fn listing(&self) -> Option<TokenStream> {
        let filterset = &self.filterset;
        let declared = self.set.list.as_ref().map(|list| self.free(list));
        let names: Vec<&String> =
            self.set.fields.iter().filter(|field| field.sort.is_some()).map(|field| &field.name).collect();
        if names.is_empty() {
            return declared;
        }
        let listing = declared.unwrap_or_else(|| quote!(#filterset::Listing::new()));
        Some(quote!(#filterset::Listing::ordering(#listing, [#(#names),*])))
    }

    /// A row of the table.
    fn field(&self, field: &Field<'_>) -> TokenStream {
        let filterset = &self.filterset;
        let (name, held) = (&field.name, self.field_trait(self.free(field.held())));
        let ops = field.ops.iter().map(|(op, _)| self.op(op));
        let allow_empty = field.allow_empty.map(|_| quote!(.allow_empty()));
        let time_zone = field.time_zone.as_ref().map(|time_zone| quote!(.time_zone(#time_zone)));
        let description = field.description.as_ref().map(|text| quote!(.description(#text)));
        quote! {
            .field(
                #held::__field(#name)
                    .ops(#filterset::OpSet::of(&[#(#ops),*])) #allow_empty #time_zone #description
            )
        }
    }

    fn op(&self, op: &Op) -> TokenStream {
        let (filterset, variant) = (&self.filterset, format_ident!("{}", op.variant));
        quote!(#filterset::Op::#variant)
    }

    /// Tokens that a static can hold: the type's own lifetimes are `'static`.
    fn free(&self, tokens: impl ToTokens) -> TokenStream {
        self.outside(tokens, &static_lifetime())
    }

    /// Tokens that can stand outside of the type's own implementations, with its lifetimes replaced by one.
    fn outside(&self, tokens: impl ToTokens, lifetime: &Lifetime) -> TokenStream {
        let tokens = types::without_self(tokens, &self.set.input.ident, self.generics());
        let own = self.generics().lifetimes().map(|parameter| &parameter.lifetime);
        types::with_lifetime(tokens, own, lifetime)
    }

    /// `<Type as FilterField>`. Whatever is written of a field's type goes through here, so that the compiler says
    /// once, and at the type, that it isn't one of filterable values.
    fn field_trait(&self, held: impl ToTokens) -> TokenStream {
        let held = held.into_token_stream();
        let (first, last) = ends(&held);
        let (filterset, field) = (at(&self.filterset, last), at(&quote!(::FilterField>), last));
        let (open, as_) = (at(&quote!(<), first), at(&quote!(as), last));
        quote!(#open #held #as_ #filterset #field)
    }

    /// The struct's own deprecation, or a field's, is no news to what is written for it.
    fn allow_deprecated(&self) -> Option<TokenStream> {
        let of_fields = self.set.fields.iter().flat_map(|field| &field.declared.attrs);
        let mut attributes = self.set.input.attrs.iter().chain(of_fields);
        attributes.any(|attribute| attribute.path().is_ident("deprecated")).then(|| quote!(#[allow(deprecated)]))
    }

    /// The builder's type and its methods.
    fn builder<'f>(&self, methods: impl Iterator<Item = (&'f Field<'f>, &'f Op)>) -> TokenStream {
        let Writer { set, filterset, lifetime, .. } = self;
        let (visibility, builder) = (&set.input.vis, located(&set.builder));
        let generics = &self.builder;
        let (impl_generics, type_generics, bounds) = generics.split_for_impl();
        let types: Vec<_> = generics.type_params().map(|parameter| &parameter.ident).collect();
        let is_generic = !types.is_empty() || generics.const_params().next().is_some();
        let marker = is_generic.then(|| quote!(, of: ::core::marker::PhantomData<fn() -> (#(*const #types,)*)>));
        let kept = is_generic.then(|| quote!(, of: self.of));
        let methods = methods.map(|(field, op)| self.method(field, op, kept.as_ref()));
        let (docs, allow) = (self.builder_docs(), self.allow_deprecated());
        // A derive would ask for what the parameters are.
        let (derives, traits) = if is_generic {
            let text = set.builder.unraw().to_string();
            let traits = quote! {
                #[automatically_derived]
                impl #impl_generics ::core::clone::Clone for #builder #type_generics #bounds {
                    fn clone(&self) -> Self {
                        Self { builder: ::core::clone::Clone::clone(&self.builder) #kept }
                    }
                }

                #[automatically_derived]
                impl #impl_generics ::core::fmt::Debug for #builder #type_generics #bounds {
                    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.debug_struct(#text).field("builder", &self.builder).finish()
                    }
                }
            };
            (None, Some(traits))
        } else {
            (Some(quote!(#[derive(::core::clone::Clone, ::core::fmt::Debug)])), None)
        };
        quote! {
            #(#[doc = #docs])*
            #derives
            #[must_use = "a filter is made by `build`"]
            #visibility struct #builder #generics #bounds {
                builder: #filterset::FilterBuilder<#lifetime> #marker
            }

            #traits

            #[automatically_derived]
            #allow
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
        let Writer { set, filterset, lifetime, .. } = self;
        let (visibility, method, name) = (&set.input.vis, located(&field.method(op)), &field.name);
        // Only the compiler knows what the type holds: its name can stand for any other.
        let held = self.outside(field.held(), lifetime);
        let variant = self.op(op);
        let given = quote!(impl #filterset::ValueFor<#lifetime, #held>);
        let (parameters, call) = match op.takes {
            Takes::Value => (
                quote!(value: #given),
                quote!(#filterset::__derive::one::<#held>(self.builder, #name, #variant, value)),
            ),
            Takes::Flag => (
                quote!(is_null: ::core::primitive::bool),
                quote!(#filterset::__derive::one::<::core::primitive::bool>(self.builder, #name, #variant, is_null)),
            ),
            Takes::Range => (
                quote!(low: #given, high: #given),
                quote!(#filterset::__derive::range::<#held>(self.builder, #name, low, high)),
            ),
            Takes::List => (
                quote!(values: impl ::core::iter::IntoIterator<Item = #given>),
                quote!(#filterset::__derive::list::<#held>(self.builder, #name, #variant, values)),
            ),
        };
        let key = if op.name == "exact" { name.clone() } else { format!("{name}__{}", op.name) };
        let mut docs = vec![format!(" `{key}`: the field {}.", op.meaning)];
        let description = docs::without_code(field.description.as_deref().unwrap_or_default());
        if !description.is_empty() {
            docs.push(String::new());
            docs.extend(description.iter().map(|line| format!(" {line}")));
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
        for field in self.set.fields.iter().filter(|field| !types::is_generic(self.free(field.held()), self.generics()))
        {
            checks.extend(self.checks_of(field));
        }
        checks
    }

    fn checks_of(&self, field: &Field<'_>) -> TokenStream {
        let held = self.free(field.held());
        let kind = self.field_trait(&held);
        let allow = self.allow_deprecated();
        let check = |check: &str, span: Span, argument: Option<TokenStream>| {
            let check = Ident::new(check, span);
            let (filterset, argument) = (at(&self.filterset, span), at(&argument.into_token_stream(), span));
            quote_spanned!(span=> #allow const _: () = #filterset::__derive::#check(#kind::__KIND, #argument);)
        };
        let kinds = check("check_kind", ends(&held).0, None);
        let ops = field.ops.iter().filter(|(op, _)| !op.is_of_every_type());
        let ops = ops.map(|(op, span)| check("check_op", *span, Some(self.op(op))));
        let allow_empty = field.allow_empty.map(|span| check("check_allow_empty", span, None));
        let zone = |text: &LitStr| check("check_time_zone", text.span(), Some(text.to_token_stream()));
        let time_zone = field.time_zone.as_ref().map(zone);
        quote! { #kinds #(#ops)* #allow_empty #time_zone }
    }
}

fn static_lifetime() -> Lifetime {
    Lifetime::new("'static", Span::call_site())
}

/// The name as one of the macro's own at a place of the user's: no lint speaks of a name that nobody wrote.
fn located(name: &Ident) -> Ident {
    let mut located = name.clone();
    located.set_span(Span::call_site().located_at(name.span()));
    located
}

/// The places of the first token and of the last.
fn ends(tokens: &TokenStream) -> (Span, Span) {
    let mut spans = tokens.clone().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// The tokens at a place of the user's, so that what the compiler says of them is said there.
fn at(tokens: &TokenStream, span: Span) -> TokenStream {
    let at = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.clone().into_iter().map(at).collect()
}
