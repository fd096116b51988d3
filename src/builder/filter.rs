//! The builder of filters.

use crate::error::{Error, ErrorCollector, ErrorKind, Errors};
use crate::filter::Filter;
use crate::schema::{Field, Key, Limits, Rank, Schema};
use crate::util::{excerpt, nearest};
use crate::validate::{Validator, check_canonical};
use crate::value::{Input, Op, Value};

/// A builder of filters. Each call is validated against the schema; see [`Schema::filter`].
///
/// There is a method for each operator. It accepts every type that converts into a [`Value`]: strings, integers,
/// booleans, decimals, UUIDs, dates and date-times, owned or by reference. A string for a field of another type than
/// text is parsed as in a query. Errors are collected until [`build`](FilterBuilder::build), which returns all of them.
///
/// ```
/// use filterset::{Field, Op, Schema};
///
/// let accounts = Schema::builder("accounts")
///     .field(Field::text("institution").ops([Op::In]))
///     .field(Field::decimal("balance__available").ops([Op::Gte]))
///     .build()?;
///
/// let institutions = vec!["gringotts_mx_retail".to_owned(), "erebor_mx_retail".to_owned()];
/// let filter = accounts.filter().is_in("institution", &institutions).gte("balance__available", -5).build()?;
/// assert_eq!(
///     filter.to_string(),
///     "balance__available__gte=-5&institution__in=erebor_mx_retail,gringotts_mx_retail"
/// );
///
/// let errors = accounts.filter().lt("balance__available", 5).is_in("institution", ["a,b"]).build().unwrap_err();
/// assert_eq!(
///     errors.iter().map(|error| error.code()).collect::<Vec<_>>(),
///     ["operator_not_allowed", "unrepresentable_value"]
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `build` to make the filter"]
pub struct FilterBuilder<'v> {
    pub(super) schema: Schema,
    validator: Validator<'v>,
    pub(super) errors: ErrorCollector,
    /// For each rank, `true` if its key was given, even with an invalid value.
    seen: Vec<bool>,
    /// `true` after too many conditions: later calls are ignored.
    is_full: bool,
}

impl Schema {
    /// Starts a filter of this schema.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links").field(Field::text("institution").ops([Op::Exact])).build().unwrap();
    /// let filter = links.filter().exact("institution", "erebor_mx_retail").build()?;
    /// assert_eq!(filter.to_string(), "institution=erebor_mx_retail");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn filter<'v>(&self) -> FilterBuilder<'v> {
        FilterBuilder {
            schema: self.clone(),
            validator: Validator::new(*self.limits(), 0),
            errors: ErrorCollector::new(self.limits().errors),
            seen: vec![false; self.rank_count()],
            is_full: false,
        }
    }
}

impl<'q> Filter<'q> {
    /// Returns a builder with the conditions of this filter, to [`remove`](FilterBuilder::remove) or add some.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links")
    /// #     .field(Field::text("institution").ops([Op::Exact]))
    /// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact]))
    /// #     .build().unwrap();
    /// let saved = links.parse("institution=erebor_mx_retail&status=valid")?;
    /// let edited = saved.into_builder().remove("status", Op::Exact).exact("status", "invalid").build()?;
    /// assert_eq!(edited.to_string(), "institution=erebor_mx_retail&status=invalid");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn into_builder(self) -> FilterBuilder<'q> {
        let (schema, entries) = self.into_parts();
        let mut builder = schema.filter();
        for entry in &entries {
            builder.replace_seen(entry.rank, true);
        }
        FilterBuilder { validator: Validator::with_entries(*schema.limits(), entries), ..builder }
    }
}

/// Defines the methods of operators that take one value.
macro_rules! with_value {
    ($($(#[$doc:meta])* $method:ident => $op:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method(self, field: &str, value: impl Into<Value<'v>>) -> Self {
            self.with(field, Op::$op, [value.into()])
        }
    )*};
}

