//! `#[filter(...)]`: its items as they are written, and what is wrong with them.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, LitStr, Meta, Path, Result, Token, parenthesized, token};

use crate::case::Case;
use crate::near;

/// Faults, all of which are reported at once.
#[derive(Default)]
pub(crate) struct Faults {
    all: Option<Error>,
    count: usize,
}

impl Faults {
    pub(crate) fn push(&mut self, error: Error) {
        self.count += 1;
        match &mut self.all {
            Some(first) => first.combine(error),
            none => *none = Some(error),
        }
    }

    pub(crate) fn at(&mut self, place: impl ToTokens, message: impl std::fmt::Display) {
        self.push(Error::new_spanned(place, message));
    }

    /// The value, where there was no fault; what is faulty is kept.
    pub(crate) fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn finish(self) -> Result<()> {
        self.all.map_or(Ok(()), Err)
    }
}

/// `name`, `name = value` or `name(values)`.
pub(crate) struct Item {
    pub(crate) name: Ident,
    argument: Argument,
}

enum Argument {
    None,
    Value(TokenStream),
    List(TokenStream),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Item> {
        if let Some(text) = input.parse::<Option<LitStr>>()? {
            return Err(Error::new(text.span(), misspelt(&text.value(), "without quotes")));
        }
        if input.peek(Token![::]) || input.peek2(Token![::]) {
            let path = Path::parse_mod_style(input)?;
            let last = path.segments.last().map(|segment| segment.ident.unraw().to_string());
            return Err(Error::new_spanned(path, misspelt(&last.unwrap_or_default(), "without a path")));
        }
        // `in` and `crate` are keywords of Rust.
        let name = Ident::parse_any(input)?;
        let argument = if input.peek(token::Paren) {
            let list;
            parenthesized!(list in input);
            Argument::List(list.parse()?)
        } else if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Argument::Value(value(input)?)
        } else {
            Argument::None
        };
        Ok(Item { name, argument })
    }
}

/// An item that is written as something else than a name.
fn misspelt(text: &str, how: &str) -> String {
    match near::operator(text) {
        Some(op) => format!("write `{}`, {how}", op.name),
        None => format!("expected a name, {how}"),
    }
}

/// An expression. What isn't one that is known here ends at the next comma.
fn value(input: ParseStream<'_>) -> Result<TokenStream> {
    let ahead = input.fork();
    if let Ok(expression) = ahead.parse::<Expr>()
        && (ahead.is_empty() || ahead.peek(Token![,]))
    {
        input.advance_to(&ahead);
        return Ok(expression.into_token_stream());
    }
    let mut value = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        value.extend([input.parse::<TokenTree>()?]);
    }
    Ok(value)
}

impl Item {
    /// The item is only its name.
    pub(crate) fn flag(&self) -> Result<()> {
        match self.argument {
            Argument::None => Ok(()),
            _ => Err(self.expected(&format!("`{}` alone", self.name))),
        }
    }

