//! The operators as attributes name them, and what the builder's methods say of them.

/// An operator.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Op {
    /// Its name in a key.
    pub(crate) name: &'static str,
    /// Its variant of `filterset::Op`.
    pub(crate) variant: &'static str,
    pub(crate) takes: Takes,
    /// What a condition says of its field.
    pub(crate) meaning: &'static str,
}

/// What an operator's method takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Value,
    Range,
    List,
    Flag,
}

impl Op {
    pub(crate) fn named(name: &str) -> Option<&'static Op> {
        OPS.iter().find(|op| op.name == name)
    }

    /// Whether a field of any type has it.
    pub(crate) fn is_of_every_type(&self) -> bool {
        matches!(self.name, "exact" | "ne")
    }
}

pub(crate) const OPS: [Op; 18] = {
    use Takes::{Flag, List, Range, Value};
    const fn op(name: &'static str, variant: &'static str, takes: Takes, meaning: &'static str) -> Op {
        Op { name, variant, takes, meaning }
    }
    [
        op("exact", "Exact", Value, "equals the value"),
        op("ne", "Ne", Value, "doesn't equal the value; true of a null"),
        op("in", "In", List, "equals one of the values"),
        op("not_in", "NotIn", List, "equals none of the values; true of a null"),
        op("gt", "Gt", Value, "is greater than the value"),
        op("gte", "Gte", Value, "is greater than the value or equal to it"),
        op("lt", "Lt", Value, "is less than the value"),
        op("lte", "Lte", Value, "is less than the value or equal to it"),
        op("range", "Range", Range, "lies between the two values, both ends included"),
        op("iexact", "IExact", Value, "equals the text without regard to case"),
        op("contains", "Contains", Value, "contains the text"),
        op("icontains", "IContains", Value, "contains the text without regard to case"),
        op("startswith", "StartsWith", Value, "begins with the text"),
        op("istartswith", "IStartsWith", Value, "begins with the text without regard to case"),
        op("endswith", "EndsWith", Value, "ends with the text"),
        op("iendswith", "IEndsWith", Value, "ends with the text without regard to case"),
        op("isnull", "IsNull", Flag, "is null (`true`) or isn't (`false`)"),
        op("allin", "AllIn", List, "holds all of the values"),
    ]
};
