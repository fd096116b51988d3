//! Doc comments: what they say of a field.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of the doc comments, without what only makes them comments.
pub(crate) fn description(attributes: &[Attribute]) -> Option<String> {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    let texts: Vec<String> = attributes.iter().filter_map(text).collect();
    let lines: Vec<&str> = texts.iter().flat_map(|text| lines(text)).map(str::trim_end).collect();
    let lines: Vec<&str> = lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let text = lines.join("\n");
    let text = text.trim_matches('\n');
    (!text.is_empty()).then(|| text.to_owned())
}

/// The lines of one comment. Where each line of a block but the first begins with a star, the stars are no text.
fn lines(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.split('\n').collect();
    let [first, others @ ..] = lines.as_slice() else { return lines };
    // The last line is often only the end of the comment.
    let inner = match others {
        [inner @ .., last] if last.trim().is_empty() => inner,
        _ => others,
    };
    let unstarred: Option<Vec<&str>> = inner.iter().map(|line| line.trim_start().strip_prefix('*')).collect();
    match unstarred {
        Some(rest) if !rest.is_empty() => std::iter::once(*first).chain(rest).collect(),
        _ => lines,
    }
}

/// A description for a method's page: without code, which would be tested again for each method, and without a heading
/// of nothing but code.
pub(crate) fn without_code(description: &str) -> Vec<&str> {
    let mut kept: Vec<&str> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut was_code = false;
    for line in description.lines() {
        let text = line.trim_start();
        let is_indented = line.starts_with("    ") || line.starts_with('\t');
        let is_code = match fence {
            Some(open) => {
                let is_end = text.starts_with(open) && text.trim_end().chars().all(|c| open.starts_with(c));
                fence = fence.filter(|_| !is_end);
                true
            }
            None if text.starts_with("```") || text.starts_with("~~~") => {
                let mark = text.chars().take_while(|c| text.starts_with(*c)).count();
                fence = text.get(..mark);
                true
            }
            // Only after an empty line: elsewhere it goes on with a paragraph.
            None => is_indented && (was_code || kept.last().is_none_or(|last| last.is_empty())),
        };
        if is_code && !was_code {
            while kept.last().is_some_and(|last| last.is_empty() || last.starts_with('#')) {
                kept.pop();
            }
        }
        let is_leading = kept.is_empty() && line.is_empty();
        if !is_code && !is_leading {
            kept.push(line);
        }
        was_code = is_code;
    }
    kept
}

#[cfg(test)]
mod tests {
    use syn::{Attribute, parse_quote};

    use super::{description, without_code};

    fn of(attributes: &[Attribute]) -> Option<String> {
        description(attributes)
    }

    #[test]
    fn a_comment_is_its_text() {
        let line: Attribute = parse_quote!(#[doc = " One."]);
        let other: Attribute = parse_quote!(#[doc = "   Two."]);
        assert_eq!(of(&[line.clone(), other]).as_deref(), Some("One.\n  Two."));
        let block: Attribute = parse_quote!(#[doc = "\n     * One.\n     *\n     * * Two.\n     "]);
        assert_eq!(of(&[block]).as_deref(), Some("One.\n\n* Two."));
        let block: Attribute = parse_quote!(#[doc = " One.\n * Two. "]);
        assert_eq!(of(&[block]).as_deref(), Some("One.\nTwo."));
        let list: Attribute = parse_quote!(#[doc = "\nOf:\n* one\n* two\n"]);
        assert_eq!(of(&[list]).as_deref(), Some("Of:\n* one\n* two"));
        assert_eq!(of(&[line]).as_deref(), Some("One."));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn code_is_left_out() {
        let text =
            "Where it is.\n\n# Examples\n\n```\nassert!(false);\n\n~~~\n```\n\nMore.\n\n    code\n\nEnd.\n    on";
        assert_eq!(without_code(text), ["Where it is.", "", "More.", "", "End.", "    on"]);
        assert_eq!(without_code("~~~text\nx\n~~~"), [""; 0]);
        assert_eq!(without_code("````\n```\n````\nEnd."), ["End."]);
        assert_eq!(without_code("# Kinds\n\nOne."), ["# Kinds", "", "One."]);
    }
}
