//! Audit (审计): who did what to what. An entry is durable before what it admits: no entry, no answer.
//!
//! The object of an entry is JSON without content: numbers and filters, and a keyed fingerprint where text was searched
//! for, so that equal searches are recognised and none can be read back.

use huicun_domain::ids::AuditId;
use huicun_store::AuditRow;
use serde_json::Value;
use uuid::Uuid;

use crate::auth::Origin;
use crate::ctx::{Actor, Ctx};
use crate::error::AppResult;
use crate::services::Services;

/// Permission to answer, already on record. It is finished with how the answer went.
#[must_use = "what was admitted is finished with its outcome"]
#[derive(Debug)]
pub struct Admission {
    id: AuditId,
}

/// Puts on record that the actor is about to see or do something. It is durable when this returns.
///
/// # Errors
/// The store's failures: then nothing may be answered.
pub async fn admit(ctx: &Ctx, services: &Services, action: &str, object: Value) -> AppResult<Admission> {
    let origin = Origin { address: ctx.address.clone(), request_id: ctx.request_id.clone() };
    append(services, actor(ctx), &origin, action, &object, "admitted").await
}

impl Admission {
    /// Notes how it ended, and how many things it concerned.
    ///
    /// # Errors
    /// The store's failures.
    pub async fn finish(self, services: &Services, outcome: &str, count: u64) -> AppResult<()> {
        Ok(services.store.finish_audit(&services.corp, self.id, outcome, count).await?)
    }
}

/// Puts on record what has no answer to wait for: it is done, or it was refused.
///
/// # Errors
/// The store's failures.
pub async fn record(
    ctx: &Ctx,
    services: &Services,
    action: &str,
    object: Value,
    outcome: &str,
) -> AppResult<()> {
    let origin = Origin { address: ctx.address.clone(), request_id: ctx.request_id.clone() };
    append(services, actor(ctx), &origin, action, &object, outcome).await.map(|_| ())
}

/// Puts on record what somebody tried who is not signed in.
pub(crate) async fn record_stranger(
    services: &Services,
    origin: &Origin,
    action: &str,
    object: Value,
    outcome: &str,
) -> AppResult<()> {
    append(services, "nobody".to_owned(), origin, action, &object, outcome).await.map(|_| ())
}

async fn append(
    services: &Services,
    actor: String,
    origin: &Origin,
    action: &str,
    object: &Value,
    outcome: &str,
) -> AppResult<Admission> {
    let row = AuditRow {
        id: AuditId(Uuid::now_v7()),
        at: services.now(),
        actor,
        address: origin.address.clone(),
        request_id: origin.request_id.clone(),
        action: action.to_owned(),
        object: object.to_string(),
        outcome: outcome.to_owned(),
        count: 0,
    };
    services.store.append_audit(&services.corp, &row).await?;
    Ok(Admission { id: row.id })
}

fn actor(ctx: &Ctx) -> String {
    match &ctx.actor {
        Actor::Operator { id, .. } => id.to_string(),
        Actor::Member { id } => format!("member:{id}"),
        Actor::CommandLine => "cli".to_owned(),
        Actor::System => "system".to_owned(),
    }
}
