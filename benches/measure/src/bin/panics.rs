//! Searches a program for calls of functions that panic, and fails if the crate's own code has one.
//!
//! The program is `examples/audited.rs`, built with the profile `audit` for x86-64. Of the source lines inlined at a
//! call, the innermost one outside of the standard library owns the call. A function of the standard library that was
//! not inlined counts as the library's own, even if the crate calls it. Aborts on memory exhaustion are counted
//! separately.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

/// Functions that panic, each by a prefix and another part of its name.
const PANICS: [(&str, &str); 13] = [
    ("core::panicking::", ""),
    ("core::option::", "_failed"),
    ("core::result::", "_failed"),
    ("core::slice::", "_fail"),
    ("core::slice::copy_from_slice_impl::", ""),
    ("core::slice::sort::", "panic"),
    ("core::str::", "_fail"),
    ("core::cell::panic", ""),
    ("core::num::", "overflow"),
    ("core::time::", "overflow"),
    ("alloc::", "assert_failed"),
    ("std::panicking::begin_panic", ""),
    ("std::panicking::panic", ""),
];
/// Functions that abort on memory exhaustion.
const ABORTS: [(&str, &str); 4] = [
    ("alloc::alloc::handle_alloc_error", ""),
    ("alloc::raw_vec::", "handle_error"),
    ("alloc::raw_vec::", "capacity_overflow"),
    ("std::alloc::rust_oom", ""),
];
/// Library code that is inlined into the crate and whose panics are unreachable, by a part of the function's name or of
/// the line.
const UNREACHABLE: [(&str, &str); 4] = [
    ("core/src/str/pattern.rs", "substring search checks offsets that it computes itself"),
    ("alloc::sync::arcinner_layout_for_value_layout", "a shared slice is no larger than the vector that it is made of"),
    ("core::slice::iter::ChunkBy", "`chunk_by` splits a slice at an index that it counted"),
    ("first_instant", "the offset of a time zone is less than a day"),
];

/// A call of a function that panics or aborts.
struct Call {
    address: String,
    callee: String,
    /// The functions and lines that were inlined there, the innermost first.
    frames: Vec<(String, String)>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let program = build()?;
    let disassembly = output(Command::new("objdump").args(["-d", "-C", "--no-show-raw-insn"]).arg(&program))?;
    let calls: Vec<(&str, &str)> = disassembly.lines().filter_map(parse_call).collect();
    let own_calls = calls.iter().filter(|(_, callee)| callee.contains("filterset")).count();
    let mut failing: Vec<Call> = calls
        .iter()
        .filter(|(_, callee)| matches(callee, &PANICS) || matches(callee, &ABORTS))
        .map(|(address, callee)| Call { address: (*address).into(), callee: (*callee).into(), frames: Vec::new() })
        .collect();
    resolve_frames(&program, &mut failing)?;
    if own_calls == 0 || failing.is_empty() {
        return Err("no calls found: is the program of x86-64, and built with line tables?".into());
    }
    let (mut panics, mut aborts) = (BTreeMap::new(), 0);
    let (mut own, mut unknown) = (Vec::new(), 0);
    for call in &failing {
        let (owner, line) = find_owner(&call.frames);
        if matches(&call.callee, &ABORTS) {
            aborts += 1;
            continue;
        }
        *panics.entry(owner.clone()).or_insert(0) += 1;
        if owner == "filterset" {
            let reason = find_reason(&call.frames);
            unknown += u32::from(reason.is_none());
            own.push(format!("  {line} calls {}: {}", call.callee, reason.unwrap_or("CAN IT BE REACHED?")));
        }
    }
    own.sort();
    println!("{} calls, {own_calls} of functions of filterset; {aborts} abort when memory runs out", calls.len());
    println!("calls of functions that panic, by owner:");
    for (owner, count) in &panics {
        println!("  {count:>4} {owner}");
    }
    println!("those of filterset:\n{}", own.join("\n"));
    println!("{unknown} of unknown reason");
    Ok(if unknown == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the program and returns its path.
fn build() -> Result<String, Box<dyn Error>> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let options = ["build", "--package", "filterset-measure", "--profile", "audit", "--example", "audited"];
    if !Command::new(cargo).args(options).status()?.success() {
        return Err("the program does not build".into());
    }
    let own = env::current_exe()?;
    let target = own.parent().and_then(Path::parent).ok_or("this program is not in a target folder")?;
    Ok(target.join("audit/examples/audited").display().to_string())
}

fn output(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let name = command.get_program().to_owned();
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| format!("{}: {error}", name.display()))?;
    if !output.status.success() {
        return Err(format!("{}: {}", name.display(), output.status).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Returns the address and the callee of a line such as `  11d0:  call   2c40 <core::panicking::panic>`.
fn parse_call(line: &str) -> Option<(&str, &str)> {
    let (address, instruction) = line.trim().split_once(':')?;
    let (instruction, callee) = instruction.split_once(" <")?;
    let callee = callee.strip_suffix('>')?;
    let mut words = instruction.split_whitespace();
    let is_call = words.any(|word| word == "call" || word.starts_with('j'));
    // A jump within a function has an offset; an indirect call has no plain address.
    let is_direct = words.next().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_hexdigit()));
    (is_call && is_direct && !callee.contains("+0x")).then_some((address, callee))
}

fn matches(callee: &str, names: &[(&str, &str)]) -> bool {
    names.iter().any(|(start, part)| callee.strip_prefix(start).is_some_and(|rest| rest.contains(part)))
}

/// Looks up the frames of each call in the line tables.
fn resolve_frames(program: &str, calls: &mut [Call]) -> Result<(), Box<dyn Error>> {
    let file = env::temp_dir().join(format!("filterset-panics-{}", std::process::id()));
    let addresses: Vec<&str> = calls.iter().map(|call| call.address.as_str()).collect();
    fs::write(&file, addresses.join("\n") + "\n")?;
    let addresses = Stdio::from(File::open(&file)?);
    let lines = output(Command::new("addr2line").args(["-a", "-C", "-f", "-i", "-e", program]).stdin(addresses))?;
    fs::remove_file(&file)?;
    let mut calls = calls.iter_mut();
    let mut call = None;
    let mut lines = lines.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("0x") {
            call = calls.next();
        } else if let (Some(call), Some(position)) = (&mut call, lines.next()) {
            call.frames.push((line.to_owned(), position.to_owned()));
        }
    }
    Ok(())
}

/// Returns the crate that a call belongs to, and the line.
fn find_owner(frames: &[(String, String)]) -> (String, &str) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let own = format!("{}src/", root.strip_suffix("benches/measure/").unwrap_or(root));
    for (_, line) in frames {
        if let Some(line) = line.strip_prefix(&own) {
            return ("filterset".to_owned(), line);
        }
        if line.starts_with(root) {
            return ("the audited program".to_owned(), line);
        }
        // .../registry/src/INDEX/NAME-VERSION/...
        if let Some((_, path)) = line.split_once("/registry/src/") {
            return (path.split('/').nth(1).unwrap_or(path).to_owned(), line);
        }
    }
    ("the standard library".to_owned(), "")
}

fn find_reason(frames: &[(String, String)]) -> Option<&'static str> {
    let is_in = |part: &str| frames.iter().any(|(function, line)| function.contains(part) || line.contains(part));
    UNREACHABLE.iter().find(|(part, _)| is_in(part)).map(|(_, reason)| *reason)
}
