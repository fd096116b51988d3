//! The one gate of a list's parameters: a parameter and its texts become a part of a list query, or what is wrong with
//! them. It knows no text positions: a fault of an item is told with the item's number.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::ordering::Sort;
use super::projection::Projection;
use crate::error::ErrorKind;
use crate::schema::{Listing, Names, Paging, Parameter, is_name, place_of};
use crate::util::{Bits, excerpt, nearest};
use crate::value::{Lent, Reason, ValueType};

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
pub(crate) enum Place {
    /// The whole value.
    Value,
    /// One item, by its number.
    Item(usize),
    /// An item, by its number, that has a declared name again.
    Again { item: usize, rank: usize },
}

/// Is told each fault with its place, and with what makes its sentence of the place of the first occurrence: nothing is
/// made for faults that nobody reads.
pub(crate) type Tell<'t> = dyn FnMut(Place, &dyn Fn(Option<Range<usize>>) -> ErrorKind) + 't;

/// The parameters that were given, faulty ones too: each can be once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given(Vec<Parameter>);

/// Why a parameter can't be given.
pub(crate) enum Clash {
    Again,
    Beside(Parameter),
}

impl Given {
    pub(crate) fn has(&self, parameter: Parameter) -> bool {
        self.0.contains(&parameter)
    }

    pub(crate) fn add(&mut self, parameter: Parameter) -> Result<(), Clash> {
        if self.has(parameter) {
            return Err(Clash::Again);
        }
        self.0.push(parameter);
        let other = match parameter {
            Parameter::Fields => Parameter::Omit,
            Parameter::Omit => Parameter::Fields,
            _ => return Ok(()),
        };
        if self.has(other) { Err(Clash::Beside(other)) } else { Ok(()) }
    }

    pub(crate) fn remove(&mut self, parameter: Parameter) {
        self.0.retain(|given| *given != parameter);
    }
}

impl Clash {
    /// What is wrong, given the places of parameters.
    pub(crate) fn explain(&self, parameter: Parameter, place: impl Fn(Parameter) -> Option<Range<usize>>) -> ErrorKind {
        let name = parameter.name();
        match self {
            Clash::Again => ErrorKind::DuplicateParameter { name, first: place(parameter) },
            Clash::Beside(other) => {
                ErrorKind::ConflictingParameters { name, other: other.name(), first: place(*other) }
            }
        }
    }
}

impl<'v> Parts<'v> {
    /// Checks what a parameter says that the listing takes, and keeps it.
    pub(crate) fn take(
        &mut self,
        listing: &Listing,
        parameter: Parameter,
        mut texts: Texts<impl Iterator<Item = Cow<'v, str>>>,
        tell: &mut Tell<'_>,
    ) {
        match parameter {
            Parameter::Ordering => {
                let names = listing.sortable();
                let mut seen = Bits::new(names.len());
                // Each name comes once.
                texts.room = texts.room.min(names.len());
                self.ordering = items(texts, |text| read_sort(&names, &mut seen, text), tell).unwrap_or_default();
            }
            Parameter::Fields | Parameter::Omit => {
                let names = listing.projected(parameter).unwrap_or(&Names::Any);
                if let Some(names) = items(texts, |text| read_name(names, text), tell) {
                    self.projection = Projection::new(parameter, names);
                }
            }
            _ => {
                if let Some(Err(refusal)) = texts.each.next().map(|text| self.single(listing, parameter, text)) {
                    tell(Place::Value, &|_| refusal.explain(None));
                }
            }
        }
    }

