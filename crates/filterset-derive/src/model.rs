//! The model of a struct with `#[derive(FilterSet)]`, parsed from its attributes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Error, Fields, Generics, Lifetime, LitStr, Result, Token, Type};

use crate::attribute::{Errors, crate_path_or_default, parse_items, set_once};
use crate::case::Case;
use crate::docs::read_description;
use crate::op::{OPS, Op};
use crate::spelling::{self, Spelling};
use crate::types;

/// A struct, the schema that it declares, and the builder of its filters.
pub(crate) struct Model<'a> {
    pub(crate) input: &'a DeriveInput,
    /// The schema's name.
    pub(crate) name: String,
    pub(crate) reserved: Vec<LitStr>,
    /// An expression of the type `Limits`.
    pub(crate) limits: Option<TokenStream>,
    /// An expression of the list options.
    pub(crate) list: Option<TokenStream>,
    /// An expression of the type `Spelling`.
    pub(crate) spelling: Option<TokenStream>,
    pub(crate) fields: Vec<Field<'a>>,
    pub(crate) builder: Builder,
    /// The path of the crate `filterset`.
    pub(crate) crate_path: TokenStream,
    /// The path of its module for generated code.
    pub(crate) private: TokenStream,
}

/// The builder's type.
pub(crate) struct Builder {
    pub(crate) name: Ident,
    /// The lifetime of the values that are passed to the builder.
    pub(crate) lifetime: Lifetime,
    /// The lifetime, and the struct's parameters without its lifetimes.
    pub(crate) generics: Generics,
}

/// A field that can be filtered.
pub(crate) struct Field<'a> {
    pub(crate) declared: &'a syn::Field,
    /// The name in queries.
    pub(crate) name: String,
    pub(crate) name_span: Span,
    /// The name of the database column.
    pub(crate) column: String,
    pub(crate) ops: Vec<(&'static Op, Span)>,
    /// Whether an attribute is invalid. Then any operator may have been intended.
    pub(crate) is_invalid: bool,
    /// The name of the method for equality, and the prefix of the others.
    method: Ident,
    /// The span of `sort`.
    pub(crate) sort: Option<Span>,
    /// The span of `allow_empty`.
    pub(crate) allow_empty: Option<Span>,
    pub(crate) time_zone: Option<LitStr>,
    pub(crate) spelling: Spelling,
    pub(crate) description: Option<String>,
}

