//! `cargo xtask demo`: from a fresh clone to a console with conversations in it.

use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result};

use crate::dist::{self, Profile};
use crate::repository;
use crate::setup::{self, Availability, Need};

const DEFAULTS: [(&str, &str); 3] =
    [("--data", "./huicun-demo"), ("--listen", "127.0.0.1:8086"), ("--messages", "20000")];

/// Builds what is needed and becomes `huicun demo`.
pub fn run(arguments: &[OsString]) -> Result<()> {
    dist::release()?;
    if let Availability::Missing(how) = setup::make_ready(Need::Tools)? {
        println!("some files get no preview: {how}");
    }
    let mut demo = Command::new(Profile::Release.folder().join("huicun"));
    demo.current_dir(repository::root()).arg("demo").args(with_defaults(arguments));
    // Replacing this process hands Ctrl-C and the exit code over as they are.
    Err(demo.exec()).context("could not start huicun")
}

/// Adds what was not given.
fn with_defaults(arguments: &[OsString]) -> Vec<OsString> {
    let given = |flag: &str| {
        let is_flag = |argument: &OsStr| {
            argument.to_str().is_some_and(|text| text == flag || text.starts_with(&format!("{flag}=")))
        };
        arguments.iter().any(|argument| is_flag(argument))
    };
    let missing = DEFAULTS.iter().filter(|(flag, _)| !given(flag));
    missing.flat_map(|(flag, value)| [flag.into(), value.into()]).chain(arguments.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_replaces_the_default() {
        let given = ["--messages=50", "--data", "x", "--no-live"].map(OsString::from);
        assert_eq!(
            with_defaults(&given),
            ["--listen", "127.0.0.1:8086", "--messages=50", "--data", "x", "--no-live"]
        );
        assert_eq!(with_defaults(&[]).len(), 6);
    }
}
