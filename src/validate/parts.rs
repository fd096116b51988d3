//! Validates the pairs of a list that can be given in several.

use std::mem;

use super::condition::{Validator, list_entry, read_items, weigh_items};
use super::operand::read_item;
use super::partial::PartialList;
use super::{Location, Report};
use crate::error::ErrorKind;
use crate::filter::{Entry, ValueSet};
use crate::schema::{Field, Key, Rank};
use crate::value::Input;

impl<'v> Validator<'v> {
    /// Returns `true` if there were too many items of a list in several pairs. Later ones aren't read.
    pub(crate) fn is_list_full(&self, rank: Rank) -> bool {
        self.partial.as_ref().and_then(|lists| lists.get(&rank)).is_some_and(|list| list.is_full)
    }

    /// Validates the items of one pair of a list, of which there are `count`.
    pub(crate) fn add_part<'t>(
        &mut self,
        key: &Key<'_>,
        count: usize,
        inputs: impl Iterator<Item = Input<'t, 'v>> + Clone,
        report: &mut Report<'_>,
    ) {
        let Key { field, op, rank } = *key;
        if count == 0 {
            return report(Location::Value, &|| ErrorKind::EmptyList);
        }
        let limit = self.limits().list_items;
        let mut lists = self.partial.take().unwrap_or_default();
        let list = lists.entry(rank).or_insert_with(|| PartialList {
            op,
            items: Vec::with_capacity(count.min(limit)),
            count: 0,
            is_full: false,
        });
        let found = list.count.saturating_add(count);
        if found > limit {
            list.is_full = true;
            report(Location::Value, &|| ErrorKind::TooManyItems { limit, found, in_all: false });
        } else if let Err(kind) = self.count_operands(weigh_items(field, count, inputs.clone())) {
            report(Location::Value, &|| kind.clone());
        } else {
            list.count = found;
            let style = field.list_style(op);
            let read = |field: &Field, input: &mut Input<'t, 'v>| read_item(field, style, input);
            read_items(field, inputs, read, |item| list.items.push(item), report);
        }
        self.partial = Some(lists);
    }

    /// Adds the conditions of the lists in several pairs.
    pub(crate) fn take_lists(&mut self, entries: &mut Vec<Entry<'v>>) {
        let Some(lists) = mem::take(&mut self.partial) else { return };
        let filled = lists.into_iter().filter(|(_, list)| !list.items.is_empty());
        entries.extend(filled.filter_map(|(rank, list)| list_entry(rank, list.op, ValueSet::of_values(list.items))));
    }
}
