//! `huicun config`

use std::process::ExitCode;

use crate::cli::Data;
use crate::config::Config;

/// Prints the configuration as it was understood; secrets only as present or not.
pub fn run(arguments: &Data) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.data, arguments.config.as_deref())?;
    println!("{config:#?}");
    Ok(ExitCode::SUCCESS)
}
