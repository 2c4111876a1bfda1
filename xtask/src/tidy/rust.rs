//! How Rust files are laid out and what they may contain.

use std::path::Path;

use super::code::without_text;
use super::{Finding, SourceFile};

/// The only places that speak C.
const UNSAFE_HOMES: [&str; 3] = ["crates/wecom/src/sdk", "crates/wecom/src/sdk.rs", "crates/sim-sdk"];

/// Where the virtual corp is a program; the rest of it is a library.
const SIM_PROGRAM: [&str; 3] = ["crates/sim/src/main.rs", "crates/sim/src/bin", "crates/sim/src/cli.rs"];

const VAGUE_NAMES: [&str; 5] = ["core", "common", "util", "utils", "helpers"];

/// Checks every Rust file.
pub fn check(files: &[SourceFile]) -> Vec<Finding> {
    files.iter().filter(|file| file.is_rust()).flat_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Vec<Finding> {
    let code = without_text(&file.text);
    let mut findings = Vec::new();
    findings.extend(layout(file));
    findings.extend(undocumented(file));
    for (number, (line, original)) in (1..).zip(code.lines().zip(file.text.lines())) {
        findings.extend(forbidden(file, line, original).map(|message| file.finding(number, message)));
    }
    findings
}

fn layout(file: &SourceFile) -> Option<Finding> {
    let name = file.path.file_stem()?.to_str()?;
    if name == "mod" {
        return Some(file.finding(1, "a module `foo` lies in `foo.rs`, its parts in `foo/`"));
    }
    VAGUE_NAMES
        .contains(&name)
        .then(|| file.finding(1, format!("`{name}` says nothing: name the module after what it holds")))
}

fn undocumented(file: &SourceFile) -> Option<Finding> {
    let test_folders = ["tests", "benches", "examples"];
    let is_test =
        file.path.components().any(|part| test_folders.iter().any(|folder| part.as_os_str() == *folder))
            || file.path.file_name() == Some("tests.rs".as_ref());
    let (number, first) = file.lines().find(|(_, line)| !line.trim().is_empty()).unwrap_or((1, ""));
    (!is_test && !first.starts_with("//!"))
        .then(|| file.finding(number, "a file starts with `//!` and what it is for"))
}

/// What a line of code may not say here.
fn forbidden(file: &SourceFile, code: &str, original: &str) -> Option<String> {
    let under = |homes: &[&str]| homes.iter().any(|home| file.path.starts_with(Path::new(home)));
    let mut words = code.split(|character: char| !character.is_alphanumeric() && character != '_');
    if !under(&UNSAFE_HOMES) && words.any(|word| word == "unsafe") {
        return Some("`unsafe` is for the two places that speak C".to_owned());
    }
    let shipped = file.is_under("crates") && !file.is_under("crates/testkit");
    if shipped && code.contains("cfg(feature") && original.contains(concat!("feature = ", "\"test")) {
        return Some("shipped code does not change for tests".to_owned());
    }
    let mut words = code.split(|character: char| !character.is_alphanumeric() && character != '_');
    let reads_arguments =
        file.is_under("crates/sim/src") && !under(&SIM_PROGRAM) && words.any(|word| word == "clap");
    reads_arguments.then(|| "the virtual corp is a library too: only its program reads arguments".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{file, shown};
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        shown(&check(&[file(path, text)]))
    }

    #[test]
    fn a_file_without_a_word_on_what_it_is_for_is_found() {
        let expected = ["crates/a/src/b.rs:2: a file starts with `//!` and what it is for"];
        assert_eq!(complaints("crates/a/src/b.rs", "\nuse std::fmt;\n//! Late.\n"), expected);
        assert_eq!(complaints("crates/a/src/b.rs", "").len(), 1);
        assert!(complaints("crates/a/src/b.rs", "//! Holds b.\n").is_empty());
        assert!(complaints("crates/a/src/b/tests.rs", "use super::*;\n").is_empty());
        assert!(complaints("crates/a/tests/b.rs", "use a::b;\n").is_empty());
    }

    #[test]
    fn old_and_vague_module_files_are_found() {
        assert_eq!(
            complaints("crates/a/src/b/mod.rs", "//! Holds b.\n"),
            ["crates/a/src/b/mod.rs:1: a module `foo` lies in `foo.rs`, its parts in `foo/`"]
        );
        assert_eq!(complaints("crates/a/src/utils.rs", "//! Holds anything.\n").len(), 1);
    }

    #[test]
    fn unsafe_code_is_found_outside_its_two_homes() {
        let text = "//! Is unsafe in words only.\nfn a() { unsafe { b() } }\n";
        assert_eq!(
            complaints("crates/app/src/a.rs", text),
            ["crates/app/src/a.rs:2: `unsafe` is for the two places that speak C"]
        );
        assert!(complaints("crates/wecom/src/sdk/ffi.rs", text).is_empty());
        assert!(complaints("crates/sim-sdk/src/lib.rs", text).is_empty());
        assert!(complaints("crates/app/src/a.rs", "//! A.\n#![forbid(unsafe_code)]\n").is_empty());
    }

    #[test]
    fn a_feature_for_tests_is_found_in_shipped_code() {
        let text = concat!("//! A.\n#[cfg(feature = ", "\"test\")]\nfn a() {}\n");
        assert_eq!(
            complaints("crates/app/src/a.rs", text),
            ["crates/app/src/a.rs:2: shipped code does not change for tests"]
        );
        assert!(
            complaints("crates/app/src/a.rs", "//! A.\n#[cfg(feature = \"openapi\")]\nfn a() {}\n")
                .is_empty()
        );
    }

    #[test]
    fn the_virtual_corp_reads_arguments_in_its_program_only() {
        let text = "//! A.\nuse clap::Parser;\n";
        assert_eq!(complaints("crates/sim/src/corp.rs", text).len(), 1);
        assert!(complaints("crates/sim/src/main.rs", text).is_empty());
    }
}
