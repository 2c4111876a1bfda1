//! `POST /wechat-pay/notify`: WeChat Pay says that an order was paid.
//!
//! Whoever is not WeChat Pay gets one and the same answer, whatever was wrong.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use huicun_app::service::{NoticeHead, receive_notice};
use huicun_domain::code::ProblemCode;

use crate::problem::Problem;
use crate::state::AppState;

/// Takes a notice.
pub async fn notify(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let body = body.map_err(|_| ProblemCode::NotFound)?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let head = NoticeHead {
        serial: header("wechatpay-serial"),
        timestamp: header("wechatpay-timestamp"),
        nonce: header("wechatpay-nonce"),
        signature: header("wechatpay-signature"),
    };
    receive_notice(&state.services, head, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}
