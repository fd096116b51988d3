//! Tests the compile errors for mistakes, and their locations.

#[test]
fn reports_compile_errors() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
