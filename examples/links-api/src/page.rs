//! What a list is asked for besides its filter: which page, in which order, with which fields.
//!
//! The names of this are reserved ones of the tables. Nothing is guessed here either: what can't be read is refused.

use std::borrow::Cow;

use filterset::Filter;
use sea_query::Order;

use crate::failure::{Failure, Fault};
use crate::resource::Resource;

const SIZE: u64 = 100;
const MOST: u64 = 1000;

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Page {
    /// From 1 on.
    pub(crate) number: u64,
    pub(crate) size: u64,
    pub(crate) order: Vec<(&'static str, Order)>,
    pub(crate) columns: Vec<&'static str>,
    /// The pairs besides `page`, as they are repeated in links to other pages.
    rest: String,
}

impl Page {
    /// Reads the reserved pairs of a query of a resource.
    pub(crate) fn of(resource: &Resource, reserved: &[(Cow<'_, str>, Cow<'_, str>)]) -> Result<Page, Failure> {
        let all = resource.columns;
        let mut page = Page { number: 1, size: SIZE, order: Vec::new(), columns: all.to_vec(), rest: String::new() };
        let mut faults = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in reserved {
            let read = if seen.contains(&&**name) { Err("is given twice".into()) } else { page.read(all, name, value) };
            seen.push(name);
            match read {
                // What was read are numbers and names, which stand for themselves in a query.
                Ok(()) if name != "page" => page.rest.extend(["&", name, "=", value]),
                Ok(()) => {}
                Err(message) => {
                    let message = Cow::Owned(format!("{name}: {message}"));
                    faults.push(Fault { code: "invalid_value", message, field: Some(name.to_string()) });
                }
            }
        }
        if page.columns.is_empty() {
            let message = "omit: nothing is left".into();
            faults.push(Fault { code: "invalid_value", message, field: Some("omit".to_owned()) });
        }
        if faults.is_empty() { Ok(page) } else { Err(Failure::bad_request(faults)) }
    }

    fn read(&mut self, all: &'static [&'static str], name: &str, value: &str) -> Result<(), Cow<'static, str>> {
        match name {
            "page" => self.number = number(value, u64::from(u32::MAX))?,
            "page_size" => self.size = number(value, MOST)?,
            "ordering" => {
                for item in value.split(',') {
                    let (name, order) = item.strip_prefix('-').map_or((item, Order::Asc), |name| (name, Order::Desc));
                    self.order.push((column(all, name)?, order));
                }
            }
            "fields" => {
                let asked = value.split(',').map(|name| column(all, name)).collect::<Result<Vec<_>, _>>()?;
                self.columns.retain(|column| asked.contains(column));
            }
            _ => {
                let asked = value.split(',').map(|name| column(all, name)).collect::<Result<Vec<_>, _>>()?;
                self.columns.retain(|column| !asked.contains(column));
            }
        }
        Ok(())
    }

    /// The query of another page of the same list.
    pub(crate) fn link(&self, filter: &Filter<'_>, number: u64) -> String {
        let and = if filter.is_empty() { "" } else { "&" };
        format!("{filter}{and}page={number}{}", self.rest)
    }

    pub(crate) fn offset(&self) -> u64 {
        (self.number - 1) * self.size
    }
}

fn number(text: &str, most: u64) -> Result<u64, Cow<'static, str>> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| is_plain && (1..=most).contains(number));
    number.ok_or_else(|| format!("expected a number from 1 to {most}").into())
}

fn column(all: &'static [&'static str], name: &str) -> Result<&'static str, Cow<'static, str>> {
    let known = all.iter().find(|column| **column == name).copied();
    known.ok_or_else(|| format!("expected names separated by commas, of {}", all.join(", ")).into())
}
