//! WeChat Pay: codes to scan, notices, and asking where no notice came.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::service::{Event, OrderState, PaymentChannel, PaymentNotice, RefundState};
use huicun_store::OrderRow;
use huicun_wechatpay::{Client, NoticeHead, PayError, Prepay, RefundOrder, RefundStatus, Trade, Transaction};
use uuid::Uuid;

use super::books::{find, happen};
use super::orders::{note, shown};
use super::view::OrderView;
use crate::audit;
use crate::calendar::DAY_MS;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// For how long WeChat Pay keeps an order open at most.
const LONGEST: Millis = 7 * DAY_MS - 60_000;
/// What the payer reads in WeChat.
const DESCRIPTION: &str = "会话内容存档服务";

/// Makes an order known to WeChat Pay, so that a phone can scan and pay it. Asked again, it gives a code that is fresh:
/// one is good for two hours.
///
/// # Errors
/// [`ProblemCode::WechatPayOff`], [`ProblemCode::WechatPayFailed`], [`ProblemCode::Conflict`] for an order that does
/// not wait, [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn pay_by_wechat(ctx: &Ctx, services: &Services, id: Uuid) -> AppResult<OrderView> {
    ctx.authorize(Permission::ManageService)?;
    let row = find(services, id).await?;
    let client = services.wechat_pay.as_ref().ok_or(ProblemCode::WechatPayOff)?;
    let now = services.now();
    let due = row.ledger.due_at.filter(|due| *due > now && row.ledger.state == OrderState::AwaitingPayment);
    let expires_at = due.ok_or(ProblemCode::Conflict)?.min(row.created_at + LONGEST);
    let object = serde_json::json!({ "order": id, "number": row.number });
    let admission = audit::admit(ctx, services, "wechat_code", object).await?;
    let order =
        Prepay { number: &row.number, description: DESCRIPTION, amount: row.ledger.amount, expires_at };
    match client.prepay(&order, now).await {
        Ok(code_url) => {
            services.store.set_order_code(&services.corp, id, &code_url).await?;
            note(ctx, services, id, "wechat_code").await?;
            admission.finish(services, "done", 1).await?;
            shown(services, id).await
        }
        Err(error) => {
            admission.finish(services, "failed", 0).await?;
            Err(failed(&error))
        }
    }
}

/// Takes a notice of a payment.
///
/// # Errors
/// [`ProblemCode::NotFound`] for whatever WeChat Pay did not sign, is old, comes again, or names no order of ours; the
/// store's failures, after which WeChat Pay tells of it again.
pub async fn receive_notice(services: &Services, head: NoticeHead<'_>, body: &[u8]) -> AppResult<()> {
    let client = services.wechat_pay.as_ref().ok_or(ProblemCode::NotFound)?;
    let opened = client.open_notice(head, body, services.now()).await.map_err(|_| ProblemCode::NotFound)?;
    let Some(paid) = opened else { return Ok(()) };
    let Some(id) = services.store.order_by_number(&services.corp, &paid.number).await? else {
        tracing::warn!("wechat pay told of a payment for an order that is not ours");
        return Err(ProblemCode::NotFound.into());
    };
    take(services, id, &paid).await
}

/// Closes an order at WeChat Pay, where it is known there. One that was paid meanwhile is noted as paid.
pub(super) async fn close(services: &Services, row: &OrderRow) -> AppResult<()> {
    let (Some(client), Some(_)) = (&services.wechat_pay, &row.code_url) else { return Ok(()) };
    match client.close(&row.number, services.now()).await {
        Err(error) if error.is("ORDERPAID") => ask(services, client, row).await.map(|_| ()),
        Err(error) => Err(failed(&error)),
        Ok(()) => Ok(()),
    }
}

