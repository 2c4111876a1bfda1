//! Orders: pricing, placing, closing, invoices.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::service::{Event, Invoice, Ledger, OrderRequest, OrderState, Quote, QuoteError, quote};
use huicun_store::OrderRow;
use uuid::Uuid;

use super::books::{self, Books, find, happen, history};
use super::view::{OrderView, order_view};
use super::{terms, wechat};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

const HOUR_MS: Millis = 3_600_000;
/// The most characters of an invoice's number.
const INVOICE_NUMBER_CHARS: usize = 40;

/// Tells what an order would cost, and places nothing.
///
/// # Errors
/// [`ProblemCode::BadRequest`] that names the field, [`ProblemCode::OrderNotNow`], [`ProblemCode::PriceMissing`],
/// [`ProblemCode::Forbidden`].
pub async fn quote_order(ctx: &Ctx, services: &Services, request: OrderRequest) -> AppResult<Quote> {
    ctx.authorize(Permission::ManageService)?;
    priced(services, &books::read(services).await?, request)
}

/// Places an order. One that costs nothing is paid by that.
///
/// # Errors
/// As [`quote_order`], [`ProblemCode::TermsNotAccepted`], [`ProblemCode::OrderOpen`].
pub async fn place_order(ctx: &Ctx, services: &Services, request: OrderRequest) -> AppResult<OrderView> {
    ctx.authorize(Permission::ManageService)?;
    let operator = ctx.operator().ok_or(ProblemCode::Forbidden)?;
    terms::must_be_accepted(services).await?;
    let books = books::read(services).await?;
    let quote = priced(services, &books, request)?;
    let now = services.now();
    let id = Uuid::now_v7();
    let mut ledger = Ledger::draft(quote.amount);
    let due = now + HOUR_MS * Millis::from(books.settings.unpaid_hours);
    ledger.apply(Event::Place(due), now).map_err(|_| ProblemCode::Conflict)?;
    let row = OrderRow {
        id,
        number: number(services, id),
        quote: serde_json::to_string(&quote).map_err(std::io::Error::from)?,
        ledger,
        created_at: now,
        created_by: operator,
        code_url: None,
        asked_at: None,
        version: 0,
    };
    let object = serde_json::json!({ "order": id, "number": row.number, "request": request, "fen": quote.amount.fen() });
    let admission = audit::admit(ctx, services, "place_order", object).await?;
    let line = history(ctx, row.ledger.state.as_str(), Some(quote.amount), now);
    if !services.store.insert_order(&services.corp, &row, &line).await? {
        admission.finish(services, "refused", 0).await?;
        return Err(ProblemCode::OrderOpen.into());
    }
    if row.ledger.state == OrderState::Paid {
        books::settle(services).await?;
    }
    admission.finish(services, row.ledger.state.as_str(), 1).await?;
    shown(services, id).await
}

/// Closes an order that waits.
///
/// # Errors
/// [`ProblemCode::Conflict`] for one that was paid or has ended, [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn close_order(ctx: &Ctx, services: &Services, id: Uuid) -> AppResult<OrderView> {
    ctx.authorize(Permission::ManageService)?;
    let row = find(services, id).await?;
    let admission = audit::admit(ctx, services, "close_order", serde_json::json!({ "order": id })).await?;
    // Where nobody can pay it any more comes first: a payment in between would be one for a closed order.
    let at_channel = if row.ledger.state == OrderState::AwaitingPayment {
        wechat::close(services, &row).await
    } else {
        Ok(())
    };
    if let Err(error) = at_channel {
        admission.finish(services, error.code().as_str(), 0).await?;
        return Err(error);
    }
    let closed = happen(ctx, services, id, |_| Ok(Event::Close)).await;
    let outcome = closed.as_ref().map_or_else(|error| error.code().as_str(), |_| "done");
    admission.finish(services, outcome, u64::from(closed.is_ok())).await?;
    closed?;
    shown(services, id).await
}

/// Lists orders, the newest first.
///
/// # Errors
/// [`ProblemCode::Forbidden`].
pub async fn list_orders(ctx: &Ctx, services: &Services) -> AppResult<Vec<OrderView>> {
    ctx.authorize(Permission::ManageService)?;
    let rows = services.store.orders(&services.corp).await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(order_view(services, row).await?);
    }
    Ok(views)
}

