#![no_main]

use filterset_test_support::agree;
use filterset_test_support::generate;
use filterset_test_support::laws;
use filterset_test_support::lists;
use filterset_test_support::targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::schema(data));
