//! `huicun show`

use std::process::ExitCode;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use huicun_app::Ctx;
use huicun_domain::ids::MsgId;

use crate::cli::Show;
use crate::config::Config;
use crate::open::{Access, Opened, with};

/// Prints a message, its exact plaintext and its state.
pub async fn run(arguments: Show) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let msgid = MsgId::new(arguments.msgid);
    let read = async |opened: &Opened| {
        Ok(huicun_app::inspect::inspect(&Ctx::command_line(), &opened.services, &msgid).await?)
    };
    let shown = with(&config, Access::Read, None, read).await?;
    let plaintext = shown.plaintext.as_ref();
    let value = serde_json::json!({
        "msgid": shown.msgid,
        "seq": shown.seq,
        "state": shown.state.as_str(),
        "reason": shown.reason,
        "key_version": shown.key_version,
        "received_at": shown.received_at,
        "message": shown.message,
        "plaintext_base64": plaintext.map(|bytes| STANDARD.encode(bytes)),
        "plaintext": plaintext.and_then(|bytes| std::str::from_utf8(bytes).ok()),
    });
    if arguments.json {
        println!("{}", serde_json::to_string(&value)?);
    } else {
        println!("{}", serde_json::to_string_pretty(&value).context("the message cannot be printed")?);
    }
    Ok(ExitCode::SUCCESS)
}
