//! The builder of filters.

use crate::error::{Error, ErrorCollector, ErrorKind, Errors};
use crate::filter::Filter;
use crate::schema::{Field, Key, Limits, Rank, Schema};
use crate::util::{excerpt, nearest};
use crate::validate::Validator;
use crate::value::{Input, Op, Value};

/// Builds a filter by typed calls, each checked against the table; see [`Schema::filter`].
///
/// There is a method for each operator. Values are anything that converts into a [`Value`]: texts, integers, booleans,
/// decimals, uuids, dates and date-times, owned or by reference. A text given for a field of another type is read as a
/// query's text would be. Errors are kept until [`build`](FilterBuilder::build), which reports all of them.
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
    /// Which keys were given, faulty ones too, by rank.
    seen: Vec<bool>,
    /// There were too many conditions: the rest isn't read.
    is_full: bool,
}

impl Schema {
    /// Starts a filter of this table.
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
            seen: vec![false; self.ranks()],
            is_full: false,
        }
    }
}

impl<'q> Filter<'q> {
    /// Goes back to a builder, to edit a saved filter: [`remove`](FilterBuilder::remove) a condition and give another.
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
            builder.mark(entry.rank, true);
        }
        FilterBuilder { validator: Validator::with_entries(*schema.limits(), entries), ..builder }
    }
}

/// A method for each operator that takes one value.
macro_rules! with_value {
    ($($(#[$doc:meta])* $method:ident => $op:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method(self, field: &str, value: impl Into<Value<'v>>) -> Self {
            self.with(field, Op::$op, [value.into()])
        }
    )*};
}

/// A method for each operator that takes a list.
macro_rules! with_list {
    ($($(#[$doc:meta])* $method:ident => $op:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method<V: Into<Value<'v>>>(self, field: &str, values: impl IntoIterator<Item = V>) -> Self {
            self.with(field, Op::$op, values.into_iter().map(Into::into))
        }
    )*};
}

