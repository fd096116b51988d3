//! Checks the module structure. The folders of `src` are layers, and each imports only from those before it. In every
//! package of the workspace, files import one another without cycles.
//!
//! Imports are found in the tokens of the source, so those within macros count too. Unit tests are ignored.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The folders and top-level files of `src`, lowest layer first. The members of one layer don't import one another.
const LAYERS: [&[&str]; 10] = [
    &["util", "syntax", "value"],
    &["error"],
    &["schema"],
    &["filter"],
    &["list"],
    &["validate"],
    &["parse", "builder", "arguments"],
    &["typed"],
    &["serde", "eval", "uri"],
    &["generate"],
];

/// The segments of a path such as `crate::value::Op`.
type ModulePath = Vec<String>;

struct Import {
    /// The name in the importing module.
    name: String,
    path: ModulePath,
    /// Whether it is public. A re-export alone doesn't use the item.
    is_reexport: bool,
}

#[derive(Default)]
struct Module {
    imports: Vec<Import>,
    /// The paths in the code, including single names.
    mentions: Vec<ModulePath>,
}

/// The modules of a package by path. The path of the crate root is empty.
struct Package {
    modules: BTreeMap<ModulePath, Module>,
}

impl Package {
    fn read(src: &Path) -> Package {
        let mut sources = Vec::new();
        collect_sources(src, &[], &mut sources);
        Package::parse(sources.iter().map(|(path, source)| (path.join("/"), source.as_str())))
    }

    /// Parses sources by names such as `value/time`. The name of the crate root is empty.
    fn parse<'s>(sources: impl IntoIterator<Item = (impl AsRef<str>, &'s str)>) -> Package {
        let parse = |(name, source): (_, &str)| {
            let name: &str = AsRef::as_ref(&name);
            let path = name.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect();
            let mut module = Module::default();
            module.read(source.parse().unwrap_or_else(|error| panic!("{name}: {error}")));
            (path, module)
        };
        Package { modules: sources.into_iter().map(|source| parse((source.0.as_ref().to_owned(), source.1))).collect() }
    }

    /// Returns the module that defines the item of a path that `module` uses, or `None` if the item is from another
    /// crate.
    fn resolve(&self, module: &[String], path: &[String]) -> Option<ModulePath> {
        let (first, rest) = path.split_first()?;
        let (mut current, mut rest) = match first.as_str() {
            "crate" => (ModulePath::new(), rest),
            "self" => (module.to_vec(), rest),
            "super" => (module.split_last()?.1.to_vec(), rest),
            _ => (module.to_vec(), path),
        };
        let is_explicit = rest.len() < path.len();
        while let Some((next, after)) = rest.split_first() {
            if next == "super" {
                current.pop();
                rest = after;
                continue;
            }
            let child = [&current[..], std::slice::from_ref(next)].concat();
            if self.modules.contains_key(&child) {
                (current, rest) = (child, after);
                continue;
            }
            let is_found = |import: &&Import| import.name == *next && import.path[0] != *next;
            let Some(import) = self.modules.get(&current)?.imports.iter().find(is_found) else {
                return (is_explicit || current != module).then_some(current);
            };
            return self.resolve(&current, &[&import.path[..], after].concat());
        }
        Some(current)
    }

    /// Returns the other modules that each module uses.
    fn uses(&self) -> BTreeMap<&ModulePath, BTreeSet<ModulePath>> {
        let uses = |(path, module): (_, &Module)| {
            let mentions = module.mentions.iter().filter(|mention| mention.len() > 1);
            let imports =
                module.imports.iter().filter(|import| !import.is_reexport || module.mentions_name(&import.name));
            let targets =
                mentions.chain(imports.map(|import| &import.path)).filter_map(|item| self.resolve(path, item));
            targets.filter(|target| target != path).collect()
        };
        self.modules.iter().map(|(path, module)| (path, uses((path, module)))).collect()
    }

    /// Returns a line for each group of modules that use one another, directly or indirectly.
    fn cycles(&self) -> Vec<String> {
        let uses = self.uses();
        let reachable = |module: &ModulePath| {
            let (mut found, mut pending) = (BTreeSet::new(), vec![module.clone()]);
            while let Some(next) = pending.pop() {
                let targets = uses.get(&next).into_iter().flatten();
                pending.extend(targets.filter(|target| found.insert((*target).clone())).cloned());
            }
            found
        };
        let reachable: BTreeMap<_, _> = uses.keys().map(|module| (*module, reachable(module))).collect();
        let mut groups = BTreeSet::new();
        for (module, found) in &reachable {
            let group: Vec<_> = found.iter().filter(|other| reachable[*other].contains(*module)).collect();
            let show = |module: &ModulePath| if module.is_empty() { "crate".to_owned() } else { module.join("/") };
            groups.extend((!group.is_empty()).then(|| group.into_iter().map(show).collect::<Vec<_>>().join(", ")));
        }
        groups.into_iter().collect()
    }

    /// Returns the paths by which a layer imports from itself or from a later one.
    fn upward_imports(&self) -> Vec<String> {
        let mut upward = Vec::new();
        for (module, path) in self.paths() {
            let (Some(own), ["crate", other, ..]) =
                (module.first(), &path.iter().map(String::as_str).collect::<Vec<_>>()[..])
            else {
                continue;
            };
            if own != other && layer(other) >= layer(own) {
                upward.push(format!("{} imports {}", module.join("/"), path.join("::")));
            }
        }
        upward
    }

    /// Returns every path of at least two segments, with its module.
    fn paths(&self) -> impl Iterator<Item = (&ModulePath, &ModulePath)> {
        self.modules.iter().flat_map(|(module, content)| {
            let paths = content.imports.iter().map(|import| &import.path).chain(&content.mentions);
            paths.filter(|path| path.len() > 1).map(move |path| (module, path))
        })
    }
}