    fn single(
        &mut self,
        listing: &Listing,
        parameter: Parameter,
        text: Cow<'v, str>,
    ) -> Result<(), Refusal<'static, 'v>> {
        // What is paged has a paging.
        let paging = listing.declared_paging().unwrap_or_else(Paging::by_page);
        match parameter {
            Parameter::Page => {
                self.page = Some(integer(text, 1, paging.last_page(), false)?).filter(|page| *page != 1);
            }
            Parameter::Offset => {
                self.offset = Some(integer(text, 0, paging.last_offset(), false)?).filter(|offset| *offset != 0);
            }
            Parameter::PageSize | Parameter::Limit => {
                let size = integer(text, 1, paging.declared_max_size(), paging.clamps())?;
                self.size = Some(size).filter(|size| *size != paging.declared_size());
            }
            Parameter::Cursor => self.cursor = Some(handed_over(text, Paging::CURSOR)?),
            // Without a word it would find every record.
            Parameter::Search if text.trim().is_empty() => return Err(Refusal::EmptyValue(ValueType::Text)),
            Parameter::Search => {
                self.search = Some(handed_over(text, listing.declared_search().unwrap_or_default())?);
            }
            Parameter::Ordering | Parameter::Fields | Parameter::Omit => {}
        }
        Ok(())
    }

    /// Whether something is said by a parameter of the table.
    pub(crate) fn has(&self, parameter: Parameter) -> bool {
        match parameter {
            Parameter::Page => self.page.is_some(),
            Parameter::Offset => self.offset.is_some(),
            Parameter::Cursor => self.cursor.is_some(),
            Parameter::PageSize | Parameter::Limit => self.size.is_some(),
            Parameter::Ordering => !self.ordering.is_empty(),
            Parameter::Fields | Parameter::Omit => self.projection.parameter() == Some(parameter),
            Parameter::Search => self.search.is_some(),
        }
    }

