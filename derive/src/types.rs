//! The types of fields, as they are written.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    GenericArgument, GenericParam, Generics, Lifetime, PathArguments, Type, TypeParamBound, WherePredicate, parse2,
};

/// The type of a single value: what `Option`, `Vec` and sets hold.
pub(crate) fn value_type(field: &Type) -> &Type {
    let Type::Path(path) = field else { return field };
    let Some(last) = path.path.segments.last() else { return field };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return field };
    let is_wrapper = ["Option", "Vec", "BTreeSet", "HashSet"].iter().any(|wrapper| last.ident == wrapper);
    match arguments.args.first() {
        Some(GenericArgument::Type(held)) if is_wrapper => value_type(held),
        _ => field,
    }
}

/// The tokens with each of the type's lifetimes replaced.
pub(crate) fn with_lifetime(tokens: impl ToTokens, generics: &Generics, lifetime: &Lifetime) -> TokenStream {
    let own: Vec<&Ident> = generics.lifetimes().map(|parameter| &parameter.lifetime.ident).collect();
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
pub(crate) fn of_builder(generics: &Generics, lifetime: &Lifetime) -> Generics {
    let mut generics = generics.clone();
    let types = generics.params.into_iter().filter_map(|parameter| match parameter {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(mut parameter) => {
            parameter.default = None;
            let bounds = parameter.bounds.into_iter().filter(|bound| !matches!(bound, TypeParamBound::Lifetime(_)));
            parameter.bounds = bounds.collect();
            Some(GenericParam::Type(parameter))
        }
        GenericParam::Const(mut parameter) => {
            parameter.default = None;
            Some(GenericParam::Const(parameter))
        }
    });
    let own: Option<GenericParam> = parse2(quote!(#lifetime)).ok();
    generics.params = own.into_iter().chain(types).collect();
    if let Some(clause) = &mut generics.where_clause {
        let is_kept = |predicate: &WherePredicate| match predicate {
            WherePredicate::Lifetime(_) => false,
            WherePredicate::Type(predicate) => {
                !predicate.bounds.iter().any(|bound| matches!(bound, TypeParamBound::Lifetime(_)))
            }
            _ => true,
        };
        clause.predicates = std::mem::take(&mut clause.predicates).into_iter().filter(is_kept).collect();
    }
    generics
}
