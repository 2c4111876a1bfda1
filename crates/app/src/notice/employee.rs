//! The employee's own page: am I archived, by which notice, what did I decide; confirm, decline, withdraw, ask.

use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{NoticeId, PartyId, QuestionId};
use huicun_domain::notice::consent::{MemberConsent, Wish, changed_by, member_state_at};
use huicun_domain::notice::{Answer, Asks, Audience, How};
use huicun_domain::scope::{Effect, Rule, Selector};
use huicun_store::{NoticeRow, QuestionRow};
use huicun_vault::RecordKind;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::answer::{Answered, last_answer, one_at_a_time, write};
use super::view::{ArchivedView, MeDecision, MeNotice, MeRule, MeRuleGround, MeStanding, MeView};
use super::{people, questions, texts};
use crate::audit;
use crate::auth::Brake;
use crate::browse::Names;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::scope;
use crate::services::Services;

/// The most characters of a question.
const MAX_QUESTION: usize = 1_000;

/// What a member does with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MeWish {
    /// Confirms it, or agrees.
    Confirm,
    /// Declines it.
    Decline,
    /// Takes an agreement back.
    Withdraw,
}

/// An answer that a member gives on their own page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeAnswer {
    /// The notice.
    pub notice: NoticeId,
    /// The version that was read.
    pub version: i64,
    /// What is wished.
    pub wish: MeWish,
}

/// Shows a member their own page.
///
/// # Errors
/// [`ProblemCode::SignedOut`].
pub async fn me(ctx: &Ctx, services: &Services) -> AppResult<MeView> {
    let member = ctx.member()?;
    let names = Names::of(services, vec![member.clone()]).await?;
    Ok(MeView {
        member: names.get(member),
        corp: texts::corp_name(services).await?,
        time_zone: services.zone.iana_name().unwrap_or("UTC").to_owned(),
        archived: archived(services, member).await?,
        consent: people::consent_now(services, member).await?,
        rule: texts::rule(services).await?,
        notices: in_force(services, member).await?,
        decisions: decisions(services, member).await?,
        questions: questions::of(services, member).await?,
    })
}

/// Whether a member is archived: what the rules say, and what is here of theirs.
async fn archived(services: &Services, member: &PartyId) -> AppResult<ArchivedView> {
    let extent = services.store.party_extent(&services.corp, member).await?;
    let rows = services.store.party_refs(&services.corp, std::slice::from_ref(member)).await?;
    Ok(ArchivedView {
        standing: standing(services, member).await?,
        seen: extent.is_some(),
        since: extent.map(|(_, first, _)| first),
        until: extent.map(|(.., last)| last),
        messages: extent.map_or(0, |(count, ..)| count),
        conversations: rows.get(member).map_or(0, |row| row.conversations),
    })
}

async fn standing(services: &Services, member: &PartyId) -> AppResult<Option<MeStanding>> {
    let (book, coverage, since) = scope::standing(services, member).await?;
    if !book.is_ruled() {
        return Ok(None);
    }
    let now = services.now();
    let is_archived = |basis| book.archives(basis, member, now);
    let departments = services.store.departments(&services.corp).await?;
    let tags = services.store.tags(&services.corp).await?;
    let including = book.scope.rules.iter().filter(|rule| coverage.rules.contains(&rule.id));
    let told = |rule: &Rule| {
        let Effect::Include { mode, .. } = rule.effect else { return None };
        let (by, name) = match &rule.selector {
            Selector::Everybody => (MeRuleGround::Everybody, None),
            Selector::Members { .. } => (MeRuleGround::Named, None),
            Selector::Department { department, .. } => {
                let row = departments.iter().find(|row| row.id == *department);
                (MeRuleGround::Department, row.map(|row| row.name.clone()))
            }
            Selector::Tag { tag } => {
                let row = tags.iter().find(|row| row.id == *tag);
                (MeRuleGround::Tag, row.map(|row| row.name.clone()))
            }
        };
        Some(MeRule { by, name, mode, from: rule.from, until: rule.until })
    };
    Ok(Some(MeStanding {
        archived: is_archived(coverage.internal) || is_archived(coverage.external),
        since,
        internal: coverage.internal,
        external: coverage.external,
        rules: including.filter_map(told).collect(),
    }))
}

async fn in_force(services: &Services, member: &PartyId) -> AppResult<Vec<MeNotice>> {
    let mut notices = Vec::new();
    for version in services.store.published_notices(&services.corp).await? {
        let row = services.store.notice(&services.corp, version.notice).await?;
        let Some(row) = row.filter(|row| row.kind.audience() == Audience::Employee) else { continue };
        let receipts = services.store.receipts_by(&services.corp, member).await?;
        let mut answers = receipts.iter().rev();
        let last = answers.find(|one| one.notice == row.id && one.version == version.version);
        notices.push(MeNotice {
            id: row.id,
            kind: row.kind,
            asks: row.asks,
            version: version.version,
            text: version.text,
            sha256: version.sha256,
            published_at: version.published_at.unwrap_or_default(),
            answer: last.map(|one| one.answer),
            answered_at: last.map(|one| one.at),
        });
    }
    Ok(notices)
}

