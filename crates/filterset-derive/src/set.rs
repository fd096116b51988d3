//! `#[derive(FilterSet)]`: what is declared on a struct and its fields, checked.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Path, Result, Type};

use crate::attribute::{Faults, items, set, suffixed};
use crate::case::Case;
use crate::docs::description;
use crate::op::{OPS, Op};
use crate::{keys, write};

/// What is declared of a struct.
pub(crate) struct Set<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) name: Option<LitStr>,
    pub(crate) reserved: Vec<LitStr>,
    pub(crate) limits: Option<TokenStream>,
    pub(crate) list: Option<TokenStream>,
    pub(crate) builder: Ident,
    pub(crate) path: Option<Path>,
    pub(crate) fields: Vec<Field<'a>>,
}

/// What is declared of a field that can be filtered.
pub(crate) struct Field<'a> {
    pub(crate) declared: &'a syn::Field,
    /// Its name in queries.
    pub(crate) name: String,
    pub(crate) name_span: Span,
    pub(crate) ops: Vec<(&'static Op, Span)>,
    /// Whether something of it couldn't be read: it could be meant to have any operator.
    pub(crate) is_faulty: bool,
    /// What its methods are called, or begin with.
    method: Ident,
    /// Whether lists can be ordered by it.
    pub(crate) sort: Option<Span>,
    pub(crate) allow_empty: Option<Span>,
    pub(crate) time_zone: Option<LitStr>,
    pub(crate) description: Option<String>,
}

impl Field<'_> {
    /// Its type, without needless parentheses: what is written of it would be told for them.
    pub(crate) fn held(&self) -> &Type {
        let mut held = &self.declared.ty;
        while let Type::Paren(inner) = held {
            held = &inner.elem;
        }
        held
    }

    /// The name of the method for an operator: that of the field for equality.
    pub(crate) fn method(&self, op: &Op) -> Ident {
        if op.name == "exact" { self.method.clone() } else { suffixed(&self.method, op.name) }
    }
}

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let mut faults = Faults::default();
    let set = read(input, &mut faults)?;
    keys::check(&set.fields, &set.reserved, &mut faults);
    check_methods(&set.fields, &mut faults);
    Ok(match faults.finish() {
        Ok(()) => write::set(&set),
        // What uses the table isn't told for the table's faults.
        Err(error) => {
            let stub = write::stub(&set);
            let error = error.into_compile_error();
            quote!(#error #stub)
        }
    })
}

fn read<'a>(input: &'a DeriveInput, faults: &mut Faults) -> Result<Set<'a>> {
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            _ => return Err(Error::new_spanned(&input.ident, "a table is made from a struct with named fields")),
        },
        _ => return Err(Error::new_spanned(&input.ident, "a table is made from a struct")),
    };
    let (mut name, mut reserved, mut case) = (None, None, None);
    let (mut builder, mut limits, mut list, mut path) = (None, None, None, None);
    for item in items(&input.attrs, faults) {
        match item.name.to_string().as_str() {
            "name" => set(&mut name, &item, item.text(), faults),
            "reserved" => set(&mut reserved, &item, item.texts(), faults),
            "rename_all" => set(&mut case, &item, item.case(), faults),
            "builder" => set(&mut builder, &item, item.identifier(), faults),
            "limits" => set(&mut limits, &item, item.expression(), faults),
            "list" => set(&mut list, &item, item.expression(), faults),
            "crate" => set(&mut path, &item, item.path(), faults),
            _ => faults.push(item.unknown(&["name", "reserved", "rename_all", "builder", "limits", "list", "crate"])),
        }
    }
    Ok(Set {
        input,
        name,
        reserved: reserved.unwrap_or_default(),
        limits,
        list,
        builder: builder.unwrap_or_else(|| Ident::new(&format!("{}Filter", input.ident.unraw()), input.ident.span())),
        path,
        fields: fields.iter().filter_map(|declared| field(declared, case, faults)).collect(),
    })
}

/// Reads what is declared of a field; of one that is skipped, nothing.
fn field<'a>(declared: &'a syn::Field, case: Option<Case>, faults: &mut Faults) -> Option<Field<'a>> {
    let ident = declared.ident.as_ref()?;
    let (mut rename, mut method, mut skip) = (None, None, None);
    let (mut sort, mut allow_empty, mut time_zone) = (None, None, None);
    let mut ops: Vec<(&'static Op, Span)> = Vec::new();
    let faults_before = faults.count();
    let items = items(&declared.attrs, faults);
    for item in &items {
        let span = item.name.span();
        match item.name.to_string().as_str() {
            "rename" => set(&mut rename, item, item.text(), faults),
            "method" => set(&mut method, item, item.identifier(), faults),
            "skip" => set(&mut skip, item, item.flag(), faults),
            "sort" => set(&mut sort, item, item.flag().map(|()| span), faults),
            "allow_empty" => set(&mut allow_empty, item, item.flag().map(|()| span), faults),
            "time_zone" => set(&mut time_zone, item, item.time_zone(), faults),
            name => match Op::named(name) {
                Some(op) if ops.iter().any(|(known, _)| *known == op) => faults.push(item.repeated()),
                Some(op) => ops.extend(faults.keep(item.flag()).map(|()| (op, span))),
                None => {
                    let others = ["rename", "method", "skip", "sort", "allow_empty", "time_zone"];
                    let known: Vec<&str> = OPS.iter().map(|op| op.name).chain(others).collect();
                    faults.push(item.unknown(&known));
                }
            },
        }
    }
    if skip.is_some() {
        if let [_, _, ..] = items.as_slice() {
            faults.at(ident, "a field that is skipped declares nothing else");
        }
        return None;
    }
    if ops.is_empty() && faults.count() == faults_before {
        faults
            .at(ident, "this field lists no operator: write `#[filter(exact)]`, or `#[filter(skip)]` to leave it out");
    }
    let own_name = ident.unraw().to_string();
    let (name, name_span) = match &rename {
        Some(rename) => (rename.value(), rename.span()),
        None => (case.map_or(own_name.clone(), |case| case.of_field(&own_name)), ident.span()),
    };
    Some(Field {
        declared,
        name,
        name_span,
        ops,
        is_faulty: faults.count() > faults_before,
        method: method.unwrap_or_else(|| ident.clone()),
        sort,
        allow_empty,
        time_zone,
        description: description(&declared.attrs),
    })
}

/// Two methods of the builder can't have one name.
fn check_methods(fields: &[Field<'_>], faults: &mut Faults) {
    let mut known: HashMap<String, String> = HashMap::new();
    // What a field is called by itself goes first, so that the fault is told where a method's name is put together.
    let pairs = || fields.iter().flat_map(|field| field.ops.iter().map(move |(op, span)| (field, *op, *span)));
    let (plain, composed): (Vec<_>, Vec<_>) = pairs().partition(|(_, op, _)| op.name == "exact");
    for (field, op, span) in plain.into_iter().chain(composed) {
        let method = field.method(op).unraw().to_string();
        let advice = "name this field's methods by `method = \"...\"`";
        if method == "build" {
            faults.push(Error::new(span, format!("the builder has a method `build` of its own: {advice}")));
        } else if let Some(other) = known.get(&method) {
            let message = format!("the field {other:?} has a method `{method}` too: {advice}");
            faults.push(Error::new(span, message));
        } else {
            known.insert(method, field.name.clone());
        }
    }
}
