//! The items of `#[filter(...)]`, and the errors of a derive.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, LitStr, Meta, Path, Result, Token, parenthesized, token};

use crate::case::Case;
use crate::op::Op;
use crate::suggest;

/// The errors of a derive, which are reported at once.
#[derive(Default)]
pub(crate) struct Errors {
    combined: Option<Error>,
    count: usize,
}

impl Errors {
    pub(crate) fn push(&mut self, error: Error) {
        self.count += 1;
        match &mut self.combined {
            Some(first) => first.combine(error),
            none => *none = Some(error),
        }
    }

    pub(crate) fn push_at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(Error::new_spanned(tokens, message));
    }

    /// Returns the value, or adds the error.
    pub(crate) fn ok_or_push<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn into_result(self) -> Result<()> {
        self.combined.map_or(Ok(()), Err)
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
            return Err(Error::new(text.span(), describe_misspelling(&text.value(), "without quotes")));
        }
        if input.peek(Token![::]) || input.peek2(Token![::]) {
            let path = Path::parse_mod_style(input)?;
            let last = path.segments.last().map(|segment| segment.ident.unraw().to_string());
            return Err(Error::new_spanned(path, describe_misspelling(&last.unwrap_or_default(), "without a path")));
        }
        // `in` and `crate` are keywords of Rust.
        let name = Ident::parse_any(input)?;
        let argument = if input.peek(token::Paren) {
            let list;
            parenthesized!(list in input);
            Argument::List(list.parse()?)
        } else if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Argument::Value(parse_value(input)?)
        } else {
            Argument::None
        };
        Ok(Item { name, argument })
    }
}

/// Returns the message for an item that isn't a plain name.
fn describe_misspelling(text: &str, how: &str) -> String {
    match suggest::find_operator(text) {
        Some(op) => format!("expected `{}` {how}", op.name),
        None => format!("expected a name {how}"),
    }
}

