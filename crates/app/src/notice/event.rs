//! What WeCom tells: a button that was pressed, a customer who agreed.
//!
//! WeCom waits five seconds and tells again what was not taken. So what counts is written before it gets its answer, and
//! what is only polite (the card's new words, the welcome) is tried once, for a short while.

use std::time::Duration;

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::PartyId;
use huicun_domain::notice::card::{Pressed, SentCard, press};
use huicun_domain::notice::consent::{ConsentSource, CustomerConsent};
use huicun_domain::notice::{Answer, How, NoticeKind};
use huicun_wecom::event::{Event, EventKind};
use serde_json::json;

use super::answer::{Answered, last_answer, one_at_a_time, write};
use super::{compose, customers, people, recipients};
use crate::audit;
use crate::ctx::{Actor, Ctx};
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// How long a call to WeCom may keep WeCom waiting.
const SHORT: Duration = Duration::from_secs(2);

/// Works on an event of notices and consents; others are not its own.
pub(crate) async fn handle(services: &Services, event: &Event) -> AppResult<()> {
    match &event.kind {
        EventKind::CardPressed { member, task_id, key, response_code } => {
            let button = Button { task_id, key, response_code };
            pressed(services, happened(services, event.at), member, &button).await
        }
        EventKind::CustomerAgreed { member, customer, welcome_code } => {
            agreed(services, member, customer, welcome_code.as_deref()).await
        }
        EventKind::Messages | EventKind::Directory(_) | EventKind::Other => Ok(()),
    }
}

/// When an event happened: WeCom's word, unless it gives none or a moment to come.
fn happened(services: &Services, told: Millis) -> Millis {
    let now = services.now();
    if (1..=now).contains(&told) { told } else { now }
}

struct Button<'a> {
    task_id: &'a str,
    key: &'a str,
    response_code: &'a str,
}

async fn pressed(services: &Services, at: Millis, who: &PartyId, button: &Button<'_>) -> AppResult<()> {
    let card = services.store.delivery_by_task(&services.corp, button.task_id, who).await?;
    let card = card.filter(|card| card.channel == "buttons");
    let Some(card) = card else {
        // Whoever pressed may be nobody that the archive knows: the entry is the archive's own.
        let object = json!({ "task": button.task_id, "member": who });
        let outcome = Pressed::OtherMember.as_str();
        return audit::record(&Ctx::system(), services, "press_card", object, outcome).await;
    };
    let notice = services.store.notice(&services.corp, card.notice).await?.ok_or(ProblemCode::NotFound)?;
    let turn = one_at_a_time().await;
    let place = (card.notice, card.version);
    let answered = last_answer(services, &card.member, place, at).await?;
    let history = people::said(services, &card.member).await?;
    // A press that overtakes the note of its card was sent before it came.
    let sent = SentCard { asks: notice.asks, sent_at: card.sent_at.unwrap_or(at) };
    let meaning = press(Some(sent), button.key, at, answered, &history);
    if let Pressed::Taken(answer, consent) = meaning {
        let versions = services.store.notice_versions(&services.corp, card.notice).await?;
        let version = versions.into_iter().find(|version| version.version == card.version);
        let sha256 = version.map(|version| version.sha256).unwrap_or_default();
        let evidence = json!({
            "task": card.task_id, "msgid": card.msgid, "sent_at": card.sent_at, "sha256": sha256,
        });
        let answered = Answered {
            notice: card.notice,
            version: card.version,
            member: &card.member,
            answer: Some(answer),
            consent,
            at,
            how: How::Card,
            evidence,
            operator: None,
        };
        write(services, &answered).await?;
    }
    drop(turn);
    let ctx = Ctx { actor: Actor::Member { id: card.member.clone() }, ..Ctx::system() };
    let object = json!({ "notice": card.notice, "version": card.version, "task": card.task_id });
    audit::record(&ctx, services, "press_card", object, meaning.as_str()).await?;
    if let Pressed::Taken(answer, _) = meaning {
        let words = compose::settled(notice.asks, answer == Answer::Confirmed);
        settle(services, &card.member, button.response_code, words).await;
    }
    Ok(())
}

/// Puts words in the place of the buttons. A code that is late or used changes nothing: the answer is kept.
async fn settle(services: &Services, member: &PartyId, response_code: &str, words: &str) {
    let Some(wecom) = services.wecom.connection() else { return };
    let Ok(app) = wecom.app() else { return };
    if response_code.is_empty() {
        return;
    }
    let settling = wecom.client.settle_card(app, member, response_code, words);
    match tokio::time::timeout(SHORT, settling).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::info!(errcode = error.errcode, "a card keeps its buttons"),
        Err(_) => tracing::info!("a card keeps its buttons: WeCom did not answer in time"),
    }
}

async fn agreed(
    services: &Services,
    member: &PartyId,
    customer: &PartyId,
    welcome_code: Option<&str>,
) -> AppResult<()> {
    let Some(wecom) = services.wecom.connection() else { return Ok(()) };
    let Some(secret) = &wecom.archive_secret else { return Ok(()) };
    let pair = [(member.clone(), customer.clone())];
    let asking = wecom.client.single_agreements(secret.expose(), &pair);
    let found = match tokio::time::timeout(SHORT, asking).await {
        Ok(answer) => answer.map_err(AppError::from)?,
        // WeCom tells it again; and whoever is asked about regularly is asked about anyway.
        Err(_) => return Err(ProblemCode::Unavailable.into()),
    };
    let agrees = found.iter().any(|said| said.state != CustomerConsent::Disagree);
    let added = customers::keep_pairs(services, &found, ConsentSource::Event).await?;
    let object = json!({ "member": member, "customer": customer, "new": added });
    let outcome = if agrees { "agreed" } else { "not_confirmed" };
    audit::record(&Ctx::system(), services, "customer_agreed", object, outcome).await?;
    if let Some(code) = welcome_code.filter(|_| agrees) {
        welcome(services, member, code).await?;
    }
    Ok(())
}

/// Sends the published first-contact message, where there is one.
async fn welcome(services: &Services, member: &PartyId, code: &str) -> AppResult<()> {
    let Some(wecom) = services.wecom.connection() else { return Ok(()) };
    let secret = wecom.customer_secret.as_ref().map(|secret| secret.expose().to_owned());
    let secret = secret.or_else(|| wecom.app.as_ref().map(|app| app.secret.clone()));
    let (Some(secret), Some(version)) = (secret, first_contact(services).await?) else { return Ok(()) };
    if recipients::present_member(services, member).await?.is_none() {
        return Ok(());
    }
    let text = format!("{}\n\n{}", version.text.title_zh, version.text.body_zh);
    let sending = wecom.client.welcome(&secret, code, &text);
    let outcome = match tokio::time::timeout(SHORT, sending).await {
        Ok(Ok(())) => "done".to_owned(),
        Ok(Err(error)) => format!("refused {}", error.errcode),
        Err(_) => "timed_out".to_owned(),
    };
    let object = json!({
        "member": member, "notice": version.notice, "version": version.version, "sha256": version.sha256,
    });
    audit::record(&Ctx::system(), services, "welcome_customer", object, &outcome).await
}

async fn first_contact(services: &Services) -> AppResult<Option<huicun_store::NoticeVersionRow>> {
    for version in services.store.published_notices(&services.corp).await?.into_iter().rev() {
        let notice = services.store.notice(&services.corp, version.notice).await?;
        if notice.is_some_and(|notice| notice.kind == NoticeKind::FirstContact) {
            return Ok(Some(version));
        }
    }
    Ok(None)
}
