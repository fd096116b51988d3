//! The list options that the expression of `list` declares, as far as its tokens show them.
//!
//! The expression is code, so the macro can't evaluate it. A chain of calls that begins with `ListOptions::builder()` and
//! has only literals as arguments is the usual form, though, and its mistakes can be reported by the compiler. Anything
//! else is checked when the schema is built.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Error, LitInt, LitStr, Token};

use crate::attribute::Errors;
use crate::names::{describe_name_characters, is_name};

/// The upper bound of `max_size`.
const MAX_SIZE: u64 = u32::MAX as u64;

/// A declared parameter of lists, with the span of the call that declares it.
pub(crate) type Parameter = (&'static str, Span);

/// Checks the literals of the expression, and returns the parameters that it declares. `sortable` are the names that
/// `sort` adds to the ordering.
pub(crate) fn validate_list_options(list: &TokenStream, sortable: &[&str], errors: &mut Errors) -> Vec<Parameter> {
    let Some((_, calls)) = parse_chain(list, "ListOptions", &["builder"]) else { return Vec::new() };
    let (mut parameters, mut pagination) = (Vec::new(), None);
    let mut names: [Names; 3] = [Names::new("ordering", sortable), Names::new("fields", &[]), Names::new("omit", &[])];
    for Call { name, arguments } in calls {
        let called = name.to_string();
        match called.as_str() {
            // The last one counts.
            "pagination" => pagination = Some(arguments.stream()),
            "search" => {
                parameters.push(("search", name.span()));
                if let Some((length, 0)) = parse_integer(&arguments) {
                    let message = "invalid maximum length 0: expected at least 1 character";
                    errors.push(Error::new(length.span(), message));
                }
            }
            "any_fields" => parameters.push(("fields", name.span())),
            "any_omit" => parameters.push(("omit", name.span())),
            _ => {
                if let Some(names) = names.iter_mut().find(|names| names.parameter == called) {
                    parameters.push((names.parameter, name.span()));
                    names.add(&arguments, errors);
                }
            }
        }
    }
    parameters.extend(pagination.into_iter().flat_map(|pagination| validate_pagination(&pagination, errors)));
    // `sort` declares this one.
    parameters.retain(|(parameter, _)| *parameter != "ordering" || sortable.is_empty());
    parameters
}

/// A call of a method: `.name(arguments)`.
struct Call {
    name: Ident,
    arguments: Group,
}

/// Parses `type::constructor().name(arguments)...`, if the constructor is one of these. Returns its name, and the calls.
fn parse_chain(tokens: &TokenStream, of_type: &str, constructors: &[&str]) -> Option<(Ident, Vec<Call>)> {
    let mut tokens = tokens.clone().into_iter();
    let mut path = Vec::new();
    // The path ends at the first parentheses.
    loop {
        match tokens.next()? {
            TokenTree::Ident(ident) => path.push(ident),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            TokenTree::Group(group) if is_empty_call(&group) => break,
            _ => return None,
        }
    }
    let constructor = path.pop()?;
    if path.pop()? != of_type || !constructors.iter().any(|name| constructor == name) {
        return None;
    }
    let mut calls = Vec::new();
    while let Some(token) = tokens.next() {
        match (token, tokens.next()?, tokens.next()?) {
            (TokenTree::Punct(dot), TokenTree::Ident(name), TokenTree::Group(arguments))
                if dot.as_char() == '.' && arguments.delimiter() == Delimiter::Parenthesis =>
            {
                calls.push(Call { name, arguments });
            }
            _ => return None,
        }
    }
    Some((constructor, calls))
}

fn is_empty_call(group: &Group) -> bool {
    group.delimiter() == Delimiter::Parenthesis && group.stream().is_empty()
}

/// Checks the sizes of `Pagination::by_page().size(...).max_size(...)`, and returns its parameters.
fn validate_pagination(tokens: &TokenStream, errors: &mut Errors) -> Vec<Parameter> {
    let Some((kind, calls)) = parse_chain(tokens, "Pagination", &["by_page", "by_offset", "by_cursor"]) else {
        return Vec::new();
    };
    // `None` is a size that isn't a literal.
    let (mut size, mut max_size, mut span) = (Some(100), Some(1000), kind.span());
    for Call { name, arguments } in calls {
        let integer = parse_integer(&arguments);
        let value = integer.as_ref().map(|(_, value)| *value);
        match name.to_string().as_str() {
            "size" => size = value,
            "max_size" => max_size = value,
            _ => continue,
        }
        span = integer.map_or(span, |(literal, _)| literal.span());
    }
    if max_size.is_some_and(|max_size| max_size > MAX_SIZE) {
        errors.push(Error::new(span, format!("invalid max_size: expected at most {MAX_SIZE}")));
    } else if size == Some(0) || size > max_size && max_size.is_some() {
        errors.push(Error::new(span, "invalid size: expected a value from 1 to max_size"));
    }
    let names = match kind.to_string().as_str() {
        "by_page" => ["page", "page_size"],
        "by_offset" => ["offset", "limit"],
        _ => ["cursor", "page_size"],
    };
    names.map(|name| (name, kind.span())).into()
}

fn parse_integer(arguments: &Group) -> Option<(LitInt, u64)> {
    let literal: LitInt = syn::parse2(arguments.stream()).ok()?;
    let value = literal.base10_parse().ok()?;
    Some((literal, value))
}

/// The names that a parameter accepts.
struct Names {
    parameter: &'static str,
    known: Vec<String>,
}

impl Names {
    fn new(parameter: &'static str, known: &[&str]) -> Names {
        Names { parameter, known: known.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// Checks the names of a call such as `.ordering(["id", "status"])`.
    fn add(&mut self, arguments: &Group, errors: &mut Errors) {
        let Some(names) = parse_names(arguments) else { return };
        if names.is_empty() && self.known.is_empty() {
            errors.push(Error::new(arguments.span(), "empty list: expected at least one name"));
        }
        for name in names {
            let (text, span) = (name.value(), name.span());
            if self.parameter == "ordering" && text.starts_with('-') {
                let message = format!("invalid name {text:?}: a leading \"-\" means descending order");
                errors.push(Error::new(span, message));
            } else if !is_name(&text) {
                let message = format!("invalid name {text:?}: expected {}", describe_name_characters());
                errors.push(Error::new(span, message));
            } else if self.known.contains(&text) {
                let message = format!("duplicate name {text:?} in `{}`: each name may appear once", self.parameter);
                errors.push(Error::new(span, message));
            } else {
                self.known.push(text);
            }
        }
    }
}

/// Parses `["name", "name"]`.
fn parse_names(arguments: &Group) -> Option<Vec<LitStr>> {
    let array: Group = syn::parse2(arguments.stream()).ok()?;
    let names = Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(array.stream());
    (array.delimiter() == Delimiter::Bracket).then(|| names.ok().map(|names| names.into_iter().collect()))?
}
