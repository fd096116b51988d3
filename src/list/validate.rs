//! The one gate of a list's parameters: a parameter and its texts become a part of a list query, or what is wrong with
//! them. It knows no text positions: a fault of an item is told with the item's number.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::ordering::Sort;
use super::projection::Projection;
use crate::error::ErrorKind;
use crate::schema::{ListOptions, ListParameter, Names, Pagination, index_of, is_valid_name};
use crate::util::{Bits, excerpt, nearest};
use crate::value::{InvalidReason, Lent, ValueType};

/// What the parameters of a list query say; what says the default isn't kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Parts<'v> {
    pub(crate) page: Option<u64>,
    pub(crate) offset: Option<u64>,
    pub(crate) cursor: Option<Cow<'v, str>>,
    /// How many records the part has: `page_size` or `limit`.
    pub(crate) size: Option<u64>,
    pub(crate) ordering: Vec<Sort<'v>>,
    pub(crate) projection: Projection<'v>,
    pub(crate) search: Option<Cow<'v, str>>,
}

/// The texts of a parameter: one, or the items of a list.
pub(crate) struct Texts<I> {
    /// How many there are, repeats too.
    pub(crate) count: usize,
    /// For how many there is room: as many, but for blank ones.
    pub(crate) room: usize,
    /// The most items of a list.
    pub(crate) most: usize,
    pub(crate) each: I,
}

/// What a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// The whole value.
    Value,
    /// One item, by its number.
    Item(usize),
    /// An item, by its number, that has a declared name again.
    Again { item: usize, rank: usize },
}

/// Is told each fault with its place, and with what makes its sentence of the place of the first occurrence: nothing is
/// made for faults that nobody reads.
pub(crate) type Report<'t> = dyn FnMut(Location, &dyn Fn(Option<Range<usize>>) -> ErrorKind) + 't;

/// The parameters that were given, faulty ones too: each can be once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given(Vec<ListParameter>);

/// Why a parameter can't be given.
pub(crate) enum Clash {
    Again,
    Beside(ListParameter),
}

impl Given {
    pub(crate) fn has(&self, parameter: ListParameter) -> bool {
        self.0.contains(&parameter)
    }

    pub(crate) fn add(&mut self, parameter: ListParameter) -> Result<(), Clash> {
        if self.has(parameter) {
            return Err(Clash::Again);
        }
        self.0.push(parameter);
        let other = match parameter {
            ListParameter::Fields => ListParameter::Omit,
            ListParameter::Omit => ListParameter::Fields,
            _ => return Ok(()),
        };
        if self.has(other) { Err(Clash::Beside(other)) } else { Ok(()) }
    }

    pub(crate) fn remove(&mut self, parameter: ListParameter) {
        self.0.retain(|given| *given != parameter);
    }
}

impl Clash {
    /// What is wrong, given the places of parameters.
    pub(crate) fn explain(
        &self,
        parameter: ListParameter,
        location: impl Fn(ListParameter) -> Option<Range<usize>>,
    ) -> ErrorKind {
        let name = parameter.name();
        match self {
            Clash::Again => ErrorKind::DuplicateParameter { name, first: location(parameter) },
            Clash::Beside(other) => {
                ErrorKind::ConflictingParameters { name, other: other.name(), first: location(*other) }
            }
        }
    }
}

impl<'v> Parts<'v> {
    /// Checks what a parameter says that the listing takes, and keeps it.
    pub(crate) fn take(
        &mut self,
        list_options: &ListOptions,
        parameter: ListParameter,
        mut texts: Texts<impl Iterator<Item = Cow<'v, str>>>,
        report: &mut Report<'_>,
    ) {
        match parameter {
            ListParameter::Ordering => {
                let names = list_options.shared_ordering();
                let mut seen = Bits::new(names.len());
                // Each name comes once.
                texts.room = texts.room.min(names.len());
                self.ordering = items(texts, |text| read_sort(&names, &mut seen, text), report).unwrap_or_default();
            }
            ListParameter::Fields | ListParameter::Omit => {
                let names = list_options.projection_names(parameter).unwrap_or(&Names::Any);
                if let Some(names) = items(texts, |text| read_name(names, text), report) {
                    self.projection = Projection::new(parameter, names);
                }
            }
            _ => {
                if let Some(Err(error)) = texts.each.next().map(|text| self.single(list_options, parameter, text)) {
                    report(Location::Value, &|_| error.explain(None));
                }
            }
        }
    }

