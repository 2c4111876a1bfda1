//! `huicun access`: who sees a conversation, and why.

use std::process::ExitCode;

use huicun_app::access::{self, AccessAnswer, AccessQuestion};
use huicun_app::{AppError, Ctx};
use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::search::begin_of;
use crate::cli::{AccessCommand, AccessExplain};
use crate::config::Config;
use crate::open::{Access, Opened, with};

/// Explains.
pub async fn run(command: AccessCommand) -> anyhow::Result<ExitCode> {
    match command {
        AccessCommand::Explain(arguments) => explain(arguments).await,
    }
}

async fn explain(arguments: AccessExplain) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let ask = async |opened: &Opened| {
        let operator = match &arguments.operator {
            Some(name) => {
                let row = opened.services.store.operator_by_name(name).await.map_err(AppError::from)?;
                Some(row.ok_or(AppError::Problem(ProblemCode::NotFound))?.id)
            }
            None => None,
        };
        let at = arguments.at.as_deref().map(|text| begin_of(text, &config.zone)).transpose()?;
        let permission = Permission::ViewConversation;
        let asked = AccessQuestion { conversation: arguments.conversation, operator, at, permission };
        Ok(access::explain(&Ctx::command_line(), &opened.services, &asked).await?)
    };
    let answer = with(&config, Access::Read, None, ask).await?;
    if arguments.json {
        println!("{}", serde_json::to_string(&answer)?);
    } else {
        print(&answer, &config.zone)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(answer: &AccessAnswer, zone: &TimeZone) -> anyhow::Result<()> {
    let at = Timestamp::from_millisecond(answer.at)?.to_zoned_datetime(zone.clone());
    let title = answer.title.clone().unwrap_or_else(|| answer.conversation.to_string());
    println!("{title} · {} · {}", at.strftime("%Y-%m-%d %H:%M:%S"), answer.messages);
    for standing in &answer.operators {
        let operator = &standing.operator;
        println!("{}\t{}\t{}", operator.name, word(&standing.reason)?, standing.messages);
        for finding in &standing.findings {
            println!("  {}\t{}\t{}", finding.right.role.as_str(), word(&finding.reason)?, finding.right.id.0);
        }
    }
    Ok(())
}

/// The stable word of a reason.
fn word(reason: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_value(reason)?.as_str().unwrap_or_default().to_owned())
}
