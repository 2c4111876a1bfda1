//! `huicun doctor`: what is wrong with this installation, and what to do about it.

use std::process::ExitCode;

use huicun_app::connect::{self, Finding, Outcome};
use huicun_app::disk::Room;
use huicun_app::{AppError, Ctx};
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::connection::Step;
use huicun_store::BlobSettings;
use serde::Serialize;

use crate::cli::Doctor;
use crate::config::Config;
use crate::open::{Access, Opened, with};
use crate::output;
use crate::source::plan;

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
            let mark = match (check.ok, check.code) {
                (true, None) => "✓",
                (true, Some(_)) => "…",
                (false, _) => "✗",
            };
            println!("{mark} {:<10} {}", check.name, check.detail);
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
        check_connection(opened, language, checks).await;
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
            // What the file sets of the connection can be looked at all the same.
            match plan(&config.wecom) {
                Ok(plan) => told(&connect::check_written(&plan).await, language, checks),
                Err(error) => {
                    let detail = format!("{error:#}");
                    checks.push(Check::failed("library", ProblemCode::Internal, &detail, language));
                }
            }
        }
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

/// The name under which a step of the connection is printed.
fn name_of(step: Step) -> &'static str {
    match step {
        Step::Archive => "wecom",
        Step::Key => "keys",
        step => step.as_str(),
    }
}

/// Words what a check of the connection found; it is the one that the console makes.
fn connection_check(step: Step, found: &Finding, language: Language) -> Check {
    let mut said: Vec<String> =
        found.seen.iter().map(|fact| format!("{}={}", fact.name, fact.value)).collect();
    said.extend(found.errcode.map(|errcode| format!("errcode={errcode}")));
    said.extend(found.said.clone());
    let detail = said.join(" ");
    let name = name_of(step);
    match found.code {
        None => Check::passed(name, detail),
        Some(code) => {
            Check { ok: found.outcome != Outcome::Failed, ..Check::failed(name, code, &detail, language) }
        }
    }
}

/// Checks the connection as the console does: what the file sets, and what was filled in.
async fn check_connection(opened: &Opened, language: Language, checks: &mut Vec<Check>) {
    match connect::check_installation(&Ctx::command_line(), &opened.services).await {
        Ok(found) => told(&found, language, checks),
        Err(error) => {
            let detail = error.detail().unwrap_or_default();
            checks.push(Check::failed("wecom", error.code(), detail, language));
        }
    }
}

fn told(found: &[(Step, Finding)], language: Language, checks: &mut Vec<Check>) {
    checks.extend(found.iter().map(|(step, found)| connection_check(*step, found, language)));
    if found.iter().all(|(step, _)| *step != Step::Archive) {
        checks.push(Check::passed("wecom", "未接入 / not connected"));
    }
}
