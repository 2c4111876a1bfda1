//! `POST /connection/library`

use axum::Json;
use axum::body::Body as RequestBody;
use axum::extract::State;
use axum::http::StatusCode;
use futures::StreamExt;
use huicun_app::AppError;
use huicun_app::connect::{self, ConnectionView, Upload};
use huicun_domain::code::ProblemCode;

use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::AppState;

/// Uploads WeCom's library as the body; it is looked at, and taken where it is the right one.
#[utoipa::path(post, path = "/connection/library", operation_id = "upload_library", tag = "connection",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "Taken", body = ConnectionView)))]
pub async fn upload(
    State(state): State<AppState>,
    caller: Caller,
    body: RequestBody,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    let mut upload = connect::begin_upload(&caller.ctx, &state.services).await?;
    if let Err(error) = receive(&mut upload, body).await {
        upload.refuse(&state.services, error.code()).await?;
        return Err(error.into());
    }
    let view = upload.finish(&caller.ctx, &state.services).await.map_err(unacceptable)?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// What is wrong with the file is the sender's to change, whatever it means for an archive that runs.
fn unacceptable(error: AppError) -> Problem {
    let is_wrong = matches!(error.code(), ProblemCode::LibraryWrongMachine | ProblemCode::LibraryWrongSymbol);
    let problem = Problem::from(error);
    if is_wrong { problem.with_status(StatusCode::UNPROCESSABLE_ENTITY) } else { problem }
}

async fn receive(upload: &mut Upload, body: RequestBody) -> Result<(), AppError> {
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        // It broke off: whoever sent it does not read the answer.
        let piece = piece.map_err(|_| ProblemCode::BadRequest)?;
        upload.write(&piece)?;
    }
    Ok(())
}
