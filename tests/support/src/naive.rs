//! A naive second parser of the language, to compare the crate with. It is slow and simple, uses only the standard
//! library, and follows docs/language.md, not the code of the crate. Comments with a number refer to the sections of
//! that page. Time zones are limited to UTC and fixed offsets, and there are no suggestions.

use std::collections::BTreeMap;
use std::ops::Range;

pub struct Schema {
    pub fields: Vec<Field>,
    pub reserved: Vec<String>,
    /// The names of the list parameters.
    pub parameters: Vec<String>,
    pub spelling: Option<Spelling>,
    pub limits: Limits,
    pub policy: Policy,
}

pub struct Field {
    pub name: String,
    /// The name of the type in the schema file format.
    pub kind: String,
    pub ops: Vec<String>,
    pub choices: Vec<String>,
    pub minimum: i64,
    pub maximum: i64,
    pub allow_empty: bool,
    /// The offset of the time zone, in seconds east of UTC.
    pub offset: i64,
    pub bare: Option<String>,
    pub lists: Option<String>,
    /// Whole keys and their operators.
    pub keys: Vec<(String, String)>,
}

pub struct Spelling {
    pub bare: String,
    pub lists: String,
    /// Own names and their operators.
    pub operators: Vec<(String, String)>,
}

pub struct Limits {
    pub input_bytes: usize,
    pub conditions: usize,
    pub list_items: usize,
    pub operands: usize,
}

/// The leniencies of section 9.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub unknown_names: bool,
    pub empty_values: bool,
    pub repeated_keys: bool,
}

/// The meaning of an accepted query.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// The field, the operator and the canonical values of each condition, sorted by key.
    pub conditions: Vec<(String, String, Vec<String>)>,
    pub canonical: String,
    pub reserved: Vec<(String, String)>,
}

/// An error: its code, its span, its field, the span of the first key of a duplicate, and the number found over a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub code: &'static str,
    pub span: Range<usize>,
    pub field: Option<String>,
    pub first: Option<Range<usize>>,
    pub found: Option<usize>,
}

impl Error {
    fn new(code: &'static str, span: Range<usize>) -> Error {
        Error { code, span, field: None, first: None, found: None }
    }

    fn of(self, field: &Field) -> Error {
        Error { field: Some(field.name.clone()), ..self }
    }
}

/// A value: its sort key, its canonical spelling, and whether it is a day of a date-time field.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    order: (i128, i128),
    text: String,
    is_day: bool,
}

/// A decoded character and the span of its raw text.
type Decoded = Vec<(char, Range<usize>)>;

/// What a key is (section 11).
enum Key<'t> {
    Condition(&'t Field, String),
    Reserved,
    Refused(Error),
    /// Refused, unless `unknown_names` hands it back.
    Unknown(Error),
}

/// The pairs of one list key under `repeat` or `both`.
#[derive(Default)]
struct List {
    items: Vec<Item>,
    count: usize,
    is_over: bool,
    has_text: bool,
    /// Errors of empty values, which count only if another pair has a value.
    empty: Vec<Error>,
}

const OPS: [&str; 26] = [
    "exact",
    "ne",
    "in",
    "not_in",
    "gt",
    "gte",
    "lt",
    "lte",
    "range",
    "iexact",
    "contains",
    "icontains",
    "startswith",
    "istartswith",
    "endswith",
    "iendswith",
    "isnull",
    "allin",
    "not_iexact",
    "not_contains",
    "not_icontains",
    "not_startswith",
    "not_istartswith",
    "not_endswith",
    "not_iendswith",
    "isempty",
];
const LISTS: [&str; 3] = ["in", "not_in", "allin"];
const DAY: i64 = 86_400;
/// The number of days from 0001-01-01 to 9999-12-31.
const DAYS: i64 = 3_652_059;

impl Schema {
    /// Returns `true` if the field has one spelling only (section 11).
    fn is_spelled(&self, field: &Field) -> bool {
        self.spelling.is_some() || field.bare.is_some() || field.lists.is_some() || !field.keys.is_empty()
    }

