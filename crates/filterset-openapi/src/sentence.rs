//! The descriptions of exported parameters.

use filterset::list::{ListOptions, ListParameter};
use filterset::{Field, Op, ValueType};

/// The separator of a field's description and the sentence on the operator.
const SEPARATOR: &str = "\n\n";

/// Returns the description of a condition's parameter: that of the field, and a sentence on the operator.
pub(crate) fn describe_condition(field: &Field, op: Op) -> String {
    let sentence = operator_sentence(field, op);
    match field.description() {
        Some(description) => format!("{description}{SEPARATOR}{sentence}"),
        None => sentence,
    }
}

/// Returns the field's description in that of a parameter.
pub(crate) fn strip_operator_sentence<'d>(described: &'d str, field: &Field, op: Op) -> Option<&'d str> {
    let sentence = operator_sentence(field, op);
    match described.strip_suffix(&sentence) {
        Some("") => None,
        Some(rest) => rest.strip_suffix(SEPARATOR).or(Some(described)),
        None => Some(described),
    }
}

/// Returns the description of a parameter of the list options.
pub(crate) fn describe_list_parameter(parameter: ListParameter, list_options: &ListOptions) -> String {
    let sentence = match parameter {
        ListParameter::Cursor => "The position of the first record, from an earlier response.",
        ListParameter::Fields => "The fields that each record contains.",
        ListParameter::Omit => "The fields that each record omits.",
        ListParameter::Offset => "The number of records to skip.",
        ListParameter::Ordering => {
            "The fields that the records are ordered by, each at most once; `-` means descending."
        }
        ListParameter::Page => "The number of the page, counted from 1.",
        ListParameter::Search => "The text to search for.",
        ListParameter::Limit | ListParameter::PageSize => {
            let clamping = list_options.pagination().filter(|pagination| pagination.clamp);
            let most = clamping.map(|pagination| format!("; a greater number is treated as {}", pagination.max_size));
            return format!("The maximum number of records to return{}.", most.unwrap_or_default());
        }
    };
    sentence.to_owned()
}

fn operator_sentence(field: &Field, op: Op) -> String {
    let name = field.name();
    let positive =
        if field.is_multi_valued() { format!("At least one value of `{name}`") } else { format!("`{name}`") };
    let negative = if field.is_multi_valued() { format!("No value of `{name}`") } else { format!("`{name}`") };
    let (equals, equals_one) =
        if field.is_multi_valued() { ("equals", "equals any of") } else { ("does not equal", "does not equal any of") };
    let sentence = match op {
        Op::Exact => format!("{positive} equals the value."),
        Op::Ne => format!("{negative} {equals} the value."),
        Op::In => format!("{positive} equals one of the values."),
        Op::NotIn => format!("{negative} {equals_one} the values."),
        Op::Gt => format!("{positive} is greater than the value."),
        Op::Gte => format!("{positive} is greater than or equal to the value."),
        Op::Lt => format!("{positive} is less than the value."),
        Op::Lte => format!("{positive} is less than or equal to the value."),
        Op::Range => format!("{positive} is between the two values, inclusive."),
        Op::IExact => format!("{positive} equals the text (case-insensitive)."),
        Op::Contains => format!("{positive} contains the text."),
        Op::IContains => format!("{positive} contains the text (case-insensitive)."),
        Op::StartsWith => format!("{positive} starts with the text."),
        Op::IStartsWith => format!("{positive} starts with the text (case-insensitive)."),
        Op::EndsWith => format!("{positive} ends with the text."),
        Op::IEndsWith => format!("{positive} ends with the text (case-insensitive)."),
        Op::IsNull if field.is_multi_valued() => format!("`{name}` has no values (`true`) or at least one (`false`)."),
        Op::IsNull => format!("`{name}` is null (`true`) or not null (`false`)."),
        Op::AllIn => format!("`{name}` has all of the values."),
        other => format!("`{name}` satisfies the operator `{other}`."),
    };
    if field.value_type() != ValueType::DateTime || op == Op::IsNull {
        return sentence;
    }
    let zone = field.time_zone().unwrap_or("UTC");
    format!("{sentence} A date without a time is also accepted and means the whole day in {zone}.")
}
