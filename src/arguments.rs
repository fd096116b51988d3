//! Checks the arguments of tool calls, which are JSON, and makes filters and list requests of them.

use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::error::{Error, ErrorCollector, ErrorKind, Errors};
use crate::filter::Filter;
use crate::list::ListRequest;
use crate::schema::{Field, Key, KnownKey, ListParameter, Rank, Resolved, Schema};
use crate::util::excerpt;
use crate::validate::{ListValidator, Location, Validator, check_canonical};
use crate::value::{Arity, Input, InvalidReason, JsonType, ValueType, spell_json, spell_number};

impl Schema {
    /// Checks the arguments of a tool call, such as that of an LLM agent, and returns them as a filter.
    ///
    /// There is one argument for each field and operator, with the [key](Schema::key) as its name. `filterset export
    /// --format tool` writes a JSON Schema of the arguments. The conditions are those of a query, with the same limits and
    /// errors, except for what JSON has a form for:
    ///
    /// | argument | JSON |
    /// |---|---|
    /// | a list, or the two ends of a range | an array |
    /// | an integer | a number without a fraction or an exponent |
    /// | a decimal | a number with at most 15 digits, or a string: `serde_json` rounds longer numbers to a 64-bit float |
    /// | a boolean; `isnull`, `isempty` | `true` or `false` |
    /// | any other value | a string |
    ///
    /// Nothing is converted: the string `"5"` isn't an integer, `null` isn't an omitted argument, and a string with a comma
    /// isn't a list. An [item](Error::item) that a query can't express is [an error](ErrorKind::UnrepresentableValue), as in
    /// a [builder](Schema::filter). Reserved names and parameters of list requests are unknown arguments.
    ///
    /// A `Map` holds only the last of two members with one name. Reject such JSON before, if its author may be hostile to
    /// its reader.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # use serde_json::json;
    /// # let links = Schema::builder("links")
    /// #     .field(Field::integer("accounts").ops([Op::Gte]))
    /// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
    /// #     .build().unwrap();
    /// let call = json!({ "accounts__gte": 2, "status__in": ["valid", "invalid"] });
    /// let filter = links.parse_arguments(call.as_object().unwrap())?;
    /// assert_eq!(filter.to_string(), "accounts__gte=2&status__in=invalid,valid");
    ///
    /// let call = json!({ "acounts__gte": 2, "status__in": ["valid", "invald"] });
    /// let errors = links.parse_arguments(call.as_object().unwrap()).unwrap_err();
    /// assert_eq!(errors.report(""), "\
    /// error[unknown_field]: unknown field \"acounts__gte\"; did you mean \"accounts__gte\"?
    ///   | acounts__gte
    /// error[invalid_value]: field \"status\": invalid choice \"invald\": \
    /// expected one of valid, invalid; did you mean \"invalid\"?
    ///   | status__in[1]
    /// ");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns all errors of the arguments, in their order in the map. An error has the [argument](Error::argument) and the
    /// index of the [item](Error::item) in place of a span.
    pub fn parse_arguments<'a>(&self, arguments: &'a Map<String, Json>) -> Result<Filter<'a>, Errors> {
        let mut reader = Reader::new(self, None);
        reader.read_arguments(arguments);
        let filter = reader.finish()?.0;
        check_canonical(*self.limits(), || filter.canonical_len())?;
        Ok(filter)
    }

    /// Checks the arguments of a tool call like [`parse_arguments`](Schema::parse_arguments), and returns them as a list
    /// request. The parameters that the schema's [list options](crate::schema::SchemaBuilder::list_options) declare are
    /// arguments too: numbers, strings, and arrays of names.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # use filterset::list::{ListOptions, Pagination};
    /// # use serde_json::json;
    /// # let links = Schema::builder("links")
    /// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact]))
    /// #     .list_options(ListOptions::builder().pagination(Pagination::by_page()).ordering(["created_at", "id"]))
    /// #     .build().unwrap();
    /// let call = json!({ "status": "invalid", "ordering": ["-created_at"], "page": 2 });
    /// let list = links.parse_list_arguments(call.as_object().unwrap())?;
    /// assert_eq!(list.to_string(), "status=invalid&ordering=-created_at&page=2");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns all errors of the arguments, in their order in the map.
    pub fn parse_list_arguments<'a>(&self, arguments: &'a Map<String, Json>) -> Result<ListRequest<'a>, Errors> {
        let mut reader = Reader::new(self, Some(ListValidator::default()));
        reader.read_arguments(arguments);
        let (filter, list) = reader.finish()?;
        let list = ListRequest::new(filter, list.unwrap_or_default().into_parts());
        check_canonical(*self.limits(), || list.canonical_len())?;
        Ok(list)
    }
}

struct Reader<'s, 'a> {
    schema: &'s Schema,
    validator: Validator<'a>,
    /// Present if list parameters are arguments.
    list: Option<ListValidator<'a>>,
    errors: ErrorCollector,
}

impl<'s, 'a> Reader<'s, 'a> {
    fn new(schema: &'s Schema, list: Option<ListValidator<'a>>) -> Reader<'s, 'a> {
        let limits = *schema.limits();
        Reader { schema, validator: Validator::new(limits, 0), list, errors: ErrorCollector::new(limits.errors) }
    }

