//! Doc comments as descriptions of fields.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// Reads the text of the doc comments, without comment markers.
pub(crate) fn read_description(attributes: &[Attribute]) -> Option<String> {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    let texts: Vec<String> = attributes.iter().filter_map(text).collect();
    let lines: Vec<&str> = texts.iter().flat_map(|text| split_lines(text)).map(str::trim_end).collect();
    let lines: Vec<&str> = lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let text = lines.join("\n");
    let text = text.trim_matches('\n');
    (!text.is_empty()).then(|| text.to_owned())
}

/// Splits one comment into lines. If all lines of a block after the first begin with a star, the stars are dropped.
fn split_lines(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.split('\n').collect();
    let [first, others @ ..] = lines.as_slice() else { return lines };
    // The last line often has only the end of the comment.
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

/// Removes code from a description, because rustdoc would test it again for each method. A heading with nothing but
/// code is removed too.
pub(crate) fn strip_code(description: &str) -> Vec<&str> {
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
            // An indented line continues a paragraph, unless it follows an empty line.
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

    use super::{read_description, strip_code};

    #[test]
    fn reads_the_text_of_comments() {
        let line: Attribute = parse_quote!(#[doc = " One."]);
        let other: Attribute = parse_quote!(#[doc = "   Two."]);
        assert_eq!(read_description(&[line.clone(), other]).as_deref(), Some("One.\n  Two."));
        let block: Attribute = parse_quote!(#[doc = "\n     * One.\n     *\n     * * Two.\n     "]);
        assert_eq!(read_description(&[block]).as_deref(), Some("One.\n\n* Two."));
        let block: Attribute = parse_quote!(#[doc = " One.\n * Two. "]);
        assert_eq!(read_description(&[block]).as_deref(), Some("One.\nTwo."));
        let list: Attribute = parse_quote!(#[doc = "\nOf:\n* one\n* two\n"]);
        assert_eq!(read_description(&[list]).as_deref(), Some("Of:\n* one\n* two"));
        assert_eq!(read_description(&[line]).as_deref(), Some("One."));
        assert_eq!(read_description(&[]), None);
    }

    #[test]
    fn strips_code() {
        let text =
            "Where it is.\n\n# Examples\n\n```\nassert!(false);\n\n~~~\n```\n\nMore.\n\n    code\n\nEnd.\n    on";
        assert_eq!(strip_code(text), ["Where it is.", "", "More.", "", "End.", "    on"]);
        assert_eq!(strip_code("~~~text\nx\n~~~"), [""; 0]);
        assert_eq!(strip_code("````\n```\n````\nEnd."), ["End."]);
        assert_eq!(strip_code("# Kinds\n\nOne."), ["# Kinds", "", "One."]);
    }
}