impl<'a> Model<'a> {
    /// Parses the attributes of a struct and of its fields.
    ///
    /// # Errors
    ///
    /// Returns an error if there is nothing to parse: the input isn't a struct with named fields. Errors of attributes
    /// are added to `errors`.
    pub(crate) fn parse(input: &'a DeriveInput, errors: &mut Errors) -> Result<Model<'a>> {
        let declared = named_fields(input)?;
        let (mut name, mut reserved, mut case) = (None, None, None);
        let (mut builder, mut limits, mut list, mut path) = (None, None, None, None);
        let mut spelling = None;
        for item in parse_items(&input.attrs, errors) {
            match item.name.to_string().as_str() {
                "name" => set_once(&mut name, &item, item.parse_string(), errors),
                "reserved" => set_once(&mut reserved, &item, item.parse_strings(), errors),
                "rename_all" => set_once(&mut case, &item, item.parse_case(), errors),
                "builder" => set_once(&mut builder, &item, item.parse_identifier(), errors),
                "limits" => set_once(&mut limits, &item, item.parse_expression(), errors),
                "list" => set_once(&mut list, &item, item.parse_expression(), errors),
                "spelling" => set_once(&mut spelling, &item, item.parse_expression(), errors),
                "crate" => set_once(&mut path, &item, item.parse_path(), errors),
                _ => errors.push(item.unknown_error(&[
                    "name",
                    "reserved",
                    "rename_all",
                    "builder",
                    "limits",
                    "list",
                    "spelling",
                    "crate",
                ])),
            }
        }
        let ident = input.ident.unraw();
        let crate_path = crate_path_or_default(path);
        let parse_field = |declared| Field::parse(declared, case, spelling.is_some(), errors);
        let fields = declared.iter().filter_map(parse_field).collect();
        Ok(Model {
            input,
            name: name.map_or_else(|| ident.to_string(), |name| name.value()),
            reserved: reserved.unwrap_or_default(),
            limits,
            list,
            spelling,
            fields,
            builder: Builder::new(
                builder.unwrap_or_else(|| Ident::new(&format!("{ident}Filter"), ident.span())),
                input,
            ),
            private: quote!(#crate_path::__private),
            crate_path,
        })
    }

    /// Returns the declared operators of each field.
    pub(crate) fn declared_ops(&self) -> impl Iterator<Item = (&Field<'a>, &'static Op)> {
        self.fields.iter().flat_map(|field| field.ops.iter().map(move |(op, _)| (field, *op)))
    }

    /// Returns the operators that may have been intended: all of them for a field with an invalid attribute, the
    /// declared ones for any other field.
    pub(crate) fn possible_ops(&self) -> impl Iterator<Item = (&Field<'a>, &'static Op)> {
        let invalid = self.fields.iter().filter(|field| field.is_invalid);
        self.declared_ops().chain(invalid.flat_map(|field| OPS.iter().map(move |op| (field, op))))
    }

    /// Returns the names of the fields that lists can be ordered by.
    pub(crate) fn sortable_names(&self) -> Vec<&str> {
        self.fields.iter().filter(|field| field.sort.is_some()).map(|field| field.name.as_str()).collect()
    }

    /// Returns `true` if the struct or one of its fields is deprecated.
    pub(crate) fn is_deprecated(&self) -> bool {
        let of_fields = self.fields.iter().flat_map(|field| &field.declared.attrs);
        self.input.attrs.iter().chain(of_fields).any(|attribute| attribute.path().is_ident("deprecated"))
    }

    /// Returns `true` if the tokens name a type parameter or a constant parameter of the struct.
    pub(crate) fn is_generic(&self, tokens: impl ToTokens) -> bool {
        types::mentions_parameters(tokens, &self.input.generics)
    }

    /// Rewrites tokens of the struct for code outside of its own implementations: `Self` becomes the struct's name, and
    /// each of the struct's lifetimes becomes `lifetime`.
    pub(crate) fn detach(&self, tokens: impl ToTokens, lifetime: &Lifetime) -> TokenStream {
        let generics = &self.input.generics;
        let tokens = types::replace_self(tokens, &self.input.ident, generics);
        types::replace_lifetimes(tokens, generics.lifetimes().map(|parameter| &parameter.lifetime), lifetime)
    }

    /// Rewrites tokens of the struct for a static: as [`detach`](Model::detach), with the lifetime `'static`.
    pub(crate) fn detach_static(&self, tokens: impl ToTokens) -> TokenStream {
        self.detach(tokens, &types::static_lifetime())
    }
}

fn named_fields(input: &DeriveInput) -> Result<&Punctuated<syn::Field, Token![,]>> {
    const MESSAGE: &str = "`FilterSet` can be derived only for a struct with named fields";
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(&fields.named),
            _ => Err(Error::new_spanned(&input.ident, MESSAGE)),
        },
        _ => Err(Error::new_spanned(&input.ident, MESSAGE)),
    }
}

impl Builder {
    fn new(name: Ident, input: &DeriveInput) -> Builder {
        let lifetime = types::find_unused_lifetime(&input.to_token_stream());
        let generics = types::make_builder_generics(&input.generics, &lifetime);
        Builder { name, lifetime, generics }
    }

    /// Returns `true` if the builder has parameters other than its lifetime.
    pub(crate) fn has_parameters(&self) -> bool {
        self.generics.type_params().next().is_some() || self.generics.const_params().next().is_some()
    }
}

