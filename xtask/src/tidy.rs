//! The conventions of `ARCHITECTURE.md` that a machine can check, each finding with its file and line.

mod code;
mod dependencies;
mod docs;
mod migrations;
mod rust;
mod sizes;
mod words;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::{metadata, repository};

/// Something that is not as agreed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: PathBuf,
    line: usize,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path.display(), self.line, self.message)
    }
}

/// A text file of the repository.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: PathBuf,
    text: String,
}

impl SourceFile {
    fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, message: message.into() }
    }

    /// The lines with their numbers.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    fn has_extension(&self, wanted: &[&str]) -> bool {
        self.path.extension().and_then(|found| found.to_str()).is_some_and(|found| wanted.contains(&found))
    }

    fn is_rust(&self) -> bool {
        self.has_extension(&["rs"])
    }

    fn is_under(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}

/// Checks the whole repository.
pub fn run() -> Result<()> {
    let paths = repository::files()?;
    let files: Vec<SourceFile> = paths.iter().filter_map(|path| read(path)).collect();
    let packages = metadata::workspace()?;
    let mut findings = [
        dependencies::check(&packages, &files),
        docs::check(&files, &paths),
        migrations::check(&paths),
        rust::check(&files),
        sizes::check(&files),
        words::check(&files),
    ]
    .concat();
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("{} files and {} packages are tidy", files.len(), packages.len());
            Ok(())
        }
        1 => bail!("1 thing is not tidy"),
        count => bail!("{count} things are not tidy"),
    }
}

/// Reads a file that is text; pictures, golden files and the like are none.
fn read(path: &Path) -> Option<SourceFile> {
    let text = fs::read_to_string(repository::root().join(path)).ok()?;
    Some(SourceFile { path: path.to_owned(), text })
}

#[cfg(test)]
fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.into(), text: text.into() }
}

#[cfg(test)]
fn shown(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(Finding::to_string).collect()
}
