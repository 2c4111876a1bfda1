//! `huicun doctor`: what is wrong with this installation, and what to do about it.

use std::process::ExitCode;

use huicun_app::AppError;
use huicun_app::disk::Room;
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::ids::Seq;
use huicun_store::BlobSettings;
use huicun_wecom::page::{PageError, parse_page};
use serde::Serialize;

use crate::cli::Doctor;
use crate::config::{Config, WecomConfig};
use crate::open::{Access, Opened, with};
use crate::output;
use crate::source::message_source;

/// The outcome of one check.
#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    code: Option<&'static str>,
    detail: String,
    fix: Option<&'static str>,
}

impl Check {
    fn passed(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, ok: true, code: None, detail: detail.into(), fix: None }
    }

    fn failed(name: &'static str, code: ProblemCode, detail: &str, language: Language) -> Self {
        let wording = code.wording(language);
        let detail =
            if detail.is_empty() { wording.title.to_owned() } else { format!("{}: {detail}", wording.title) };
        Self { name, ok: false, code: Some(code.as_str()), detail, fix: Some(wording.fix) }
    }
}

/// Runs all checks; exit code 1 where one failed.
pub async fn run(arguments: Doctor) -> anyhow::Result<ExitCode> {
    let language = output::language();
    let mut checks = Vec::new();
    match Config::load(&arguments.place.data, arguments.place.config.as_deref()) {
        Ok(config) => check_all(&config, language, &mut checks).await,
        Err(error) => {
            checks.push(Check::failed("config", ProblemCode::ConfigInvalid, &format!("{error:#}"), language));
        }
    }
    if arguments.json {
        println!("{}", serde_json::to_string(&checks)?);
    } else {
        for check in &checks {
            println!("{} {:<10} {}", if check.ok { "✓" } else { "✗" }, check.name, check.detail);
            if let Some(fix) = check.fix {
                println!("             → {fix}");
            }
        }
    }
    Ok(if checks.iter().all(|check| check.ok) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn check_all(config: &Config, language: Language, checks: &mut Vec<Check>) {
    checks.push(Check::passed("config", config.data.display().to_string()));
    let check = async |opened: &Opened| {
        check_archive(opened, language, checks).await;
        if let BlobSettings::S3(_) = config.blobs {
            check_bucket(opened, language, checks).await;
        }
        Ok(())
    };
    match with(config, Access::Look, None, check).await {
        Ok(()) => {}
        Err(error) => {
            let (code, detail) = match error.downcast_ref::<AppError>() {
                Some(error) => (error.code(), error.detail().unwrap_or_default().to_owned()),
                None => (ProblemCode::Internal, format!("{error:#}")),
            };
            checks.push(Check::failed("data", code, &detail, language));
        }
    }
    match &config.wecom {
        Some(wecom) => check_wecom(wecom, language, checks).await,
        None => checks.push(Check::passed("wecom", "[wecom] 未配置 / not configured")),
    }
}

async fn check_archive(opened: &Opened, language: Language, checks: &mut Vec<Check>) {
    let services = &opened.services;
    if let Some((code, _)) = services.index.problem() {
        checks.push(Check::failed("index", code, "", language));
    }
    if let Some(space) = services.disk.space() {
        let detail = format!("{} GiB of {} GiB free", space.free >> 30, space.size >> 30);
        checks.push(match space.room() {
            Room::NoFiles => Check::failed("disk", ProblemCode::DiskShort, &detail, language),
            _ => Check::passed("disk", detail),
        });
    }
    match services.store.counters(&services.corp).await {
        Ok(counters) => {
            checks.push(Check::passed("data", format!("{} messages", counters.messages)));
            for (version, count) in &counters.parked {
                let detail = format!("v{version}: {count}");
                checks.push(Check::failed("keys", ProblemCode::KeyVersionMissing, &detail, language));
            }
        }
        Err(error) => checks.push(Check::failed("data", AppError::from(error).code(), "", language)),
    }
}

/// Writes, reads and removes a small file where the files of messages are kept.
async fn check_bucket(opened: &Opened, language: Language, checks: &mut Vec<Check>) {
    let services = &opened.services;
    let scope = services.period(services.now());
    checks.push(match services.blobs.check(&scope).await.map_err(AppError::from) {
        Ok(()) => Check::passed("blobs", "a file was written, read and removed"),
        Err(error) => Check::failed("blobs", error.code(), error.detail().unwrap_or_default(), language),
    });
}

async fn check_wecom(wecom: &WecomConfig, language: Language, checks: &mut Vec<Check>) {
    match huicun_wecom::sdk::inspect_library(&wecom.library) {
        Ok(_) => checks.push(Check::passed("library", wecom.library.display().to_string())),
        Err(error) => {
            checks.push(Check::failed("library", error.code(), &error.to_string(), language));
            return;
        }
    }
    let answer = match message_source(wecom, Vec::new()) {
        Ok(source) => source.chat_data(Seq(0), 1).await,
        Err(error) => {
            checks.push(Check::failed("wecom", ProblemCode::Internal, &format!("{error:#}"), language));
            return;
        }
    };
    let refused = match answer {
        Ok(bytes) => match parse_page(&bytes) {
            Ok(_) => None,
            Err(PageError::Refused(error)) => Some(error),
            Err(PageError::Unparseable { .. }) => {
                checks.push(Check::failed("wecom", ProblemCode::AnswerUnreadable, "", language));
                return;
            }
        },
        Err(error) => Some(error),
    };
    checks.push(match refused {
        None => Check::passed("wecom", wecom.corp_id.as_str()),
        Some(error) => Check::failed("wecom", error.code, &error.errmsg, language),
    });
}