    /// Takes back what a parameter said.
    pub(crate) fn remove(&mut self, parameter: Parameter) {
        match parameter {
            Parameter::Page => self.page = None,
            Parameter::Offset => self.offset = None,
            Parameter::Cursor => self.cursor = None,
            Parameter::PageSize | Parameter::Limit => self.size = None,
            Parameter::Ordering => self.ordering.clear(),
            Parameter::Fields | Parameter::Omit if !self.has(parameter) => {}
            Parameter::Fields | Parameter::Omit => self.projection = Projection::default(),
            Parameter::Search => self.search = None,
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
enum Refusal<'n, 'v> {
    EmptyValue(ValueType),
    EmptyItem,
    NullCharacter,
    TooLong { limit: usize, found: usize },
    NoInteger(Cow<'v, str>, Reason),
    NoNameAtAll(Cow<'v, str>),
    NoName(Cow<'v, str>, &'n Arc<[Cow<'static, str>]>),
    NoSort(Sort<'v>, &'n Arc<[Cow<'static, str>]>),
    Again { sort: Sort<'v>, rank: usize },
}

impl Refusal<'_, '_> {
    /// What is wrong, given the place of what the text repeats.
    fn explain(&self, first: Option<Range<usize>>) -> ErrorKind {
        match self {
            Refusal::EmptyValue(expected) => ErrorKind::EmptyValue { expected: *expected },
            Refusal::EmptyItem => ErrorKind::EmptyItem,
            Refusal::NullCharacter => ErrorKind::NullCharacter,
            Refusal::TooLong { limit, found } => ErrorKind::ValueTooLong { limit: *limit, found: *found },
            Refusal::NoInteger(text, reason) => ErrorKind::InvalidValue {
                found: excerpt(text),
                expected: ValueType::Integer,
                reason: *reason,
                choices: Arc::default(),
                nearest: Vec::new(),
            },
            Refusal::NoNameAtAll(text) => ErrorKind::InvalidValue {
                found: excerpt(text),
                expected: ValueType::Text,
                reason: Reason::NotAName,
                choices: Arc::default(),
                nearest: Vec::new(),
            },
            Refusal::NoName(name, names) => no_choice(name, names, nearest_names(name, names)),
            Refusal::NoSort(sort, names) => {
                let nearest = nearest_names(&sort.name, names).into_iter();
                let nearest = nearest.map(|name| format!("{}{name}", sort.direction.sign())).collect();
                no_choice(&sort.to_string(), names, nearest)
            }
            Refusal::Again { sort, .. } => ErrorKind::DuplicateItem { found: excerpt(&sort.to_string()), first },
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
        reason: Reason::NotAChoice,
        choices: Arc::clone(names),
        nearest,
    }
}

/// The items of a list, each as it is read; beside a fault, none is kept.
fn items<'n, 'v, T>(
    texts: Texts<impl Iterator<Item = Cow<'v, str>>>,
    mut read: impl FnMut(Cow<'v, str>) -> Result<T, Refusal<'n, 'v>>,
    tell: &mut Tell<'_>,
) -> Option<Vec<T>> {
    let Texts { count, room, most, each } = texts;
    if count == 0 {
        tell(Place::Value, &|_| ErrorKind::EmptyList);
        return None;
    }
    if count > most {
        tell(Place::Value, &|_| ErrorKind::TooManyItems { limit: most, found: count, in_all: false });
        return None;
    }
    let mut items = Some(Vec::with_capacity(room));
    for (number, text) in each.enumerate() {
        match (read(text), &mut items) {
            (Ok(item), Some(items)) => items.push(item),
            (Ok(_), None) => {}
            (Err(refusal), _) => {
                items = None;
                let place = match &refusal {
                    Refusal::Again { rank, .. } => Place::Again { item: number, rank: *rank },
                    _ => Place::Item(number),
                };
                tell(place, &|first| refusal.explain(first));
            }
        }
    }
    items
}

fn read_name<'n, 'v>(names: &'n Names, text: Cow<'v, str>) -> Result<Cow<'v, str>, Refusal<'n, 'v>> {
    match names {
        _ if text.is_empty() => Err(Refusal::EmptyItem),
        Names::Any if !is_name(&text) => Err(Refusal::NoNameAtAll(text)),
        Names::Declared(declared) if place_of(declared, &text).is_none() => Err(Refusal::NoName(text, declared)),
        _ => Ok(text),
    }
}

/// `[ "-" ] name`, where no name comes twice.
fn read_sort<'n, 'v>(
    names: &'n Arc<[Cow<'static, str>]>,
    seen: &mut Bits,
    text: Cow<'v, str>,
) -> Result<Sort<'v>, Refusal<'n, 'v>> {
    if text.is_empty() {
        return Err(Refusal::EmptyItem);
    }
    let sort = Sort::read(text);
    match place_of(names, &sort.name) {
        None => Err(Refusal::NoSort(sort, names)),
        Some(rank) if seen.insert(rank) => Ok(sort),
        Some(rank) => Err(Refusal::Again { sort, rank }),
    }
}

/// An integer of the language, within bounds; a greater one is the greatest, where that is clamped.
fn integer(text: Cow<'_, str>, minimum: u64, maximum: u64, clamps: bool) -> Result<u64, Refusal<'static, '_>> {
    if text.is_empty() {
        return Err(Refusal::EmptyValue(ValueType::Integer));
    }
    match natural(&text) {
        Ok(Some(integer)) if (minimum..=maximum).contains(&integer) => Ok(integer),
        Ok(Some(integer)) if clamps && integer > maximum => Ok(maximum),
        Ok(_) => {
            let (minimum, maximum) = (i64::try_from(minimum).ok(), i64::try_from(maximum).ok());
            Err(Refusal::NoInteger(text, Reason::OutOfBounds { minimum, maximum }))
        }
        Err(reason) => Err(Refusal::NoInteger(text, reason)),
    }
}

/// An integer of the language, as large as it gets; `None` where it is negative.
fn natural(text: &str) -> Result<Option<u64>, Reason> {
    match Lent::Text(text).integer() {
        Ok(integer) => Ok(u64::try_from(integer).ok()),
        Err(Reason::OutOfRange) => Ok((!text.starts_with('-')).then_some(u64::MAX)),
        Err(reason) => Err(reason),
    }
}

/// A text that is handed over as it is.
fn handed_over(text: Cow<'_, str>, limit: usize) -> Result<Cow<'_, str>, Refusal<'static, '_>> {
    let found = text.chars().count();
    if found == 0 {
        Err(Refusal::EmptyValue(ValueType::Text))
    } else if text.contains('\0') {
        Err(Refusal::NullCharacter)
    } else if found > limit {
        Err(Refusal::TooLong { limit, found })
    } else {
        Ok(text)
    }
}
