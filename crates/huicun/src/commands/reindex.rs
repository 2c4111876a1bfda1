//! `huicun reindex`

use std::process::ExitCode;

use huicun_app::AppError;

use crate::cli::Data;
use crate::config::Config;
use crate::open::{Access, Opened, with};
use crate::output;

/// Builds the index anew from the database, whatever state it is in; the server must be stopped.
pub async fn run(arguments: Data) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.data, arguments.config.as_deref())?;
    let corp = config.wecom.corp();
    let corp = corp.as_ref().map(|(id, name)| (id, *name));
    with(&config, Access::Rebuild, corp, async |opened: &Opened| {
        let services = &opened.services;
        let total = services.store.counters(&services.corp).await.map_err(AppError::from)?.messages;
        let bar = output::progress(total, "messages");
        let added = huicun_app::ingest::reindex(services, |done| bar.set_position(done)).await?;
        huicun_app::file_texts::reindex(services).await?;
        bar.finish_and_clear();
        println!("{added}");
        Ok(ExitCode::SUCCESS)
    })
    .await
}
