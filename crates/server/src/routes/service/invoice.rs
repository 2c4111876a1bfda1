//! Invoices: `/service/orders/{id}/invoice…`

use axum::Json;
use axum::extract::State;
use huicun_app::service::{self, OrderView};
use huicun_domain::service::Invoice;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Answer;
use crate::state::AppState;

/// That an invoice was issued.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvoiceIssued {
    /// Its number: letters, digits and hyphens.
    number: String,
}

/// Asks for the invoice of a paid order, or changes what is to be written on it.
#[utoipa::path(put, path = "/service/orders/{id}/invoice", operation_id = "put_invoice", tag = "service",
    request_body = Invoice, params(("id" = Uuid, Path, description = "The order's id")),
    responses((status = 200, description = "Kept", body = OrderView)))]
pub async fn put(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Body(invoice): Body<Invoice>,
) -> Answer<OrderView> {
    Ok(Json(service::put_invoice(&caller.ctx, &state.services, id, invoice).await?))
}

/// Notes that the invoice of an order was issued.
#[utoipa::path(post, path = "/service/orders/{id}/invoice/issued", operation_id = "issue_invoice", tag = "service",
    request_body = InvoiceIssued, params(("id" = Uuid, Path, description = "The order's id")),
    responses((status = 200, description = "Noted", body = OrderView)))]
pub async fn issued(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Body(issued): Body<InvoiceIssued>,
) -> Answer<OrderView> {
    Ok(Json(service::issue_invoice(&caller.ctx, &state.services, id, &issued.number).await?))
}