/// Sends a refund that was asked for, where WeChat Pay makes it; asked again, it is the same refund.
pub(super) async fn send_refund(services: &Services, row: &OrderRow, refund: Uuid) -> AppResult<()> {
    let refund = row.ledger.refunds.iter().find(|known| known.id == refund);
    let refund = refund.filter(|known| known.state == RefundState::Requested);
    let payment = refund.and_then(|refund| row.ledger.payments.iter().find(|paid| paid.id == refund.payment));
    let payment = payment.filter(|paid| paid.channel == PaymentChannel::Wechat);
    let (Some(refund), Some(payment)) = (refund, payment) else { return Ok(()) };
    let client = services.wechat_pay.as_ref().ok_or(ProblemCode::WechatPayOff)?;
    let number = refund.id.simple().to_string();
    let order = RefundOrder {
        transaction: &payment.reference,
        number: &number,
        amount: refund.amount,
        total: payment.amount,
        reason: &refund.reason,
    };
    let event = match client.refund(&order, services.now()).await {
        Ok(RefundStatus::Processing) => return Ok(()),
        Ok(RefundStatus::Done) => Event::RefundDone(refund.id),
        Ok(RefundStatus::Failed) => Event::RefundFailed(refund.id),
        // What it will never do is over; what did not get through is tried again.
        Err(error)
            if error.is("NOT_ENOUGH") || error.is("PARAM_ERROR") || error.is("RESOURCE_NOT_EXISTS") =>
        {
            Event::RefundFailed(refund.id)
        }
        Err(error) => return Err(failed(&error)),
    };
    let admission = audit::admit(
        &Ctx::system(),
        services,
        "wechat_refund",
        serde_json::json!({ "order": row.id, "refund": refund.id }),
    )
    .await?;
    let ended = happen(&Ctx::system(), services, row.id, |_| Ok(event.clone())).await;
    let outcome = ended.as_ref().map_or_else(|error| error.code().as_str(), |_| "done");
    admission.finish(services, outcome, u64::from(ended.is_ok())).await?;
    ended.map(|_| ())
}

/// Asks where an order stands, and takes the payment where it was paid; tells whether somebody may still pay it.
pub(super) async fn ask(services: &Services, client: &Client, row: &OrderRow) -> AppResult<bool> {
    services.store.note_order_asked(&services.corp, row.id, services.now()).await?;
    match client.query(&row.number, services.now()).await.map_err(|error| failed(&error))? {
        Trade::Paid(paid) => take(services, row.id, &paid).await.map(|()| false),
        Trade::Waiting => Ok(true),
        Trade::Gone => Ok(false),
    }
}

/// Takes a payment, however often and from where it is told.
async fn take(services: &Services, id: Uuid, paid: &Transaction) -> AppResult<()> {
    let row = find(services, id).await?;
    let is_known = row.ledger.payments.iter().any(|known| known.reference == paid.id);
    if is_known {
        return Ok(());
    }
    let ctx = Ctx::system();
    let object = serde_json::json!({ "order": id, "transaction": paid.id, "fen": paid.amount.fen() });
    let admission = audit::admit(&ctx, services, "wechat_payment", object).await?;
    let notice = PaymentNotice {
        channel: PaymentChannel::Wechat,
        reference: paid.id.clone(),
        amount: paid.amount,
        paid_at: paid.paid_at,
    };
    let taken = happen(&ctx, services, id, |_| Ok(Event::Pay(Uuid::now_v7(), notice.clone()))).await;
    let outcome = match &taken {
        Ok((row, _)) => row.ledger.state.as_str(),
        Err(error) => error.code().as_str(),
    };
    admission.finish(services, outcome, u64::from(taken.is_ok())).await?;
    taken.map(|_| ())
}

fn failed(error: &PayError) -> AppError {
    tracing::warn!(%error, "wechat pay did not do what was asked");
    match error {
        PayError::Answered { code, .. } if !code.is_empty() => {
            AppError::Detailed(ProblemCode::WechatPayFailed, code.clone())
        }
        _ => ProblemCode::WechatPayFailed.into(),
    }
}