    /// `name = "text"`
    pub(crate) fn text(&self) -> Result<LitStr> {
        let wrong = || self.expected(&format!("`{} = \"...\"`", self.name));
        match &self.argument {
            Argument::Value(value) => syn::parse2(value.clone()).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }

    /// `name("text", "text")`
    pub(crate) fn texts(&self) -> Result<Vec<LitStr>> {
        let wrong = || self.expected(&format!("`{}(\"...\", \"...\")`", self.name));
        let Argument::List(list) = &self.argument else { return Err(wrong()) };
        let texts = Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(list.clone());
        texts.map(|texts| texts.into_iter().collect()).map_err(|_| wrong())
    }

    /// `name = expression`
    pub(crate) fn expression(&self) -> Result<TokenStream> {
        match &self.argument {
            Argument::Value(value) if !value.is_empty() => Ok(value.clone()),
            _ => Err(self.expected(&format!("`{} = ...`", self.name))),
        }
    }

    /// `name = "identifier"`; a keyword becomes a raw one.
    pub(crate) fn identifier(&self) -> Result<Ident> {
        let text = self.text()?;
        let (written, span) = (text.value(), text.span());
        let name = written.strip_prefix("r#").unwrap_or(&written);
        let parsed = Ident::parse_any.parse_str(name).ok().filter(|ident| *ident == name);
        match parsed {
            Some(_) if syn::parse_str::<Ident>(name).is_ok() => Ok(Ident::new(name, span)),
            // No raw identifier is one of these.
            Some(_) if !matches!(name, "_" | "self" | "Self" | "super" | "crate") => Ok(Ident::new_raw(name, span)),
            _ => Err(Error::new(span, format!("{written:?} can't be a name in Rust"))),
        }
    }

    /// `time_zone = "name or offset"`; which names are known is the crate's to say.
    pub(crate) fn time_zone(&self) -> Result<LitStr> {
        let text = self.text()?;
        let written = text.value();
        if !written.starts_with(['+', '-']) || is_offset(written.as_bytes()) {
            return Ok(text);
        }
        let message = format!("{written:?} is no offset: write it as -06:00, up to 23:59");
        Err(Error::new(text.span(), message))
    }

    /// `rename_all = "case"`
    pub(crate) fn case(&self) -> Result<Case> {
        let text = self.text()?;
        Case::named(&text.value()).ok_or_else(|| {
            let names = Case::NAMES.map(|(name, _)| format!("{name:?}")).join(", ");
            Error::new(text.span(), format!("{:?} is no case: there are {names}", text.value()))
        })
    }

    /// `crate = "path"`
    pub(crate) fn path(&self) -> Result<Path> {
        let text = self.text()?;
        text.parse_with(Path::parse_mod_style).map_err(|_| Error::new(text.span(), "this is no path of a crate"))
    }

    /// There is no such item.
    pub(crate) fn unknown(&self, known: &[&str]) -> Error {
        let name = self.name.unraw().to_string();
        let near = near::nearest(&name, known);
        let message = if near.is_empty() {
            format!("unknown attribute `{name}`: there are {}", known.join(", "))
        } else {
            format!("unknown attribute `{name}`: did you mean `{}`?", near.join("` or `"))
        };
        Error::new(self.name.span(), message)
    }

    /// The item is given for the second time.
    pub(crate) fn repeated(&self) -> Error {
        Error::new(self.name.span(), format!("`{}` is given twice", self.name))
    }

    fn expected(&self, what: &str) -> Error {
        Error::new(self.name.span(), format!("expected {what}"))
    }
}

/// `+HH:MM` or `-HH:MM`, up to 23:59.
fn is_offset(text: &[u8]) -> bool {
    let [b'+' | b'-', hours @ .., b':', b'0'..=b'5', b'0'..=b'9'] = text else { return false };
    matches!(hours, [b'0' | b'1', b'0'..=b'9'] | [b'2', b'0'..=b'3'])
}

/// The items of every `#[filter(...)]` among the attributes.
pub(crate) fn items(attributes: &[Attribute], faults: &mut Faults) -> Vec<Item> {
    let mut items = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("filter")) {
        match &attribute.meta {
            Meta::List(list) => {
                let list = list.parse_args_with(Punctuated::<Item, Token![,]>::parse_terminated);
                items.extend(faults.keep(list).into_iter().flatten());
            }
            _ => faults.at(attribute, "expected `#[filter(...)]`"),
        }
    }
    items
}

/// Sets what can be given once.
pub(crate) fn set<T>(place: &mut Option<T>, item: &Item, value: Result<T>, faults: &mut Faults) {
    if place.is_some() {
        faults.push(item.repeated());
    }
    if let Some(value) = faults.keep(value) {
        *place = Some(value);
    }
}

/// The path by which what is written calls the crate: `::filterset`, or as `crate = "..."` says.
pub(crate) fn crate_path(given: Option<Path>) -> TokenStream {
    given.map_or_else(|| quote!(::filterset), Path::into_token_stream)
}

/// A name for what is written, at the place of a name of the user's.
pub(crate) fn suffixed(base: &Ident, suffix: &str) -> Ident {
    format_ident!("{}_{suffix}", base.unraw(), span = base.span())
}