    /// Returns the operator of a field's bare name.
    fn bare<'s>(&'s self, field: &'s Field) -> &'s str {
        let bare = field.bare.as_deref().or(self.spelling.as_ref().map(|spelling| spelling.bare.as_str()));
        bare.unwrap_or("exact")
    }

    /// Returns the name of an operator after renaming.
    fn own_name<'s>(&'s self, op: &'s str) -> &'s str {
        let renamed = self.spelling.iter().flat_map(|spelling| &spelling.operators).find(|(_, renamed)| renamed == op);
        renamed.map_or(op, |(name, _)| name)
    }

    /// Returns the canonical key of an operator of a field.
    #[must_use]
    pub fn key(&self, field: &Field, op: &str) -> String {
        match field.keys.iter().find(|(_, keyed)| keyed == op) {
            Some((key, _)) => key.clone(),
            None if self.bare(field) == op => field.name.clone(),
            None => format!("{}__{}", field.name, self.own_name(op)),
        }
    }

    /// Returns how a list of a field is written.
    fn style(&self, field: &Field, op: &str) -> String {
        let style = field.lists.clone().or(self.spelling.as_ref().map(|spelling| spelling.lists.clone()));
        if LISTS.contains(&op) { style.unwrap_or_else(|| "comma".to_owned()) } else { "comma".to_owned() }
    }

    /// Returns `true` if the names, the keys and the spelling are valid (sections 2 and 11). Types, choices and list
    /// options aren't checked.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        // The taken names; a pattern must match none of them.
        let mut taken: Vec<String> = self.parameters.clone();
        for field in &self.fields {
            if !is_name(&field.name, "_.-") || !is_valid_spelling(field) {
                return false;
            }
            let mut own: Vec<String> = field.ops.iter().map(|op| self.key(field, op)).collect();
            if field.ops.iter().any(|op| op == "exact") && !self.is_spelled(field) {
                own.push(format!("{}__exact", field.name));
            }
            // A key may be the name of its own field.
            own.retain({
                let mut is_first = true;
                move |key| *key != field.name || !std::mem::take(&mut is_first)
            });
            taken.push(field.name.clone());
            taken.extend(own);
        }
        let (patterns, names): (Vec<_>, Vec<_>) = self.reserved.iter().partition(|name| name.contains('*'));
        // A pattern must hide no operator behind a whole key either, unless rule 4 or 5 comes first.
        let whole = self.fields.iter().flat_map(|field| &field.keys);
        let extended = whole.flat_map(|(key, _)| OPS.map(|op| format!("{key}__{}", self.own_name(op))));
        let is_read = |key: &String| self.fields.iter().any(|field| key.starts_with(&format!("{}__", field.name)));
        let visible: Vec<String> = extended.filter(|key| !is_read(key)).chain(taken.iter().cloned()).collect();
        let is_hidden = patterns.iter().any(|pattern| visible.iter().any(|name| matches_pattern(pattern, name)));
        let is_second = |name: &str| {
            let unspelled = self.fields.iter().filter(|field| !self.is_spelled(field));
            unspelled.map(|field| format!("{}__exact", field.name)).any(|second| second == name)
        };
        let reads_as_other = |field: &Field, key: &str| {
            let split = key.rsplit_once("__").filter(|(_, own)| OPS.iter().any(|op| self.own_name(op) == *own));
            split.is_some_and(|(name, _)| self.fields.iter().any(|other| other.name == name && name != field.name))
        };
        let is_misread = self.fields.iter().any(|field| field.keys.iter().any(|(key, _)| reads_as_other(field, key)));
        let are_names = names.iter().all(|name| is_name(name, "_.[]-") && !is_second(name));
        taken.extend(self.reserved.iter().cloned());
        taken.sort();
        let are_different = taken.windows(2).all(|pair| pair[0] != pair[1]);
        let are_valid = are_names && patterns.iter().all(|it| is_pattern(it)) && self.has_valid_names();
        are_valid && are_different && !is_hidden && !is_misread
    }

    /// Own names have their form, each operator has one, and all operators have different names.
    fn has_valid_names(&self) -> bool {
        let Some(spelling) = &self.spelling else { return true };
        let is_part = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let is_own = |name: &str| name.len() <= 128 && name.split('_').all(is_part);
        let mut renamed: Vec<&String> = spelling.operators.iter().map(|(_, op)| op).collect();
        let mut names: Vec<&str> = OPS.into_iter().map(|op| self.own_name(op)).collect();
        names.sort_unstable();
        names.dedup();
        renamed.sort();
        renamed.dedup();
        let is_once = renamed.len() == spelling.operators.len();
        spelling.operators.iter().all(|(name, _)| is_own(name)) && names.len() == OPS.len() && is_once
    }

    /// Reads a decoded key by the seven rules of section 11.
    fn read_key(&self, key: &str, span: Range<usize>) -> Key<'_> {
        // Rule 1.
        for field in &self.fields {
            for op in &field.ops {
                let is_second = op == "exact" && !self.is_spelled(field) && key == format!("{}__exact", field.name);
                if is_second || key == self.key(field, op) {
                    return Key::Condition(field, op.clone());
                }
            }
        }
        // Rule 2.
        if self.reserved.iter().any(|name| name == key && !name.contains('*'))
            || self.parameters.iter().any(|name| name == key)
        {
            return Key::Reserved;
        }
        let find = |name: &str| self.fields.iter().find(|field| field.name == name);
        let refuse = |field: &Field, op: &str| {
            let is_listed = field.ops.iter().any(|listed| listed == op);
            let code = if is_listed { "unknown_operator" } else { "operator_not_allowed" };
            Key::Refused(Error::new(code, span.clone()).of(field))
        };
        // Rule 3.
        if let Some(field) = find(key) {
            return refuse(field, self.bare(field));
        }
        // Rule 4.
        let split = key.rfind("__").map(|index| (&key[..index], &key[index + 2..]));
        if let Some((name, own)) = split
            && let Some(field) = find(name)
            && let Some(op) = OPS.into_iter().find(|op| self.own_name(op) == own)
        {
            return refuse(field, op);
        }
        // Rule 5.
        let begun = self.fields.iter().filter(|field| key.starts_with(&format!("{}__", field.name)));
        if let Some(field) = begun.max_by_key(|field| field.name.len()) {
            return Key::Unknown(Error::new("unknown_operator", span.clone()).of(field));
        }
        // Rules 6 and 7.
        let is_reserved = self.reserved.iter().any(|pattern| matches_pattern(pattern, key));
        if is_reserved { Key::Reserved } else { Key::Unknown(Error::new("unknown_field", span)) }
    }
}

