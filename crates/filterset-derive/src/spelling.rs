//! The spelling of a field: its bare operator, its style of lists and the keys of its operators.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Error, LitStr, Result};

use crate::attribute::{Errors, Item, set_once};
use crate::names::{describe_key_characters, is_key};
use crate::op::{Op, Operand};
use crate::suggest::describe_unknown_operator;

/// The style of lists that is known without a declaration.
const DEFAULT_STYLE: &str = "comma";

/// The styles of lists: their names, and the variants of `filterset::schema::ListStyle`.
pub(crate) const STYLES: [(&str, &str); 3] = [(DEFAULT_STYLE, "Comma"), (REPEAT, "Repeat"), ("both", "Both")];

const REPEAT: &str = "repeat";

/// The names of the attributes.
pub(crate) const ATTRIBUTES: [&str; 3] = ["bare", "lists", "keys"];

/// The spelling of a field.
pub(crate) struct Spelling {
    /// Whether the struct has a spelling, which the macro can't read.
    is_inherited: bool,
    bare: Option<&'static Op>,
    lists: Option<(&'static str, Span)>,
    keys: Option<Vec<Key>>,
}

/// A whole key of an operator.
pub(crate) struct Key {
    op: &'static Op,
    op_span: Span,
    text: LitStr,
}

impl Spelling {
    pub(crate) fn new(is_inherited: bool) -> Spelling {
        Spelling { is_inherited, bare: None, lists: None, keys: None }
    }

    /// Reads one of the [`ATTRIBUTES`]. Returns `false` for any other item.
    pub(crate) fn read(&mut self, item: &Item, errors: &mut Errors) -> bool {
        match item.name.to_string().as_str() {
            "bare" => set_once(&mut self.bare, item, parse_bare(item), errors),
            "lists" => set_once(&mut self.lists, item, parse_style(item), errors),
            "keys" => {
                let keys = parse_keys(item, errors);
                set_once(&mut self.keys, item, keys, errors);
            }
            _ => return false,
        }
        true
    }

    /// Checks the spelling against the operators that the field lists.
    pub(crate) fn validate(&self, ops: &[(&'static Op, Span)], errors: &mut Errors) {
        for Key { op, op_span, .. } in self.keys() {
            if !ops.iter().any(|(listed, _)| listed == op) {
                let message = format!("unexpected key for `{}`: the field doesn't list this operator", op.name);
                errors.push(Error::new(*op_span, message));
            }
        }
        if let Some((_, span)) = self.lists
            && !ops.iter().any(|(op, _)| op.operand == Operand::List)
        {
            let message = "unexpected `lists`: the field lists none of `in`, `not_in`, `allin`";
            errors.push(Error::new(span, message));
        }
    }

    fn keys(&self) -> &[Key] {
        self.keys.as_deref().unwrap_or_default()
    }

    /// Returns `true` if each operator has exactly one key.
    pub(crate) fn is_spelled(&self) -> bool {
        self.is_inherited || self.bare.is_some() || self.lists.is_some() || !self.keys().is_empty()
    }

    /// Returns the key that is declared for an operator.
    pub(crate) fn declared_key(&self, op: &Op) -> Option<&LitStr> {
        self.keys().iter().find(|key| key.op == op).map(|key| &key.text)
    }

    /// Returns the key of an operator of a field, or `None` if it depends on the spelling of the struct.
    pub(crate) fn key(&self, field: &str, op: &Op) -> Option<String> {
        if let Some(key) = self.declared_key(op) {
            return Some(key.value());
        }
        match self.bare {
            Some(bare) if bare == op => Some(field.to_owned()),
            None if op.name == "exact" && !self.is_inherited => Some(field.to_owned()),
            _ if self.is_inherited => None,
            _ => Some(format!("{field}__{}", op.name)),
        }
    }

    /// Returns `true` if items of lists are certainly separated by commas.
    pub(crate) fn splits_lists(&self) -> bool {
        self.lists.map_or(!self.is_inherited, |(style, _)| style != REPEAT)
    }

    /// Generates the calls that declare the spelling.
    pub(crate) fn expand(&self, private: &TokenStream) -> TokenStream {
        let bare = self.bare.map(|op| op.expand_path(private)).map(|op| quote!(.bare(#op)));
        let style = STYLES.iter().find(|(name, _)| self.lists.is_some_and(|(style, _)| style == *name));
        let lists = style.map(|(_, variant)| format_ident!("{}", variant));
        let lists = lists.map(|variant| quote!(.lists(#private::ListStyle::#variant)));
        let keys = self.keys().iter().map(|Key { op, text, .. }| {
            let op = op.expand_path(private);
            quote!(.key(#text, #op))
        });
        quote!(#bare #lists #(#keys)*)
    }
}

/// Parses `bare = "in"`.
fn parse_bare(item: &Item) -> Result<&'static Op> {
    let text = item.parse_string()?;
    find_op(&text.value(), text.span())
}

fn find_op(name: &str, span: Span) -> Result<&'static Op> {
    Op::from_name(name).ok_or_else(|| Error::new(span, describe_unknown_operator(name)))
}

/// Parses `lists = "repeat"`.
fn parse_style(item: &Item) -> Result<(&'static str, Span)> {
    let text = item.parse_string()?;
    let style = STYLES.iter().find(|(name, _)| *name == text.value());
    style.map(|(name, _)| (*name, item.name.span())).ok_or_else(|| {
        let names = STYLES.map(|(name, _)| format!("{name:?}")).join(", ");
        Error::new(text.span(), format!("unknown style of lists {:?}: expected one of {names}", text.value()))
    })
}

/// Parses `keys(gte = "created_after", lt = "created_before")`. Errors of single keys are added to `errors`.
fn parse_keys(item: &Item, errors: &mut Errors) -> Result<Vec<Key>> {
    let mut keys: Vec<Key> = Vec::new();
    for item in item.parse_list("operator = \"key\", ...")? {
        let name = item.name.unraw().to_string();
        let Some(op) = errors.ok_or_push(find_op(&name, item.name.span())) else { continue };
        let Some(text) = errors.ok_or_push(item.parse_string()) else { continue };
        if !is_key(&text.value()) {
            let message = format!("invalid key {:?}: expected {}", text.value(), describe_key_characters());
            errors.push(Error::new(text.span(), message));
        }
        if keys.iter().any(|key| key.op == op) {
            errors.push(Error::new(item.name.span(), format!("operator `{name}` has more than one key")));
        } else {
            keys.push(Key { op, op_span: item.name.span(), text });
        }
    }
    Ok(keys)
}
