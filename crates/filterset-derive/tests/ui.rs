//! The errors that the compiler reports for mistakes, and their locations.

#[test]
fn compile_errors() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
