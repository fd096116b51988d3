//! The key of cursors without the feature `cursors`: there is none, so no source has pagination by cursor.

use filterset::Value;
use filterset::list::ListRequest;

use crate::keyset::SortItem;

#[derive(Clone, Copy, Debug)]
pub(crate) enum CursorKey {}

impl CursorKey {
    pub(crate) fn decode(self, _: &ListRequest<'_>, _: &[SortItem], _: &str) -> Option<Vec<Option<Value<'static>>>> {
        match self {}
    }
}