/// Defines the methods of operators that take a list.
macro_rules! with_list {
    ($($(#[$doc:meta])* $method:ident => $op:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method<V: Into<Value<'v>>>(self, field: &str, values: impl IntoIterator<Item = V>) -> Self {
            self.with(field, Op::$op, values.into_iter().map(Into::into))
        }
    )*};
}

impl<'v> FilterBuilder<'v> {
    /// Overrides the schema's limits for the calls that follow.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.validator.set_limits(limits);
        self.errors.set_limit(limits.errors);
        self
    }

    with_value! {
        /// Adds a condition: the field equals the value.
        exact => Exact;
        /// Adds a condition: the field doesn't equal the value, or is null.
        ne => Ne;
        /// Adds a condition: the field is greater than the value.
        gt => Gt;
        /// Adds a condition: the field is greater than or equal to the value.
        gte => Gte;
        /// Adds a condition: the field is less than the value.
        lt => Lt;
        /// Adds a condition: the field is less than or equal to the value.
        lte => Lte;
        /// Adds a condition: the field equals the string, case-insensitively.
        iexact => IExact;
        /// Adds a condition: the field contains the string.
        contains => Contains;
        /// Adds a condition: the field contains the string, case-insensitively.
        icontains => IContains;
        /// Adds a condition: the field begins with the string.
        starts_with => StartsWith;
        /// Adds a condition: the field begins with the string, case-insensitively.
        istarts_with => IStartsWith;
        /// Adds a condition: the field ends with the string.
        ends_with => EndsWith;
        /// Adds a condition: the field ends with the string, case-insensitively.
        iends_with => IEndsWith;
        /// Adds a condition: the field doesn't equal the string, case-insensitively, or is null.
        not_iexact => NotIExact;
        /// Adds a condition: the field doesn't contain the string, or is null.
        not_contains => NotContains;
        /// Adds a condition: the field doesn't contain the string, case-insensitively, or is null.
        not_icontains => NotIContains;
        /// Adds a condition: the field doesn't begin with the string, or is null.
        not_starts_with => NotStartsWith;
        /// Adds a condition: the field doesn't begin with the string, case-insensitively, or is null.
        not_istarts_with => NotIStartsWith;
        /// Adds a condition: the field doesn't end with the string, or is null.
        not_ends_with => NotEndsWith;
        /// Adds a condition: the field doesn't end with the string, case-insensitively, or is null.
        not_iends_with => NotIEndsWith;
    }

    with_list! {
        /// Adds a condition: the field equals one of the values.
        is_in => In;
        /// Adds a condition: the field equals none of the values, or is null.
        not_in => NotIn;
        /// Adds a condition: the multi-valued field contains all of the values.
        all_in => AllIn;
    }

    /// Adds a condition: the field is between the two values, both inclusive. Their types can differ, such as a day and
    /// an instant.
    pub fn range(self, field: &str, low: impl Into<Value<'v>>, high: impl Into<Value<'v>>) -> Self {
        self.with(field, Op::Range, [low.into(), high.into()])
    }

    /// Adds a condition: the field is null (`true`) or isn't null (`false`).
    pub fn is_null(self, field: &str, is_null: bool) -> Self {
        self.with(field, Op::IsNull, [Value::Boolean(is_null)])
    }

    /// Adds a condition: the field is null, is the empty string or, if it is multi-valued, has no values (`true`); or the
    /// opposite (`false`).
    pub fn is_empty(self, field: &str, is_empty: bool) -> Self {
        self.with(field, Op::IsEmpty, [Value::Boolean(is_empty)])
    }

    /// Adds a condition with an operator that is only known at run time. The values are one value, the two ends of a
    /// range, or the items of a list.
    pub fn with<V: Into<Value<'v>>>(mut self, field: &str, op: Op, values: impl IntoIterator<Item = V>) -> Self {
        let schema = self.schema.clone();
        if let Some(key) = self.resolve_key(&schema, field, op) {
            self.validate_operand(&key, values.into_iter().map(Into::into));
        }
        self
    }

    /// Removes the condition for a field and an operator, if there is one. The filter can then match more records.
    pub fn remove(mut self, field: &str, op: Op) -> Self {
        if let Some(rank) = self.schema.field(field).and_then(|field| self.schema.rank(field, op))
            && self.validator.remove(rank)
        {
            self.replace_seen(rank, false);
        }
        self
    }

    /// Builds the filter.
    ///
    /// # Errors
    ///
    /// Returns all errors of all calls, in the order of the calls; see [`ErrorKind`].
    pub fn build(mut self) -> Result<Filter<'v>, Errors> {
        let limits = *self.validator.limits();
        self.check_limits();
        let filter = self.into_filter()?;
        check_canonical(limits, || filter.canonical_len())?;
        Ok(filter)
    }

    /// Returns the filter, or the errors of the calls.
    pub(super) fn into_filter(mut self) -> Result<Filter<'v>, Errors> {
        self.errors.take()?;
        Ok(Filter::new(self.schema, self.validator.take_entries()))
    }

    pub(super) const fn limits_in_force(&self) -> &Limits {
        self.validator.limits()
    }

    /// Checks the conditions again, because the limits can have changed after the calls.
    pub(super) fn check_limits(&mut self) {
        if let Some(kind) = self.validator.exceeded_limit() {
            self.errors.push(|| Error::new(kind, None, None));
        }
    }

    /// Counts a condition and resolves its key.
    fn resolve_key<'s>(&mut self, schema: &'s Schema, name: &str, op: Op) -> Option<Key<'s>> {
        if self.is_full {
            return None;
        }
        if let Err(kind) = self.validator.count_condition() {
            self.is_full = true;
            self.errors.push(|| Error::new(kind, None, None));
            return None;
        }
        let Some(field) = schema.field(name) else {
            self.errors.push(|| {
                let nearest = nearest(name, schema.fields().map(Field::name));
                Error::new(ErrorKind::UnknownField { name: excerpt(name), nearest }, Some(name), None)
            });
            return None;
        };
        let Some(rank) = schema.rank(field, op) else {
            self.errors.push(|| {
                let kind = ErrorKind::OperatorNotAllowed {
                    field: name.to_owned(),
                    op,
                    name: schema.operator_name(op).to_owned(),
                    allowed: field.ops(),
                    keys: schema.spelled_keys(field),
                };
                Error::new(kind, Some(name), None)
            });
            return None;
        };
        if self.replace_seen(rank, true) {
            self.errors.push(|| {
                let key = schema.condition(rank).map_or("", |(key, _)| key).to_owned();
                Error::new(ErrorKind::DuplicateCondition { key, first: None }, Some(name), None)
            });
        }
        Some(Key { rank, field, op })
    }

    /// Validates an operand.
    fn validate_operand(&mut self, key: &Key<'_>, values: impl Iterator<Item = Value<'v>>) {
        if self.validator.is_full() {
            return;
        }
        let (values, count) = take_bounded(values, self.validator.limits().list_items.max(2));
        let inputs = values.into_iter().map(Input::Value);
        self.validator.check(key, count, inputs, &mut |_, kind| {
            self.errors.push(|| Error::new(kind(), Some(key.field.name()), None));
        });
    }

    /// Records that a key was given or removed. Returns `true` if it had been given before.
    fn replace_seen(&mut self, rank: Rank, is_given: bool) -> bool {
        self.seen.get_mut(rank).is_some_and(|seen| std::mem::replace(seen, is_given))
    }
}

/// Collects at most `limit + 1` items, which is enough to detect too many of them even if the iterator is endless. Also
/// returns the number of items, which is exact if the iterator knows it.
pub(super) fn take_bounded<T>(items: impl Iterator<Item = T>, limit: usize) -> (Vec<T>, usize) {
    let (hint, bound) = (items.size_hint(), limit.saturating_add(1));
    let items: Vec<_> = items.take(bound).collect();
    let count = if items.len() == bound && hint.1 == Some(hint.0) { hint.0.max(bound) } else { items.len() };
    (items, count)
}
