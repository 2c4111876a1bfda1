//! Answers put on record: a receipt, the consent that goes with it, and what proves both.

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{NoticeId, OperatorId, PartyId};
use huicun_domain::notice::consent::{MemberConsent, Said, Wish, changed_by, member_state_at};
use huicun_domain::notice::{Answer, Asks, Audience, How};
use huicun_store::{MemberConsentRow, ReceiptRow};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

use super::recipients::Recipients;
use super::{people, texts};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// The most characters of a note on paper.
const MAX_NOTE: usize = 500;

/// What is read, decided and written of an answer is done for one answer at a time: of two presses at once, the second
/// sees the first.
pub(super) async fn one_at_a_time() -> MutexGuard<'static, ()> {
    static ANSWERING: Mutex<()> = Mutex::const_new(());
    ANSWERING.lock().await
}

/// An answer that was decided on.
pub(super) struct Answered<'a> {
    pub(super) notice: NoticeId,
    pub(super) version: i64,
    pub(super) member: &'a PartyId,
    pub(super) answer: Option<Answer>,
    pub(super) consent: Option<MemberConsent>,
    pub(super) at: Millis,
    pub(super) how: How,
    pub(super) evidence: Value,
    pub(super) operator: Option<OperatorId>,
}

/// Writes an answer.
pub(super) async fn write(services: &Services, answered: &Answered<'_>) -> AppResult<()> {
    let (now, evidence) = (services.now(), answered.evidence.to_string());
    let receipt = answered.answer.map(|answer| ReceiptRow {
        id: Uuid::now_v7(),
        notice: answered.notice,
        version: answered.version,
        member: answered.member.clone(),
        answer,
        at: answered.at,
        learnt_at: now,
        how: answered.how,
        evidence: evidence.clone(),
        operator: answered.operator,
    });
    let consent = answered.consent.map(|state| MemberConsentRow {
        id: Uuid::now_v7(),
        member: answered.member.clone(),
        said: Said { at: answered.at, learnt_at: now, state },
        how: answered.how,
        evidence,
        notice: answered.notice,
        version: answered.version,
        operator: answered.operator,
    });
    Ok(services.store.add_answer(&services.corp, receipt.as_ref(), consent.as_ref()).await?)
}

/// The last answer of a member to a version that had been given at a moment.
pub(super) async fn last_answer(
    services: &Services,
    member: &PartyId,
    (notice, version): (NoticeId, i64),
    at: Millis,
) -> AppResult<Option<Answer>> {
    let receipts = services.store.receipts_by(&services.corp, member).await?;
    let is_meant = |row: &&ReceiptRow| row.notice == notice && row.version == version && row.at <= at;
    Ok(receipts.iter().rev().find(is_meant).map(|row| row.answer))
}

/// Answers that were given on paper.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaperReceipt {
    /// Who signed.
    pub members: Vec<PartyId>,
    /// What they answered.
    pub answer: Answer,
    /// When they signed.
    pub at: Millis,
    /// Where the paper lies, or what it is called.
    pub note: String,
}

/// Puts answers on record that were given on paper, to the newest published version. Returns how many were new.
///
/// # Errors
/// [`ProblemCode::NoticeNotPublished`], [`ProblemCode::MembersUnknown`], [`ProblemCode::BadRequest`] without a note or
/// for a moment to come, [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn record_paper(
    ctx: &Ctx,
    services: &Services,
    id: NoticeId,
    paper: &PaperReceipt,
) -> AppResult<u64> {
    let notice = texts::find(ctx, services, id).await?;
    let note = paper.note.trim();
    let is_noted = (1..=MAX_NOTE).contains(&note.chars().count());
    let is_for_employees = notice.kind.audience() == Audience::Employee;
    if !is_noted || !is_for_employees || paper.members.is_empty() || paper.at > services.now() {
        return Err(ProblemCode::BadRequest.into());
    }
    let version = texts::current(services, id).await?;
    let members = Recipients::Listed(paper.members.clone()).list(services).await?;
    let object = json!({
        "notice": id, "version": version.version, "answer": paper.answer, "members": members.len(),
    });
    let admission = audit::admit(ctx, services, "record_paper_receipt", object).await?;
    let mut added = 0;
    for member in &members {
        let _turn = one_at_a_time().await;
        let consent = match notice.asks {
            Asks::Receipt => None,
            Asks::Consent => {
                let history = people::said(services, member).await?;
                let wish = match paper.answer {
                    Answer::Confirmed => Wish::Agree,
                    Answer::Declined => Wish::Refuse,
                };
                changed_by(member_state_at(&history, paper.at), wish)
            }
        };
        let place = (id, version.version);
        if consent.is_none() && last_answer(services, member, place, paper.at).await? == Some(paper.answer) {
            continue;
        }
        let answered = Answered {
            notice: id,
            version: version.version,
            member,
            answer: Some(paper.answer),
            consent,
            at: paper.at,
            how: How::Paper,
            evidence: json!({ "note": note, "sha256": version.sha256 }),
            operator: ctx.operator(),
        };
        write(services, &answered).await?;
        added += 1;
    }
    admission.finish(services, "done", added).await?;
    Ok(added)
}
