//! Vouchers of bank transfers: `/service/orders/{id}/vouchers…`

use axum::Json;
use axum::body::{Body as ResponseBody, Bytes};
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use huicun_app::service::{self, Confirmation, OrderView};
use huicun_domain::code::ProblemCode;
use uuid::Uuid;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// The largest body of an upload, in bytes: somewhat more than is accepted, so that the answer says so.
pub const MAX_UPLOAD: usize = 3 << 20;

/// Uploads a voucher: a JPEG, PNG or PDF of at most 2 MB as the body.
#[utoipa::path(post, path = "/service/orders/{id}/vouchers", operation_id = "upload_voucher", tag = "service",
    params(("id" = Uuid, Path, description = "The order's id")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "Kept, sealed", body = OrderView)))]
pub async fn upload(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<OrderView>), Problem> {
    let body = body.map_err(|_| ProblemCode::VoucherUnacceptable)?;
    let order = service::upload_voucher(&caller.ctx, &state.services, id, &body).await?;
    Ok((StatusCode::CREATED, Json(order)))
}

/// Opens the file of a voucher, on record.
#[utoipa::path(get, path = "/service/orders/{id}/vouchers/{voucher}", operation_id = "get_voucher", tag = "service",
    params(("id" = Uuid, Path, description = "The order's id"), ("voucher" = Uuid, Path, description = "The voucher's id")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn file(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, voucher)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let file = service::voucher_file(&caller.ctx, &state.services, id, voucher).await?;
    let mut response = ResponseBody::from(file.bytes).into_response();
    let kind = HeaderValue::from_str(&file.media_type);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    // Somebody uploaded it: it is saved, or shown where nothing of it can run.
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=voucher"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok(response)
}

/// Confirms, by a second person, that the money of a voucher came.
#[utoipa::path(post, path = "/service/orders/{id}/vouchers/{voucher}/confirm", operation_id = "confirm_voucher",
    tag = "service", request_body = Confirmation,
    params(("id" = Uuid, Path, description = "The order's id"), ("voucher" = Uuid, Path, description = "The voucher's id")),
    responses((status = 200, description = "Confirmed", body = OrderView)))]
pub async fn confirm(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, voucher)): Path<(Uuid, Uuid)>,
    Body(seen): Body<Confirmation>,
) -> Answer<OrderView> {
    Ok(Json(service::confirm_voucher(&caller.ctx, &state.services, id, voucher, &seen).await?))
}

/// Does not accept a voucher, by a second person.
#[utoipa::path(post, path = "/service/orders/{id}/vouchers/{voucher}/refuse", operation_id = "refuse_voucher",
    tag = "service",
    params(("id" = Uuid, Path, description = "The order's id"), ("voucher" = Uuid, Path, description = "The voucher's id")),
    responses((status = 200, description = "Refused", body = OrderView)))]
pub async fn refuse(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, voucher)): Path<(Uuid, Uuid)>,
) -> Answer<OrderView> {
    Ok(Json(service::refuse_voucher(&caller.ctx, &state.services, id, voucher).await?))
}
