//! The operators: their names in attributes, and the operands and docs of their methods.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// An operator.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Op {
    /// The name in keys and attributes.
    pub(crate) name: &'static str,
    /// The variant of `filterset::Op`.
    pub(crate) variant: &'static str,
    pub(crate) operand: Operand,
    /// The predicate of a sentence whose subject is the field.
    pub(crate) meaning: &'static str,
}

/// The operand of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    Value,
    Range,
    List,
    Flag,
}

impl Op {
    pub(crate) fn from_name(name: &str) -> Option<&'static Op> {
        OPS.iter().find(|op| op.name == name)
    }

    /// Generates the path of the variant.
    pub(crate) fn expand_path(&self, private: &TokenStream) -> TokenStream {
        let variant = format_ident!("{}", self.variant);
        quote!(#private::Op::#variant)
    }

    /// Returns the name of the parameter of a method whose operand is a flag: `is_null` for `isnull`.
    pub(crate) fn flag_name(&self) -> String {
        format!("is_{}", self.name.strip_prefix("is").unwrap_or(self.name))
    }

    /// Returns `true` if fields of every type can have the operator.
    pub(crate) fn applies_to_all_types(&self) -> bool {
        matches!(self.name, "exact" | "ne")
    }
}

pub(crate) const OPS: [Op; 26] = {
    use Operand::{Flag, List, Range, Value};
    const fn op(name: &'static str, variant: &'static str, operand: Operand, meaning: &'static str) -> Op {
        Op { name, variant, operand, meaning }
    }
    [
        op("exact", "Exact", Value, "equals the value"),
        op("ne", "Ne", Value, "doesn't equal the value, or is null"),
        op("in", "In", List, "equals one of the values"),
        op("not_in", "NotIn", List, "equals none of the values, or is null"),
        op("gt", "Gt", Value, "is greater than the value"),
        op("gte", "Gte", Value, "is greater than or equal to the value"),
        op("lt", "Lt", Value, "is less than the value"),
        op("lte", "Lte", Value, "is less than or equal to the value"),
        op("range", "Range", Range, "is between the two values, both included"),
        op("iexact", "IExact", Value, "equals the text, case-insensitive"),
        op("contains", "Contains", Value, "contains the text"),
        op("icontains", "IContains", Value, "contains the text, case-insensitive"),
        op("startswith", "StartsWith", Value, "begins with the text"),
        op("istartswith", "IStartsWith", Value, "begins with the text, case-insensitive"),
        op("endswith", "EndsWith", Value, "ends with the text"),
        op("iendswith", "IEndsWith", Value, "ends with the text, case-insensitive"),
        op("isnull", "IsNull", Flag, "is null (`true`) or not null (`false`)"),
        op("allin", "AllIn", List, "contains all of the values"),
        op("not_iexact", "NotIExact", Value, "doesn't equal the text, case-insensitive, or is null"),
        op("not_contains", "NotContains", Value, "doesn't contain the text, or is null"),
        op("not_icontains", "NotIContains", Value, "doesn't contain the text, case-insensitive, or is null"),
        op("not_startswith", "NotStartsWith", Value, "doesn't begin with the text, or is null"),
        op("not_istartswith", "NotIStartsWith", Value, "doesn't begin with the text, case-insensitive, or is null"),
        op("not_endswith", "NotEndsWith", Value, "doesn't end with the text, or is null"),
        op("not_iendswith", "NotIEndsWith", Value, "doesn't end with the text, case-insensitive, or is null"),
        op("isempty", "IsEmpty", Flag, "is null, empty text or without values (`true`), or not (`false`)"),
    ]
};
