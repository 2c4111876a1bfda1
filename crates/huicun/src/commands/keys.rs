//! `huicun keys`

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use huicun_app::{AppError, Ctx};
use huicun_domain::code::ProblemCode;
use zeroize::Zeroizing;

use crate::cli::{KeysCombine, KeysCommand, KeysImport, Status};
use crate::config::Config;
use crate::open::{Access, Opened, with};

/// Imports, lists or restores private keys.
pub async fn run(command: KeysCommand) -> anyhow::Result<ExitCode> {
    match command {
        KeysCommand::Import(arguments) => import(arguments).await,
        KeysCommand::List(arguments) => list(arguments).await,
        KeysCommand::Combine(arguments) => combine(&arguments),
    }
}

async fn import(arguments: KeysImport) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let corp = config.wecom.corp();
    let corp = corp.as_ref().map(|(id, name)| (id, *name));
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

/// Puts the two shares of a key together, into a file that only its owner reads. No archive is needed for it.
fn combine(arguments: &KeysCombine) -> anyhow::Result<ExitCode> {
    let read = |path: &Path| {
        std::fs::read_to_string(path)
            .map(Zeroizing::new)
            .with_context(|| format!("份额文件无法读取 / the share cannot be read: {}", path.display()))
    };
    let (first, second) = (read(&arguments.first)?, read(&arguments.second)?);
    let (version, pem) = huicun_vault::escrow::combine(&first, &second)
        .map_err(|error| AppError::Detailed(ProblemCode::ShareWrong, error.to_string()))?;
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&arguments.out).with_context(
            || format!("无法写入新文件 / a new file cannot be written: {}", arguments.out.display()),
        )?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()?;
    println!("{}", serde_json::json!({ "version": version, "file": arguments.out }));
    Ok(ExitCode::SUCCESS)
}
