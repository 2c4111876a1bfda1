//! One message with its exact plaintext and its state, for the command line and for checks.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{MsgId, Seq};
use huicun_store::EnvelopeState;

use crate::audit;
use crate::browse;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::plaintext::open_plaintext;
use crate::services::Services;
use crate::view::MessageView;

/// A message and what became of it.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// WeCom's id.
    pub msgid: MsgId,
    /// WeCom's number.
    pub seq: Seq,
    /// Whether it is unsealed, waits, is parked or poison.
    pub state: EnvelopeState,
    /// Why, where it is parked or poison.
    pub reason: Option<String>,
    /// The version of the key that it needs.
    pub key_version: u32,
    /// When the archive received it.
    pub received_at: Millis,
    /// The decoded message, where it is unsealed.
    pub message: Option<MessageView>,
    /// Its exact plaintext, where it is unsealed.
    pub plaintext: Option<Vec<u8>>,
}

/// Finds a message by WeCom's id.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn inspect(ctx: &Ctx, services: &Services, msgid: &MsgId) -> AppResult<Inspected> {
    ctx.authorize(Permission::ViewConversation)?;
    let corp = &services.corp;
    let envelope = services.store.envelope_by_msgid(corp, msgid).await?.ok_or(ProblemCode::NotFound)?;
    let object = serde_json::json!({ "msgid": msgid, "seq": envelope.seq });
    let admission = audit::admit(ctx, services, "view_message", object).await?;
    let rows = services.store.messages_by_seq(corp, &[envelope.seq]).await?;
    let plaintext = match rows.first() {
        Some(row) => Some(open_plaintext(&services.ring, corp, row)?),
        None => None,
    };
    let message = browse::messages::views(services, rows).await?.into_iter().next();
    admission.finish(services, "answered", 1).await?;
    Ok(Inspected {
        msgid: msgid.clone(),
        seq: envelope.seq,
        state: envelope.state,
        reason: envelope.reason,
        key_version: envelope.key_version,
        received_at: envelope.received_at,
        message,
        plaintext,
    })
}