impl<'v> FilterBuilder<'v> {
    /// Sets limits in place of the table's. They hold for the calls that follow.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.validator.set_limits(limits);
        self.errors.set_limit(limits.errors);
        self
    }

    with_value! {
        /// The field equals the value.
        exact => Exact;
        /// The field doesn't equal the value; true of a null.
        ne => Ne;
        /// The field is greater than the value.
        gt => Gt;
        /// The field is greater than the value or equal to it.
        gte => Gte;
        /// The field is less than the value.
        lt => Lt;
        /// The field is less than the value or equal to it.
        lte => Lte;
        /// The field equals the text without regard to case.
        iexact => IExact;
        /// The field contains the text.
        contains => Contains;
        /// The field contains the text without regard to case.
        icontains => IContains;
        /// The field begins with the text.
        starts_with => StartsWith;
        /// The field begins with the text without regard to case.
        istarts_with => IStartsWith;
        /// The field ends with the text.
        ends_with => EndsWith;
        /// The field ends with the text without regard to case.
        iends_with => IEndsWith;
    }

    with_list! {
        /// The field equals one of the values.
        is_in => In;
        /// The field equals none of the values; true of a null.
        not_in => NotIn;
        /// The field, which holds many values, contains all of these.
        all_in => AllIn;
    }

    /// The field lies between the two values, both ends included. Two types can be mixed, such as a day and an instant.
    pub fn range(self, field: &str, low: impl Into<Value<'v>>, high: impl Into<Value<'v>>) -> Self {
        self.with(field, Op::Range, [low.into(), high.into()])
    }

    /// The field is null (`true`) or isn't (`false`).
    pub fn is_null(self, field: &str, is_null: bool) -> Self {
        self.with(field, Op::IsNull, [Value::Boolean(is_null)])
    }

    /// The field under any operator, for programs that know it only when they run: one value, the two ends of a range,
    /// or the items of a list.
    pub fn with<V: Into<Value<'v>>>(mut self, field: &str, op: Op, values: impl IntoIterator<Item = V>) -> Self {
        let schema = self.schema.clone();
        if let Some(key) = self.open(&schema, field, op) {
            self.check(&key, values.into_iter().map(Into::into));
        }
        self
    }

    /// Takes back the condition on a field under an operator, if there is one. Like any edit of a filter it is the
    /// caller's to want: fewer conditions match more.
    pub fn remove(mut self, field: &str, op: Op) -> Self {
        if let Some(rank) = self.schema.field(field).and_then(|field| self.schema.rank(field, op))
            && self.validator.remove(rank)
        {
            self.mark(rank, false);
        }
        self
    }

    /// Checks the whole.
    ///
    /// # Errors
    ///
    /// Every fault of every call, in the order of the calls; see [`ErrorKind`].
    pub fn build(mut self) -> Result<Filter<'v>, Errors> {
        let limits = *self.validator.limits();
        self.check_limits();
        let filter = self.into_filter()?;
        check_canonical(limits, || filter.canonical_len())?;
        Ok(filter)
    }

    /// Returns the filter, or every error of the calls.
    pub(super) fn into_filter(mut self) -> Result<Filter<'v>, Errors> {
        self.errors.take()?;
        Ok(Filter::new(self.schema, self.validator.take_entries()))
    }

    pub(super) const fn limits_in_force(&self) -> &Limits {
        self.validator.limits()
    }

    /// Checks the conditions against limits that changed after the calls.
    pub(super) fn check_limits(&mut self) {
        if let Some(kind) = self.validator.exceeded_limit() {
            self.errors.push(|| Error::new(kind, None, None));
        }
    }

    /// Counts a condition and finds what its key stands for.
    fn open<'s>(&mut self, schema: &'s Schema, name: &str, op: Op) -> Option<Key<'s>> {
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
                let allowed = field.ops();
                Error::new(ErrorKind::OperatorNotAllowed { field: name.to_owned(), op, allowed }, Some(name), None)
            });
            return None;
        };
        if self.mark(rank, true) {
            self.errors.push(|| {
                let key = schema.condition(rank).map_or("", |(key, _)| key).to_owned();
                Error::new(ErrorKind::DuplicateCondition { key, first: None }, Some(name), None)
            });
        }
        Some(Key { rank, field, op })
    }

    /// Passes an operand through the gate.
    fn check(&mut self, key: &Key<'_>, values: impl Iterator<Item = Value<'v>>) {
        if self.validator.is_full() {
            return;
        }
        let (values, count) = take_bounded(values, self.validator.limits().list_items.max(2));
        let inputs = values.into_iter().map(Input::Value);
        self.validator.check(key, count, inputs, &mut |_, kind| {
            self.errors.push(|| Error::new(kind(), Some(key.field.name()), None));
        });
    }

    /// Notes whether a key was given, and tells whether it had been.
    fn mark(&mut self, rank: Rank, is_given: bool) -> bool {
        self.seen.get_mut(rank).is_some_and(|seen| std::mem::replace(seen, is_given))
    }
}

/// At most so many items and one, which is enough to see that there are too many, of an endless iterator too; and how
/// many there are, where the iterator knows it.
pub(super) fn take_bounded<T>(items: impl Iterator<Item = T>, most: usize) -> (Vec<T>, usize) {
    let (hint, most) = (items.size_hint(), most.saturating_add(1));
    let items: Vec<_> = items.take(most).collect();
    let count = if items.len() == most && hint.1 == Some(hint.0) { hint.0.max(most) } else { items.len() };
    (items, count)
}

/// Checks how long the canonical form is of what was built.
pub(super) fn check_canonical(limits: Limits, len: impl FnOnce() -> usize) -> Result<(), Errors> {
    let (limit, found) = (limits.input_bytes, len());
    if found > limit {
        let kind = ErrorKind::InputTooLong { is_canonical: true, limit, found };
        return Err(Errors::one(Error::new(kind, None, None)));
    }
    Ok(())
}
