//! Queries that the language rejects: an API that accepts one may widen it.

use filterset::schema::{Arity, ListParameter};
use filterset::{Op, ValueType};

use super::check::{Check, Probe, Relation};
use super::context::{Base, Context};
use super::query::Query;

/// A number of bytes that most servers accept in a request.
const MAX_QUERY: usize = 32 << 10;

/// Returns the queries that an API must reject.
pub(crate) fn make_probes(context: &mut Context<'_>) -> Vec<Probe> {
    let mut candidates = Candidates { context, probes: Vec::new() };
    candidates.add_names();
    candidates.add_operators();
    candidates.add_list_parameters();
    for base in candidates.context.bases() {
        candidates.add_keys(&base);
        candidates.add_bytes(&base);
        candidates.add_values(&base);
        match base.op.arity() {
            Arity::One => {}
            Arity::List => candidates.add_lists(&base),
            Arity::Two => candidates.add_ranges(&base),
        }
    }
    candidates.probes
}

struct Candidates<'c, 'a> {
    context: &'c mut Context<'a>,
    probes: Vec<Probe>,
}

impl Candidates<'_, '_> {
    /// Adds a query, unless the language accepts it, as a schema with patterns of reserved names may do.
    fn add(&mut self, check: Check, text: String) {
        self.add_with_readings(check, text, Vec::new());
    }

    fn add_with_readings(&mut self, check: Check, text: String, readings: Vec<Query>) {
        if text.len() <= MAX_QUERY
            && let Some(query) = Query::invalid(self.context.schema, text, readings)
        {
            self.probes.push(Probe::new(check, [query], Relation::Rejected));
        }
    }

    /// Adds parameters that no schema has.
    fn add_names(&mut self) {
        for name in ["filterset_probe", "no_such_field", "x"] {
            self.add(Check::UnknownField, format!("{name}=1"));
        }
        self.add(Check::EmptyKey, "=1".to_owned());
        let names: Vec<String> = self.context.schema.reserved().map(str::to_owned).collect();
        for name in names.iter().filter(|name| !name.contains('*')) {
            self.add(Check::NullCharacter, format!("{name}=%00"));
        }
        if self.context.schema.list_options().search().is_some() {
            self.add(Check::EmptyValue, "search=".to_owned());
            self.add(Check::EmptyValue, "search=%20".to_owned());
        }
    }

    /// Adds values that the parameters of lists don't have, and pairs of one parameter.
    fn add_list_parameters(&mut self) {
        let options = self.context.schema.list_options();
        let size = options.pagination().map_or(0, |pagination| pagination.max_size.saturating_add(1));
        let name = options.ordering().first().map_or("", |name| name.as_ref());
        for parameter in options.parameters() {
            let values = match parameter {
                ListParameter::Page => vec!["0".to_owned(), "x".to_owned(), "1&page=1".to_owned()],
                ListParameter::Offset => vec!["-1".to_owned(), "x".to_owned(), "0&offset=0".to_owned()],
                ListParameter::PageSize | ListParameter::Limit => {
                    vec!["0".to_owned(), "x".to_owned(), size.to_string()]
                }
                ListParameter::Ordering => {
                    vec!["filterset_probe".to_owned(), format!("{name}x"), format!("{name},{name}")]
                }
                ListParameter::Fields | ListParameter::Omit => vec!["filterset_probe".to_owned()],
                ListParameter::Cursor => Vec::new(),
                // It selects records, so an empty one is tried with the names.
                ListParameter::Search => continue,
            };
            for value in values.into_iter().chain([String::new()]) {
                // Every record satisfies no conditions, so nothing is widened.
                let every = Query::conditions(self.context.schema, &[]);
                self.add_with_readings(
                    Check::ListParameter,
                    format!("{}={value}", parameter.name()),
                    Vec::from_iter(every),
                );
            }
        }
    }

    /// Adds operators that a field doesn't have.
    fn add_operators(&mut self) {
        let schema = self.context.schema;
        for field in schema.fields() {
            let Some(base) = field.ops().iter().next().and_then(|op| self.context.base(field, op)) else { continue };
            let (name, (_, value)) = (field.name(), base.query.pair());
            for unknown in ["is", "eq", "regex"] {
                self.add(Check::UnknownOperator, format!("{name}__{unknown}={value}"));
            }
            for op in Op::ALL.into_iter().filter(|op| !field.ops().contains(*op)) {
                let own = schema.spelling().map_or(op.wire_name(), |spelling| spelling.name_of(op));
                let key = if op == Op::Exact { name.to_owned() } else { format!("{name}__{own}") };
                let value = if op.takes_boolean() { "true" } else { value };
                self.add(Check::OperatorNotAllowed, format!("{key}={value}"));
            }
        }
    }

