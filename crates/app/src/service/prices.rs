//! Prices and settings, by whoever operates the installation.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::service::{Item, Money, Price, ServiceSettings};
use huicun_store::ServiceSettingRow;
use serde::Deserialize;

use super::books::actor_name;
use super::view::ServiceView;
use crate::audit;
use crate::calendar::DAY_MS;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The largest price of one unit for a year: a million yuan.
const MOST: Money = Money::from_fen(100_000_000);
/// How far ahead a price may be set.
const AHEAD: Millis = 3 * 366 * DAY_MS;

/// A price to be asked from a moment on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPrice {
    /// What it is the price of.
    pub item: Item,
    /// How much one costs for a year, in fen.
    pub amount: Money,
    /// Since when it is asked; now where it is left out. What is past cannot be changed.
    pub valid_from: Option<Millis>,
}

/// Sets a price. Orders that were placed keep theirs.
///
/// # Errors
/// [`ProblemCode::BadRequest`] for an amount or a moment out of range, [`ProblemCode::Forbidden`].
pub async fn set_price(ctx: &Ctx, services: &Services, request: &NewPrice) -> AppResult<ServiceView> {
    ctx.authorize(Permission::ManageService)?;
    let now = services.now();
    let valid_from = request.valid_from.unwrap_or(now);
    if request.amount < Money::ZERO || request.amount > MOST {
        return Err(AppError::Detailed(ProblemCode::BadRequest, format!("amount: 0..={}", MOST.fen())));
    }
    if valid_from < now || valid_from > now + AHEAD {
        return Err(AppError::Detailed(ProblemCode::BadRequest, "valid_from: now..=3 years".into()));
    }
    let object = serde_json::json!({
        "item": request.item, "fen": request.amount.fen(), "valid_from": valid_from,
    });
    let admission = audit::admit(ctx, services, "set_price", object).await?;
    let price = Price {
        item: request.item,
        amount: request.amount,
        valid_from,
        set_at: now,
        set_by: actor_name(ctx),
    };
    services.store.add_price(&services.corp, &price).await?;
    admission.finish(services, "done", 1).await?;
    super::state(ctx, services).await
}

/// Changes the settings.
///
/// # Errors
/// [`ProblemCode::BadRequest`] that names the field, [`ProblemCode::Forbidden`].
pub async fn set_settings(
    ctx: &Ctx,
    services: &Services,
    settings: &ServiceSettings,
) -> AppResult<ServiceView> {
    ctx.authorize(Permission::ManageService)?;
    if let Some(field) = settings.wrong_field() {
        return Err(AppError::Detailed(ProblemCode::BadRequest, field.into()));
    }
    let body = serde_json::to_string(settings).map_err(std::io::Error::from)?;
    let object = serde_json::json!({
        "trial_days": settings.trial_days, "grace_days": settings.grace_days,
        "unpaid_hours": settings.unpaid_hours, "overage_percent": settings.overage_percent,
    });
    let admission = audit::admit(ctx, services, "set_service_settings", object).await?;
    let row = ServiceSettingRow { set_at: services.now(), body, set_by: actor_name(ctx) };
    services.store.add_service_setting(&services.corp, &row).await?;
    admission.finish(services, "done", 1).await?;
    // The days of grace are part of what the orders add up to.
    super::books::settle(services).await?;
    super::state(ctx, services).await
}