impl<'a> Field<'a> {
    /// Parses the attributes of a field. Returns `None` for a field that is skipped.
    fn parse(declared: &'a syn::Field, case: Option<Case>, is_spelled: bool, errors: &mut Errors) -> Option<Field<'a>> {
        let ident = declared.ident.as_ref()?;
        let (mut rename, mut method, mut skip) = (None, None, None);
        let (mut column, mut sort, mut allow_empty, mut time_zone) = (None, None, None, None);
        let mut ops: Vec<(&'static Op, Span)> = Vec::new();
        let mut spelling = Spelling::new(is_spelled);
        let errors_before = errors.count();
        let items = parse_items(&declared.attrs, errors);
        for item in &items {
            if spelling.read(item, errors) {
                continue;
            }
            let span = item.name.span();
            match item.name.to_string().as_str() {
                "rename" => set_once(&mut rename, item, item.parse_string(), errors),
                "method" => set_once(&mut method, item, item.parse_identifier(), errors),
                "column" => set_once(&mut column, item, item.parse_column(), errors),
                "skip" => set_once(&mut skip, item, item.expect_flag(), errors),
                "sort" => set_once(&mut sort, item, item.expect_flag().map(|()| span), errors),
                "allow_empty" => set_once(&mut allow_empty, item, item.expect_flag().map(|()| span), errors),
                "time_zone" => set_once(&mut time_zone, item, item.parse_time_zone(), errors),
                name => match Op::from_name(name) {
                    Some(op) if ops.iter().any(|(known, _)| *known == op) => errors.push(item.duplicate_error()),
                    Some(op) => ops.extend(errors.ok_or_push(item.expect_flag()).map(|()| (op, span))),
                    None => {
                        let others = ["rename", "method", "column", "skip", "sort", "allow_empty", "time_zone"];
                        let others = others.into_iter().chain(spelling::ATTRIBUTES);
                        let known: Vec<&str> = OPS.iter().map(|op| op.name).chain(others).collect();
                        errors.push(item.unknown_error(&known));
                    }
                },
            }
        }
        if skip.is_some() {
            if items.len() > 1 {
                errors.push_at(ident, "`skip` can't be combined with other attributes");
            }
            return None;
        }
        if ops.is_empty() && errors.count() == errors_before {
            errors.push_at(
                ident,
                "expected at least one operator, such as `#[filter(exact)]`, or `#[filter(skip)]` to exclude the field",
            );
        }
        // An invalid operator may be one that the spelling needs.
        if errors.count() == errors_before {
            spelling.validate(&ops, errors);
        }
        let own_name = ident.unraw().to_string();
        let (name, name_span) = match &rename {
            Some(rename) => (rename.value(), rename.span()),
            None => (case.map_or(own_name.clone(), |case| case.rename_field(&own_name)), ident.span()),
        };
        let column = column.map_or(own_name, |column| column.value());
        Some(Field {
            declared,
            name,
            name_span,
            column,
            ops,
            is_invalid: errors.count() > errors_before,
            method: method.unwrap_or_else(|| ident.clone()),
            sort,
            allow_empty,
            time_zone,
            spelling,
            description: read_description(&declared.attrs),
        })
    }

    /// Returns the declared type without redundant parentheses, because the compiler would warn about them in the
    /// generated code.
    pub(crate) fn rust_type(&self) -> &Type {
        let mut ty = &self.declared.ty;
        while let Type::Paren(inner) = ty {
            ty = &inner.elem;
        }
        ty
    }

    /// Returns the name of the builder's method for an operator.
    pub(crate) fn method_name(&self, op: &Op) -> Ident {
        if op.name == "exact" {
            return self.method.clone();
        }
        format_ident!("{}_{}", self.method.unraw(), op.name, span = self.method.span())
    }

    /// Returns the key of an operator in a query, or `None` if it depends on the spelling of the struct.
    pub(crate) fn key(&self, op: &Op) -> Option<String> {
        self.spelling.key(&self.name, op)
    }
}
