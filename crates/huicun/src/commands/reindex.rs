//! `huicun reindex`

use std::process::ExitCode;

use huicun_app::AppError;

use crate::cli::Data;
use crate::config::Config;
use crate::open::{Access, open};
use crate::output;

/// Builds the index anew from the database; the server must be stopped.
pub async fn run(arguments: Data) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.data, arguments.config.as_deref())?;
    // Opened once to take the lock before anything is removed.
    let opened = open(&config, Access::Look, None).await?;
    let corp = opened.services.corp.clone();
    let total = opened.services.store.counters(&corp).await.map_err(AppError::from)?.messages;
    drop(opened);
    let lock = huicun_store::DataFolder::lock(&config.data).map_err(AppError::from)?;
    huicun_search::clear(&config.data.join("index")).map_err(AppError::from)?;
    drop(lock);
    let opened = open(&config, Access::Serve, Some((&corp, corp.as_str()))).await?;
    let bar = output::progress(total, "messages");
    let added = huicun_app::ingest::reindex(&opened.services, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    println!("{added}");
    Ok(ExitCode::SUCCESS)
}
