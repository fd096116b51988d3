#![no_main]

use filterset_test_support::targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::spelled(data));
