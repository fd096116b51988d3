//! An API that filters as the language defines, except for one defect.

use std::sync::atomic::{AtomicU64, Ordering};

use filterset::list::{Direction, ListRequest};
use filterset::schema::SchemaBuilder;
use filterset::{Condition, Op, Schema, Value as FilterValue, ValueType};
use serde_json::{Value, json};

use super::data::records;
use super::defect::Defect;

pub(super) struct Api {
    schema: Schema,
    /// The schema with every operator of every field, without a spelling.
    engine: Schema,
    records: Vec<Value>,
    defect: Defect,
    responses: AtomicU64,
}

impl Api {
    pub(super) fn new(schema: &str, defect: Defect) -> Api {
        let mut engine: Value = toml::from_str(schema).unwrap();
        for name in ["spelling", "list", "reserved"] {
            engine.as_object_mut().unwrap().remove(name);
        }
        for field in engine["fields"].as_object_mut().unwrap().values_mut() {
            for name in ["keys", "bare"] {
                field.as_object_mut().unwrap().remove(name);
            }
            let mut ops = ValueType::from_name(field["type"].as_str().unwrap()).unwrap().ops();
            if field["nullable"] == true {
                ops = ops.with(Op::IsNull).with(Op::IsEmpty);
            }
            if field["many"] == true {
                ops = ops.with(Op::AllIn).with(Op::IsEmpty);
            }
            field["ops"] = ops.iter().map(Op::wire_name).collect();
        }
        let engine = serde_json::from_value::<SchemaBuilder>(engine).unwrap().build().unwrap();
        let schema = toml::from_str::<SchemaBuilder>(schema).unwrap().build().unwrap();
        Api { schema, engine, records: records(), defect, responses: AtomicU64::new(0) }
    }

    /// Returns the status and the body of the response to a query.
    pub(super) fn respond(&self, query: &str) -> (u16, String) {
        let responses = self.responses.fetch_add(1, Ordering::Relaxed);
        if self.defect == Defect::RaisesOnNull && query.contains("%00") {
            return (500, "Traceback".to_owned());
        }
        let is_repeated = query.split_once("__in=").is_some_and(|(_, items)| {
            let items: Vec<&str> = items.split(',').collect();
            items.len() == 3 && items[0] == items[2]
        });
        if self.defect == Defect::RejectsValid && query.starts_with("status=")
            || self.defect == Defect::RejectsRepeatedItems && is_repeated
        {
            return (400, "[]".to_owned());
        }
        let query = self.defect.rewrite(query);
        let parse = |query: &str| {
            let parsed = self.schema.parser().parse_list_request_with_reserved(query)?;
            Ok(parsed.list.into_owned())
        };
        let list = parse(&query).or_else(|errors| parse(&self.defect.drop_errors(&query, &errors)));
        match list {
            Ok(list) => (200, self.list_page(&query, &list, responses).to_string()),
            Err(errors) => (400, json!({ "errors": errors.to_string() }).to_string()),
        }
    }

