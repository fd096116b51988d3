//! Token-level operations on types and generics.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericParam, Generics, Lifetime, parse2};

pub(crate) fn static_lifetime() -> Lifetime {
    Lifetime::new("'static", Span::call_site())
}

/// Finds a lifetime that none of the tokens mentions.
pub(crate) fn find_unused_lifetime(tokens: &TokenStream) -> Lifetime {
    let mut name = "v".to_owned();
    let mut number = 1;
    while mentions_lifetime(tokens.clone(), &|other| *other == name) {
        number += 1;
        name = format!("v{number}");
    }
    Lifetime::new(&format!("'{name}"), Span::call_site())
}

/// Returns `true` if the tokens mention a lifetime whose name satisfies the predicate.
fn mentions_lifetime(tokens: TokenStream, is_it: &dyn Fn(&Ident) -> bool) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match (&token, tokens.peek()) {
            (TokenTree::Punct(tick), Some(TokenTree::Ident(name))) if tick.as_char() == '\'' => is_it(name),
            (TokenTree::Group(group), _) => mentions_lifetime(group.stream(), is_it),
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// Replaces `Self` by the type, because `Self` is another type in the generated code.
pub(crate) fn replace_self(tokens: impl ToTokens, name: &Ident, generics: &Generics) -> TokenStream {
    let (_, arguments, _) = generics.split_for_impl();
    let arguments = arguments.as_turbofish();
    let replace_token = |token| match token {
        TokenTree::Ident(ident) if ident == "Self" => {
            let mut name = name.clone();
            name.set_span(ident.span());
            quote!(#name #arguments)
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), replace_self(group.stream(), name, generics));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        token => token.into(),
    };
    tokens.into_token_stream().into_iter().map(replace_token).collect()
}

/// Replaces each of the lifetimes `replaced` by `lifetime`.
pub(crate) fn replace_lifetimes<'a>(
    tokens: impl ToTokens,
    replaced: impl IntoIterator<Item = &'a Lifetime>,
    lifetime: &Lifetime,
) -> TokenStream {
    let names: Vec<&Ident> = replaced.into_iter().map(|lifetime| &lifetime.ident).collect();
    replace_named_lifetimes(tokens.into_token_stream(), &names, lifetime)
}

fn replace_named_lifetimes(tokens: TokenStream, names: &[&Ident], lifetime: &Lifetime) -> TokenStream {
    let mut output = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (token, tokens.peek()) {
            (TokenTree::Punct(tick), Some(TokenTree::Ident(name)))
                if tick.as_char() == '\'' && names.contains(&name) =>
            {
                tokens.next();
                lifetime.to_tokens(&mut output);
            }
            (TokenTree::Group(group), _) => {
                let stream = replace_named_lifetimes(group.stream(), names, lifetime);
                let mut inner = Group::new(group.delimiter(), stream);
                inner.set_span(group.span());
                output.extend([TokenTree::Group(inner)]);
            }
            (token, _) => output.extend([token]),
        }
    }
    output
}

/// Returns `true` if the tokens mention a type parameter or a constant parameter.
pub(crate) fn mentions_parameters(tokens: impl ToTokens, generics: &Generics) -> bool {
    let types = generics.type_params().map(|parameter| &parameter.ident);
    let names: Vec<&Ident> = types.chain(generics.const_params().map(|parameter| &parameter.ident)).collect();
    mentions_name(tokens.into_token_stream(), &names)
}

fn mentions_name(tokens: TokenStream, names: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&&ident),
        TokenTree::Group(group) => mentions_name(group.stream(), names),
        _ => false,
    })
}

/// Makes the generics of a builder: those of the type without its lifetimes, and a lifetime for the values that are
/// passed to the builder. Bounds that mention the type's lifetimes or `Self` are dropped, because the builder doesn't
/// need them.
pub(crate) fn make_builder_generics(generics: &Generics, lifetime: &Lifetime) -> Generics {
    let own_lifetimes: Vec<Ident> = generics.lifetimes().map(|parameter| parameter.lifetime.ident.clone()).collect();
    let own_type = Ident::new("Self", Span::call_site());
    let is_kept = |bound: &dyn ToTokens| {
        let tokens = bound.to_token_stream();
        !mentions_lifetime(tokens.clone(), &|name| own_lifetimes.contains(name)) && !mentions_name(tokens, &[&own_type])
    };
    let mut generics = generics.clone();
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
    let first: Option<GenericParam> = parse2(quote!(#lifetime)).ok();
    generics.params = first.into_iter().chain(types).collect();
    if let Some(clause) = &mut generics.where_clause {
        let predicates = std::mem::take(&mut clause.predicates).into_iter();
        clause.predicates = predicates.filter(|predicate| is_kept(predicate)).collect();
    }
    generics
}