    /// Adds spellings of a key.
    fn add_keys(&mut self, base: &Base<'_>) {
        let (key, value) = base.query.pair();
        let is_letter = |at: &usize| key.as_bytes().get(*at).is_some_and(u8::is_ascii_alphabetic);
        let middle = base.field.name().len() / 2;
        if let Some(at) = (middle..key.len()).chain(0..middle).find(is_letter) {
            let (before, after) =
                (key.get(..at).unwrap_or_default(), key.get(at.saturating_add(1)..).unwrap_or_default());
            self.add(Check::MisspeltName, format!("{before}{after}={value}"));
        }
        self.add(Check::LetterCase, format!("{}={value}", key.to_ascii_uppercase()));
        self.add(Check::EmptyValue, format!("{key}="));
        self.add(Check::MissingEquals, key.to_owned());
    }

    /// Adds values with bytes that aren't text.
    fn add_bytes(&mut self, base: &Base<'_>) {
        // As data, they are in no record, and every record satisfies a negative operator.
        if base.op.negated().is_some() {
            return;
        }
        let (key, value) = base.query.pair();
        self.add(Check::NullCharacter, format!("{key}={value}%00"));
        self.add(Check::InvalidUtf8, format!("{key}={value}%E9"));
        self.add(Check::MalformedPercent, format!("{key}={value}%"));
    }

    /// Adds values that the field doesn't have, and two values for one key.
    fn add_values(&mut self, base: &Base<'_>) {
        let (key, value) = base.query.pair();
        let kind = if base.op.takes_boolean() { ValueType::Boolean } else { base.field.value_type() };
        let wrong: &[&str] = match kind {
            ValueType::Integer => &["x", "1.5"],
            ValueType::Decimal => &["x", "1x"],
            ValueType::Boolean => &["yes", "2"],
            ValueType::Uuid => &["x"],
            ValueType::Date | ValueType::DateTime => &["2022-02-30", "yesterday"],
            _ => &[],
        };
        for wrong in wrong {
            let wrong = if base.op.arity() == Arity::Two { format!("{wrong},{wrong}") } else { (*wrong).to_owned() };
            self.add(Check::WrongType, format!("{key}={wrong}"));
        }
        if kind == ValueType::Choice {
            self.add(Check::UnknownChoice, format!("{key}=no_such_choice"));
            if base.op.arity() == Arity::List && Context::splits_at_commas(base.field, base.op) {
                self.add_with_readings(
                    Check::UnknownChoice,
                    format!("{key}={value},no_such_choice"),
                    vec![base.query.clone()],
                );
            }
        }
        let other = self.context.pick(base.field, 4).into_iter().find(|other| !base.values.contains(other));
        if let Some(query) = other.and_then(|other| self.context.condition(base.field, base.op, &[other])) {
            let text = format!("{}&{}", base.query.text, query.text);
            self.add_with_readings(Check::RepeatedKey, text, vec![base.query.clone(), query]);
            self.add_with_readings(Check::RepeatedKey, format!("{}&{key}=", base.query.text), vec![base.query.clone()]);
        }
    }

    fn add_lists(&mut self, base: &Base<'_>) {
        let (key, value) = base.query.pair();
        let max = self.context.schema.limits().list_items;
        let reading = || vec![base.query.clone()];
        let first = base
            .values
            .first()
            .and_then(|first| self.context.condition(base.field, base.op, std::slice::from_ref(first)));
        let Some(first) = first else { return };
        let (_, item) = first.pair();
        if Context::splits_at_commas(base.field, base.op) {
            self.add_with_readings(Check::BlankItem, format!("{key}={value},"), reading());
            self.add_with_readings(Check::BlankItem, format!("{key}=,{value}"), reading());
            self.add_with_readings(Check::BlankItem, format!("{key}={item},,{value}"), reading());
            self.add(Check::BlankItem, format!("{key}=,"));
            let items = vec![item; max.saturating_add(1)].join(",");
            self.add_with_readings(Check::LongList, format!("{key}={items}"), vec![first.clone()]);
        } else {
            self.add_with_readings(Check::BlankItem, format!("{}&{key}=", base.query.text), reading());
            let items = vec![first.text.as_str(); max.saturating_add(1)].join("&");
            self.add_with_readings(Check::LongList, items, vec![first.clone()]);
        }
    }

    fn add_ranges(&mut self, base: &Base<'_>) {
        let (key, value) = base.query.pair();
        let Some((low, high)) = value.split_once(',') else { return };
        for half in [format!("{low},"), format!(",{high}"), low.to_owned()] {
            self.add(Check::HalfRange, format!("{key}={half}"));
        }
        // No value is in the range of each end.
        let end = |end: &String| self.context.condition(base.field, Op::Range, &[end.clone(), end.clone()]);
        let readings = base.values.iter().filter(|_| !base.field.is_multi_valued()).filter_map(end).collect();
        self.add_with_readings(Check::ReversedRange, format!("{key}={high},{low}"), readings);
    }
}
