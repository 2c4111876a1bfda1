//! Links to files: a file is read from an address of its own, without a cookie, for a short time.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::Seq;
use huicun_store::FilePlace;
use serde::Serialize;

use super::file::OpenFile;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::token;

/// For how long a link opens its file: long enough to listen to a call.
const VALID: Millis = 30 * 60_000;
/// What tokens of links are bound to.
const LIST: &str = "file link";

/// A link to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileLink {
    /// Where the file is read; whoever has it can read the file until it expires.
    pub url: String,
    /// When it expires.
    pub expires_at: Millis,
}

/// Makes a link to a file that is kept. Opening a file is audited here: the link is the admission.
///
/// # Errors
/// [`ProblemCode::NotFound`] where there is no such file, [`ProblemCode::FileNotKept`] where it is not here,
/// [`ProblemCode::Forbidden`].
pub async fn link(ctx: &Ctx, services: &Services, seq: Seq, slot: u32) -> AppResult<FileLink> {
    let place = FilePlace { seq, slot };
    ctx.authorize(Permission::ViewConversation)?;
    let file = services.store.file_at(&services.corp, place).await?.ok_or(ProblemCode::NotFound)?;
    let object = serde_json::json!({ "seq": place.seq, "slot": place.slot });
    let admission = audit::admit(ctx, services, "open_file", object).await?;
    if file.blob.is_none() {
        admission.finish(services, ProblemCode::FileNotKept.as_str(), 0).await?;
        return Err(ProblemCode::FileNotKept.into());
    }
    let expires_at = services.now() + VALID;
    let mut state = place.seq.0.to_be_bytes().to_vec();
    state.extend_from_slice(&place.slot.to_be_bytes());
    state.extend_from_slice(&expires_at.to_be_bytes());
    let token = token::encode(&services.ring, LIST, &state)?;
    admission.finish(services, "answered", 1).await?;
    Ok(FileLink { url: format!("/media/{token}"), expires_at })
}

/// Opens the file that a link leads to.
///
/// # Errors
/// [`ProblemCode::NotFound`] for a link that was not made here or has expired, [`ProblemCode::FileDamaged`].
pub async fn follow(services: &Services, token: &str) -> AppResult<OpenFile> {
    let state = token::decode(&services.ring, LIST, token).map_err(|_| ProblemCode::NotFound)?;
    let (place, expires_at) = understand(&state).ok_or(ProblemCode::NotFound)?;
    if services.now() >= expires_at {
        return Err(ProblemCode::NotFound.into());
    }
    let file = services.store.file_at(&services.corp, place).await?.ok_or(ProblemCode::NotFound)?;
    OpenFile::of(services, file).await
}

fn understand(state: &[u8]) -> Option<(FilePlace, Millis)> {
    let (seq, rest) = state.split_first_chunk::<8>()?;
    let (slot, rest) = rest.split_first_chunk::<4>()?;
    let expires_at = rest.first_chunk::<8>()?;
    let place = FilePlace { seq: Seq(i64::from_be_bytes(*seq)), slot: u32::from_be_bytes(*slot) };
    Some((place, i64::from_be_bytes(*expires_at)))
}
