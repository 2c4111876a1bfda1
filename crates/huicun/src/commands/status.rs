//! `huicun status`

use std::process::ExitCode;

use huicun_app::Ctx;

use crate::cli::Status;
use crate::config::Config;
use crate::open::{Access, Opened, with};

/// Prints what the archive holds and what waits.
pub async fn run(arguments: Status) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let read =
        async |opened: &Opened| Ok(huicun_app::status::status(&Ctx::command_line(), &opened.services).await?);
    let status = with(&config, Access::Look, None, read).await?;
    if arguments.json {
        println!("{}", serde_json::to_string(&status)?);
    } else {
        println!("{}", serde_json::to_string_pretty(&status)?);
    }
    Ok(ExitCode::SUCCESS)
}