    fn single(
        &mut self,
        list_options: &ListOptions,
        parameter: ListParameter,
        text: Cow<'v, str>,
    ) -> Result<(), OperandError<'static, 'v>> {
        // What is paged has a paging.
        let pagination = list_options.pagination().unwrap_or_else(Pagination::by_page);
        match parameter {
            ListParameter::Page => {
                self.page = Some(integer(text, 1, pagination.last_page(), false)?).filter(|page| *page != 1);
            }
            ListParameter::Offset => {
                self.offset = Some(integer(text, 0, pagination.last_offset(), false)?).filter(|offset| *offset != 0);
            }
            ListParameter::PageSize | ListParameter::Limit => {
                let size = integer(text, 1, pagination.max_size, pagination.clamp)?;
                self.size = Some(size).filter(|size| *size != pagination.size);
            }
            ListParameter::Cursor => self.cursor = Some(handed_over(text, Pagination::MAX_CURSOR_CHARACTERS)?),
            // Without a word it would find every record.
            ListParameter::Search if text.trim().is_empty() => return Err(OperandError::EmptyValue(ValueType::Text)),
            ListParameter::Search => {
                self.search = Some(handed_over(text, list_options.search().unwrap_or_default())?);
            }
            ListParameter::Ordering | ListParameter::Fields | ListParameter::Omit => {}
        }
        Ok(())
    }

    /// Whether something is said by a parameter of the table.
    pub(crate) fn has(&self, parameter: ListParameter) -> bool {
        match parameter {
            ListParameter::Page => self.page.is_some(),
            ListParameter::Offset => self.offset.is_some(),
            ListParameter::Cursor => self.cursor.is_some(),
            ListParameter::PageSize | ListParameter::Limit => self.size.is_some(),
            ListParameter::Ordering => !self.ordering.is_empty(),
            ListParameter::Fields | ListParameter::Omit => self.projection.parameter() == Some(parameter),
            ListParameter::Search => self.search.is_some(),
        }
    }

    /// Takes back what a parameter said.
    pub(crate) fn remove(&mut self, parameter: ListParameter) {
        match parameter {
            ListParameter::Page => self.page = None,
            ListParameter::Offset => self.offset = None,
            ListParameter::Cursor => self.cursor = None,
            ListParameter::PageSize | ListParameter::Limit => self.size = None,
            ListParameter::Ordering => self.ordering.clear(),
            ListParameter::Fields | ListParameter::Omit if !self.has(parameter) => {}
            ListParameter::Fields | ListParameter::Omit => self.projection = Projection::default(),
            ListParameter::Search => self.search = None,
        }
    }

    pub(crate) fn into_owned(self) -> Parts<'static> {
        let own = |text: Cow<'v, str>| Cow::Owned(text.into_owned());
        Parts {
            page: self.page,
            offset: self.offset,
            cursor: self.cursor.map(own),
            size: self.size,
            ordering: self.ordering.into_iter().map(Sort::into_owned).collect(),
            projection: self.projection.into_owned(),
            search: self.search.map(own),
        }
    }
}

