//! Asking for deliveries and reminders, and following them.

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{JobId, NoticeId, PartyId};
use huicun_domain::notice::Audience;
use huicun_domain::notice::remind::Reminders;
use huicun_store::{JobRow, JobState, NewDelivery, NewJob};
use huicun_wecom::api::message::RECEIVERS_AT_ONCE;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::people::Count;
use super::recipients::Recipients;
use super::view::{Channel, DeliveryView, NoticeView, RefusedView};
use super::{compose, texts};
use crate::audit;
use crate::browse::Names;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::jobs;
use crate::services::Services;

/// The word for deliveries among the kinds of jobs.
pub const DELIVERY_JOB: &str = "deliver_notice";
/// How many deliveries are looked through for those of a notice.
pub(super) const LISTED: usize = 500;
/// How many refused members are named.
const NAMED: usize = 200;

/// A delivery that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryRequest {
    /// In which form.
    pub channel: Channel,
    /// To whom; to all members of the directory where nobody is named.
    #[serde(default)]
    pub members: Vec<PartyId>,
    /// Where nobody is named: only to those who are in the archive's scope.
    #[serde(default)]
    pub in_scope: bool,
    /// Only to those who have not answered: a reminder.
    #[serde(default)]
    pub reminder: bool,
    /// Where nobody is named: how those who have not answered are reminded later, by itself.
    #[serde(default)]
    pub reminders: Option<Reminders>,
}

impl DeliveryRequest {
    /// Tells whether what it asks for goes together.
    fn is_fit(&self) -> bool {
        let may_remind = self.members.is_empty() && !self.reminder;
        self.reminders.is_none_or(|reminders| may_remind && reminders.is_fit())
    }
}

/// What a delivery's job needs to know. It holds no content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payload {
    pub(super) notice: NoticeId,
    pub(super) version: i64,
    pub(super) channel: Channel,
    pub(super) reminder: bool,
    #[serde(default)]
    pub(super) in_scope: bool,
    #[serde(default)]
    pub(super) reminders: Option<Reminders>,
}

impl Payload {
    pub(super) fn of(row: &JobRow) -> AppResult<Self> {
        Ok(serde_json::from_slice(&row.payload).map_err(std::io::Error::from)?)
    }
}

/// Asks for the newest published version of a notice to be delivered.
///
/// # Errors
/// [`ProblemCode::NoticeNotPublished`], [`ProblemCode::AppNotConnected`], [`ProblemCode::NobodyToTell`],
/// [`ProblemCode::MembersUnknown`], [`ProblemCode::NoticeTooLong`], [`ProblemCode::AddressMissing`],
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn deliver(
    ctx: &Ctx,
    services: &Services,
    id: NoticeId,
    request: &DeliveryRequest,
) -> AppResult<NoticeView> {
    let notice = texts::find(ctx, services, id).await?;
    if notice.kind.audience() != Audience::Employee || !request.is_fit() {
        return Err(ProblemCode::BadRequest.into());
    }
    let version = texts::current(services, id).await?;
    let wecom = services.wecom.connection().ok_or(ProblemCode::AppNotConnected)?;
    wecom.app()?;
    // What cannot be written is refused now rather than by the worker.
    compose::message(request.channel, notice.asks, &version, "t", wecom.public_url.as_deref())?;
    let members = recipients(services, id, version.version, request).await?;
    let job = JobId(Uuid::now_v7());
    let payload = Payload {
        notice: id,
        version: version.version,
        channel: request.channel,
        reminder: request.reminder,
        in_scope: request.in_scope,
        reminders: request.reminders,
    };
    let object = serde_json::json!({
        "notice": id, "version": version.version, "sha256": version.sha256, "channel": request.channel,
        "reminder": request.reminder, "reminders": request.reminders, "members": members.len(), "job": job,
    });
    let admission = audit::admit(ctx, services, "deliver_notice", object).await?;
    let new = NewJob {
        id: job,
        kind: DELIVERY_JOB.to_owned(),
        payload: serde_json::to_vec(&payload).map_err(std::io::Error::from)?,
        created_by: ctx.operator(),
        created_at: services.now(),
    };
    let deliveries = batches(job, members);
    let channel = word(request.channel);
    let place = (id, version.version);
    services.store.enqueue_deliveries(&services.corp, &new, place, channel, &deliveries).await?;
    admission.finish(services, "queued", deliveries.len() as u64).await?;
    jobs::wake();
    texts::get(ctx, services, id).await
}