/// Checks the keys and the style of lists of a field.
fn is_valid_spelling(field: &Field) -> bool {
    let is_listed = |op: &String| field.ops.contains(op);
    let has_list = field.ops.iter().any(|op| LISTS.contains(&op.as_str()));
    let mut keyed: Vec<&String> = field.keys.iter().map(|(_, op)| op).collect();
    let count = keyed.len();
    keyed.sort();
    keyed.dedup();
    let are_keys = field.keys.iter().all(|(key, op)| is_name(key, "_.[]-") && is_listed(op));
    !field.ops.is_empty() && are_keys && keyed.len() == count && (field.lists.is_none() || has_list)
}

/// Section 11: a pattern matches a name with one or more characters in place of its `*`.
fn matches_pattern(pattern: &str, key: &str) -> bool {
    let rest = match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => key.strip_suffix(end),
        (None, Some(start)) => key.strip_prefix(start),
        (None, None) => None,
    };
    is_name(key, "_.[]-") && rest.is_some_and(|rest| !rest.is_empty())
}

/// Section 2: 1 to 128 letters, digits and these characters.
fn is_name(name: &str, others: &str) -> bool {
    let is_character = |character: char| character.is_ascii_alphanumeric() || others.contains(character);
    (1..=128).contains(&name.len()) && name.chars().all(is_character)
}

/// Section 11: a name of at most 128 characters that begins or ends with one `*`.
fn is_pattern(pattern: &str) -> bool {
    let rest = pattern.strip_prefix('*').or(pattern.strip_suffix('*'));
    pattern.len() <= 128 && rest.is_some_and(|rest| is_name(rest, "_.[]-"))
}