    fn list_page(&self, query: &str, list: &ListRequest<'_>, responses: u64) -> Value {
        let mut conditions: Vec<Condition<'_>> = list.filter().iter().collect();
        if self.defect == Defect::UsesFirstPair {
            conditions.retain(|condition| query.starts_with(condition.key()));
        }
        let mut records = self.records.clone();
        if self.defect == Defect::StoresFractions {
            for (record, fraction) in records.iter_mut().zip((100..1000).cycle()) {
                for name in ["created_at", "closed_at"] {
                    if let Some(instant) = record[name].as_str() {
                        record[name] = json!(instant.replace('Z', &format!(".{fraction}Z")));
                    }
                }
            }
        }
        if self.defect == Defect::Updates && responses > 20 {
            records[24]["status"] = json!("lost");
        }
        let results: Vec<Vec<bool>> = conditions.iter().map(|condition| self.evaluate(&records, condition)).collect();
        let is_selected = |(index, _): &(usize, &Value)| {
            let mut results = results.iter().map(|result| result[*index]);
            if self.defect == Defect::JoinsByOr && conditions.len() > 1 {
                results.any(|result| result)
            } else {
                results.all(|result| result)
            }
        };
        let selected = records.iter().enumerate().filter(is_selected);
        let mut selected: Vec<&Value> = selected.map(|(_, record)| record).collect();
        if self.defect == Defect::Deletes && responses > 20 {
            selected.pop();
        }
        self.sort(list, &mut selected);
        let (mut offset, limit) = (list.offset().unwrap(), list.limit().unwrap());
        let count = u64::try_from(selected.len()).unwrap();
        match self.defect {
            Defect::OverlapsPages => offset = offset.saturating_sub(1),
            Defect::SkipsRecords if offset > 0 => offset += 1,
            _ => {}
        }
        let (offset, limit) = (usize::try_from(offset).unwrap(), usize::try_from(limit).unwrap());
        let results: Vec<&Value> = selected.into_iter().skip(offset).take(limit).collect();
        let next = list.next(count).map(|next| format!("http://internal.example/list?{next}"));
        json!({"count": count, "next": next, "results": results})
    }

    fn sort(&self, list: &ListRequest<'_>, selected: &mut [&Value]) {
        for (name, direction) in list.ordering().filter(|_| self.defect != Defect::IgnoresOrdering) {
            let key = |record: &Value| match &record[name] {
                Value::Number(number) => format!("{:9}", number.as_u64().unwrap()),
                Value::Null => "~".to_owned(),
                other => other.to_string(),
            };
            selected.sort_by_key(|record| key(record));
            if direction == Direction::Descending && self.defect != Defect::IgnoresDescending {
                selected.reverse();
            }
        }
    }

    /// Returns whether each record satisfies a condition.
    fn evaluate(&self, records: &[Value], condition: &Condition<'_>) -> Vec<bool> {
        let (name, op) = (condition.field().name(), condition.op());
        let values: Vec<FilterValue<'_>> = condition.predicate().values().collect();
        let test = |op: Op, values: &[FilterValue<'_>]| -> Vec<bool> {
            let filter = self.engine.filter().with(name, op, values.iter().cloned()).build().unwrap();
            let matcher = filter.matcher::<Value>().unwrap();
            records.iter().map(|record| matcher.matches(record)).collect()
        };
        let except = |results: Vec<bool>, others: Vec<bool>| {
            results.into_iter().zip(others).map(|(result, other)| result && !other).collect()
        };
        let correct = test(op, &values);
        let first = values.get(..1).unwrap_or_default();
        let is_null = || records.iter().map(|record| record.get(name).is_some_and(Value::is_null)).collect();
        match (self.defect, op) {
            (Defect::UsesFirstItem, Op::In) => test(op, first),
            (Defect::ExcludesNull, Op::Ne | Op::NotIn) => except(correct, is_null()),
            (Defect::IncludesBound, Op::Lt) => test(Op::Lte, first),
            (Defect::ExcludesEndOfRange, Op::Range) => except(correct, test(Op::Exact, &values[1..])),
            (Defect::ComparesAsText, Op::Lte) if name == "rank" => {
                let (bound, held) = (values[0].to_string(), records.iter().map(|record| record[name].to_string()));
                held.map(|held| held <= bound).collect()
            }
            (Defect::ReadsDayAsMidnight, Op::Lte) if matches!(values[0], FilterValue::Day(_)) => test(Op::Lt, first),
            (Defect::IgnoresIsNull, Op::IsNull | Op::IsEmpty) => vec![true; correct.len()],
            (Defect::RespectsCase, Op::IContains) | (Defect::SearchesAnywhere, Op::StartsWith) => {
                test(Op::Contains, first)
            }
            (Defect::MatchesAnyOf, Op::AllIn) => test(Op::In, &values),
            (Defect::IgnoresOwner, Op::Exact) if name == "owner" => vec![true; correct.len()],
            _ => correct,
        }
    }
}
