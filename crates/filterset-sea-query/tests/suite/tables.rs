//! The tables of the guide to databases, which tests compare with the plans of the engines.

const GUIDE: &str = include_str!("../../../../docs/databases.md");

/// Returns the cells of the table below a heading, row by row, without the row of titles.
pub(crate) fn read_table(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, section) = GUIDE.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no heading {heading:?}"));
    let lines = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |line: &'static str| line.trim_matches('|').split(" | ").map(str::trim).collect();
    lines.skip(2).map(cells).collect()
}

/// Returns the parts of a cell that are code.
pub(crate) fn find_code(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}