/// Shows an order.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn order(ctx: &Ctx, services: &Services, id: Uuid) -> AppResult<OrderView> {
    ctx.authorize(Permission::ManageService)?;
    shown(services, id).await
}

/// Asks for the invoice of an order, or changes what is to be written on it.
///
/// # Errors
/// [`ProblemCode::BadRequest`] that names the field, [`ProblemCode::Conflict`] where it was issued or the order was
/// not paid, [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn put_invoice(ctx: &Ctx, services: &Services, id: Uuid, invoice: Invoice) -> AppResult<OrderView> {
    ctx.authorize(Permission::ManageService)?;
    let row = find(services, id).await?;
    let invoice =
        invoice.checked().map_err(|problem| AppError::Detailed(ProblemCode::BadRequest, problem.0.into()))?;
    let is_due = row.ledger.state == OrderState::Paid && row.ledger.amount.is_positive();
    let object = serde_json::json!({ "order": id, "kind": invoice.kind });
    let admission = audit::admit(ctx, services, "ask_invoice", object).await?;
    let kept = is_due && services.store.put_invoice(&services.corp, id, &invoice, services.now()).await?;
    admission.finish(services, if kept { "done" } else { "conflict" }, u64::from(kept)).await?;
    if !kept {
        return Err(ProblemCode::Conflict.into());
    }
    note(ctx, services, id, "invoice_asked").await?;
    shown(services, id).await
}

/// Notes that the invoice of an order was issued.
///
/// # Errors
/// [`ProblemCode::BadRequest`], [`ProblemCode::Conflict`] where none was asked for, [`ProblemCode::NotFound`],
/// [`ProblemCode::Forbidden`].
pub async fn issue_invoice(ctx: &Ctx, services: &Services, id: Uuid, number: &str) -> AppResult<OrderView> {
    ctx.authorize(Permission::ManageService)?;
    find(services, id).await?;
    let number = number.trim();
    let is_good = !number.is_empty() && number.len() <= INVOICE_NUMBER_CHARS;
    if !is_good || !number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(AppError::Detailed(ProblemCode::BadRequest, "number".into()));
    }
    let object = serde_json::json!({ "order": id, "number": number });
    let admission = audit::admit(ctx, services, "issue_invoice", object).await?;
    let kept = services.store.issue_invoice(&services.corp, id, number, services.now()).await?;
    admission.finish(services, if kept { "done" } else { "conflict" }, u64::from(kept)).await?;
    if !kept {
        return Err(ProblemCode::Conflict.into());
    }
    note(ctx, services, id, "invoice_issued").await?;
    shown(services, id).await
}

/// Adds a line to an order's history.
pub(super) async fn note(ctx: &Ctx, services: &Services, id: Uuid, what: &str) -> AppResult<()> {
    let line = history(ctx, what, None, services.now());
    Ok(services.store.add_order_history(&services.corp, id, &line).await?)
}

/// Shows an order as it is now.
pub(super) async fn shown(services: &Services, id: Uuid) -> AppResult<OrderView> {
    order_view(services, find(services, id).await?).await
}

fn priced(services: &Services, books: &Books, request: OrderRequest) -> AppResult<Quote> {
    let now = services.now();
    quote(request, &books.subscription, &books.settings, &books.prices, now, &services.zone).map_err(
        |error| match error {
            QuoteError::OutOfRange(field) => AppError::Detailed(ProblemCode::BadRequest, field.into()),
            QuoteError::NotNow => ProblemCode::OrderNotNow.into(),
            QuoteError::NoPrice => ProblemCode::PriceMissing.into(),
            QuoteError::TooMuch => AppError::Detailed(ProblemCode::BadRequest, "amount".into()),
        },
    )
}

/// The number of an order: its day, and twelve digits that nobody guesses.
fn number(services: &Services, id: Uuid) -> String {
    let day = jiff::Timestamp::from_millisecond(services.now())
        .map(|moment| services.zone.to_datetime(moment).date().strftime("%Y%m%d").to_string());
    let random = id.simple().to_string().to_ascii_uppercase();
    format!("HC{}{}", day.unwrap_or_default(), random.get(20..).unwrap_or_default())
}
