//! What happens by itself: orders run out, payments are asked for whose notice did not come, refunds are followed, and
//! bytes are counted.

use std::time::Duration;

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::service::{Event, OrderState, RefundState};
use huicun_store::OrderRow;
use tokio::sync::watch;

use super::{books, usage, wechat};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// How often orders are looked at.
const LOOK: Duration = Duration::from_secs(15);
/// How many looks lie between two counts of bytes.
const LOOKS_PER_COUNT: u32 = 240;
/// After how long without a notice WeChat Pay is asked about an order, and asked again.
const ASK_AFTER: Millis = 60_000;

/// Works until `stop` turns true.
///
/// # Errors
/// That the disk failed. What goes wrong else is logged and tried again.
pub async fn run(services: Services, mut stop: watch::Receiver<bool>) -> AppResult<()> {
    let mut looks = 0_u32;
    while !*stop.borrow() {
        for outcome in [tick(&services).await, maybe_count(&services, looks).await] {
            match outcome {
                Err(error) if error.code() == ProblemCode::DiskFailed => return Err(error),
                Err(error) => tracing::warn!(code = error.code().as_str(), "orders could not be looked at"),
                Ok(()) => {}
            }
        }
        looks = looks.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stop.wait_for(|stopped| *stopped) => break,
        }
    }
    Ok(())
}

async fn maybe_count(services: &Services, looks: u32) -> AppResult<()> {
    if looks.is_multiple_of(LOOKS_PER_COUNT) { usage::count(services).await } else { Ok(()) }
}

/// Looks at every order once. An order that cannot be asked about keeps no other one waiting.
///
/// # Errors
/// The store's failures.
pub async fn tick(services: &Services) -> AppResult<()> {
    for row in services.store.orders(&services.corp).await? {
        for outcome in [look(services, &row).await, follow_refunds(services, &row).await] {
            match outcome {
                Err(error) if error.code() == ProblemCode::WechatPayFailed => {}
                outcome => outcome?,
            }
        }
    }
    Ok(())
}

async fn look(services: &Services, row: &OrderRow) -> AppResult<()> {
    if row.ledger.state != OrderState::AwaitingPayment {
        return Ok(());
    }
    let now = services.now();
    let is_over = row.ledger.due_at.is_some_and(|due| due <= now);
    let last = row.asked_at.unwrap_or(row.created_at);
    if let (Some(client), Some(_)) = (&services.wechat_pay, &row.code_url)
        && (is_over || now - last >= ASK_AFTER)
    {
        let is_open = wechat::ask(services, client, row).await?;
        if is_over && is_open {
            // Nobody pays any more what has run out here; where somebody was faster, that is noted.
            wechat::close(services, row).await?;
        }
    }
    if !is_over {
        return Ok(());
    }
    let ctx = Ctx::system();
    let object = serde_json::json!({ "order": row.id });
    let admission = audit::admit(&ctx, services, "expire_order", object).await?;
    let expired = books::happen(&ctx, services, row.id, |_| Ok(Event::Expire)).await;
    let outcome =
        expired.as_ref().map_or_else(|error| error.code().as_str(), |(row, _)| row.ledger.state.as_str());
    admission.finish(services, outcome, u64::from(expired.is_ok())).await?;
    expired.map(|_| ())
}

async fn follow_refunds(services: &Services, row: &OrderRow) -> AppResult<()> {
    if services.wechat_pay.is_none() {
        return Ok(());
    }
    for refund in row.ledger.refunds.iter().filter(|refund| refund.state == RefundState::Requested) {
        wechat::send_refund(services, row, refund.id).await?;
    }
    Ok(())
}
