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
        ListParameter::Cursor => "Where the answered records begin, as an earlier answer said it.",
        ListParameter::Fields => "Which fields the records are answered with, and no others.",
        ListParameter::Omit => "Which fields the records are answered without.",
        ListParameter::Offset => "How many records of the list come before those that are answered.",
        ListParameter::Ordering => "By which fields the records are ordered, each at most once; `-` means descending.",
        ListParameter::Page => "Which page of the list is answered, counted from 1.",
        ListParameter::Search => "The text that is searched for.",
        ListParameter::Limit | ListParameter::PageSize => {
            let clamping = list_options.pagination().filter(|pagination| pagination.clamp);
            let most = clamping.map(|pagination| format!("; a greater number means {}", pagination.max_size));
            return format!("How many records are answered at most{}.", most.unwrap_or_default());
        }
    };
    sentence.to_owned()
}

fn operator_sentence(field: &Field, op: Op) -> String {
    let name = field.name();
    let positive = if field.is_multi_valued() { format!("One of `{name}`") } else { format!("`{name}`") };
    let negative = if field.is_multi_valued() { format!("None of `{name}`") } else { format!("`{name}`") };
    let (equals, equals_one) =
        if field.is_multi_valued() { ("equals", "equals one of") } else { ("doesn't equal", "equals none of") };
    let sentence = match op {
        Op::Exact => format!("{positive} equals the value."),
        Op::Ne => format!("{negative} {equals} the value."),
        Op::In => format!("{positive} equals one of the values."),
        Op::NotIn => format!("{negative} {equals_one} the values."),
        Op::Gt => format!("{positive} is greater than the value."),
        Op::Gte => format!("{positive} is greater than the value or equal to it."),
        Op::Lt => format!("{positive} is less than the value."),
        Op::Lte => format!("{positive} is less than the value or equal to it."),
        Op::Range => format!("{positive} lies between the two values, both included."),
        Op::IExact => format!("{positive} equals the text without regard to case."),
        Op::Contains => format!("{positive} contains the text."),
        Op::IContains => format!("{positive} contains the text without regard to case."),
        Op::StartsWith => format!("{positive} begins with the text."),
        Op::IStartsWith => format!("{positive} begins with the text without regard to case."),
        Op::EndsWith => format!("{positive} ends with the text."),
        Op::IEndsWith => format!("{positive} ends with the text without regard to case."),
        Op::IsNull if field.is_multi_valued() => format!("`{name}` holds no value (`true`), or holds one (`false`)."),
        Op::IsNull => format!("`{name}` is null (`true`), or isn't (`false`)."),
        Op::AllIn => format!("`{name}` holds all of the values."),
        other => format!("`{name}` satisfies the operator `{other}`."),
    };
    if field.value_type() != ValueType::DateTime || op == Op::IsNull {
        return sentence;
    }
    let zone = field.time_zone().unwrap_or("UTC");
    format!("{sentence} A date alone, which the server takes too, means that whole day in {zone}.")
}
