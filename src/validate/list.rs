//! The validator of list parameters.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use super::{Location, Report};
use crate::error::ErrorKind;
use crate::list::{Parts, Projection, Sort};
use crate::schema::{ListOptions, ListParameter, Names, Pagination, index_of, is_valid_name};
use crate::util::{excerpt, nearest};
use crate::value::{Input, InvalidReason, ValueType};

/// A validator of the parameters of one list request, each of which can be given once.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListValidator<'v> {
    /// The parameters that were given, including invalid ones.
    given: Vec<ListParameter>,
    parts: Parts<'v>,
}

/// The reason why a parameter can't be added to those given before.
pub(crate) enum Clash {
    Repeated,
    With(ListParameter),
}

impl<'v> ListValidator<'v> {
    /// Returns a validator with parameters that are already valid.
    pub(crate) fn with_parts(options: &ListOptions, parts: Parts<'v>) -> ListValidator<'v> {
        ListValidator { given: options.parameters().filter(|parameter| parts.has(*parameter)).collect(), parts }
    }

    pub(crate) fn into_parts(self) -> Parts<'v> {
        self.parts
    }

    /// Removes a parameter, if it was given.
    pub(crate) fn remove(&mut self, parameter: ListParameter) {
        self.given.retain(|given| *given != parameter);
        self.parts.remove(parameter);
    }

    /// Records that a parameter is given, and checks that it doesn't clash with an earlier one.
    pub(crate) fn add_parameter(&mut self, parameter: ListParameter) -> Result<(), Clash> {
        if self.given.contains(&parameter) {
            return Err(Clash::Repeated);
        }
        self.given.push(parameter);
        let other = match parameter {
            ListParameter::Fields => ListParameter::Omit,
            ListParameter::Omit => ListParameter::Fields,
            _ => return Ok(()),
        };
        if self.given.contains(&other) { Err(Clash::With(other)) } else { Ok(()) }
    }

    /// Validates a parameter with one value.
    pub(crate) fn check_value(
        &mut self,
        options: &ListOptions,
        parameter: ListParameter,
        input: Input<'_, 'v>,
        report: &mut Report<'_>,
    ) {
        let expected = if parameter.is_number() { ValueType::Integer } else { ValueType::Text };
        let text = take_text(input, expected);
        if let Err(error) = text.and_then(|text| self.read_value(options, parameter, text)) {
            report(Location::Value, &|| error.describe());
        }
    }

    /// Validates a parameter with a list of `count` items, of which `limit` are accepted.
    pub(crate) fn check_items<'t>(
        &mut self,
        options: &ListOptions,
        parameter: ListParameter,
        (count, limit): (usize, usize),
        inputs: impl Iterator<Item = Input<'t, 'v>>,
        report: &mut Report<'_>,
    ) {
        if count == 0 {
            return report(Location::Value, &|| ErrorKind::EmptyList);
        }
        if count > limit {
            return report(Location::Value, &|| ErrorKind::TooManyItems { limit, found: count, in_all: false });
        }
        if parameter == ListParameter::Ordering {
            let names = options.shared_ordering();
            let mut first = HashMap::new();
            let items = inputs
                .enumerate()
                .map(|(number, input)| read_sort(&names, &mut first, number, take_text(input, ValueType::Choice)?));
            self.parts.ordering = collect_items(count.min(names.len()), items, report).unwrap_or_default();
        } else {
            let names = options.projection_names(parameter).unwrap_or(&Names::Any);
            let expected = if matches!(names, Names::Any) { ValueType::Text } else { ValueType::Choice };
            let items = inputs.map(|input| read_name(names, take_text(input, expected)?));
            if let Some(names) = collect_items(count, items, report) {
                self.parts.projection = Projection::new(parameter, names);
            }
        }
    }

    fn read_value(
        &mut self,
        options: &ListOptions,
        parameter: ListParameter,
        text: Cow<'v, str>,
    ) -> Result<(), PartError<'static, 'v>> {
        // A pagination's parameters are declared only together with it, so the default is never used.
        let pagination = options.pagination().unwrap_or_else(Pagination::by_page);
        let parts = &mut self.parts;
        match parameter {
            ListParameter::Page => {
                let page = read_integer(text, 1, pagination.last_page(), false)?;
                parts.page = Some(page).filter(|page| *page != 1);
            }
            ListParameter::Offset => {
                let offset = read_integer(text, 0, pagination.last_offset(), false)?;
                parts.offset = Some(offset).filter(|offset| *offset != 0);
            }
            ListParameter::PageSize | ListParameter::Limit => {
                let size = read_integer(text, 1, pagination.max_size, pagination.clamp)?;
                parts.size = Some(size).filter(|size| *size != pagination.size);
            }
            ListParameter::Cursor => {
                parts.cursor = Some(read_text(text, Pagination::MAX_CURSOR_CHARACTERS)?);
            }
            // A blank string would match every record.
            ListParameter::Search if text.trim().is_empty() => return Err(PartError::EmptyValue(ValueType::Text)),
            ListParameter::Search => parts.search = Some(read_text(text, options.search().unwrap_or_default())?),
            ListParameter::Ordering | ListParameter::Fields | ListParameter::Omit => {}
        }
        Ok(())
    }
}

