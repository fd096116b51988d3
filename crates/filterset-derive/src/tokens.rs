//! Spans of generated tokens.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// Gives a name from the user's code the hygiene of the macro, at the same location. Lints skip the names of a macro.
pub(crate) fn adopt_name(name: &Ident) -> Ident {
    let mut adopted = name.clone();
    adopted.set_span(Span::call_site().located_at(name.span()));
    adopted
}

/// Returns the spans of the first and the last token.
pub(crate) fn outer_spans(tokens: &TokenStream) -> (Span, Span) {
    let mut spans = tokens.clone().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// Moves the tokens to a span of the user's code, so that the compiler reports their errors there.
pub(crate) fn set_spans(tokens: &TokenStream, span: Span) -> TokenStream {
    let set_span = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.clone().into_iter().map(set_span).collect()
}
