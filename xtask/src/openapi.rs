//! What is generated from the code and committed: the interface's description and the console's types of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::dist::{self, Profile};
use crate::setup::{self, Availability, Need};
use crate::{repository, tool};

/// Builds the binary and writes both files.
pub fn write() -> Result<()> {
    dist::debug()?;
    if let Availability::Missing(how) = setup::make_ready(Need::Web)? {
        bail!(how);
    }
    fs::write(description(), described()?)?;
    write_types()
}

/// Fails where a committed file is not what the code says; changes nothing.
pub fn check() -> Result<()> {
    unchanged(&description(), &described()?)?;
    if !repository::has_console() {
        return Ok(());
    }
    match setup::make_ready(Need::Web)? {
        Availability::Ready => check_types(),
        Availability::Missing(how) if tool::in_ci() => bail!(how),
        Availability::Missing(how) => {
            println!("the console's types are not looked at: {how}");
            Ok(())
        }
    }
}

fn description() -> PathBuf {
    repository::root().join("openapi/api.json")
}

fn types() -> PathBuf {
    repository::web().join("src/api/schema.ts")
}

/// The description as the built binary prints it.
fn described() -> Result<String> {
    let binary = Profile::Debug.folder().join("huicun");
    Ok(tool::capture(Command::new(binary).arg("openapi"))?.trim_end().to_owned() + "\n")
}

fn write_types() -> Result<()> {
    tool::run(&mut tool::npm_run("api"))
}

fn check_types() -> Result<()> {
    let committed = fs::read_to_string(types()).with_context(|| format!("reading {}", types().display()))?;
    write_types()?;
    let generated = fs::read_to_string(types())?;
    fs::write(types(), &committed)?;
    unchanged(&types(), &generated)
}

fn unchanged(path: &Path, generated: &str) -> Result<()> {
    let committed = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let Some(line) = first_difference(&committed, generated) else { return Ok(()) };
    bail!("{}:{line} is not what the code says: run `cargo xtask openapi`", path.display())
}

/// The number of the first line that differs.
fn first_difference(committed: &str, generated: &str) -> Option<usize> {
    if committed == generated {
        return None;
    }
    let same = committed.lines().zip(generated.lines()).take_while(|(a, b)| a == b).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_file_is_found_with_its_line() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("api.json");
        fs::write(&file, "{}\n").unwrap();
        assert!(unchanged(&file, "{}\n").is_ok());
        assert!(unchanged(&file, "{\"a\":1}\n").unwrap_err().to_string().contains("cargo xtask openapi"));
    }
}
