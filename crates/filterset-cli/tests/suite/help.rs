//! `filterset --help` and `--version`.

use crate::support::{run_filterset, stdout};

#[test]
fn prints_the_name_of_the_command_with_the_version() {
    let output = run_filterset(&["--version"], b"");
    assert_eq!(stdout(&output), format!("filterset {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn prints_help_with_exit_codes() {
    for command in ["check", "diff", "explain", "sql", "grep", "import", "probe"] {
        let output = run_filterset(&[command, "--help"], b"");
        let help = stdout(&output);
        assert!(output.status.success() && help.contains("\nExit codes:\n  0  "), "{help}");
        assert!(help.contains(&format!("\nUsage: filterset {command} ")), "{help}");
    }
}
