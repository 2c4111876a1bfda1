//! Where the repository lies and which files it holds.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::tool;

/// The root of the repository.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder of the console's sources.
pub fn web() -> PathBuf {
    root().join("web")
}

/// Tells whether the console's sources are part of this checkout.
pub fn has_console() -> bool {
    web().join("package.json").exists()
}

/// Lists the files that are tracked or would be by `git add`, relative to the root, in order; deleted ones are left out.
pub fn files() -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = tool::capture(&mut git).context("listing the repository's files")?;
    let mut paths: Vec<PathBuf> =
        listed.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from).collect();
    paths.retain(|path| root().join(path).is_file());
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// Lists what differs from the last commit under some paths, one `git status` line each.
pub fn changes(paths: &[&str]) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["status", "--porcelain", "--untracked-files=all", "--"]).args(paths);
    Ok(tool::capture(&mut git)?.lines().map(str::to_owned).collect())
}