impl Module {
    fn mentions_name(&self, name: &str) -> bool {
        self.mentions.iter().any(|mention| mention[0] == name)
    }

    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = &tokens[..];
        let mut is_public = false;
        while let Some((token, after)) = rest.split_first() {
            rest = after;
            match token {
                TokenTree::Ident(word) if word == "pub" => {
                    is_public = true;
                    if let [TokenTree::Group(group), after @ ..] = rest
                        && group.delimiter() == Delimiter::Parenthesis
                    {
                        rest = after;
                    }
                    continue;
                }
                // The `use` of a bound such as `impl Sized + use<'a>` imports nothing.
                TokenTree::Ident(word)
                    if word == "use" && !rest.first().is_some_and(|token| is_punctuation(token, '<')) =>
                {
                    let end = rest.iter().position(|token| is_punctuation(token, ';')).expect("the end of a use");
                    self.read_imports(&rest[..end], &[], is_public);
                    rest = &rest[end..];
                }
                TokenTree::Ident(word) if word == "mod" => {
                    if let [TokenTree::Ident(name), TokenTree::Group(group), after @ ..] = rest {
                        if name != "tests" {
                            self.read_inline_module(group.stream());
                        }
                        rest = after;
                    }
                }
                TokenTree::Ident(word) => {
                    let mut path = vec![word.to_string()];
                    while let [colon, _, TokenTree::Ident(next), after @ ..] = rest
                        && is_punctuation(colon, ':')
                    {
                        path.push(next.to_string());
                        rest = after;
                    }
                    self.mentions.push(path);
                }
                // The name of a field or a method isn't the name of an item.
                dot if is_punctuation(dot, '.') && matches!(rest, [TokenTree::Ident(_), ..]) => rest = &rest[1..],
                TokenTree::Group(group) => self.read(group.stream()),
                _ => {}
            }
            is_public = false;
        }
    }

    /// Reads an inline module, whose `super` is the file.
    fn read_inline_module(&mut self, tokens: TokenStream) {
        let mut module = Module::default();
        module.read(tokens);
        let imports = module.imports.iter_mut().map(|import| &mut import.path);
        for path in imports.chain(&mut module.mentions).filter(|path| path[0] == "super") {
            "self".clone_into(&mut path[0]);
        }
        module.imports.retain(|import| import.path.len() != 2 || import.path[0] != "self");
        self.imports.append(&mut module.imports);
        self.mentions.append(&mut module.mentions);
    }

    /// Reads the tree of a `use` below a prefix.
    fn read_imports(&mut self, tokens: &[TokenTree], prefix: &[String], is_reexport: bool) {
        for tree in tokens.split(|token| is_punctuation(token, ',')).filter(|tree| !tree.is_empty()) {
            let mut path = prefix.to_vec();
            let mut alias = None;
            for (i, token) in tree.iter().enumerate() {
                match token {
                    TokenTree::Ident(word) if word == "as" => alias = tree.get(i + 1).map(ToString::to_string),
                    TokenTree::Ident(word) if alias.is_none() && (word != "self" || path.is_empty()) => {
                        path.push(word.to_string());
                    }
                    TokenTree::Group(group) => {
                        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                        return self.read_imports(&tokens, &path, is_reexport);
                    }
                    star if is_punctuation(star, '*') => {
                        assert!(!is_reexport, "a glob re-export of {path:?} doesn't show which names it has");
                    }
                    _ => {}
                }
            }
            let name = alias.or_else(|| path.last().cloned()).expect("a name in a use");
            self.imports.push(Import { name, path, is_reexport });
        }
    }
}

fn is_punctuation(token: &TokenTree, expected: char) -> bool {
    matches!(token, TokenTree::Punct(punctuation) if punctuation.as_char() == expected)
}

fn layer(folder: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&folder))
        .unwrap_or_else(|| panic!("src/{folder} has no layer: add it to the list"))
}