    /// Reads the arguments up to the limit of conditions.
    fn read_arguments(&mut self, arguments: &'a Map<String, Json>) {
        for (name, json) in arguments {
            if self.read_argument(name, json).is_break() {
                break;
            }
        }
    }

    /// Returns the filter and the parameters, or all errors.
    fn finish(mut self) -> Result<(Filter<'a>, Option<ListValidator<'a>>), Errors> {
        self.errors.take()?;
        Ok((Filter::new(self.schema.clone(), self.validator.take_entries()), self.list))
    }

    fn read_argument(&mut self, name: &str, json: &'a Json) -> ControlFlow<()> {
        let schema = self.schema;
        let resolved = match schema.resolve(name) {
            Resolved::Known(KnownKey::Parameter(parameter)) if self.list.is_some() => {
                self.read_parameter(parameter, json);
                return ControlFlow::Continue(());
            }
            // A condition has one argument, so that none is given twice.
            Resolved::Known(KnownKey::Condition(rank)) => match self.find_key(rank, name) {
                Ok(key) => {
                    self.count_condition(name)?;
                    self.read_condition(&key, name, json);
                    return ControlFlow::Continue(());
                }
                Err(resolved) => resolved,
            },
            other => other,
        };
        self.count_condition(name)?;
        let has_parameters = self.list.is_some();
        self.errors.push(|| {
            let kind = resolved.describe(schema, name, || schema.suggest_argument(name, has_parameters));
            let field = resolved.rejected_field().map_or(name, Field::name);
            Error::new(kind, Some(field), None).at_argument(name, None)
        });
        ControlFlow::Continue(())
    }

    /// Returns the key of a rank if the name is its canonical spelling.
    fn find_key(&self, rank: Rank, name: &str) -> Result<Key<'s>, Resolved<'s, 'static>> {
        let Some(key) = self.schema.key_of_rank(rank) else { return Err(Resolved::UnknownField) };
        let is_canonical = self.schema.condition(rank).is_some_and(|(canonical, _)| canonical == name);
        if is_canonical { Ok(key) } else { Err(Resolved::OtherKey(key.field, key.op)) }
    }

    fn count_condition(&mut self, name: &str) -> ControlFlow<()> {
        match self.validator.count_condition() {
            Ok(()) => ControlFlow::Continue(()),
            Err(kind) => {
                self.errors.push(|| Error::new(kind, None, None).at_argument(name, None));
                ControlFlow::Break(())
            }
        }
    }

    fn read_condition(&mut self, key: &Key<'_>, name: &str, json: &'a Json) {
        let Reader { validator, errors, .. } = self;
        if validator.is_full() {
            return;
        }
        let expected = if key.op.takes_boolean() { ValueType::Boolean } else { key.field.value_type() };
        let report = &mut |location, kind: &dyn Fn() -> ErrorKind| {
            errors.push(|| Error::new(kind(), Some(key.field.name()), None).at_argument(name, item_of(location)));
        };
        match (key.op.arity(), json) {
            (Arity::One, _) => validator.check_value(key, Input::from_json(json, expected), report),
            (Arity::Two | Arity::List, Json::Array(items)) => {
                let inputs = items.iter().map(|item| Input::from_json(item, expected));
                validator.check_items(key, items.len(), inputs, report);
            }
            (Arity::Two | Arity::List, _) => report(Location::Value, &|| describe_other_than_array(json, expected)),
        }
    }

    fn read_parameter(&mut self, parameter: ListParameter, json: &'a Json) {
        let Reader { schema, validator, errors, list: Some(list), .. } = self else { return };
        let (options, limit, name) = (schema.list_options(), validator.limits().list_items, parameter.name());
        let report = &mut |location, kind: &dyn Fn() -> ErrorKind| {
            errors.push(|| Error::of_parameter(kind(), name, None).at_argument(name, item_of(location)));
        };
        if let Err(clash) = list.add_parameter(parameter) {
            report(Location::Value, &|| clash.describe(parameter, |_| None));
        }
        match json {
            Json::Number(number) if parameter.is_number() => {
                list.check_value(options, parameter, Input::Text(spell_number(number).into()), report);
            }
            Json::Array(items) if parameter.is_list() => {
                let inputs = items.iter().map(|item| Input::from_json(item, ValueType::Text));
                list.check_items(options, parameter, (items.len(), limit), inputs, report);
            }
            _ if parameter.is_list() => {
                report(Location::Value, &|| describe_other_than_array(json, ValueType::Text));
            }
            _ => {
                let expected = if parameter.is_number() { ValueType::Integer } else { ValueType::Text };
                list.check_value(options, parameter, Input::from_json(json, expected), report);
            }
        }
    }
}

const fn item_of(location: Location) -> Option<usize> {
    match location {
        Location::Value => None,
        Location::Item(item) | Location::Repeated { item, .. } => Some(item),
    }
}

fn describe_other_than_array(json: &Json, expected: ValueType) -> ErrorKind {
    ErrorKind::InvalidValue {
        found: excerpt(&spell_json(json)),
        expected,
        reason: InvalidReason::NotAnArray { found: JsonType::of(json) },
        choices: Arc::default(),
        nearest: Vec::new(),
    }
}