/// Parses an expression. Tokens that `syn` can't parse as one end at the next comma.
fn parse_value(input: ParseStream<'_>) -> Result<TokenStream> {
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
    /// Checks that the item is a name without an argument.
    pub(crate) fn expect_flag(&self) -> Result<()> {
        match self.argument {
            Argument::None => Ok(()),
            _ => Err(self.expected_error(&format!("`{}` without a value", self.name))),
        }
    }

    /// Parses `name = "string"`.
    pub(crate) fn parse_string(&self) -> Result<LitStr> {
        let wrong = || self.expected_error(&format!("`{} = \"...\"`", self.name));
        match &self.argument {
            Argument::Value(value) => syn::parse2(value.clone()).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }

    /// Parses `column = "name"`. A database accepts any name that isn't empty and has no NUL.
    pub(crate) fn parse_column(&self) -> Result<LitStr> {
        let text = self.parse_string()?;
        if text.value().is_empty() || text.value().contains('\0') {
            let message = format!("invalid column {:?}: expected the name of a database column", text.value());
            return Err(Error::new(text.span(), message));
        }
        Ok(text)
    }

    /// Parses `name("string", "string")`.
    pub(crate) fn parse_strings(&self) -> Result<Vec<LitStr>> {
        let wrong = || self.expected_error(&format!("`{}(\"...\", \"...\")`", self.name));
        let Argument::List(list) = &self.argument else { return Err(wrong()) };
        let texts = Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(list.clone());
        texts.map(|texts| texts.into_iter().collect()).map_err(|_| wrong())
    }

    /// Parses `name(item, item)`.
    pub(crate) fn parse_list(&self, expected: &str) -> Result<Vec<Item>> {
        let Argument::List(list) = &self.argument else {
            return Err(self.expected_error(&format!("`{}({expected})`", self.name)));
        };
        let items = Punctuated::<Item, Token![,]>::parse_terminated.parse2(list.clone())?;
        Ok(items.into_iter().collect())
    }

    /// Parses `name = expression`.
    pub(crate) fn parse_expression(&self) -> Result<TokenStream> {
        match &self.argument {
            Argument::Value(value) if !value.is_empty() => Ok(value.clone()),
            _ => Err(self.expected_error(&format!("`{} = ...`", self.name))),
        }
    }

    /// Parses `name = "identifier"`. A keyword becomes a raw identifier.
    pub(crate) fn parse_identifier(&self) -> Result<Ident> {
        let text = self.parse_string()?;
        let (written, span) = (text.value(), text.span());
        let name = written.strip_prefix("r#").unwrap_or(&written);
        let parsed = Ident::parse_any.parse_str(name).ok().filter(|ident| *ident == name);
        match parsed {
            Some(_) if syn::parse_str::<Ident>(name).is_ok() => Ok(Ident::new(name, span)),
            // These keywords have no raw form.
            Some(_) if !matches!(name, "_" | "self" | "Self" | "super" | "crate") => Ok(Ident::new_raw(name, span)),
            _ => Err(Error::new(span, format!("invalid Rust identifier {written:?}"))),
        }
    }

    /// Parses `time_zone = "name or offset"`. Only `filterset` knows which names are valid.
    pub(crate) fn parse_time_zone(&self) -> Result<LitStr> {
        let text = self.parse_string()?;
        let written = text.value();
        if !written.starts_with(['+', '-']) || is_offset(written.as_bytes()) {
            return Ok(text);
        }
        let message =
            format!("invalid offset {written:?}: expected an offset from -23:59 to +23:59, such as \"-06:00\"");
        Err(Error::new(text.span(), message))
    }

    /// Parses `rename_all = "case"`.
    pub(crate) fn parse_case(&self) -> Result<Case> {
        let text = self.parse_string()?;
        Case::from_name(&text.value()).ok_or_else(|| {
            let names = Case::NAMES.map(|(name, _)| format!("{name:?}")).join(", ");
            Error::new(text.span(), format!("unknown case {:?}: expected one of {names}", text.value()))
        })
    }

    /// Parses `crate = "path"`.
    pub(crate) fn parse_path(&self) -> Result<Path> {
        let text = self.parse_string()?;
        text.parse_with(Path::parse_mod_style).map_err(|_| {
            let message =
                format!("invalid path {:?}: expected the path of a crate, such as \"::filterset\"", text.value());
            Error::new(text.span(), message)
        })
    }

    /// Returns the error for an unknown item, with suggestions from the known ones.
    pub(crate) fn unknown_error(&self, known: &[&str]) -> Error {
        let name = self.name.unraw().to_string();
        let near = suggest::suggest_names(&name, known);
        let message = if near.is_empty() {
            format!("unknown attribute `{name}`: expected one of `{}`", known.join("`, `"))
        } else {
            let what = if near.iter().all(|near| Op::from_name(near).is_some()) { "operator" } else { "attribute" };
            format!("unknown {what} `{name}`; did you mean `{}`?", near.join("` or `"))
        };
        Error::new(self.name.span(), message)
    }

    /// Returns the error for a repeated item.
    pub(crate) fn duplicate_error(&self) -> Error {
        let what = if Op::from_name(&self.name.to_string()).is_some() { "operator" } else { "attribute" };
        Error::new(self.name.span(), format!("duplicate {what} `{}`", self.name))
    }

    fn expected_error(&self, what: &str) -> Error {
        Error::new(self.name.span(), format!("expected {what}"))
    }
}

/// Returns `true` if the string is `+HH:MM` or `-HH:MM`, up to 23:59.
fn is_offset(text: &[u8]) -> bool {
    let [b'+' | b'-', hours @ .., b':', b'0'..=b'5', b'0'..=b'9'] = text else { return false };
    matches!(hours, [b'0' | b'1', b'0'..=b'9'] | [b'2', b'0'..=b'3'])
}

/// Parses the items of every `#[filter(...)]` among the attributes.
pub(crate) fn parse_items(attributes: &[Attribute], errors: &mut Errors) -> Vec<Item> {
    let mut items = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("filter")) {
        match &attribute.meta {
            Meta::List(list) => {
                let list = list.parse_args_with(Punctuated::<Item, Token![,]>::parse_terminated);
                items.extend(errors.ok_or_push(list).into_iter().flatten());
            }
            _ => errors.push_at(attribute, "expected `#[filter(...)]`"),
        }
    }
    items
}

/// Sets the value of an item that may appear once.
pub(crate) fn set_once<T>(target: &mut Option<T>, item: &Item, value: Result<T>, errors: &mut Errors) {
    if target.is_some() {
        errors.push(item.duplicate_error());
    }
    if let Some(value) = errors.ok_or_push(value) {
        *target = Some(value);
    }
}

/// Returns the path of the crate `filterset` in the generated code: the one in `crate = "..."`, or `::filterset`.
pub(crate) fn crate_path_or_default(given: Option<Path>) -> TokenStream {
    given.map_or_else(|| quote!(::filterset), Path::into_token_stream)
}
