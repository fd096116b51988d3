//! The evaluation of filters on records in memory.

mod explain;
mod implies;
mod interval;
#[cfg(feature = "serde_json")]
mod json;
mod operands;
mod order;
mod predicate;
mod search;
mod unsupported;

use std::borrow::Cow;
use std::fmt;

use crate::filter::{Condition, Filter};
use crate::schema::Field;
use crate::typed::{FieldType, FilterField, FilterValue};
use crate::value::{Value, ValueType};
use unsupported::Gap;

pub use unsupported::UnsupportedFieldsError;

use predicate::{Check, Test};

/// A type of records that filters can be evaluated on. It defines how a schema's fields are read from a record.
///
/// `#[derive(FilterSet)]` implements it for a struct (feature `derive`), and the feature `serde_json` for
/// `serde_json::Value`. An implementation for another type needs one line per field:
///
/// ```
/// use filterset::{Field, Op, Record, Schema};
/// use filterset::record::Accessor;
///
/// struct Account {
///     institution: String,
///     balance: Balance,
///     tags: Vec<String>,
/// }
///
/// struct Balance {
///     available: Option<i64>,
/// }
///
/// impl Record for Account {
///     fn accessor(field: &Field) -> Option<Accessor<'_, Account>> {
///         Some(match field.name() {
///             "institution" => Accessor::of(|account: &Account| &account.institution),
///             "balance__available" => Accessor::of(|account: &Account| &account.balance.available),
///             "tags" => Accessor::of(|account: &Account| &account.tags),
///             "has_tags" => Accessor::value(|account: &Account| Some((!account.tags.is_empty()).into())),
///             _ => return None,
///         })
///     }
/// }
///
/// let accounts = Schema::builder("accounts")
///     .field(Field::text("institution").ops([Op::Exact, Op::In]))
///     .field(Field::integer("balance__available").nullable().ops([Op::Gte, Op::IsNull]))
///     .field(Field::text("tags").multi_valued().ops([Op::Exact, Op::AllIn]))
///     .field(Field::boolean("has_tags").ops([Op::Exact]))
///     .build()?;
/// let account = Account {
///     institution: "erebor_mx_retail".to_owned(),
///     balance: Balance { available: Some(120) },
///     tags: vec!["main".to_owned(), "old".to_owned()],
/// };
///
/// assert!(accounts.parse("balance__available__gte=100&tags=old")?.matches(&account)?);
/// assert!(!accounts.parse("tags__allin=old,new&has_tags=true")?.matches(&account)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record that filters can match",
    note = "derive `FilterSet` for it (feature `derive` of filterset) or implement `Record`"
)]
pub trait Record: Sized {
    /// Returns the accessor of a field, or `None` if records don't have the field. It is called once per condition when
    /// a filter is compiled.
    fn accessor(field: &Field) -> Option<Accessor<'_, Self>>;
}

/// Evaluates one condition. Returns `None` if the record holds a value of another type than the field's.
type Evaluate<'f, R> = Box<dyn Fn(&R) -> Option<bool> + Send + Sync + 'f>;

/// A condition and its test.
type Compiled<'f, R> = (Condition<'f>, Evaluate<'f, R>);

/// The number of cheap tests that are evaluated before a branch on their results. A mispredicted branch costs more than
/// a few tests, because the processor has to discard the work on the records that follow.
const MAX_UNBRANCHED: usize = 4;

/// The accessor of a field: it reads the field's values from a record; see [`Record`].
#[must_use]
pub struct Accessor<'f, R> {
    /// The type of the values, if it is known at compile time.
    value_type: Option<ValueType>,
    is_multi_valued: bool,
    compile: Box<dyn FnOnce(Test<'f, Check<'f>>) -> Evaluate<'f, R> + 'f>,
}

