//! Money back: of a payment, in part or in whole; of a credit, because it bought nothing.

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::service::{Event, Money, PaymentChannel};
use serde::Deserialize;
use uuid::Uuid;

use super::books::{find, happen};
use super::orders::shown;
use super::view::OrderView;
use super::wechat;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The most characters of a reason: WeChat Pay takes 80.
const REASON_CHARS: usize = 80;

/// Money to be given back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewRefund {
    /// The payment.
    pub payment: Uuid,
    /// How much, in fen.
    pub amount: Money,
    /// Why; the payer may read it.
    pub reason: String,
}

/// Gives money back.
///
/// # Errors
/// [`ProblemCode::RefundTooLarge`], [`ProblemCode::BadRequest`] without a reason, [`ProblemCode::NotFound`],
/// [`ProblemCode::Forbidden`].
pub async fn refund(ctx: &Ctx, services: &Services, id: Uuid, request: &NewRefund) -> AppResult<OrderView> {
    ctx.authorize(Permission::ManageService)?;
    find(services, id).await?;
    let reason = request.reason.trim();
    let length = reason.chars().count();
    if length == 0 || length > REASON_CHARS {
        return Err(AppError::Detailed(ProblemCode::BadRequest, "reason".into()));
    }
    let refund = Uuid::now_v7();
    let object = serde_json::json!({
        "order": id, "payment": request.payment, "refund": refund, "fen": request.amount.fen(),
    });
    let admission = audit::admit(ctx, services, "refund", object).await?;
    let ask = Event::AskRefund(refund, request.payment, request.amount, reason.to_owned());
    let asked = happen(ctx, services, id, |_| Ok(ask.clone())).await;
    let outcome = asked.as_ref().map_or_else(|error| error.code().as_str(), |_| "requested");
    admission.finish(services, outcome, u64::from(asked.is_ok())).await?;
    let (row, _) = asked?;
    // What does not get through now is sent again by itself.
    if let Err(error) = wechat::send_refund(services, &row, refund).await {
        tracing::warn!(code = error.code().as_str(), "a refund waits to be sent again");
    }
    shown(services, id).await
}

/// Notes that a transfer back reached the payer: banks tell nobody but the people who look.
///
/// # Errors
/// [`ProblemCode::Conflict`] for a refund that ended or that WeChat Pay makes, [`ProblemCode::NotFound`],
/// [`ProblemCode::Forbidden`].
pub async fn transfer_refunded(
    ctx: &Ctx,
    services: &Services,
    id: Uuid,
    refund: Uuid,
) -> AppResult<OrderView> {
    ctx.authorize(Permission::ManageService)?;
    let order = find(services, id).await?;
    let known = order.ledger.refunds.iter().find(|known| known.id == refund).ok_or(ProblemCode::NotFound)?;
    let is_transfer = order
        .ledger
        .payments
        .iter()
        .any(|payment| payment.id == known.payment && payment.channel == PaymentChannel::Transfer);
    if !is_transfer {
        return Err(ProblemCode::Conflict.into());
    }
    let object = serde_json::json!({ "order": id, "refund": refund });
    let admission = audit::admit(ctx, services, "refund_done", object).await?;
    let done = happen(ctx, services, id, |_| Ok(Event::RefundDone(refund))).await;
    let outcome = done.as_ref().map_or_else(|error| error.code().as_str(), |_| "done");
    admission.finish(services, outcome, u64::from(done.is_ok())).await?;
    done?;
    shown(services, id).await
}
