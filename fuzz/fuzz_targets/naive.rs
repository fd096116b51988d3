#![no_main]

#[path = "../../tests/common/agree.rs"]
mod agree;
#[path = "../../tests/common/generate.rs"]
mod generate;
#[path = "../../tests/common/laws.rs"]
mod laws;
#[path = "../../tests/common/lists.rs"]
mod lists;
#[expect(dead_code, reason = "a target is one of its functions")]
#[path = "../../tests/common/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::naive(data));