impl<'f, R> Accessor<'f, R> {
    fn new(
        value_type: Option<ValueType>,
        is_multi_valued: bool,
        compile: impl FnOnce(Test<'f, Check<'f>>) -> Evaluate<'f, R> + 'f,
    ) -> Accessor<'f, R> {
        Accessor { value_type, is_multi_valued, compile: Box::new(compile) }
    }

    /// Returns the accessor of a field whose Rust type holds filterable values. It is the fastest kind, because the
    /// type is known at compile time.
    pub fn of<F: FilterField>(get: impl Fn(&R) -> &F + Send + Sync + 'f) -> Accessor<'f, R> {
        Accessor::new(Some(F::Value::VALUE_TYPE), F::MULTI_VALUED, move |test| {
            // For each type, one arm remains after compilation: a test that is specialized for its values.
            macro_rules! typed {
                ($($variant:ident => $held:ident, $contains:ident);*) => {
                    match test {
                        $(test if test.all_checks(|check| matches!(check, Check::$variant(_))) => {
                            let test = test.map(|check| match check {
                                Check::$variant(check) => Some(check),
                                _ => None,
                            });
                            if let Test::Any(Some(check)) = test {
                                return Box::new(move |record| {
                                    predicate::any_passes(F::MULTI_VALUED, get(record).values(), |value| match value.to_value() {
                                        Value::$held(value) => Some(check.$contains(&value)),
                                        _ => None,
                                    })
                                });
                            }
                            Box::new(move |record| {
                                test.evaluate(
                                    F::MULTI_VALUED,
                                    get(record).values(),
                                    |check, value| match value.to_value() {
                                        Value::$held(value) => Some(check.as_ref()?.$contains(&value)),
                                        _ => None,
                                    },
                                    |value| Some(value.to_value()),
                                )
                            })
                        })*
                        test => Box::new(move |record| {
                            test.evaluate(
                                F::MULTI_VALUED,
                                get(record).values(),
                                |check, value| check.passes(&value.to_value()),
                                |value| Some(value.to_value()),
                            )
                        }),
                    }
                };
            }
            match F::Value::VALUE_TYPE {
                ValueType::Text => typed!(Text => Text, contains_text; Search => Text, matches_text),
                ValueType::Integer => typed!(Integer => Integer, contains),
                ValueType::Decimal => typed!(Decimal => Decimal, contains),
                ValueType::Boolean => typed!(Boolean => Boolean, contains),
                ValueType::Uuid => typed!(Uuid => Uuid, contains),
                ValueType::Date => typed!(Date => Date, contains),
                ValueType::DateTime => typed!(Instant => Instant, contains),
                ValueType::Choice => {
                    // The result of each choice is computed before the first record is evaluated.
                    let test = test.map(|check| {
                        let passes = F::Value::CHOICES.iter().map(|choice| check.passes(&(*choice).into()));
                        (passes.collect::<Vec<_>>(), check)
                    });
                    Box::new(move |record| {
                        test.evaluate(
                            F::MULTI_VALUED,
                            get(record).values(),
                            |(passes, check), value| match value.choice() {
                                Some(index) => passes.get(index).copied().flatten(),
                                None => check.passes(&value.to_value()),
                            },
                            |value| Some(value.to_value()),
                        )
                    })
                }
            }
        })
    }

    /// Returns the accessor of a single-valued field whose values have dynamic types. `get` returns `None` for null.
    ///
    /// A value of another type than the field's satisfies no condition; see [`Matcher::try_matches`].
    pub fn value(get: impl Fn(&R) -> Option<Value<'_>> + Send + Sync + 'f) -> Accessor<'f, R> {
        Accessor::new(None, false, move |test| {
            Box::new(move |record| {
                test.evaluate(false, get(record).into_iter(), |check, value| check.passes(&value), Some)
            })
        })
    }

    /// Returns the accessor of a multi-valued field whose values have dynamic types. `get` returns no values for null.
    ///
    /// A value of another type than the field's satisfies no condition; see [`Matcher::try_matches`].
    pub fn values(get: impl Fn(&R) -> Cow<'_, [Value<'_>]> + Send + Sync + 'f) -> Accessor<'f, R> {
        Accessor::new(None, true, move |test| {
            Box::new(move |record| {
                let values = get(record);
                test.evaluate(true, values.iter(), Check::passes, |value| Some(value.borrowed()))
            })
        })
    }
}

impl FieldType {
    /// Returns the accessor of a field of a derived type. It is a method of the field's type so that the compiler
    /// reports a type that isn't filterable only once.
    pub fn make_accessor<'f, F: FilterField, R>(self, get: impl Fn(&R) -> &F + Send + Sync + 'f) -> Accessor<'f, R> {
        Accessor::of(get)
    }
}

impl Filter<'_> {
    /// Returns `true` if the record satisfies every condition. To evaluate several records, [compile](Filter::matcher)
    /// the filter once.
    ///
    /// # Errors
    ///
    /// Returns an error if records of this type lack a field of the filter, or hold it as another type.
    pub fn matches<R: Record>(&self, record: &R) -> Result<bool, UnsupportedFieldsError> {
        self.matcher().map(|matcher| matcher.matches(record))
    }

    /// Compiles the filter for a type of records: fields are resolved, whole days become ranges of instants, and the
    /// results of all choices are precomputed.
    ///
    /// The matcher doesn't allocate and finds a value in a list in logarithmic time. The only exception is `allin` with
    /// more than 512 values, which allocates a bitset for each record.
    ///
    /// ```
    /// # #[cfg(feature = "derive")] {
    /// use filterset::{FilterSet, FilterValue};
    ///
    /// #[derive(FilterSet)]
    /// struct Link {
    ///     #[filter(exact, in)]
    ///     institution: String,
    ///     #[filter(exact, in)]
    ///     status: Status,
    /// }
    ///
    /// #[derive(FilterValue)]
    /// #[filter(rename_all = "snake_case")]
    /// enum Status { Valid, Invalid }
    ///
    /// let links = [
    ///     Link { institution: "erebor_mx_retail".to_owned(), status: Status::Invalid },
    ///     Link { institution: "gringotts_mx_retail".to_owned(), status: Status::Valid },
    /// ];
    /// let filter = Link::parse("status=invalid")?;
    /// let matcher = filter.matcher::<Link>()?;
    /// assert_eq!(links.iter().filter(|link| matcher.matches(link)).count(), 1);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error with every field of the filter that records of this type lack or hold as another type.
    pub fn matcher<R: Record>(&self) -> Result<Matcher<'_, R>, UnsupportedFieldsError> {
        let mut gaps: Vec<(String, Gap)> = Vec::new();
        let mut tests: Vec<Compiled<'_, R>> = Vec::with_capacity(self.len());
        for condition in self {
            match compile(condition) {
                Ok(run) => tests.push((condition, run)),
                Err(gap) => gaps.push((condition.field().name().to_owned(), gap)),
            }
        }
        gaps.dedup_by(|a, b| a.0 == b.0);
        let tests = tests.into_iter().partition(|(condition, _)| !is_costly(condition));
        match UnsupportedFieldsError::new(gaps.into_iter().map(|(field, gap)| (field, gap.to_string()))) {
            Some(error) => Err(error),
            None => Ok(Matcher { tests }),
        }
    }
}

