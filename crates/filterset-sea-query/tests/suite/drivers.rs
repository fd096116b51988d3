//! Tests that the guide and the README show what `tests/drivers/run.sh` builds: the dependencies and the program of each
//! driver.

use std::path::Path;

const GUIDE: &str = include_str!("../../../../docs/query-a-database.md");
const README: &str = include_str!("../../../../README.md");

fn read_file(driver: &str, file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drivers").join(driver).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_dependencies(driver: &str) -> String {
    let manifest = read_file(driver, "Cargo.toml");
    let (_, dependencies) = manifest.split_once("[dependencies]\n").expect("dependencies");
    dependencies.split("\n\n").next().unwrap_or_default().trim_end().to_owned()
}

/// Returns the lines of code without indentation. Those that rustdoc hides have a mark.
fn trim_lines(code: &str) -> String {
    let lines = code.lines().map(|line| line.strip_prefix('#').filter(|line| !line.starts_with('[')).unwrap_or(line));
    lines.map(str::trim).collect::<Vec<_>>().join("\n")
}

fn find_code_blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("\n```{language}\n");
    page.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn lists_the_dependencies_of_each_driver_in_the_guide() {
    for driver in ["diesel", "postgres", "rusqlite", "sea-orm", "sqlx-postgres", "sqlx-sqlite"] {
        let dependencies = read_dependencies(driver);
        assert!(find_code_blocks(GUIDE, "toml").contains(&dependencies.as_str()), "{driver}:\n{dependencies}");
    }
}

#[test]
fn shows_the_program_of_each_driver_in_the_guide() {
    let mut blocks = find_code_blocks(GUIDE, "rust");
    blocks.extend(find_code_blocks(GUIDE, "rust,ignore"));
    let blocks: Vec<String> = blocks.into_iter().map(trim_lines).collect();
    for driver in ["diesel", "postgres", "rusqlite", "sea-orm", "sqlx-postgres"] {
        let program = trim_lines(&read_file(driver, "src/main.rs"));
        assert!(blocks.contains(&program), "{driver}:\n{program}");
    }
}

#[test]
fn describes_the_program_for_sqlite_in_the_guide() {
    let replacements = [
        ("Postgres", "Sqlite"),
        ("PgConnection", "SqliteConnection"),
        ("timestamptz", "text"),
        (r#"&std::env::var("DATABASE_URL")?"#, r#""sqlite::memory:""#),
    ];
    let program = replacements.iter().fold(read_file("sqlx-postgres", "src/main.rs"), |program, (from, to)| {
        assert!(GUIDE.contains(&format!("`{from}` with `{to}`")), "{from}");
        program.replace(from, to)
    });
    // The formatter sorts the imports.
    let sort_words = |program: &str| {
        let mut words: Vec<String> = program.split([' ', '\n', ',', '{', '}']).map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    assert_eq!(sort_words(&program), sort_words(&read_file("sqlx-sqlite", "src/main.rs")));
}

#[test]
fn builds_the_server_of_the_readme_with_its_dependencies_alone() {
    let dependencies = find_code_blocks(README, "toml").first().expect("dependencies").lines().map(|line| {
        let Some((start, (_, end))) =
            line.split_once("path = \"").and_then(|(start, rest)| Some((start, rest.split_once('"')?)))
        else {
            return line.to_owned();
        };
        format!("{start}version = \"0.1\"{end}")
    });
    assert_eq!(dependencies.collect::<Vec<_>>().join("\n"), read_dependencies("readme"));
}
