//! What it takes to parse JSON Lines at all, to be compared with `filterset grep`: each line becomes a
//! `serde_json::Value`. `just grep-throughput` runs both.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("which file?")?;
    let mut input = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut line = Vec::new();
    let mut objects = 0_u64;
    while input.read_until(b'\n', &mut line)? > 0 {
        objects += u64::from(serde_json::from_slice::<serde_json::Value>(&line)?.is_object());
        line.clear();
    }
    println!("{objects}");
    Ok(())
}
