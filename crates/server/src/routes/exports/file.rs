//! `GET /exports/{id}/file`

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use huicun_app::export::{self, ExportFormat};
use huicun_domain::ids::JobId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::AppState;

/// Downloads an export's file; each download is audited.
#[utoipa::path(get, path = "/exports/{id}/file", operation_id = "download_export", tag = "exports",
    params(("id" = JobId, Path, description = "The export's id")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn file(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<JobId>,
) -> Result<Response, Problem> {
    let file = export::open_file(&caller.ctx, &state.services, id).await?;
    let mut response = Body::from_stream(file.stream).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(file.format)));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.bytes));
    headers.insert(CONTENT_DISPOSITION, attachment(&file.file_name));
    Ok(response)
}

fn media_type(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat::Zip | ExportFormat::Pdf => "application/zip",
    }
}

/// Names the file for saving, as RFC 6266 asks: percent-encoded UTF-8.
fn attachment(name: &str) -> HeaderValue {
    use std::fmt::Write as _;
    let mut value = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            value.push(char::from(byte));
        } else {
            let _ = write!(value, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_script_is_a_header() {
        assert_eq!(
            attachment("会话 1.csv\r\n"),
            "attachment; filename*=UTF-8''%E4%BC%9A%E8%AF%9D%201.csv%0D%0A"
        );
    }
}
