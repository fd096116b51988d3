//! How much the parameters of a path may be made of.

use std::cell::Cell;

use crate::constraint::Problem;

/// How many choices and how many schemas the parameters of a path may have in all.
const MOST_OF_A_PATH: usize = 1_000_000;

/// How many choices, and how many schemas, all parameters of a path may have: one of a document can be referred to by
/// many parameters.
pub(super) struct Allowance {
    choices: Cell<usize>,
    schemas: Cell<usize>,
}

impl Allowance {
    pub(super) fn new() -> Allowance {
        Allowance { choices: Cell::new(MOST_OF_A_PATH), schemas: Cell::new(MOST_OF_A_PATH) }
    }

    pub(super) fn count(&self, choices: usize) -> Result<(), Problem> {
        take(&self.choices, choices, "choices")
    }

    pub(super) fn count_schemas(&self, schemas: usize) -> Result<(), Problem> {
        take(&self.schemas, schemas, "schemas")
    }
}

fn take(allowed: &Cell<usize>, count: usize, what: &str) -> Result<(), Problem> {
    let left = allowed.get().checked_sub(count);
    let too_many = || Problem::Skipped(format!("the parameters of its path have more than {MOST_OF_A_PATH} {what}"));
    allowed.set(left.ok_or_else(too_many)?);
    Ok(())
}