/// Parses a query. Returns its meaning, or each error in order.
pub fn parse(schema: &Schema, query: &str) -> Result<Reading, Vec<Error>> {
    if query.len() > schema.limits.input_bytes {
        return Err(vec![too_long(query, query.len())]);
    }
    let mut reader = Reader {
        schema,
        errors: Vec::new(),
        reserved: Vec::new(),
        pairs: 0,
        operands: 0,
        seen: BTreeMap::new(),
        conditions: BTreeMap::new(),
        lists: BTreeMap::new(),
    };
    // Section 1.
    let mut at = usize::from(query.starts_with('?'));
    for pair in query[at..].split('&') {
        if !pair.is_empty() && reader.read_pair(pair, at).is_none() {
            break;
        }
        at += pair.len() + 1;
    }
    reader.finish(query)
}

fn too_long(query: &str, found: usize) -> Error {
    Error { found: Some(found), ..Error::new("input_too_long", 0..query.len()) }
}

/// A field and an operator.
type Id = (String, String);

struct Reader<'t> {
    schema: &'t Schema,
    errors: Vec<Error>,
    reserved: Vec<(String, String)>,
    /// The number of pairs that count as conditions, and of operand values.
    pairs: usize,
    operands: usize,
    /// The span of the first key of each condition.
    seen: BTreeMap<Id, Range<usize>>,
    conditions: BTreeMap<Id, Vec<Item>>,
    lists: BTreeMap<Id, List>,
}

impl<'t> Reader<'t> {
    /// Counts a pair (section 8). Returns `None` if it is over the limit.
    fn count_pair(&mut self, span: Range<usize>) -> Option<()> {
        self.pairs += 1;
        let limit = self.schema.limits.conditions;
        if self.pairs > limit {
            self.errors.push(Error { found: Some(limit + 1), ..Error::new("too_many_conditions", span) });
            return None;
        }
        Some(())
    }

    /// Reads a pair. Returns `None` if the rest of the query isn't read.
    fn read_pair(&mut self, pair: &str, start: usize) -> Option<()> {
        let Some((raw_key, raw_value)) = pair.split_once('=') else {
            let whole = start..start + pair.len();
            self.count_pair(whole.clone())?;
            self.errors.push(Error::new("missing_equals", whole));
            return Some(());
        };
        let span = start..start + raw_key.len();
        let value_start = span.end + 1;
        let (refused, is_counted) = match decode(raw_key, start, false) {
            _ if raw_key.is_empty() => (Some(vec![Error::new("empty_key", span.clone())]), true),
            Err(errors) => (Some(errors), true),
            Ok(key) => match self.schema.read_key(&text_of(&key), span.clone()) {
                Key::Condition(field, op) => return self.read_condition(field, &op, span, raw_value),
                Key::Reserved => (None, false),
                // What `unknown_names` hands back counts as a condition.
                Key::Unknown(_) if self.schema.policy.unknown_names => (None, true),
                Key::Unknown(error) | Key::Refused(error) => (Some(vec![error]), true),
            },
        };
        if is_counted {
            self.count_pair(span)?;
        }
        let is_skipped = refused.is_some() && self.operands > self.schema.limits.operands;
        let value = if is_skipped { Ok(Decoded::new()) } else { decode(raw_value, value_start, true) };
        let is_reserved = refused.is_none();
        self.errors.extend(refused.into_iter().flatten());
        match value {
            Ok(value) if is_reserved => {
                let key = decode(raw_key, start, false).expect("a key that was read");
                self.reserved.push((text_of(&key), text_of(&value)));
            }
            Ok(_) => {}
            Err(errors) => self.errors.extend(errors),
        }
        Some(())
    }

