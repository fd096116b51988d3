//! A query over the default limits is refused before it is read.

use filterset::Error;
use filterset_proofs::{SHAPES, tables};

const MEGABYTE: usize = 1_000_000;

/// That nothing of it is read is counted in instructions by `just linear`, and in bytes by the test of memory.
#[test]
fn a_megabyte_of_any_shape_is_too_long() {
    let tables = tables();
    let mut refused = 0;
    for shape in SHAPES {
        let query = shape.query(MEGABYTE);
        // A shape that has no more keys to give is shorter.
        if query.len() + 64 < MEGABYTE {
            continue;
        }
        let errors = tables.of(shape).parse(&query).expect_err(shape.name);
        let found: Vec<_> = errors.iter().map(|error| (Error::code(error), error.span())).collect();
        assert_eq!(found, [("input_too_long", Some(0..query.len()))], "{}", shape.name);
        assert_eq!(errors.more(), 0, "{}", shape.name);
        refused += 1;
    }
    // The others end with the names that a table has.
    assert_eq!(refused, 77, "of {} shapes so many are a megabyte long", SHAPES.len());
}
