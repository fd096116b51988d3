//! The cases of `rename_all`, with the names and rules of serde.

/// A case of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    pub(crate) const NAMES: [(&'static str, Case); 8] = [
        ("lowercase", Case::Lower),
        ("UPPERCASE", Case::Upper),
        ("PascalCase", Case::Pascal),
        ("camelCase", Case::Camel),
        ("snake_case", Case::Snake),
        ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
        ("kebab-case", Case::Kebab),
        ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
    ];

    pub(crate) fn from_name(name: &str) -> Option<Case> {
        Case::NAMES.into_iter().find_map(|(known, case)| (known == name).then_some(case))
    }

    /// Converts the name of a field, which is assumed to be in snake case.
    pub(crate) fn rename_field(self, name: &str) -> String {
        match self {
            Case::Lower | Case::Snake => name.to_owned(),
            Case::Upper | Case::ScreamingSnake => name.to_ascii_uppercase(),
            Case::Pascal => name.split('_').map(|word| change_first(word, char::to_ascii_uppercase)).collect(),
            Case::Camel => change_first(&Case::Pascal.rename_field(name), char::to_ascii_lowercase),
            Case::Kebab => name.replace('_', "-"),
            Case::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// Converts the name of a variant, which is assumed to be in Pascal case.
    pub(crate) fn rename_variant(self, name: &str) -> String {
        match self {
            Case::Lower => name.to_ascii_lowercase(),
            Case::Upper => name.to_ascii_uppercase(),
            Case::Pascal => name.to_owned(),
            Case::Camel => change_first(name, char::to_ascii_lowercase),
            Case::Snake => {
                let mut snake = String::new();
                for (index, character) in name.char_indices() {
                    if index > 0 && character.is_uppercase() {
                        snake.push('_');
                    }
                    snake.push(character.to_ascii_lowercase());
                }
                snake
            }
            Case::ScreamingSnake => Case::Snake.rename_variant(name).to_ascii_uppercase(),
            Case::Kebab => Case::Snake.rename_variant(name).replace('_', "-"),
            Case::ScreamingKebab => Case::ScreamingSnake.rename_variant(name).replace('_', "-"),
        }
    }
}

/// Changes the first character of a word.
fn change_first(word: &str, change: fn(&char) -> char) -> String {
    let mut characters = word.chars();
    characters.next().map(|character| change(&character)).into_iter().chain(characters).collect()
}