    /// Reads a pair whose key is that of an operator.
    fn read_condition(&mut self, field: &'t Field, op: &str, key: Range<usize>, raw_value: &str) -> Option<()> {
        let id = (field.name.clone(), op.to_owned());
        let style = self.schema.style(field, op);
        let start = key.end + 1;
        // Of a list key only the first pair counts.
        if style == "comma" || !self.lists.contains_key(&id) {
            self.count_pair(key.clone())?;
        }
        let is_skipped = self.operands > self.schema.limits.operands;
        if style == "comma" {
            // Section 5.
            let first = self.seen.entry(id.clone()).or_insert_with(|| key.clone()).clone();
            if first != key && !self.schema.policy.repeated_keys {
                self.errors.push(Error { first: Some(first), ..Error::new("duplicate_condition", key).of(field) });
            }
        } else {
            let list = self.lists.entry(id.clone()).or_default();
            list.has_text |= !raw_value.is_empty();
            if list.is_over {
                return Some(());
            }
        }
        if is_skipped {
            return Some(());
        }
        match decode(raw_value, start, true) {
            Ok(text) => self.read_value(id, &Value { field, op, style: &style, text: &text, start }),
            Err(errors) => self.errors.extend(errors.into_iter().map(|error| error.of(field))),
        }
        Some(())
    }

    fn read_value(&mut self, id: Id, value: &Value<'_>) {
        let (field, limits) = (value.field, &self.schema.limits);
        // Section 9.
        if value.text.is_empty() && self.schema.policy.empty_values && !value.takes_empty() {
            if let Some(list) = self.lists.get_mut(&id) {
                let code = if value.is_split() { "empty_list" } else { "empty_value" };
                list.empty.push(Error::new(code, value.span()).of(field));
            } else {
                self.conditions.remove(&id);
            }
            return;
        }
        let before = self.lists.get(&id).map_or(0, |list| list.count);
        match (value.parse(limits, before, &mut self.operands), self.lists.get_mut(&id)) {
            (Ok(items), None) => {
                self.conditions.insert(id, items);
            }
            (Ok(items), Some(list)) => {
                list.count += value.split().len();
                list.items.extend(items);
            }
            (Err(errors), list) => {
                if let Some(list) = list {
                    let has = |code| errors.iter().any(|error| error.code == code);
                    list.is_over = has("too_many_items");
                    // Invalid items count too.
                    list.count += if has("empty_list") || list.is_over { 0 } else { value.split().len() };
                }
                self.errors.extend(errors.into_iter().map(|error| error.of(field)));
            }
        }
    }

    fn finish(mut self, query: &str) -> Result<Reading, Vec<Error>> {
        let (schema, mut errors) = (self.schema, self.errors);
        for (id, mut list) in self.lists {
            if list.has_text {
                errors.append(&mut list.empty);
            }
            if !list.items.is_empty() {
                list.items.sort();
                list.items.dedup();
                self.conditions.insert(id, list.items);
            }
        }
        // Section 7.
        errors.sort_by_key(|error| error.span.start);
        if !errors.is_empty() {
            return Err(errors);
        }
        // Section 6.
        let mut sorted = BTreeMap::new();
        for ((name, op), items) in self.conditions {
            let field = schema.fields.iter().find(|field| field.name == name).expect("the field of a condition");
            let texts: Vec<String> = items.into_iter().map(|item| item.text).collect();
            sorted.insert(schema.key(field, &op), (schema.style(field, &op), (name, op, texts)));
        }
        let mut written = Vec::new();
        for (key, (style, (.., texts))) in &sorted {
            let key = key.replace('[', "%5B").replace(']', "%5D");
            let values: Vec<String> = texts.iter().map(|text| encode(text)).collect();
            let values = if style == "repeat" { values } else { vec![values.join(",")] };
            written.extend(values.into_iter().map(|value| format!("{key}={value}")));
        }
        let canonical = written.join("&");
        if canonical.len() > schema.limits.input_bytes {
            return Err(vec![too_long(query, canonical.len())]);
        }
        let conditions = sorted.into_values().map(|(_, condition)| condition).collect();
        Ok(Reading { conditions, canonical, reserved: self.reserved })
    }
}

