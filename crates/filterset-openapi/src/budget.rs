//! Limits on the size of documents and of what is imported from them.

use std::cell::Cell;

use crate::constraint::ParameterError;

/// The maximum number of values of a document.
const MAX_VALUES: usize = 2_000_000;

/// The maximum length of the text that is copied from a document.
const MAX_BYTES: usize = 64 << 20;

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

/// What parameters may still have. Many can refer to the same value, so the size of the document doesn't limit it.
pub(crate) struct Budget {
    /// The paths that it is for.
    scope: &'static str,
    parameters: Amount,
    choices: Amount,
    schemas: Amount,
    bytes: Amount,
}

struct Amount {
    limit: usize,
    left: Cell<usize>,
}

impl Amount {
    fn new(limit: usize) -> Amount {
        Amount { limit, left: Cell::new(limit) }
    }
}

impl Budget {
    fn new(scope: &'static str, limit: usize) -> Budget {
        let most = || Amount::new(limit);
        Budget { scope, parameters: most(), choices: most(), schemas: most(), bytes: Amount::new(MAX_BYTES) }
    }

    /// Returns the budget of paths that are imported together.
    pub(crate) fn for_paths() -> Budget {
        Budget::new("all paths", 2_000_000)
    }

    /// Returns the budget of the parameters that are evidence for the spelling of a document.
    pub(crate) fn for_evidence() -> Budget {
        Budget::new("all paths", 100_000)
    }

    fn spend(&self, amount: &Amount, count: usize, unit: &str) -> Result<(), ParameterError> {
        let left = amount.left.get().checked_sub(count).ok_or_else(|| {
            let (scope, limit) = (self.scope, amount.limit);
            ParameterError::Skipped(format!("too many {unit} in the parameters of {scope}: expected at most {limit}"))
        })?;
        amount.left.set(left);
        Ok(())
    }
}

/// The budget of a path, within that of the paths that are imported with it.
pub(crate) struct PathBudget<'b> {
    path: Budget,
    all: Option<&'b Budget>,
}

impl PathBudget<'_> {
    pub(crate) fn new(all: Option<&Budget>) -> PathBudget<'_> {
        PathBudget { path: Budget::new("its path", 1_000_000), all }
    }

    pub(crate) fn count_parameters(&self, parameters: usize) -> Result<(), ParameterError> {
        self.spend(|budget| &budget.parameters, parameters, "entries")
    }

    pub(crate) fn count_choices(&self, choices: usize) -> Result<(), ParameterError> {
        self.spend(|budget| &budget.choices, choices, "choices")
    }

    pub(crate) fn count_schemas(&self, schemas: usize) -> Result<(), ParameterError> {
        self.spend(|budget| &budget.schemas, schemas, "schemas")
    }

    /// Counts text that is copied from the document.
    pub(crate) fn count_text(&self, text: &str) -> Result<(), ParameterError> {
        self.spend(|budget| &budget.bytes, text.len(), "bytes of text")
    }

    fn spend(&self, amount: impl Fn(&Budget) -> &Amount, count: usize, unit: &str) -> Result<(), ParameterError> {
        for budget in std::iter::once(&self.path).chain(self.all) {
            budget.spend(amount(budget), count, unit)?;
        }
        Ok(())
    }
}
