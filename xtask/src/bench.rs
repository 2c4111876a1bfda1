//! `cargo xtask bench`: the figures that must not fall, in one table, and the acceptance run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::dist::{self, Profile};
use crate::tool;

/// What may be typed behind `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// Two million messages instead of two hundred thousand
    #[arg(long)]
    full: bool,
    /// How many messages, instead of either
    #[arg(long, value_name = "N")]
    messages: Option<u64>,
    /// Take texts from a file of `source<TAB>text` lines
    #[arg(long, value_name = "FILE")]
    corpus: Option<PathBuf>,
    /// What everything is drawn from
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Leaves the 300 kills out
    #[arg(long)]
    no_acceptance: bool,
}

/// Builds what is released, measures it, and kills it two hundred times over messages and a hundred times over files.
pub fn run(options: &Options) -> Result<()> {
    dist::release()?;
    tool::run(tool::cargo().args(["build", "--release", "--package=huicun-bench"]))?;
    let messages = options.messages.unwrap_or(if options.full { 2_000_000 } else { 200_000 });
    let mut measure = bench("measure", options.seed);
    measure.args(["--messages", &messages.to_string()]);
    if let Some(corpus) = &options.corpus {
        measure.arg("--corpus").arg(std::path::absolute(corpus)?);
    }
    tool::run(&mut measure)?;
    let folder = Profile::Release.folder();
    let mut files = Command::new(folder.join("huicun-bench"));
    tool::run(files.arg("files").arg("--huicun").arg(folder.join("huicun")))?;
    tool::run(Command::new(folder.join("huicun-bench")).args([
        "month",
        "--seed",
        &options.seed.to_string(),
    ]))?;
    let mut directory = Command::new(folder.join("huicun-bench"));
    tool::run(directory.arg("directory").args(["--seed", &options.seed.to_string()]))?;
    tool::run(Command::new(folder.join("huicun-bench")).arg("scope"))?;
    if options.no_acceptance {
        return Ok(());
    }
    tool::run(&mut bench("acceptance", options.seed))?;
    tool::run(&mut bench("media", options.seed))
}

fn bench(what: &str, seed: u64) -> Command {
    let folder = Profile::Release.folder();
    let mut command = Command::new(folder.join("huicun-bench"));
    command.args([what, "--seed", &seed.to_string(), "--huicun"]).arg(folder.join("huicun"));
    command
}
