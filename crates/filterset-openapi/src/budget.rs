//! Limits on the size of documents and of the parameters of a path.

use std::cell::Cell;

use crate::constraint::ParameterError;

/// The maximum number of values of a document.
const MAX_VALUES: usize = 2_000_000;
/// The maximum number of choices, and of schemas, that the parameters of a path may have in all.
const MAX_PER_PATH: usize = 1_000_000;

/// The values that a document may still have.
pub(crate) struct ValueBudget(Cell<usize>);

impl ValueBudget {
    pub(crate) fn new() -> ValueBudget {
        ValueBudget(Cell::new(MAX_VALUES))
    }

    /// Counts a value before it is kept.
    pub(crate) fn count_value(&self) -> Result<(), String> {
        let left = self.0.get().checked_sub(1);
        self.0.set(left.ok_or_else(|| format!("too many values: expected at most {MAX_VALUES}"))?);
        Ok(())
    }
}

/// The choices and schemas that the parameters of a path may still have: many parameters can refer to the same one.
pub(crate) struct PathBudget {
    choices: Cell<usize>,
    schemas: Cell<usize>,
}

impl PathBudget {
    pub(crate) fn new() -> PathBudget {
        PathBudget { choices: Cell::new(MAX_PER_PATH), schemas: Cell::new(MAX_PER_PATH) }
    }

    pub(crate) fn count_choices(&self, choices: usize) -> Result<(), ParameterError> {
        spend(&self.choices, choices, "choices")
    }

    pub(crate) fn count_schemas(&self, schemas: usize) -> Result<(), ParameterError> {
        spend(&self.schemas, schemas, "schemas")
    }
}

fn spend(budget: &Cell<usize>, count: usize, unit: &str) -> Result<(), ParameterError> {
    let left = budget.get().checked_sub(count);
    let left = left.ok_or_else(|| {
        ParameterError::Skipped(format!(
            "too many {unit} in the parameters of its path: expected at most {MAX_PER_PATH}"
        ))
    })?;
    budget.set(left);
    Ok(())
}
