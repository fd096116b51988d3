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
            .env("NO_PROXY", "127.0.0.1")
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
    let why =
        "filterset: /api/links/: tables/bank/api-links.toml: the file exists and differs: --force overwrites it\n";
    assert!(reported.contains(why), "{reported}");
    assert_eq!(folder.run_command("import openapi.yaml --path /api/links/ --force").2, 2);
}

#[test]
fn overwrites_schemas_if_forced() {
    let folder = Folder::new("force");
    let import = |arguments: &str| folder.run_command(&format!("import openapi.yaml --all tables {arguments}"));
    let both = "tables/api-accounts.toml\ntables/api-links.toml\n";
    let first = import("");
    assert_eq!((first.0.as_str(), first.2), (both, 0));
    // Nothing differs.
    assert_eq!(import(""), first);
    let links = folder.0.join("tables/api-links.toml");
    let whole = std::fs::read_to_string(&links).unwrap();
    std::fs::write(&links, whole.replace("\"exact\", \"in\"", "\"exact\"")).unwrap();
    std::fs::write(folder.0.join("tables/api-accounts.toml"), "mine").unwrap();
    let (printed, reported, status) = import("--force");
    assert_eq!((printed.as_str(), status), (both, 0));
    assert_eq!(std::fs::read_to_string(&links).unwrap(), whole);
    for line in [
        "filterset: tables/api-accounts.toml: overwritten: it was not a schema\n",
        "filterset: tables/api-links.toml: overwritten: 1 change, compatible\n",
        "  compatible  fields.status.ops  added  in\n",
    ] {
        assert!(reported.contains(line), "{line}: {reported}");
    }
}

#[test]
fn notes_each_path_without_a_schema() {
    let folder = Folder::new("unwritten");
    let text = "openapi: 3.1.0
paths:
  /a: { get: { parameters: [{ name: b, in: query, schema: { type: integer } }] } }
  //a: { get: { parameters: [{ name: b, in: query, schema: { type: integer } }] } }
  /a/{id}: { get: {} }
  /none: { get: {} }
  /post: { post: {} }
";
    std::fs::write(folder.0.join("few.yaml"), text).unwrap();
    let (printed, reported, status) = folder.run_command("import few.yaml --all tables");
    assert_eq!((printed.as_str(), status), ("tables/a.toml\n", 2));
    let expected = "filterset: /a: tables/a.toml: another path has the same file
note[skipped]: /a/{id}: it ends with a parameter, so it is no list
note[skipped]: /none: no query parameter is a field
note[skipped]: /post: it has no get operation
";
    assert_eq!(reported, expected);
}

/// Many paths can share one list of choices.
#[test]
fn limits_the_schemas_of_all_paths_together() {
    let folder = Folder::new("large");
    let choices: Vec<String> = (0..8000).map(|choice| choice.to_string()).collect();
    let paths: Vec<String> = (0..2000).map(|path| format!("  /p{path}: *path\n")).collect();
    let text = format!(
        "openapi: 3.1.0
x: &path {{ get: {{ parameters: [{{ name: a, in: query, schema: {{ type: string, enum: [{}] }} }}] }} }}
paths:
{}",
        choices.join(", "),
        paths.concat()
    );
    std::fs::write(folder.0.join("large.yaml"), text).unwrap();
    let (printed, reported, status) = folder.run_command("import large.yaml --all tables");
    assert_eq!((printed.lines().count(), status), (250, 0));
    let why = "a: too many choices in the parameters of all paths: expected at most 2000000\n";
    assert!(reported.contains(why), "{}", &reported[..500]);
}

#[test]
fn checks_operators_by_type_and_reserved_patterns() {
    let folder = Folder::new("options");
    let import = |arguments: &str| {
        folder.run_command(&format!("import openapi.yaml --path /api/links/ {arguments} 2>&1 >links.toml"))
    };
    let (noted, _, status) = import("--operators-by-type integer=gt,lt --reserved 'creat*,*_hours'");
    assert_eq!(status, 0);
    assert!(!noted.contains("inferred"), "{noted}");
    let links = std::fs::read_to_string(folder.0.join("links.toml")).unwrap();
    assert!(links.contains("reserved = [\"page\", \"page_size\", \"creat*\", \"*_hours\"]"), "{links}");
    assert_eq!(import("--operators-by-type integer=gt,lt").2, 0);
    let links = std::fs::read_to_string(folder.0.join("links.toml")).unwrap();
    assert!(links.contains("ops = [\"exact\", \"gt\", \"lt\"]"), "{links}");
    for (arguments, why) in [
        ("--operators-by-type text", "expected TYPE=OPERATORS"),
        ("--operators-by-type txt=in", "unknown type \"txt\": expected one of text, integer"),
        ("--operators-by-type text=inn", "unknown operator \"inn\"; did you mean \"in\"?"),
        ("--operators-by-type integer=icontains", "operator \"icontains\" is not allowed for the type integer"),
        ("--reserved 'a*b'", "a pattern that begins or ends with one *"),
        ("--reserved '*'", "a pattern that begins or ends with one *"),
        ("--reserved 'zz'", "no parameter has the name zz"),
        ("--operator ic", "expected NAME=OPERATOR, such as ic=icontains"),
        ("--operator ic=icontain", "unknown operator \"icontain\"; did you mean \"icontains\"?"),
        ("--operator in=not_in", "invalid name \"in\": expected that of an operator of the API"),
    ] {
        let (reported, _, status) = import(arguments);
        assert!(status == 2 && reported.contains(why), "{arguments}: {reported}");
    }
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