/// Goes on with a delivery that stopped: what was sent is not sent again.
///
/// # Errors
/// [`ProblemCode::Conflict`] for one that did not stop, [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn resume(ctx: &Ctx, services: &Services, id: JobId) -> AppResult<NoticeView> {
    ctx.authorize(Permission::ManageNotices)?;
    let row = services.store.job(&services.corp, id).await?.filter(|row| row.kind == DELIVERY_JOB);
    let notice = Payload::of(&row.ok_or(ProblemCode::NotFound)?)?.notice;
    let admission = audit::admit(ctx, services, "resume_delivery", serde_json::json!({ "job": id })).await?;
    let from = [JobState::Failed];
    let now = services.now();
    let moved = services.store.move_job(&services.corp, id, &from, JobState::Queued, now).await?;
    admission.finish(services, if moved { "queued" } else { "conflict" }, u64::from(moved)).await?;
    if !moved {
        return Err(ProblemCode::Conflict.into());
    }
    jobs::wake();
    texts::get(ctx, services, notice).await
}

/// Whom a delivery goes to.
async fn recipients(
    services: &Services,
    id: NoticeId,
    version: i64,
    request: &DeliveryRequest,
) -> AppResult<Vec<PartyId>> {
    let chosen = match request.members.as_slice() {
        [] if request.in_scope => Recipients::InScope,
        [] => Recipients::Directory,
        listed => Recipients::Listed(listed.to_vec()),
    };
    let mut members = chosen.list(services).await?;
    if request.reminder {
        let count = Count::of(services, id, version, &members).await?;
        members.retain(|id| count.people.get(id).is_none_or(|person| person.answer.is_none()));
    }
    if members.is_empty() { Err(ProblemCode::NobodyToTell.into()) } else { Ok(members) }
}

/// Sorts members into messages, each with an id that WeCom has not seen.
fn batches(job: JobId, members: Vec<PartyId>) -> Vec<NewDelivery> {
    let batch_of = |at: usize| i64::try_from(at / RECEIVERS_AT_ONCE).unwrap_or(i64::MAX);
    let numbered = members.into_iter().enumerate();
    let deliveries = numbered.map(|(at, member)| {
        let batch = batch_of(at);
        NewDelivery { member, batch, task_id: format!("notice-{}-{batch}", job.0.simple()) }
    });
    deliveries.collect()
}

fn word(channel: Channel) -> &'static str {
    match channel {
        Channel::Text => "text",
        Channel::TextCard => "text_card",
        Channel::Buttons => "buttons",
    }
}

/// Lists the deliveries of a notice, the newest first.
pub(super) async fn list(services: &Services, notice: NoticeId) -> AppResult<Vec<DeliveryView>> {
    let mut views = Vec::new();
    for row in services.store.jobs(&services.corp, DELIVERY_JOB, LISTED).await? {
        let payload = Payload::of(&row)?;
        if payload.notice == notice {
            views.push(view(services, row, &payload).await?);
        }
    }
    Ok(views)
}

async fn view(services: &Services, row: JobRow, payload: &Payload) -> AppResult<DeliveryView> {
    let [waiting, sent, refused] = services.store.delivery_counts(&services.corp, row.id).await?;
    let mut named = Vec::new();
    if refused > 0 {
        named = services.store.refused_deliveries(&services.corp, row.id).await?;
        named.truncate(NAMED);
    }
    let names = Names::of(services, named.iter().map(|row| row.member.clone()).collect()).await?;
    let refused_members = named
        .into_iter()
        .map(|row| RefusedView { member: names.get(&row.member), problem: row.problem.unwrap_or_default() });
    Ok(DeliveryView {
        id: row.id,
        version: payload.version,
        channel: payload.channel,
        reminder: payload.reminder,
        reminders: payload.reminders,
        state: row.state.as_str().to_owned(),
        waiting,
        sent,
        refused,
        refused_members: refused_members.collect(),
        problem: row.problem,
        created_at: row.created_at,
        finished_at: row.finished_at,
        operator: texts::operator_ref(services, row.created_by).await?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_members_go_into_one_message() {
        let members: Vec<PartyId> = (0..2_001).map(|number| PartyId::new(format!("m{number}"))).collect();
        let deliveries = batches(JobId(Uuid::nil()), members);
        let in_batch = |batch| deliveries.iter().filter(|row| row.batch == batch).count();
        assert_eq!([in_batch(0), in_batch(1), in_batch(2), in_batch(3)], [1_000, 1_000, 1, 0]);
        assert_eq!(deliveries[1_999].task_id, "notice-00000000000000000000000000000000-1");
        assert!(deliveries[0].task_id.len() <= 128);
    }
}
