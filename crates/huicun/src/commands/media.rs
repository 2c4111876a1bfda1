//! `huicun media`

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use huicun_app::media::{ListedFile, OpenFile};
use huicun_app::{AppError, Ctx};
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::MsgId;
use huicun_store::FilePlace;
use tokio::io::AsyncWriteExt;

use crate::cli::{Media, MediaCommand, MediaGet, MediaList};
use crate::config::Config;
use crate::open::{Access, Opened, with};

/// Lists files, or writes one.
pub async fn run(arguments: Media) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Some(MediaCommand::Get(get)) => write(get).await,
        None => list(arguments.list).await,
    }
}

async fn list(arguments: MediaList) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let read = async |opened: &Opened| {
        let ctx = Ctx::command_line();
        let (mut files, mut after) = (Vec::new(), None);
        loop {
            let (found, next) =
                huicun_app::media::list(&ctx, &opened.services, arguments.state, after).await?;
            files.extend(found);
            match next {
                Some(next) => after = Some(next),
                None => return Ok(files),
            }
        }
    };
    let files = with(&config, Access::Look, None, read).await?;
    if arguments.json {
        let listed: Vec<serde_json::Value> = files.iter().map(as_json).collect();
        println!("{}", serde_json::to_string(&listed)?);
    } else {
        for file in &files {
            let size = file.size.map(|size| size.to_string()).unwrap_or_default();
            let problem = file.problem.as_deref().unwrap_or_default();
            let (kind, state) = (file.kind.as_str(), file.state.as_str());
            println!("{}\t{}\t{kind}\t{state}\t{size}\t{problem}", file.msgid, file.slot);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(file: &ListedFile) -> serde_json::Value {
    serde_json::json!({
        "msgid": file.msgid,
        "seq": file.seq,
        "slot": file.slot,
        "kind": file.kind.as_str(),
        "state": file.state.as_str(),
        "size": file.size,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "deadline": file.deadline,
        "attempts": file.attempts,
        "problem": file.problem,
    })
}

async fn write(arguments: MediaGet) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let msgid = MsgId::new(arguments.msgid);
    let read = async |opened: &Opened| {
        let services = &opened.services;
        let envelope = services.store.envelope_by_msgid(&services.corp, &msgid).await;
        let envelope = envelope.map_err(AppError::from)?;
        let seq = envelope.ok_or(AppError::Problem(ProblemCode::NotFound))?.seq;
        let place = FilePlace { seq, slot: arguments.slot };
        let file = huicun_app::media::open(&Ctx::command_line(), services, place).await?;
        copy(&file, &arguments.out).await
    };
    with(&config, Access::Read, None, read).await?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a file beside its place first, so that what stands there is whole, and for its owner only, as exports are.
async fn copy(file: &OpenFile, out: &Path) -> anyhow::Result<()> {
    let part = out.with_added_extension("part");
    let written = async {
        let mut options = tokio::fs::OpenOptions::new();
        let mut sink = options.create(true).write(true).truncate(true).mode(0o600).open(&part).await?;
        file.copy(&mut sink).await?;
        sink.flush().await?;
        sink.sync_all().await?;
        anyhow::Ok(tokio::fs::rename(&part, out).await?)
    };
    let outcome = written.await;
    if outcome.is_err() {
        let _ = tokio::fs::remove_file(&part).await;
    }
    outcome.with_context(|| format!("{}", out.display()))
}
