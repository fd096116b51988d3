//! What the compiler says of a mistake: where, and in one sentence.

#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
