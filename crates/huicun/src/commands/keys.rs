//! `huicun keys`

use std::process::ExitCode;

use anyhow::Context;
use huicun_app::{AppError, Ctx};
use zeroize::Zeroizing;

use crate::cli::{KeysCommand, KeysImport, Status};
use crate::config::Config;
use crate::open::{Access, Opened, with};

/// Imports or lists private keys.
pub async fn run(command: KeysCommand) -> anyhow::Result<ExitCode> {
    match command {
        KeysCommand::Import(arguments) => import(arguments).await,
        KeysCommand::List(arguments) => list(arguments).await,
    }
}

async fn import(arguments: KeysImport) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let corp = config.wecom.as_ref().map(|wecom| (&wecom.corp_id, wecom.corp_name.as_str()));
    let access = if corp.is_some() && !arguments.place.data.join("keys").exists() {
        Access::Serve
    } else {
        Access::Change
    };
    let pem = std::fs::read_to_string(&arguments.file).with_context(|| {
        format!("私钥文件无法读取 / the key file cannot be read: {}", arguments.file.display())
    })?;
    let pem = Zeroizing::new(pem);
    let ctx = Ctx::command_line();
    let import = async |opened: &Opened| {
        Ok(huicun_app::ingest::import_key(&ctx, &opened.services, arguments.version, &pem).await?)
    };
    let report = with(&config, access, corp, import).await?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(ExitCode::SUCCESS)
}

async fn list(arguments: Status) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let read = async |opened: &Opened| {
        let services = &opened.services;
        Ok(services.store.rsa_keys(&services.corp).await.map_err(AppError::from)?)
    };
    let rows = with(&config, Access::Look, None, read).await?;
    for row in rows {
        let line = serde_json::json!({"version": row.version, "fingerprint": row.fingerprint, "added_at": row.added_at});
        if arguments.json {
            println!("{line}");
        } else {
            println!("v{}  {}", row.version, row.fingerprint);
        }
    }
    Ok(ExitCode::SUCCESS)
}