/// Section 1, rules 6 to 10.
fn decode(raw: &str, start: usize, is_value: bool) -> Result<Decoded, Vec<Error>> {
    let characters: Vec<(usize, char)> = raw.char_indices().map(|(index, one)| (start + index, one)).collect();
    let is_control = |character: char| character == '#' || character.is_ascii_control();
    let end_of = |index: usize| characters.get(index).map_or(start + raw.len(), |(at, _)| *at);
    let (mut text, mut escaped, mut errors, mut at) = (Decoded::new(), Vec::new(), Vec::new(), 0);
    while at <= characters.len() {
        let digits = if characters.get(at).is_some_and(|(_, one)| *one == '%') { 2 } else { 0 };
        let digits: String = characters.iter().skip(at + 1).take(digits).map(|(_, one)| *one).collect();
        let is_escape = digits.len() == 2 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        if is_escape {
            escaped.push(u8::from_str_radix(&digits, 16).expect("two hex digits"));
            at += 3;
            continue;
        }
        // Each escape has three bytes.
        let mut escape = end_of(at) - 3 * escaped.len();
        for chunk in escaped.utf8_chunks() {
            for character in chunk.valid().chars() {
                let span = escape..escape + 3 * character.len_utf8();
                escape = span.end;
                if character == '\0' && is_value {
                    errors.push(Error::new("null_character", span.clone()));
                }
                text.push((character, span));
            }
            if !chunk.invalid().is_empty() {
                let span = escape..escape + 3 * chunk.invalid().len();
                escape = span.end;
                errors.push(Error::new("invalid_utf8", span));
            }
        }
        escaped.clear();
        let here = end_of(at);
        match characters.get(at).map(|(_, one)| *one) {
            None => {}
            Some('%') => {
                at += digits.chars().take_while(|&c| c != '%' && !is_control(c)).count();
                errors.push(Error::new("malformed_percent", here..end_of(at + 1)));
            }
            Some(character) if is_control(character) => {
                errors.push(Error::new("unexpected_character", here..end_of(at + 1)));
            }
            Some('+') => text.push((' ', here..end_of(at + 1))),
            Some(character) => text.push((character, here..end_of(at + 1))),
        }
        at += 1;
    }
    if errors.is_empty() { Ok(text) } else { Err(errors) }
}

fn text_of(decoded: &[(char, Range<usize>)]) -> String {
    decoded.iter().map(|(character, _)| *character).collect()
}

/// The decoded value of a pair.
struct Value<'v> {
    field: &'v Field,
    op: &'v str,
    style: &'v str,
    text: &'v Decoded,
    /// The place of the value.
    start: usize,
}

/// An item with the spaces around it, and its place.
struct Part<'d> {
    text: &'d [(char, Range<usize>)],
    span: Range<usize>,
}

impl Part<'_> {
    /// Removes the spaces around an item. A blank item keeps its place.
    fn trim(&self) -> (String, Range<usize>) {
        let mut text = self.text;
        while let [(' ', _), rest @ ..] | [rest @ .., (' ', _)] = text {
            text = rest;
        }
        match text {
            [] => (String::new(), self.span.clone()),
            [(_, first), ..] => (text_of(text), first.start..text.last().map_or(first.end, |(_, last)| last.end)),
        }
    }
}

impl<'v> Value<'v> {
    fn is_list(&self) -> bool {
        LISTS.contains(&self.op)
    }

    fn takes_empty(&self) -> bool {
        let is_exact = ["exact", "ne", "iexact", "not_iexact"].contains(&self.op);
        self.field.allow_empty && (is_exact || (self.is_list() && self.style == "repeat"))
    }

    fn is_split(&self) -> bool {
        self.op == "range" || (self.is_list() && self.style != "repeat")
    }

    fn span(&self) -> Range<usize> {
        self.start..self.text.last().map_or(self.start, |(_, span)| span.end)
    }

