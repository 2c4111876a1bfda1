//! The job that delivers: message by message, each noted before the next. Begun anew, it sends what is not noted.

use std::time::Duration;

use huicun_domain::code::ProblemCode;
use huicun_domain::ids::PartyId;
use huicun_store::{DeliveryRow, JobRow, NoticeVersionRow, SentBatch};
use huicun_wecom::api::message::{App, AppMessage, NOBODY_REACHED, TASK_USED, Taken};
use huicun_wecom::sdk::{Retry, WecomError};

use super::compose;
use super::deliver::Payload;
use crate::audit;
use crate::connection::Connection;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::export::Progressing;
use crate::services::Services;

/// How often a message is tried before the delivery stops.
const TRIES: u32 = 5;
/// How long to wait for WeCom to count calls anew.
const NEXT_MINUTE: Duration = Duration::from_secs(60);

/// Delivers what is not delivered yet.
///
/// # Errors
/// WeCom's refusals that do not pass by themselves; what was sent until then is noted.
pub(crate) async fn send(services: &Services, row: &JobRow, progress: &Progressing) -> AppResult<String> {
    let payload = Payload::of(row)?;
    let wecom = services.wecom.connection().ok_or(ProblemCode::AppNotConnected)?;
    let app = wecom.app()?;
    let notice = services.store.notice(&services.corp, payload.notice).await?.ok_or(ProblemCode::NotFound)?;
    let versions = services.store.notice_versions(&services.corp, payload.notice).await?;
    let version = versions.into_iter().find(|version| version.version == payload.version);
    let version: NoticeVersionRow = version.ok_or(ProblemCode::NotFound)?;
    loop {
        let [waiting, sent, refused] = services.store.delivery_counts(&services.corp, row.id).await?;
        progress.note(sent + refused, waiting + sent + refused);
        let batch = services.store.next_batch(&services.corp, row.id).await?;
        let Some(first) = batch.first() else {
            let object = serde_json::json!({ "job": row.id, "sent": sent, "refused": refused });
            audit::record(&Ctx::system(), services, "notice_delivered", object.clone(), "done").await?;
            return Ok(object.to_string());
        };
        let base = wecom.public_url.as_deref();
        let message = compose::message(payload.channel, notice.asks, &version, &first.task_id, base)?;
        let outcome = send_batch(&wecom, app, &batch, &message).await?;
        services.store.note_batch(&services.corp, row.id, first.batch, &outcome, services.now()).await?;
    }
}

async fn send_batch(
    wecom: &Connection,
    app: &App,
    batch: &[DeliveryRow],
    message: &AppMessage,
) -> Result<SentBatch, WecomError> {
    let members: Vec<PartyId> = batch.iter().map(|row| row.member.clone()).collect();
    let mut tries = 0;
    loop {
        tries += 1;
        let error = match wecom.client.send_message(app, &members, message).await {
            Ok(taken) => return Ok(sorted(members, taken)),
            Err(error) => error,
        };
        match (error.errcode, error.retry) {
            // It was taken before, and only the note of it is missing.
            (TASK_USED, _) => return Ok(SentBatch::default()),
            (NOBODY_REACHED, _) => {
                let refused = members.into_iter().map(|id| (id, "invalid")).collect();
                return Ok(SentBatch { msgid: None, refused });
            }
            (_, Retry::Now | Retry::Backoff | Retry::NextMinute) if tries < TRIES => {
                let wait = match error.retry {
                    Retry::NextMinute => NEXT_MINUTE,
                    _ => Duration::from_millis(500 << tries),
                };
                tracing::warn!(errcode = error.errcode, tries, "a notice waits to be sent");
                tokio::time::sleep(wait).await;
            }
            _ => return Err(error),
        }
    }
}

/// Tells those apart whom WeCom reached; it names the others in lower case.
fn sorted(members: Vec<PartyId>, taken: Taken) -> SentBatch {
    let is_in = |list: &[String], id: &PartyId| list.iter().any(|one| one.eq_ignore_ascii_case(id.as_str()));
    let refused = members.into_iter().filter_map(|id| {
        if is_in(&taken.invalid, &id) {
            Some((id, "invalid"))
        } else if is_in(&taken.unlicensed, &id) {
            Some((id, "unlicensed"))
        } else {
            None
        }
    });
    SentBatch { refused: refused.collect(), msgid: Some(taken.msgid) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_not_reached_is_told_whatever_the_case() {
        let taken =
            Taken { invalid: vec!["zhangwei".into()], unlicensed: vec!["lina".into()], msgid: "m".into() };
        let sorted = sorted(vec!["ZhangWei".into(), "LiNa".into(), "WangWu".into()], taken);
        let expected = [("ZhangWei".into(), "invalid"), ("LiNa".into(), "unlicensed")];
        assert_eq!(sorted.refused, expected);
    }
}
