//! The types of fields, as they are written.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericParam, Generics, Lifetime, parse2};

/// A lifetime that none of the tokens names.
pub(crate) fn unused_lifetime(tokens: &TokenStream) -> Lifetime {
    let mut name = "v".to_owned();
    let mut number = 1;
    while names_lifetime(tokens.clone(), &|other| *other == name) {
        number += 1;
        name = format!("v{number}");
    }
    Lifetime::new(&format!("'{name}"), Span::call_site())
}

/// Whether the tokens have such a lifetime.
fn names_lifetime(tokens: TokenStream, is_it: &dyn Fn(&Ident) -> bool) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match (&token, tokens.peek()) {
            (TokenTree::Punct(tick), Some(TokenTree::Ident(name))) if tick.as_char() == '\'' => is_it(name),
            (TokenTree::Group(group), _) => names_lifetime(group.stream(), is_it),
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// The tokens with `Self` replaced by the type: what is written for it has another `Self`.
pub(crate) fn without_self(tokens: impl ToTokens, name: &Ident, generics: &Generics) -> TokenStream {
    let (_, arguments, _) = generics.split_for_impl();
    let arguments = arguments.as_turbofish();
    let own = |token| match token {
        TokenTree::Ident(ident) if ident == "Self" => {
            let mut name = name.clone();
            name.set_span(ident.span());
            quote!(#name #arguments)
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), without_self(group.stream(), name, generics));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        token => token.into(),
    };
    tokens.into_token_stream().into_iter().map(own).collect()
}

/// The tokens with each of the lifetimes replaced by one.
pub(crate) fn with_lifetime<'a>(
    tokens: impl ToTokens,
    own: impl IntoIterator<Item = &'a Lifetime>,
    lifetime: &Lifetime,
) -> TokenStream {
    let own: Vec<&Ident> = own.into_iter().map(|lifetime| &lifetime.ident).collect();
    replace(tokens.into_token_stream(), &own, lifetime)
}

fn replace(tokens: TokenStream, own: &[&Ident], lifetime: &Lifetime) -> TokenStream {
    let mut replaced = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (token, tokens.peek()) {
            (TokenTree::Punct(tick), Some(TokenTree::Ident(name))) if tick.as_char() == '\'' && own.contains(&name) => {
                tokens.next();
                lifetime.to_tokens(&mut replaced);
            }
            (TokenTree::Group(group), _) => {
                let mut inner = Group::new(group.delimiter(), replace(group.stream(), own, lifetime));
                inner.set_span(group.span());
                replaced.extend([TokenTree::Group(inner)]);
            }
            (token, _) => replaced.extend([token]),
        }
    }
    replaced
}

/// Whether the tokens name a type parameter or a constant one.
pub(crate) fn is_generic(tokens: impl ToTokens, generics: &Generics) -> bool {
    let types = generics.type_params().map(|parameter| &parameter.ident);
    let own: Vec<&Ident> = types.chain(generics.const_params().map(|parameter| &parameter.ident)).collect();
    mentions(tokens.into_token_stream(), &own)
}

fn mentions(tokens: TokenStream, own: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => own.contains(&&ident),
        TokenTree::Group(group) => mentions(group.stream(), own),
        _ => false,
    })
}

/// The generics of the builder: those of the type without its lifetimes, and the lifetime of what is given to it.
/// Bounds by the type's lifetimes, and by itself, are left out: the builder needs none.
pub(crate) fn of_builder(generics: &Generics, lifetime: &Lifetime) -> Generics {
    let own: Vec<Ident> = generics.lifetimes().map(|parameter| parameter.lifetime.ident.clone()).collect();
    let mut generics = generics.clone();
    let own_type = Ident::new("Self", Span::call_site());
    let is_kept = |bound: &dyn ToTokens| {
        let tokens = bound.to_token_stream();
        !names_lifetime(tokens.clone(), &|name| own.contains(name)) && !mentions(tokens, &[&own_type])
    };
    let types = generics.params.into_iter().filter_map(|parameter| match parameter {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(mut parameter) => {
            parameter.default = None;
            parameter.bounds = parameter.bounds.into_iter().filter(|bound| is_kept(bound)).collect();
            Some(GenericParam::Type(parameter))
        }
        GenericParam::Const(mut parameter) => {
            parameter.default = None;
            Some(GenericParam::Const(parameter))
        }
    });
    let given: Option<GenericParam> = parse2(quote!(#lifetime)).ok();
    generics.params = given.into_iter().chain(types).collect();
    if let Some(clause) = &mut generics.where_clause {
        let predicates = std::mem::take(&mut clause.predicates).into_iter();
        clause.predicates = predicates.filter(|predicate| is_kept(predicate)).collect();
    }
    generics
}
