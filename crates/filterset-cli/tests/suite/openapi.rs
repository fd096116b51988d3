//! `filterset import`, `export` and `completions`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const DOCUMENT: &str = include_str!("../../../filterset-openapi/tests/documents/openapi.yaml");

/// A temporary folder with the document in it. It is the home folder of the commands that run there.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("filterset-openapi-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("openapi.yaml"), DOCUMENT).unwrap();
        Folder(path)
    }

    /// Runs a script in the folder.
    pub(crate) fn shell(&self, script: &str) -> Output {
        let command = Path::new(env!("CARGO_BIN_EXE_filterset")).parent().unwrap();
        let path = format!("{}:{}", command.display(), std::env::var("PATH").unwrap());
        Command::new("sh")
            .args(["-c", script])
            .current_dir(&self.0)
            .env("PATH", path)
            .env("HOME", &self.0)
            .output()
            .unwrap()
    }

    /// Runs the command. Returns its standard output, standard error and exit code.
    fn run_command(&self, arguments: &str) -> (String, String, i32) {
        let output = self.shell(&format!("filterset {arguments}"));
        (text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
    }

    fn fails(&self, arguments: &str, why: &str) {
        assert_eq!(self.run_command(arguments), (String::new(), format!("filterset: {why}\n"), 2), "{arguments}");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn reports_unreadable_documents() {
    let folder = Folder::new("faults");
    folder.fails("import nothing.yaml --path /a", "nothing.yaml: No such file or directory (os error 2)");
    folder.fails("import openapi.yaml --path /api/link/", "unknown path \"/api/link/\"; did you mean \"/api/links/\"?");
    let (_, reported, status) = folder.run_command("import openapi.yaml --path /api/status/");
    assert_eq!((reported.as_str(), status), ("filterset: /api/status/: no query parameter is a field\n", 0));
    std::fs::write(folder.0.join("latin.yaml"), b"openapi: 3.1.0 # \xE9.").unwrap();
    folder.fails(
        "import latin.yaml --path /a",
        "latin.yaml: invalid UTF-8: invalid utf-8 sequence of 1 bytes from index 17",
    );
    std::fs::write(folder.0.join("broken.json"), "{\"openapi\": ").unwrap();
    folder.fails(
        "import broken.json --path /a",
        "broken.json: invalid document: EOF while parsing a value at line 1 column 12",
    );
    std::fs::write(folder.0.join("one.json"), "{\"swagger\": \"1.2\"}").unwrap();
    folder.fails(
        "import one.json --all tables",
        "one.json: unsupported document: expected OpenAPI 3.0 to 3.2 or Swagger 2.0, found swagger: 1.2",
    );
    let loops = "{ openapi: 3.0.0, paths: { /a: { get: { parameters: [{ $ref: '#/x' }] } } }, x: { $ref: '#/x' } }";
    std::fs::write(folder.0.join("loop.yaml"), format!("# A loop.\n{loops}")).unwrap();
    folder.fails("import loop.yaml --path /a", "circular $ref \"#/x\"");
    folder.fails("export --schema belvo/links --path links", "--path: expected a path that starts with /");
    let (_, reported, status) =
        folder.run_command("import openapi.yaml --path /api/links/ --reserved seed,refresh_hours");
    assert!(reported.ends_with("\nfilterset: --reserved: no parameter has the name seed\n"), "{reported}");
    assert_eq!(status, 2);
    assert_eq!(folder.run_command("import openapi.yaml").2, 2);
    assert_eq!(folder.run_command("import openapi.yaml --path /a --all tables").2, 2);
    let endless = folder.run_command("import /dev/zero --path /a");
    assert_eq!(endless.1, "filterset: /dev/zero: the document is too long: expected at most 67108864 bytes\n");
}

#[test]
fn overwrites_no_schema() {
    let folder = Folder::new("all");
    let (printed, reported, status) = folder.run_command("import openapi.yaml --all tables/bank");
    assert_eq!((printed.as_str(), status), ("tables/bank/api-accounts.toml\ntables/bank/api-links.toml\n", 0));
    assert!(reported.starts_with("note[lossy]: /api/accounts/: currency__in: "), "{reported}");
    let links = || std::fs::read_to_string(folder.0.join("tables/bank/api-links.toml")).unwrap();
    assert_eq!(links(), folder.run_command("import openapi.yaml --path /api/links/").0);
    std::fs::write(folder.0.join("tables/bank/api-links.toml"), "mine").unwrap();
    std::fs::remove_file(folder.0.join("tables/bank/api-accounts.toml")).unwrap();
    let (printed, reported, status) = folder.run_command("import openapi.yaml --all tables/bank");
    assert_eq!((printed.as_str(), status, links().as_str()), ("tables/bank/api-accounts.toml\n", 2, "mine"));
    let why = "filterset: /api/links/: tables/bank/api-links.toml: File exists (os error 17)\n";
    assert!(reported.ends_with(why), "{reported}");
}

/// A path is untrusted text, which must not lead out of the folder.
#[test]
fn writes_schemas_only_to_their_folder() {
    let folder = Folder::new("paths");
    let get = "{ get: { parameters: [{ name: a, in: query, schema: { type: integer } }] } }";
    let paths =
        ["/../../up", "/a/../../b", "..", "/etc/passwd", "/a b\u{202E}/c"].map(|path| format!("\"{path}\": {get}"));
    std::fs::write(folder.0.join("paths.yaml"), format!("openapi: 3.1.0\npaths: {{ {} }}", paths.join(", "))).unwrap();
    let (printed, _, status) = folder.run_command("import paths.yaml --all tables");
    assert_eq!(status, 0);
    let mut files: Vec<&str> = printed.lines().collect();
    files.sort_unstable();
    let names = ["..-..-up", "..", "a-..-..-b", "ab-c", "etc-passwd"];
    let expected = names.map(|name| format!("tables/{name}.toml"));
    assert_eq!(files, expected);
    assert_eq!(std::fs::read_dir(folder.0.join("tables")).unwrap().count(), expected.len());
}

#[test]
fn imports_exported_built_in_schemas_unchanged() {
    let folder = Folder::new("catalogue");
    let schemas = folder.run_command("schemas").0;
    let names: Vec<&str> = schemas.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 20);
    for name in names {
        let path = format!("/{name}");
        assert_eq!(folder.run_command(&format!("export --schema {name} --path {path} > exported.json")).2, 0);
        let (imported, _, _) = folder.run_command(&format!("import exported.json --path {path}"));
        let shown = folder.run_command(&format!("schemas {name} --format toml")).0;
        assert_eq!(imported, format!("# GET {path}\n{shown}"));
    }
}

#[test]
fn prints_a_script_for_each_shell() {
    let folder = Folder::new("shells");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (script, reported, status) = folder.run_command(&format!("completions {shell}"));
        assert_eq!((reported.as_str(), status), ("", 0), "{shell}");
        assert!(["import", "export", "completions"].iter().all(|command| script.contains(command)), "{shell}");
    }
    assert_eq!(folder.run_command("completions cmd").2, 2);
    assert!(folder.shell("filterset completions bash > c.sh && bash -n c.sh").status.success());
}