fn compile<R: Record>(condition: Condition<'_>) -> Result<Evaluate<'_, R>, Gap> {
    let field = condition.field();
    let Accessor { value_type, is_multi_valued, compile } = R::accessor(field).ok_or(Gap::Missing)?;
    match value_type {
        _ if is_multi_valued && !field.is_multi_valued() => Err(Gap::Many),
        _ if !is_multi_valued && field.is_multi_valued() => Err(Gap::One),
        Some(found) if !accepts(field.value_type(), found) => Err(Gap::OtherType { schema: field.value_type(), found }),
        _ => Ok(compile(Test::new(condition.predicate(), field))),
    }
}

/// Reads the values of a field from a record: none if it is null, if records of the type don't have the field, or if they
/// hold another number of values.
#[cfg(feature = "arbitrary")]
pub(crate) fn read_values<R: Record>(field: &Field, record: &R) -> Vec<Value<'static>> {
    let copies = std::sync::Mutex::default();
    if let Some(Accessor { is_multi_valued, compile, .. }) = R::accessor(field)
        && is_multi_valued == field.is_multi_valued()
    {
        compile(Test::Copy(&copies))(record);
    }
    copies.into_inner().unwrap_or_default()
}

/// Returns `true` if a test costs more than a mispredicted branch: a string search, or a comparison of decimals.
fn is_costly(condition: &Condition<'_>) -> bool {
    condition.field().value_type() == ValueType::Decimal || search::Kind::from_op(condition.op()).is_some()
}

/// Returns `true` if all values of the type `found` are also values of a field's type.
fn accepts(field: ValueType, found: ValueType) -> bool {
    use ValueType::{Choice, Decimal, Integer, Text};
    field == found || matches!((field, found), (Text, Choice) | (Choice, Text) | (Decimal, Integer))
}

/// A filter compiled for a type of records; see [`Filter::matcher`].
#[must_use]
pub struct Matcher<'f, R> {
    /// The cheap tests and the costly tests.
    tests: (Vec<Compiled<'f, R>>, Vec<Compiled<'f, R>>),
}

impl<R> Matcher<'_, R> {
    /// Returns `true` if the record satisfies every condition.
    ///
    /// If a record of a dynamic type holds a value of another type than the field's, it satisfies no condition on that
    /// field, not even a negative one. [`try_matches`](Matcher::try_matches) reports this case.
    #[must_use]
    #[inline]
    pub fn matches(&self, record: &R) -> bool {
        let passes = |(_, run): &Compiled<'_, R>| run(record) == Some(true);
        let (cheap, costly) = &self.tests;
        let all = |tests: &[Compiled<'_, R>]| tests.iter().fold(true, |all, test| all & passes(test));
        if cheap.len() <= MAX_UNBRANCHED && costly.is_empty() {
            return all(cheap);
        }
        cheap.chunks(MAX_UNBRANCHED).all(all) && costly.iter().all(passes)
    }

    /// Returns `true` if the record satisfies every condition, and checks the types of its values.
    ///
    /// # Errors
    ///
    /// Returns an error if a field of the filter holds a value of another type than the field's. This never happens
    /// with records of a derived type.
    pub fn try_matches(&self, record: &R) -> Result<bool, RecordTypeError> {
        let mut matches = true;
        let (cheap, costly) = &self.tests;
        for (condition, run) in cheap.iter().chain(costly) {
            matches &= run(record).ok_or_else(|| RecordTypeError {
                field: condition.field().name().to_owned(),
                expected: condition.field().value_type(),
            })?;
        }
        Ok(matches)
    }
}

impl<R> fmt::Debug for Matcher<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cheap, costly) = &self.tests;
        f.debug_list().entries(cheap.iter().chain(costly).map(|(condition, _)| condition)).finish()
    }
}

impl<R> fmt::Debug for Accessor<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accessor").field("value_type", &self.value_type).finish_non_exhaustive()
    }
}

/// The error for a record that holds a value of another type than the field's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid record: field {field:?}: expected {}", .expected.shape())]
pub struct RecordTypeError {
    field: String,
    expected: ValueType,
}

impl RecordTypeError {
    /// Returns the name of the field.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Returns the type of the field in the schema.
    #[must_use]
    pub const fn expected(&self) -> ValueType {
        self.expected
    }
}
