//! `huicun scope`: the rules of the archive scope, what a draft would change, and whether seats agree.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use huicun_app::scope::{self, Reconciliation, ScopeDraft};
use huicun_app::{AppError, Ctx};
use huicun_domain::code::ProblemCode;
use serde::Serialize;

use super::demo;
use crate::cli::{Data, ScopeCommand, ScopePreviewArgs, Status};
use crate::config::Config;
use crate::open::{Access, Opened, with};

/// Shows the rules, weighs a draft, or reconciles.
pub async fn run(command: ScopeCommand) -> anyhow::Result<ExitCode> {
    match command {
        ScopeCommand::Show(arguments) => show(arguments).await,
        ScopeCommand::Preview(arguments) => preview(arguments).await,
        ScopeCommand::Reconcile(arguments) => reconcile(arguments).await,
    }
}

async fn show(arguments: Status) -> anyhow::Result<ExitCode> {
    let config = load(&arguments.place)?;
    let read = async |opened: &Opened| Ok(scope::show(&Ctx::command_line(), &opened.services).await?);
    print(&with(&config, Access::Look, None, read).await?, arguments.json)
}

async fn preview(arguments: ScopePreviewArgs) -> anyhow::Result<ExitCode> {
    let config = load(&arguments.place)?;
    let draft: ScopeDraft = draft(&arguments.draft)?;
    let read =
        async |opened: &Opened| Ok(scope::preview(&Ctx::command_line(), &opened.services, &draft).await?);
    print(&with(&config, Access::Look, None, read).await?, arguments.json)
}

async fn reconcile(arguments: Status) -> anyhow::Result<ExitCode> {
    let mut config = load(&arguments.place)?;
    if config.wecom.corp().is_none()
        && let Some(demo) = demo::connection(&arguments.place.data)
    {
        // The archive of a demo knows its corp by the demo alone.
        config.wecom = demo;
    }
    let work =
        async |opened: &Opened| Ok(scope::reconcile_now(&Ctx::command_line(), &opened.services).await?);
    let found = with(&config, Access::Change, None, work).await?;
    print(&Report::of(&found), arguments.json)
}

fn load(place: &Data) -> anyhow::Result<Config> {
    Config::load(&place.data, place.config.as_deref())
}

/// Reads a draft from a file, or from the standard input where the file is `-`.
fn draft(path: &Path) -> anyhow::Result<ScopeDraft> {
    let name = path.display();
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).map(|_| ())
    } else {
        std::fs::read_to_string(path).map(|read| text = read)
    };
    read.with_context(|| format!("草稿无法读取 / the draft cannot be read: {name}"))?;
    serde_json::from_str(&text)
        .map_err(|error| AppError::Detailed(ProblemCode::BadRequest, format!("{name}: {error}")).into())
}

fn print(value: &impl Serialize, json: bool) -> anyhow::Result<ExitCode> {
    let text = if json { serde_json::to_string(value)? } else { serde_json::to_string_pretty(value)? };
    println!("{text}");
    Ok(ExitCode::SUCCESS)
}

/// The differences, for programs.
#[derive(Debug, Serialize)]
struct Report {
    at: i64,
    /// How many members are in scope.
    archived: u64,
    missing: Vec<Person>,
    surplus: Vec<Person>,
    /// Who wrote lately, is in no rule and has no seat.
    unscoped: Vec<String>,
    /// How many seats were bought; how many are effective, where it is not known what was bought.
    seats: u64,
    effective: u64,
    by_edition: BTreeMap<&'static str, u64>,
}

#[derive(Debug, Serialize)]
struct Person {
    userid: String,
    reason: serde_json::Value,
}

impl Report {
    fn of(found: &Reconciliation) -> Self {
        fn people<R: Serialize>(rows: &[(huicun_domain::ids::PartyId, R)]) -> Vec<Person> {
            let person = |(id, reason): &(huicun_domain::ids::PartyId, R)| Person {
                userid: id.to_string(),
                reason: serde_json::to_value(reason).unwrap_or_default(),
            };
            rows.iter().map(person).collect()
        }
        let seats = &found.seats;
        Self {
            at: found.at,
            archived: found.archived,
            missing: people(&found.missing),
            surplus: people(&found.surplus),
            unscoped: found.unscoped.iter().map(ToString::to_string).collect(),
            seats: seats.bought.map_or(seats.effective, |bought| bought.seats),
            effective: seats.effective,
            by_edition: seats.by_edition.iter().map(|one| (one.edition.as_str(), one.seats)).collect(),
        }
    }
}
