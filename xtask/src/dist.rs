//! A complete huicun: the console inside, the virtual corp and its library beside it.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::setup::{self, Availability, Need};
use crate::{repository, tool};

/// What lies beside each other in the end.
const COMPLETE: [&str; 3] = ["huicun", "wecom-sim", "libhuicun_sim_sdk.so"];

/// How a build is optimised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// `target/debug`
    Debug,
    /// `target/release`
    Release,
}

impl Profile {
    /// The folder that cargo writes to.
    pub fn folder(self) -> PathBuf {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        repository::root().join(target).join(match self {
            Self::Debug => "debug",
            Self::Release => "release",
        })
    }
}

/// Builds the console and, optimised, the three programs.
pub fn release() -> Result<()> {
    compiler()?;
    console()?;
    let packages = ["--package=huicun", "--package=huicun-sim", "--package=huicun-sim-sdk"];
    tool::run(tool::cargo().args(["build", "--release"]).args(packages))?;
    show(Profile::Release)
}

/// Builds the programs with the features that the tests have, so that no library is built twice.
pub fn debug() -> Result<()> {
    compiler()?;
    // Asking for the examples brings in what tests depend on, without linking the tests.
    tool::run(tool::cargo().args(["build", "--workspace", "--lib", "--bins", "--examples"]))?;
    show(Profile::Debug)
}

/// Builds the console where Node is; the binary embeds what it finds and says so where it finds nothing.
pub fn console() -> Result<()> {
    if !repository::has_console() {
        return Ok(());
    }
    match setup::make_ready(Need::Web)? {
        Availability::Ready => tool::run(&mut tool::npm_run("build")),
        Availability::Missing(how) => {
            println!("the console is left out: {how}");
            Ok(())
        }
    }
}

fn compiler() -> Result<()> {
    match setup::make_ready(Need::Compiler)? {
        Availability::Ready => Ok(()),
        Availability::Missing(how) => bail!(how),
    }
}

fn show(profile: Profile) -> Result<()> {
    let folder = profile.folder();
    for name in COMPLETE {
        if !folder.join(name).is_file() {
            bail!("{} was not built", folder.join(name).display());
        }
    }
    println!("{} has {}", folder.display(), COMPLETE.join(", "));
    Ok(())
}