    /// Splits the value into items.
    fn split(&self) -> Vec<Part<'v>> {
        if !self.is_split() {
            return vec![Part { text: self.text, span: self.span() }];
        }
        let mut start = self.start;
        let mut parts = Vec::new();
        let mut rest = self.text.as_slice();
        loop {
            let comma = rest.iter().position(|(character, _)| *character == ',');
            let text = &rest[..comma.unwrap_or(rest.len())];
            parts.push(Part { text, span: start..text.last().map_or(start, |(_, span)| span.end) });
            let Some(comma) = comma else { return parts };
            start = rest[comma].1.end;
            rest = &rest[comma + 1..];
        }
    }

    /// Sections 3, 4, 8 and 11. `before` is the number of items of the key in earlier pairs.
    fn parse(&self, limits: &Limits, before: usize, operands: &mut usize) -> Result<Vec<Item>, Vec<Error>> {
        let (field, op, is_list, is_range) = (self.field, self.op, self.is_list(), self.op == "range");
        let is_boolean = ["isnull", "isempty"].contains(&op);
        let whole = |code| Error::new(code, self.span());
        let over = |found| Err(vec![Error { found: Some(found), ..whole("too_many_items") }]);
        if self.text.is_empty() && self.is_split() {
            return Err(vec![whole("empty_list")]);
        }
        let parts = self.split();
        if is_range && parts.len() != 2 {
            return Err(vec![whole("wrong_item_count")]);
        }
        if is_list && before + parts.len() > limits.list_items {
            return over(before + parts.len());
        }
        let trim =
            |part: &Part<'_>| if self.is_split() { part.trim() } else { (text_of(part.text), part.span.clone()) };
        let texts: Vec<(String, Range<usize>)> = parts.iter().map(trim).collect();
        let is_day = |text: &str| !is_boolean && field.kind == "date-time" && parse_date(text).is_some();
        *operands += texts.len() + texts.iter().filter(|(text, _)| is_day(text)).count();
        if *operands > limits.operands {
            return over(*operands);
        }
        let takes_empty = self.takes_empty();
        let blank = if self.is_split() { "empty_item" } else { "empty_value" };
        let (mut items, mut errors) = (Vec::new(), Vec::new());
        for (text, span) in texts {
            match if is_boolean { parse_boolean(&text) } else { parse_value(field, &text) } {
                _ if text.is_empty() && !takes_empty => errors.push(Error::new(blank, span)),
                Some(item) => items.push(item),
                None => errors.push(Error::new("invalid_value", span)),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        if is_list {
            items.sort();
            items.dedup();
        }
        let is_reversed = match items.as_slice() {
            [low, high] if is_range && high.is_day => low.order.0 >= high.order.0 + i128::from(DAY),
            [low, high] if is_range => low > high,
            _ => false,
        };
        if is_reversed { Err(vec![whole("reversed_range")]) } else { Ok(items) }
    }
}

/// Section 4.
fn parse_value(field: &Field, text: &str) -> Option<Item> {
    let item = |order, text: &str| Some(Item { order, text: text.to_owned(), is_day: false });
    match field.kind.as_str() {
        "text" => item((0, 0), text),
        "choice" => item((0, 0), field.choices.iter().find(|choice| *choice == text)?),
        "boolean" => parse_boolean(text),
        "integer" => {
            let digits = parse_digits(text.strip_prefix('-').unwrap_or(text), 1..=usize::MAX)?.trim_start_matches('0');
            let whole: i128 = if digits.len() > 19 { None } else { format!("0{digits}").parse().ok() }?;
            let whole = if text.starts_with('-') { -whole } else { whole };
            let is_within = (field.minimum.into()..=field.maximum.into()).contains(&whole);
            if is_within { item((whole, 0), &whole.to_string()) } else { None }
        }
        "decimal" => {
            let unsigned = text.strip_prefix('-').unwrap_or(text);
            let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
            let whole = parse_digits(whole, 1..=usize::MAX)?.trim_start_matches('0');
            let fraction = parse_digits(fraction, 1..=usize::MAX)?.trim_end_matches('0');
            if whole.len() + fraction.len() > 28 {
                return None;
            }
            let is_negative = text.starts_with('-') && !(whole.is_empty() && fraction.is_empty());
            let sign = if is_negative { -1 } else { 1 };
            let order: (i128, i128) = (format!("0{whole}").parse().ok()?, format!("{fraction:0<28}").parse().ok()?);
            let whole = if whole.is_empty() { "0" } else { whole };
            let point = if fraction.is_empty() { "" } else { "." };
            let minus = if is_negative { "-" } else { "" };
            item((order.0 * sign, order.1 * sign), &format!("{minus}{whole}{point}{fraction}"))
        }
        "uuid" => {
            let parts: Vec<&str> = text.split('-').collect();
            let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            let digits = parts.concat().to_ascii_lowercase();
            let is_hex = digits.chars().all(|digit| digit.is_ascii_hexdigit());
            if !is_hex || (lengths != [32] && lengths != [8, 4, 4, 4, 12]) {
                return None;
            }
            let part = |from, to| digits.get(from..to);
            let parts = [part(0, 8)?, part(8, 12)?, part(12, 16)?, part(16, 20)?, part(20, 32)?];
            item((0, 0), &parts.join("-"))
        }
        "date" => item((parse_date(text)?.into(), 0), text),
        "date-time" => match parse_date(text) {
            Some(day) => {
                let start = day * DAY - field.offset;
                Some(Item { order: (start.into(), 0), text: text.to_owned(), is_day: true })
            }
            None => parse_instant(text, field.offset),
        },
        other => panic!("no type is called {other}"),
    }
}

fn parse_boolean(text: &str) -> Option<Item> {
    let is_true = match text.to_ascii_lowercase().as_str() {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => return None,
    };
    Some(Item { order: (is_true.into(), 0), text: is_true.to_string(), is_day: false })
}

/// Returns the text if it has only ASCII digits, and a number of them within `lengths`.
fn parse_digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<&str> {
    let is_number = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(text)
}

/// Parses two digits.
fn parse_two_digits(text: &str) -> Option<i64> {
    parse_digits(text, 2..=2)?.parse().ok()
}

fn days_of_year(year: i64) -> [i64; 12] {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

/// Returns the number of days from 0001-01-01 to the first day of a year.
fn days_before(year: i64) -> i64 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}

/// Parses a date to the number of days since 0001-01-01.
fn parse_date(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let (year, month, day): (i64, _, _) =
        (parse_digits(year, 4..=4)?.parse().ok()?, parse_two_digits(month)?, parse_two_digits(day)?);
    let months = days_of_year(year);
    let days = *months.get(usize::try_from(month - 1).ok()?)?;
    let is_date = year > 0 && (1..=days).contains(&day);
    let before: i64 = months.iter().zip(1..).filter(|(_, number)| *number < month).map(|(days, _)| days).sum();
    is_date.then(|| days_before(year) + before + day - 1)
}

/// Parses an instant (section 4). Its year must be from 0001 to 9999, both as written and in UTC.
fn parse_instant(text: &str, offset: i64) -> Option<Item> {
    let (day, time) = text.split_once('T')?;
    let day = parse_date(day)?;
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let offset = match zone {
        "" => offset,
        "Z" => 0,
        other => parse_offset(other)?,
    };
    let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, fraction)| (clock, Some(fraction)));
    let parts: Vec<&str> = clock.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else { return None };
    let (hours, minutes, seconds) = (parse_two_digits(hours)?, parse_two_digits(minutes)?, parse_two_digits(seconds)?);
    let fraction = fraction.map_or(Some(""), |fraction| parse_digits(fraction, 1..=9))?.trim_end_matches('0');
    let seconds = day * DAY + hours * 3600 + minutes * 60 + seconds - offset;
    if hours > 23 || minutes > 59 || parse_two_digits(parts[2])? > 59 || !(0..DAYS * DAY).contains(&seconds) {
        return None;
    }
    let (mut day, time) = (seconds / DAY, seconds % DAY);
    let year = (1..=day / 365 + 1).rev().find(|&year| days_before(year) <= day)?;
    day -= days_before(year);
    let mut month = 1;
    for days in days_of_year(year) {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    let (hours, minutes, second) = (time / 3600, time / 60 % 60, time % 60);
    let point = if fraction.is_empty() { "" } else { "." };
    let text = format!("{year:04}-{month:02}-{:02}T{hours:02}:{minutes:02}:{second:02}{point}{fraction}Z", day + 1);
    // A day is less than the instant at its start.
    let nanoseconds: i128 = format!("{fraction:0<9}").parse().ok()?;
    Some(Item { order: (seconds.into(), nanoseconds + 1), text, is_day: false })
}

/// Parses an offset to seconds east of UTC.
#[must_use]
pub fn parse_offset(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = unsigned.split_once(':')?;
    let (hours, minutes) = (parse_two_digits(hours)?, parse_two_digits(minutes)?);
    let seconds = hours * 3600 + minutes * 60;
    (hours < 24 && minutes < 60).then_some(if text.starts_with('-') { -seconds } else { seconds })
}

/// Section 6.
fn encode(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/@,".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
