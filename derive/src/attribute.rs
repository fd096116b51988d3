//! `#[filter(...)]`: its items as they are written, and what is wrong with them.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, ExprLit, Lit, LitStr, Meta, Path, Result, Token, parenthesized, token};

use crate::case::Case;

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
        // `in` and `crate` are keywords of Rust.
        let name = Ident::parse_any(input)?;
        let argument = if input.peek(token::Paren) {
            let list;
            parenthesized!(list in input);
            Argument::List(list.parse()?)
        } else if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            let mut value = TokenStream::new();
            while !input.is_empty() && !input.peek(Token![,]) {
                value.extend([input.parse::<TokenTree>()?]);
            }
            Argument::Value(value)
        } else {
            Argument::None
        };
        Ok(Item { name, argument })
    }
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
        let wrong = |_| Error::new(text.span(), format!("{:?} can't be a name in Rust", text.value()));
        let parse = |input: ParseStream<'_>| Ident::parse_any(input);
        let ident: Ident = parse.parse_str(&text.value()).map_err(wrong)?;
        let keyword = syn::parse_str::<Ident>(&text.value()).is_err();
        Ok(if keyword {
            Ident::new_raw(&text.value(), text.span())
        } else {
            Ident::new(&ident.to_string(), text.span())
        })
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
        let name = self.name.to_string();
        let near = known.iter().map(|known| (strsim::damerau_levenshtein(known, &name), *known));
        let message = match near.filter(|(distance, _)| *distance <= 2).min() {
            Some((_, near)) => format!("unknown attribute `{name}`: did you mean `{near}`?"),
            None => format!("unknown attribute `{name}`: there are {}", known.join(", ")),
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

/// The text of the doc comments, without the space that stands before each line.
pub(crate) fn description(attributes: &[Attribute]) -> Option<String> {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    let text: Vec<String> = attributes.iter().filter_map(line).collect();
    let lines: Vec<&str> = text.iter().flat_map(|text| text.split('\n')).map(str::trim_end).collect();
    let lines: Vec<&str> = lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let text = lines.join("\n");
    let text = text.trim_matches('\n');
    (!text.is_empty()).then(|| text.to_owned())
}

/// A name for what is written, at the place of a name of the user's.
pub(crate) fn suffixed(base: &Ident, suffix: &str) -> Ident {
    format_ident!("{}_{suffix}", base.unraw(), span = base.span())
}
