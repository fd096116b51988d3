//! The descriptions of exported parameters.

use filterset::list::{ListOptions, ListParameter};
use filterset::schema::ListStyle;
use filterset::{Field, Op, ValueType};

/// The separator of a field's description and the sentence on the operator.
const SEPARATOR: &str = "\n\n";

/// Returns the description of a condition's parameter: that of the field, and a sentence on the operator.
pub(crate) fn describe_condition(field: &Field, op: Op) -> String {
    let sentence = describe_operator(field, op);
    match field.description() {
        Some(description) => format!("{description}{SEPARATOR}{sentence}"),
        None => sentence,
    }
}

/// Returns the description of a condition's argument, whose lists are arrays.
pub(crate) fn describe_argument(field: &Field, op: Op) -> String {
    let sentence = operator_sentence(field, op);
    match field.description().map(str::trim_end) {
        Some(description) if description.ends_with(['.', '!', '?']) => format!("{description} {sentence}"),
        Some(description) => format!("{description}. {sentence}"),
        None => sentence,
    }
}

/// Returns the field's description in that of a parameter. The description of a parameter with an operator is about the
/// operator, unless it ends with the sentence of an export.
pub(crate) fn find_field_description<'d>(described: &'d str, field: &Field, op: Op) -> Option<&'d str> {
    let sentence = describe_operator(field, op);
    let exported = described.strip_suffix(&sentence).and_then(|rest| rest.strip_suffix(SEPARATOR));
    exported.or_else(|| (op == Op::Exact && described != sentence).then_some(described))
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

/// Returns the description of a reserved name, if its meaning is certain.
pub(crate) fn describe_reserved_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "page" | "page_number" => "The number of the page.",
        "page_size" | "pageSize" | "per_page" | "perPage" | "limit" | "take" => {
            "The maximum number of records to return."
        }
        "offset" | "skip" => "The number of records to skip.",
        "cursor" | "page_token" | "pageToken" => "The position of the first record, from an earlier response.",
        "starting_after" => "The record before the first one to return.",
        "ending_before" => "The record after the last one to return.",
        "ordering" | "order_by" | "orderBy" | "sort_by" | "sortBy" | "sortby" => {
            "The fields that the records are ordered by."
        }
        "sort_direction" | "sort_dir" => "The direction of the order.",
        "fields" | "include_fields" => "The fields that each record contains.",
        "omit" | "exclude_fields" => "The fields that each record omits.",
        "search" => "The text to search for.",
        "search_fields" => "The fields to search.",
        "format" => "The format of the response.",
        _ => return None,
    })
}

/// Returns the sentence on an operator, and how its values are separated if `explode` doesn't say it all.
fn describe_operator(field: &Field, op: Op) -> String {
    let sentence = operator_sentence(field, op);
    match field.list_style(op) {
        ListStyle::Both => format!("{sentence} Commas separate values too."),
        _ => sentence,
    }
}

fn operator_sentence(field: &Field, op: Op) -> String {
    let name = field.name();
    let positive =
        if field.is_multi_valued() { format!("At least one value of `{name}`") } else { format!("`{name}`") };
    let negative = if field.is_multi_valued() { format!("No value of `{name}`") } else { format!("`{name}`") };
    let choose = |single, multi_valued| if field.is_multi_valued() { multi_valued } else { single };
    let equals = choose("does not equal", "equals");
    let (contains, starts) = (choose("does not contain", "contains"), choose("does not start with", "starts with"));
    let ends = choose("does not end with", "ends with");
    let sentence = match op {
        Op::Exact => format!("{positive} equals the value."),
        Op::Ne => format!("{negative} {equals} the value."),
        Op::In => format!("{positive} equals one of the values."),
        Op::NotIn => format!("{negative} {equals} any of the values."),
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
        Op::NotIExact => format!("{negative} {equals} the text (case-insensitive)."),
        Op::NotContains => format!("{negative} {contains} the text."),
        Op::NotIContains => format!("{negative} {contains} the text (case-insensitive)."),
        Op::NotStartsWith => format!("{negative} {starts} the text."),
        Op::NotIStartsWith => format!("{negative} {starts} the text (case-insensitive)."),
        Op::NotEndsWith => format!("{negative} {ends} the text."),
        Op::NotIEndsWith => format!("{negative} {ends} the text (case-insensitive)."),
        Op::IsNull | Op::IsEmpty if field.is_multi_valued() => {
            format!("`{name}` has no values (`true`) or at least one (`false`).")
        }
        Op::IsEmpty if field.value_type() == ValueType::Text => {
            format!("`{name}` is empty or null (`true`), or neither (`false`).")
        }
        Op::IsNull | Op::IsEmpty => format!("`{name}` is null (`true`) or not null (`false`)."),
        Op::AllIn => format!("`{name}` has all of the values."),
        other => format!("`{name}` satisfies the operator `{other}`."),
    };
    if field.value_type() != ValueType::DateTime || op.takes_boolean() {
        return sentence;
    }
    let zone = field.time_zone().unwrap_or("UTC");
    format!("{sentence} A date without a time is also accepted and means the whole day in {zone}.")
}
