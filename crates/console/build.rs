//! Collects what is embedded: `web/dist` where the console was built, a page that says how to build it where not.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const FALLBACK: &str = include_str!("fallback.html");

fn main() -> io::Result<()> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let collected = PathBuf::from(variable("OUT_DIR")?).join("console");
    if collected.exists() {
        fs::remove_dir_all(&collected)?;
    }
    fs::create_dir_all(&collected)?;

    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=fallback.html");
    let web = here.join("../../web");
    let built = web.join("dist");
    if built.join("index.html").is_file() {
        println!("cargo::rerun-if-changed={}", built.display());
        return copy(&built, &collected);
    }
    // A path that is not there would make every build start over; its parent tells when it appears.
    if web.is_dir() {
        println!("cargo::rerun-if-changed={}", web.display());
    }
    fs::write(collected.join("index.html"), FALLBACK)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn variable(name: &str) -> io::Result<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo tells a build script where it is through its environment"
    )]
    std::env::var(name).map_err(io::Error::other)
}
