//! Other spellings of a query: the order of its pairs and items, repeated items, and percent-encoding.

use filterset::Op;
use filterset::schema::Arity;

use super::super::check::{Check, Probe, Relation};
use super::super::context::{Base, Context};
use super::super::query::Query;

pub(super) fn add_probes(context: &mut Context<'_>, probes: &mut Vec<Probe>) {
    let bases = context.bases();
    for base in &bases {
        for (check, text) in spell(base) {
            // The language decides whether it is the same filter.
            let spelled = Query::spelled(context.schema, text)
                .filter(|other| other.text != base.query.text && other.filter() == base.query.filter());
            probes.extend(spelled.map(|other| Probe::new(check, [base.query.clone(), other], Relation::Same)));
        }
    }
    for (first, second) in bases.iter().zip(bases.iter().skip(1)) {
        let texts = [(first, second), (second, first)].map(|(a, b)| format!("{}&{}", a.query.text, b.query.text));
        if let [Some(a), Some(b)] = texts.map(|text| Query::spelled(context.schema, text)) {
            probes.push(Probe::new(Check::PairOrder, [a, b], Relation::Same));
        }
    }
}

/// Returns other spellings of a condition.
fn spell(base: &Base<'_>) -> Vec<(Check, String)> {
    let text = &base.query.text;
    let (key, value) = base.query.pair();
    let mut texts = Vec::new();
    if base.op == Op::Exact {
        texts.push((Check::LongName, format!("{key}__exact={value}")));
    }
    if base.op.arity() == Arity::List {
        let pairs: Vec<&str> = text.split('&').collect();
        let items: Vec<&str> = value.split(',').collect();
        let reverse = |parts: &[&str], separator: &str| parts.iter().rev().copied().collect::<Vec<_>>().join(separator);
        if pairs.len() > 1 {
            texts.push((Check::ItemOrder, reverse(&pairs, "&")));
            texts.push((Check::ItemOrder, format!("{text}&{key}={value}")));
        } else {
            let first = items.first().copied().unwrap_or_default();
            texts.push((Check::ItemOrder, format!("{key}={}", reverse(&items, ","))));
            texts.push((Check::ItemOrder, format!("{key}={value},{first}")));
        }
    }
    if text.contains("%20") {
        texts.push((Check::Space, text.replace("%20", "+")));
    }
    let encoded = text.replace(',', "%2C");
    texts.push((Check::Encoding, if encoded == *text { encode_pairs(text) } else { encoded }));
    texts
}

/// Percent-encodes the first character of each key, and every letter and digit of the values.
fn encode_pairs(text: &str) -> String {
    let encode = |character: char| {
        if character.is_ascii_alphanumeric() { format!("%{:02X}", u32::from(character)) } else { character.to_string() }
    };
    let mut encoded = String::new();
    for (number, pair) in text.split('&').enumerate() {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if number > 0 {
            encoded.push('&');
        }
        encoded.extend(key.chars().take(1).map(encode));
        encoded.extend(key.chars().skip(1));
        encoded.push('=');
        let mut characters = value.chars();
        while let Some(character) = characters.next() {
            if character == '%' {
                encoded.push(character);
                encoded.extend(characters.by_ref().take(2));
            } else {
                encoded.push_str(&encode(character));
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::encode_pairs;

    #[test]
    fn encodes_pairs() {
        assert_eq!(encode_pairs("ab=c%20d&e=-,1"), "%61b=%63%20%64&%65=-,%31");
    }
}