/// What a member decided, the newest first: answers to notices that ask for receipt, and changes of consent.
async fn decisions(services: &Services, member: &PartyId) -> AppResult<Vec<MeDecision>> {
    let notices = services.store.notices(&services.corp).await?;
    let of = |id: NoticeId| notices.iter().find(|row| row.id == id);
    let name = |id: NoticeId| of(id).map(|row| row.name.clone()).unwrap_or_default();
    let mut decisions = Vec::new();
    for row in services.store.receipts_by(&services.corp, member).await? {
        if of(row.notice).is_some_and(|notice| notice.asks == Asks::Receipt) {
            let what = row.answer.as_str().to_owned();
            let (at, how, version) = (row.at, row.how, row.version);
            decisions.push(MeDecision { at, what, how, notice: name(row.notice), version });
        }
    }
    for row in services.store.member_consents(&services.corp, member).await? {
        let what = row.said.state.as_str().to_owned();
        let (at, how, version) = (row.said.at, row.how, row.version);
        decisions.push(MeDecision { at, what, how, notice: name(row.notice), version });
    }
    decisions.sort_by_key(|decision| std::cmp::Reverse(decision.at));
    Ok(decisions)
}

/// Takes a member's answer. Answering the same again changes nothing.
///
/// # Errors
/// [`ProblemCode::NotFound`] for a notice that is not theirs, [`ProblemCode::Conflict`] for a version that is no longer
/// in force, or where there is nothing to take back; [`ProblemCode::SignedOut`].
pub async fn answer_own(ctx: &Ctx, services: &Services, how: How, asked: &MeAnswer) -> AppResult<MeView> {
    let member = ctx.member()?;
    let notice = services.store.notice(&services.corp, asked.notice).await?;
    let notice = notice.filter(|row| row.kind.audience() == Audience::Employee);
    let notice: NoticeRow = notice.ok_or(ProblemCode::NotFound)?;
    let version = texts::current(services, notice.id).await.map_err(|_| ProblemCode::NotFound)?;
    if version.version != asked.version {
        return Err(ProblemCode::Conflict.into());
    }
    let object =
        json!({ "notice": notice.id, "version": version.version, "wish": format!("{:?}", asked.wish) });
    let admission = audit::admit(ctx, services, "answer_notice", object).await?;
    let turn = one_at_a_time().await;
    let now = services.now();
    let decided = decide(services, member, &notice, asked, now).await?;
    let outcome = match decided {
        Decided::Impossible => "conflict",
        Decided::Nothing => "again",
        Decided::Takes(answer, consent) => {
            let evidence = json!({
                "sha256": version.sha256, "address": ctx.address, "request": ctx.request_id,
            });
            let answered = Answered {
                notice: notice.id,
                version: version.version,
                member,
                answer: Some(answer),
                consent,
                at: now,
                how,
                evidence,
                operator: None,
            };
            write(services, &answered).await?;
            "done"
        }
    };
    drop(turn);
    admission.finish(services, outcome, u64::from(outcome == "done")).await?;
    if matches!(decided, Decided::Impossible) {
        return Err(ProblemCode::Conflict.into());
    }
    me(ctx, services).await
}

enum Decided {
    Takes(Answer, Option<MemberConsent>),
    Nothing,
    Impossible,
}

async fn decide(
    services: &Services,
    member: &PartyId,
    notice: &NoticeRow,
    asked: &MeAnswer,
    now: i64,
) -> AppResult<Decided> {
    let answer = match asked.wish {
        MeWish::Confirm => Answer::Confirmed,
        MeWish::Decline | MeWish::Withdraw => Answer::Declined,
    };
    let answered = last_answer(services, member, (notice.id, asked.version), now).await?;
    if notice.asks == Asks::Receipt {
        return Ok(match asked.wish {
            MeWish::Withdraw => Decided::Impossible,
            _ if answered == Some(answer) => Decided::Nothing,
            _ => Decided::Takes(answer, None),
        });
    }
    let current = member_state_at(&people::said(services, member).await?, now);
    let wish = match asked.wish {
        MeWish::Confirm => Wish::Agree,
        MeWish::Decline => Wish::Refuse,
        MeWish::Withdraw if current == MemberConsent::Agreed => Wish::Withdraw,
        MeWish::Withdraw => return Ok(Decided::Impossible),
    };
    Ok(match changed_by(current, wish) {
        Some(state) => Decided::Takes(answer, Some(state)),
        None if answered == Some(answer) => Decided::Nothing,
        None => Decided::Takes(answer, None),
    })
}

/// Takes a member's question.
///
/// # Errors
/// [`ProblemCode::BadRequest`] for an empty one or one that is too long, [`ProblemCode::TooManyAttempts`],
/// [`ProblemCode::SignedOut`].
pub async fn ask(ctx: &Ctx, services: &Services, brake: &Brake, text: &str) -> AppResult<MeView> {
    let member = ctx.member()?;
    let text = text.trim();
    if !(1..=MAX_QUESTION).contains(&text.chars().count()) {
        return Err(ProblemCode::BadRequest.into());
    }
    brake.take(&format!("question {member}"), None, services.now())?;
    let id = QuestionId(Uuid::now_v7());
    let admission = audit::admit(ctx, services, "ask_question", json!({ "question": id })).await?;
    let scope = services.period(services.now());
    let sealed = services.ring.seal_record(
        &scope,
        RecordKind::Question,
        &questions::record_id(id, false),
        text.as_bytes(),
    )?;
    let row = QuestionRow {
        id,
        member: member.clone(),
        asked_at: services.now(),
        sealed,
        answer: None,
        answered_at: None,
        answered_by: None,
    };
    services.store.insert_question(&services.corp, &row).await?;
    admission.finish(services, "done", 1).await?;
    me(ctx, services).await
}
