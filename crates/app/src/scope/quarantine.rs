//! Quarantine (隔离) seen from outside: how much is in it and why, what became of it, and its end.

use huicun_domain::access::Permission;
use huicun_domain::clock::millis;
use huicun_domain::code::ProblemCode;
use huicun_store::Lease;
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;
use crate::view::{QuarantineEventView, QuarantineReasonView, QuarantineView};

/// How many events are shown.
const EVENTS: usize = 100;
/// How many messages are destroyed at a time.
const BATCH: usize = 500;

/// Shows how much is in quarantine, why, and what became of what was: nothing of what it says, nor who said it.
///
/// # Errors
/// [`ProblemCode::Forbidden`], the store's failures.
pub async fn quarantine(ctx: &Ctx, services: &Services) -> AppResult<QuarantineView> {
    ctx.authorize(Permission::ManageScope)?;
    let Services { store, corp, .. } = services;
    let admission = audit::admit(ctx, services, "view_quarantine", json!({})).await?;
    let stay = millis(services.quarantine_stay);
    let reasons: Vec<QuarantineReasonView> = store
        .quarantine_counts(corp)
        .await?
        .into_iter()
        .map(|count| QuarantineReasonView {
            reason: count.reason,
            count: count.count,
            since: count.since,
            destroyed_from: count.since.saturating_add(stay),
        })
        .collect();
    let events = store.quarantine_events(corp, EVENTS).await?;
    let events = events.into_iter().map(|event| QuarantineEventView {
        at: event.at,
        outcome: event.outcome.into(),
        reason: event.reason,
        count: event.count,
        first_sent_at: event.sent.0,
        last_sent_at: event.sent.1,
    });
    let total = reasons.iter().map(|reason| reason.count).sum();
    let view = QuarantineView {
        total,
        days: services.quarantine_stay.as_secs() / (24 * 60 * 60),
        ruled: super::book(services).await?.is_ruled(),
        reasons,
        events: events.collect(),
    };
    admission.finish(services, "answered", total).await?;
    Ok(view)
}

/// Destroys what has been in quarantine for longer than messages stay there. That it will be is on record before it is.
///
/// # Errors
/// The failures of the store and of the files; what is not destroyed then is at the next turn.
pub(crate) async fn destroy_due(services: &Services, lease: &Lease) -> AppResult<()> {
    let Services { store, corp, .. } = services;
    let stay = millis(services.quarantine_stay);
    loop {
        let doomed = store.doomed(corp, services.now().saturating_sub(stay), BATCH).await?;
        if doomed.seqs.is_empty() {
            return Ok(());
        }
        let object = json!({ "messages": doomed.seqs.len(), "files": doomed.blobs.len() });
        let admission = audit::admit(&Ctx::system(), services, "destroy_quarantined", object).await?;
        for blob in &doomed.blobs {
            services.blobs.delete(corp, *blob).await.map_err(AppError::from)?;
        }
        let count = store.destroy_quarantined(lease, corp, &doomed, services.now()).await?;
        admission.finish(services, "destroyed", count).await?;
        if count == 0 {
            return Err(ProblemCode::Internal.into());
        }
        tracing::info!(count, "messages in quarantine were destroyed: their time was over");
    }
}
