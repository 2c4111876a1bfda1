//! Pages that say what is true: their links lead somewhere, and each invariant names a test that exists.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::{Finding, SourceFile};

const MAP: &str = "ARCHITECTURE.md";
const MAP_LINES: usize = 300;
const INVARIANTS: &str = "## Invariants";
const TEST: &str = "Test:";

/// Checks every page.
pub fn check(files: &[SourceFile], paths: &[PathBuf]) -> Vec<Finding> {
    let pages = || files.iter().filter(|file| file.has_extension(&["md"]));
    let dead = pages().flat_map(|page| dead_links(page, paths));
    let functions: BTreeSet<&str> = files.iter().filter(|file| file.is_rust()).flat_map(functions).collect();
    let untested =
        pages().filter(|page| page.path == Path::new(MAP)).flat_map(|map| untested(map, &functions));
    let long = pages().filter(|page| page.path == Path::new(MAP) && page.lines().count() > MAP_LINES);
    let long = long.map(|map| map.finding(MAP_LINES + 1, format!("a map has at most {MAP_LINES} lines")));
    dead.chain(untested).chain(long).collect()
}

/// Links to files of the repository that are not there.
fn dead_links(page: &SourceFile, paths: &[PathBuf]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in page.lines() {
        for after in line.split("](").skip(1) {
            let target = after.split([')', '#', ' ']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let meant = resolved(&page.path.parent().unwrap_or(Path::new("")).join(target));
            if !paths.iter().any(|path| path.starts_with(&meant)) {
                findings.push(page.finding(number, format!("`{target}` is not there")));
            }
        }
    }
    findings
}

fn resolved(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            Component::CurDir => {}
            other => resolved.push(other),
        }
    }
    resolved
}

/// The names of all functions in a file.
fn functions(file: &SourceFile) -> impl Iterator<Item = &str> {
    let after = file.text.split("fn ").skip(1);
    after.filter_map(|rest| {
        rest.split(|character: char| !character.is_alphanumeric() && character != '_').next()
    })
}

/// Invariants without a test, and tests that are not there.
fn untested(map: &SourceFile, functions: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut open = None;
    let section = map.lines().skip_while(|(_, line)| *line != INVARIANTS).skip(1);
    for (number, line) in section.take_while(|(_, line)| !line.starts_with("## ")) {
        if line.starts_with("- ") {
            findings.extend(
                open.replace(number).map(|invariant| map.finding(invariant, "the invariant names no test")),
            );
        }
        let Some((_, named)) = line.split_once(TEST) else { continue };
        for name in named.split('`').skip(1).step_by(2).filter_map(|path| path.rsplit("::").next()) {
            open = None;
            if !functions.contains(name) {
                findings.push(map.finding(number, format!("no function is named `{name}`")));
            }
        }
    }
    findings.extend(open.map(|invariant| map.finding(invariant, "the invariant names no test")));
    findings
}

#[cfg(test)]
mod tests {
    use super::super::{file, shown};
    use super::*;

    #[test]
    fn links_that_lead_nowhere_are_found() {
        let page = file(
            "docs/a.md",
            "[up](../README.md) [b](b.md#part) [c](c.md) [d](https://d.example/)\n[e](#part) [f](adr)\n",
        );
        let paths = ["README.md", "docs/b.md", "docs/adr/0001.md"].map(PathBuf::from);
        assert_eq!(shown(&check(&[page], &paths)), ["docs/a.md:1: `c.md` is not there"]);
    }

    #[test]
    fn an_invariant_without_a_test_is_found() {
        let code = file("crates/a/src/b.rs", "//! B.\nfn nothing_is_lost() {}\n");
        let map = "## Invariants\n\n- Nothing is lost.\n  Test: `a::b::nothing_is_lost`\n- Nothing is doubled.\n\
                   - All is found.\n  Test: `all_is_found`\n- Last.\n\n## Next\n- Not one.\n";
        assert_eq!(
            shown(&check(&[code, file(MAP, map)], &[])),
            [
                "ARCHITECTURE.md:5: the invariant names no test",
                "ARCHITECTURE.md:7: no function is named `all_is_found`",
                "ARCHITECTURE.md:8: the invariant names no test",
            ]
        );
    }

    #[test]
    fn a_map_that_is_a_book_is_found() {
        let map = file(MAP, &"\n".repeat(301));
        assert_eq!(shown(&check(&[map], &[])), ["ARCHITECTURE.md:301: a map has at most 300 lines"]);
    }
}