/// Collects the `.rs` files below a folder, by the paths of their modules.
fn collect_sources(folder: &Path, module: &[String], sources: &mut Vec<(ModulePath, String)>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let child = [module, std::slice::from_ref(&name)].concat();
        if path.is_dir() {
            collect_sources(&path, &child, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let is_folder_module = ["lib", "main", "mod"].contains(&name.as_str());
            let source = fs::read_to_string(&path).expect("a readable file");
            sources.push((if is_folder_module { module.to_vec() } else { child }, source));
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Parses the packages other than the root, by the names of their folders.
fn companions() -> Vec<(String, Package)> {
    let crates = fs::read_dir(root().join("crates")).expect("the folder of crates");
    let mut folders: Vec<_> = crates.map(|entry| entry.expect("a readable entry").path()).collect();
    folders.extend([root().join("tests/support")]);
    let name = |folder: &Path| folder.file_name().expect("a name").to_string_lossy().into_owned();
    folders.iter().map(|folder| (name(folder), Package::read(&folder.join("src")))).collect()
}

#[test]
fn imports_only_from_lower_layers() {
    let package = Package::read(&root().join("src"));
    let upward = package.upward_imports();
    assert!(upward.is_empty(), "{}", upward.join("\n"));
    let count = package.paths().filter(|(_, path)| path[0] == "crate").count();
    assert!(count > 100, "only {count} imports were found");
    let folders: BTreeSet<&str> = package.modules.keys().filter_map(|path| Some(path.first()?.as_str())).collect();
    assert!(folders.iter().copied().eq(LAYERS.concat().into_iter().collect::<BTreeSet<_>>()), "{folders:?}");
}

#[test]
fn has_no_import_cycles() {
    assert_eq!(Package::read(&root().join("src")).cycles(), [""; 0]);
    for (name, package) in companions() {
        assert_eq!(package.cycles(), [""; 0], "{name}");
    }
}

#[test]
fn uses_nom_only_in_syntax() {
    let package = Package::read(&root().join("src"));
    let users = package.paths().filter(|(_, path)| path[0] == "nom").map(|(module, _)| module[0].as_str());
    assert_eq!(users.collect::<BTreeSet<_>>(), BTreeSet::from(["syntax"]));
}

#[test]
fn uses_only_the_public_api_in_companions() {
    for (name, package) in companions().iter().filter(|(name, _)| name != "filterset-derive") {
        let private = package.paths().find(|(_, path)| path[0] == "filterset" && path[1] == "__private");
        assert!(private.is_none(), "{name}: {private:?}");
    }
}

#[test]
fn finds_cycles() {
    let cycles = |sources: &[(&str, &'static str)]| Package::parse(sources.iter().copied()).cycles();
    let lib = ("", "mod a; mod b; pub use a::A; pub use b::B;");
    let a = ("a", "use crate::b::B;");
    assert_eq!(cycles(&[lib, a, ("b", "pub struct B;")]), [""; 0]);
    for b in [
        "use crate::a::A;",
        "use crate::{a::{A}, c::C};",
        "use super::a as other;",
        "use crate::A;",
        "fn f() { super::a::f() }",
        "macro_rules! m { () => { $crate::a::f(super::a::A) } }",
        "fn f() { println!(\"{}\", crate::a::A) }",
    ] {
        assert_eq!(cycles(&[lib, a, ("b", b)]), ["a, b"], "{b}");
    }
    assert_eq!(
        cycles(&[lib, a, ("b", "use crate::c::C;"), ("c", "use crate::a::A;"), ("d", "use crate::a::A;")]),
        ["a, b, c"]
    );
    for b in [
        "// use crate::a::A;",
        "/// [A](crate::a::A)\nstruct B;",
        "mod tests { use crate::a::A; }",
        "use a::A;",
        "fn f() -> impl Sized + use<> {}",
    ] {
        assert_eq!(cycles(&[lib, a, ("b", b)]), [""; 0], "{b}");
    }
}

#[test]
fn distinguishes_reexports_from_uses() {
    let cycles = |root: &'static str, child: &'static str| Package::parse([("", root), ("a", child)]).cycles();
    let child = "use super::Root;";
    assert_eq!(cycles("mod a; pub use a::A; pub struct Root;", child), [""; 0]);
    for root in [
        "mod a; use a::A; pub struct Root;",
        "mod a; pub use a::A; pub struct Root(A);",
        "mod a; pub(crate) use a::{self, A as B}; pub struct Root { b: B }",
        "mod a; pub struct Root; fn f() { a::f() }",
    ] {
        assert_eq!(cycles(root, child), ["crate, a"], "{root}");
    }
    // A name that the root re-exports belongs to the module that defines it.
    let nested =
        Package::parse([("", "mod a; mod b; pub use a::A; use b::B;"), ("a", "struct A;"), ("b", "use super::A;")]);
    assert_eq!(nested.cycles(), [""; 0]);
}

#[test]
fn finds_upward_imports() {
    let upward = |module: &'static str, source: &'static str| Package::parse([(module, source)]).upward_imports();
    assert_eq!(
        upward("filter/display", "use crate::{value::Op, validate::Validator};"),
        ["filter/display imports crate::validate::Validator"]
    );
    assert_eq!(
        upward("parse", "pub use crate::builder::FilterBuilder;"),
        ["parse imports crate::builder::FilterBuilder"]
    );
    assert_eq!(
        upward("schema/field", "fn f() { crate::serde::f(crate::schema::g()) }"),
        ["schema/field imports crate::serde::f"]
    );
    assert_eq!(upward("serde", "use crate::typed::FilterSet; use crate::serde::Saved; use serde::Serialize;"), [""; 0]);
}
