//! The parameters of a list request, checked.

use std::borrow::Cow;

use super::ordering::Sort;
use super::projection::Projection;
use crate::schema::ListParameter;

/// The parameters of a list request. One that has its default value isn't stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Parts<'v> {
    pub(crate) page: Option<u64>,
    pub(crate) offset: Option<u64>,
    pub(crate) cursor: Option<Cow<'v, str>>,
    /// `page_size` or `limit`.
    pub(crate) size: Option<u64>,
    pub(crate) ordering: Vec<Sort<'v>>,
    pub(crate) projection: Projection<'v>,
    pub(crate) search: Option<Cow<'v, str>>,
}

impl<'v> Parts<'v> {
    /// Returns `true` if the parameter is part of the request.
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

    /// Removes a parameter.
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