/// Why a text is refused.
enum OperandError<'n, 'v> {
    EmptyValue(ValueType),
    EmptyItem,
    NullCharacter,
    TooLong { limit: usize, found: usize },
    NoInteger(Cow<'v, str>, InvalidReason),
    NoNameAtAll(Cow<'v, str>),
    NoName(Cow<'v, str>, &'n Arc<[Cow<'static, str>]>),
    NoSort(Sort<'v>, &'n Arc<[Cow<'static, str>]>),
    Again { sort: Sort<'v>, rank: usize },
}

impl OperandError<'_, '_> {
    /// What is wrong, given the place of what the text repeats.
    fn explain(&self, first: Option<Range<usize>>) -> ErrorKind {
        match self {
            OperandError::EmptyValue(expected) => ErrorKind::EmptyValue { expected: *expected },
            OperandError::EmptyItem => ErrorKind::EmptyItem,
            OperandError::NullCharacter => ErrorKind::NullCharacter,
            OperandError::TooLong { limit, found } => ErrorKind::ValueTooLong { limit: *limit, found: *found },
            OperandError::NoInteger(text, reason) => ErrorKind::InvalidValue {
                found: excerpt(text),
                expected: ValueType::Integer,
                reason: *reason,
                choices: Arc::default(),
                nearest: Vec::new(),
            },
            OperandError::NoNameAtAll(text) => ErrorKind::InvalidValue {
                found: excerpt(text),
                expected: ValueType::Text,
                reason: InvalidReason::NotAName,
                choices: Arc::default(),
                nearest: Vec::new(),
            },
            OperandError::NoName(name, names) => no_choice(name, names, nearest_names(name, names)),
            OperandError::NoSort(sort, names) => {
                let nearest = nearest_names(&sort.name, names).into_iter();
                let nearest = nearest.map(|name| format!("{}{name}", sort.direction.sign())).collect();
                no_choice(&sort.to_string(), names, nearest)
            }
            OperandError::Again { sort, .. } => ErrorKind::DuplicateItem { found: excerpt(&sort.to_string()), first },
        }
    }
}

fn nearest_names(name: &str, names: &Arc<[Cow<'static, str>]>) -> Vec<String> {
    nearest(name, names.iter().map(AsRef::as_ref))
}

fn no_choice(found: &str, names: &Arc<[Cow<'static, str>]>, nearest: Vec<String>) -> ErrorKind {
    ErrorKind::InvalidValue {
        found: excerpt(found),
        expected: ValueType::Choice,
        reason: InvalidReason::NotAChoice,
        choices: Arc::clone(names),
        nearest,
    }
}

/// The items of a list, each as it is read; beside a fault, none is kept.
fn items<'n, 'v, T>(
    texts: Texts<impl Iterator<Item = Cow<'v, str>>>,
    mut read: impl FnMut(Cow<'v, str>) -> Result<T, OperandError<'n, 'v>>,
    report: &mut Report<'_>,
) -> Option<Vec<T>> {
    let Texts { count, room, most, each } = texts;
    if count == 0 {
        report(Location::Value, &|_| ErrorKind::EmptyList);
        return None;
    }
    if count > most {
        report(Location::Value, &|_| ErrorKind::TooManyItems { limit: most, found: count, in_all: false });
        return None;
    }
    let mut items = Some(Vec::with_capacity(room));
    for (number, text) in each.enumerate() {
        match (read(text), &mut items) {
            (Ok(item), Some(items)) => items.push(item),
            (Ok(_), None) => {}
            (Err(error), _) => {
                items = None;
                let location = match &error {
                    OperandError::Again { rank, .. } => Location::Again { item: number, rank: *rank },
                    _ => Location::Item(number),
                };
                report(location, &|first| error.explain(first));
            }
        }
    }
    items
}

fn read_name<'n, 'v>(names: &'n Names, text: Cow<'v, str>) -> Result<Cow<'v, str>, OperandError<'n, 'v>> {
    match names {
        _ if text.is_empty() => Err(OperandError::EmptyItem),
        Names::Any if !is_valid_name(&text) => Err(OperandError::NoNameAtAll(text)),
        Names::Declared(declared) if index_of(declared, &text).is_none() => Err(OperandError::NoName(text, declared)),
        _ => Ok(text),
    }
}

/// `[ "-" ] name`, where no name comes twice.
fn read_sort<'n, 'v>(
    names: &'n Arc<[Cow<'static, str>]>,
    seen: &mut Bits,
    text: Cow<'v, str>,
) -> Result<Sort<'v>, OperandError<'n, 'v>> {
    if text.is_empty() {
        return Err(OperandError::EmptyItem);
    }
    let sort = Sort::read(text);
    match index_of(names, &sort.name) {
        None => Err(OperandError::NoSort(sort, names)),
        Some(rank) if seen.insert(rank) => Ok(sort),
        Some(rank) => Err(OperandError::Again { sort, rank }),
    }
}

/// An integer of the language, within bounds; a greater one is the greatest, where that is clamped.
fn integer(text: Cow<'_, str>, minimum: u64, maximum: u64, clamps: bool) -> Result<u64, OperandError<'static, '_>> {
    if text.is_empty() {
        return Err(OperandError::EmptyValue(ValueType::Integer));
    }
    match natural(&text) {
        Ok(Some(integer)) if (minimum..=maximum).contains(&integer) => Ok(integer),
        Ok(Some(integer)) if clamps && integer > maximum => Ok(maximum),
        Ok(_) => {
            let (minimum, maximum) = (i64::try_from(minimum).ok(), i64::try_from(maximum).ok());
            Err(OperandError::NoInteger(text, InvalidReason::OutOfBounds { minimum, maximum }))
        }
        Err(reason) => Err(OperandError::NoInteger(text, reason)),
    }
}

/// An integer of the language, as large as it gets; `None` where it is negative.
fn natural(text: &str) -> Result<Option<u64>, InvalidReason> {
    match Lent::Text(text).integer() {
        Ok(integer) => Ok(u64::try_from(integer).ok()),
        Err(InvalidReason::OutOfRange) => Ok((!text.starts_with('-')).then_some(u64::MAX)),
        Err(reason) => Err(reason),
    }
}

/// A text that is handed over as it is.
fn handed_over(text: Cow<'_, str>, limit: usize) -> Result<Cow<'_, str>, OperandError<'static, '_>> {
    let found = text.chars().count();
    if found == 0 {
        Err(OperandError::EmptyValue(ValueType::Text))
    } else if text.contains('\0') {
        Err(OperandError::NullCharacter)
    } else if found > limit {
        Err(OperandError::TooLong { limit, found })
    } else {
        Ok(text)
    }
}