impl Clash {
    /// Describes the error. `span` returns the span of an earlier parameter.
    pub(crate) fn describe(
        &self,
        parameter: ListParameter,
        span: impl Fn(ListParameter) -> Option<Range<usize>>,
    ) -> ErrorKind {
        let name = parameter.name();
        match self {
            Clash::Repeated => ErrorKind::DuplicateParameter { name, first: span(parameter) },
            Clash::With(other) => ErrorKind::ConflictingParameters { name, other: other.name(), first: span(*other) },
        }
    }
}

/// The reason for the rejection of a string.
enum PartError<'n, 'v> {
    EmptyValue(ValueType),
    EmptyItem,
    NullCharacter,
    TooLong { limit: usize, found: usize },
    Invalid { found: Cow<'v, str>, expected: ValueType, reason: InvalidReason },
    InvalidName(Cow<'v, str>),
    UnknownName(Cow<'v, str>, &'n Arc<[Cow<'static, str>]>),
    UnknownSort(Sort<'v>, &'n Arc<[Cow<'static, str>]>),
    Repeated { sort: Sort<'v>, first: usize },
}

impl PartError<'_, '_> {
    fn describe(&self) -> ErrorKind {
        match self {
            PartError::EmptyValue(expected) => ErrorKind::EmptyValue { expected: *expected },
            PartError::EmptyItem => ErrorKind::EmptyItem,
            PartError::NullCharacter => ErrorKind::NullCharacter,
            PartError::TooLong { limit, found } => ErrorKind::ValueTooLong { limit: *limit, found: *found },
            PartError::Invalid { found, expected, reason } => ErrorKind::InvalidValue {
                found: excerpt(found),
                expected: *expected,
                reason: *reason,
                choices: Arc::default(),
                nearest: Vec::new(),
            },
            PartError::InvalidName(text) => ErrorKind::InvalidValue {
                found: excerpt(text),
                expected: ValueType::Text,
                reason: InvalidReason::NotAName,
                choices: Arc::default(),
                nearest: Vec::new(),
            },
            PartError::UnknownName(name, names) => describe_unknown(name, names, nearest_names(name, names)),
            PartError::UnknownSort(sort, names) => {
                let nearest = nearest_names(&sort.name, names).into_iter();
                let nearest = nearest.map(|name| format!("{}{name}", sort.direction.sign())).collect();
                describe_unknown(&sort.to_string(), names, nearest)
            }
            PartError::Repeated { sort, .. } => {
                ErrorKind::DuplicateItem { found: excerpt(&sort.to_string()), first: None }
            }
        }
    }
}

fn nearest_names(name: &str, names: &Arc<[Cow<'static, str>]>) -> Vec<String> {
    nearest(name, names.iter().map(AsRef::as_ref))
}

fn describe_unknown(found: &str, names: &Arc<[Cow<'static, str>]>, nearest: Vec<String>) -> ErrorKind {
    ErrorKind::InvalidValue {
        found: excerpt(found),
        expected: ValueType::Choice,
        reason: InvalidReason::NotAChoice,
        choices: Arc::clone(names),
        nearest,
    }
}

/// Collects the items of a list and reports all errors. Returns the items if there is none.
fn collect_items<'n, 'v, T>(
    capacity: usize,
    items: impl Iterator<Item = Result<T, PartError<'n, 'v>>>,
    report: &mut Report<'_>,
) -> Option<Vec<T>> {
    let mut collected = Some(Vec::with_capacity(capacity));
    for (number, item) in items.enumerate() {
        match (item, &mut collected) {
            (Ok(item), Some(collected)) => collected.push(item),
            (Ok(_), None) => {}
            (Err(error), _) => {
                collected = None;
                let location = match &error {
                    PartError::Repeated { first, .. } => Location::Repeated { item: number, first: *first },
                    _ => Location::Item(number),
                };
                report(location, &|| error.describe());
            }
        }
    }
    collected
}

/// Takes the string out of an input, or reports an argument of another JSON type.
fn take_text<'v>(mut input: Input<'_, 'v>, expected: ValueType) -> Result<Cow<'v, str>, PartError<'static, 'v>> {
    if input.text().is_some() {
        return Ok(input.take_text());
    }
    Err(PartError::Invalid { reason: input.type_error(), found: input.take_text(), expected })
}

fn read_name<'n, 'v>(names: &'n Names, text: Cow<'v, str>) -> Result<Cow<'v, str>, PartError<'n, 'v>> {
    match names {
        _ if text.is_empty() => Err(PartError::EmptyItem),
        Names::Any if !is_valid_name(&text) => Err(PartError::InvalidName(text)),
        Names::Declared(declared) if index_of(declared, &text).is_none() => Err(PartError::UnknownName(text, declared)),
        _ => Ok(text),
    }
}

/// Reads `[ "-" ] name`. `first` maps the index of each name to the number of its first item, because a name may occur
/// only once.
fn read_sort<'n, 'v>(
    names: &'n Arc<[Cow<'static, str>]>,
    first: &mut HashMap<usize, usize>,
    number: usize,
    text: Cow<'v, str>,
) -> Result<Sort<'v>, PartError<'n, 'v>> {
    if text.is_empty() {
        return Err(PartError::EmptyItem);
    }
    let sort = Sort::parse(text);
    let Some(index) = index_of(names, &sort.name) else { return Err(PartError::UnknownSort(sort, names)) };
    match first.entry(index) {
        Entry::Occupied(first) => Err(PartError::Repeated { sort, first: *first.get() }),
        Entry::Vacant(vacant) => {
            vacant.insert(number);
            Ok(sort)
        }
    }
}

/// Reads an integer within bounds. With `clamps`, a larger integer is reduced to the maximum.
fn read_integer(text: Cow<'_, str>, minimum: u64, maximum: u64, clamps: bool) -> Result<u64, PartError<'static, '_>> {
    if text.is_empty() {
        return Err(PartError::EmptyValue(ValueType::Integer));
    }
    let integer = match Input::Temporary(&text).parse_integer() {
        Ok(integer) => u64::try_from(integer).ok(),
        Err(InvalidReason::OutOfRange) if text.starts_with('-') => None,
        Err(InvalidReason::OutOfRange) => Some(u64::MAX),
        Err(reason) => return Err(PartError::Invalid { found: text, expected: ValueType::Integer, reason }),
    };
    match integer {
        Some(integer) if (minimum..=maximum).contains(&integer) => Ok(integer),
        Some(integer) if clamps && integer > maximum => Ok(maximum),
        _ => {
            let (minimum, maximum) = (i64::try_from(minimum).ok(), i64::try_from(maximum).ok());
            let reason = InvalidReason::OutOfBounds { minimum, maximum };
            Err(PartError::Invalid { found: text, expected: ValueType::Integer, reason })
        }
    }
}

/// Reads a string of at most `limit` characters.
fn read_text(text: Cow<'_, str>, limit: usize) -> Result<Cow<'_, str>, PartError<'static, '_>> {
    let found = text.chars().count();
    if found == 0 {
        Err(PartError::EmptyValue(ValueType::Text))
    } else if text.contains('\0') {
        Err(PartError::NullCharacter)
    } else if found > limit {
        Err(PartError::TooLong { limit, found })
    } else {
        Ok(text)
    }
}
