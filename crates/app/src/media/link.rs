//! Links to files: a file is read from an address of its own, without a cookie, for a short time.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{OperatorId, Seq};
use huicun_store::{BlobId, FilePlace};
use serde::Serialize;
use uuid::Uuid;

use super::file::OpenFile;
use super::show;
use crate::access;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::token;

const MINUTE: Millis = 60_000;
/// For how long a link opens its file, at least: long enough to listen to a call.
const VALID: Millis = 30 * MINUTE;
/// Links end at full steps, so that the same file has the same address for a while.
const STEP: Millis = 10 * MINUTE;
/// What tokens of links are bound to.
const LIST: &str = "file link";
/// What is made of files is of one of these types; the original's is told by its bytes.
const MADE_OF: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "audio/wav"];

/// A link to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileLink {
    /// Where the file is read; whoever has it can read the file until it expires.
    pub url: String,
    /// When it expires.
    pub expires_at: Millis,
}

/// What an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Linked<'t> {
    /// The file as it came, for whoever asked; nobody in particular on the command line.
    Original(OperatorId),
    /// Something that was made of it.
    Made { blob: BlobId, media_type: &'t str },
}

/// Makes a link to a file that is kept. Opening a file is audited here: the link is the admission.
///
/// # Errors
/// [`ProblemCode::NotFound`] where there is no such file, [`ProblemCode::FileNotKept`] where it is not here,
/// [`ProblemCode::Forbidden`].
pub async fn link(ctx: &Ctx, services: &Services, seq: Seq, slot: u32) -> AppResult<FileLink> {
    let place = FilePlace { seq, slot };
    let sight = access::sight(ctx, services, Permission::PlayMedia).await?;
    let file = show::seen(services, &sight, place).await?;
    let object = serde_json::json!({ "seq": place.seq, "slot": place.slot });
    let admission = audit::admit(ctx, services, "open_file", object).await?;
    if file.blob.is_none() {
        admission.finish(services, ProblemCode::FileNotKept.as_str(), 0).await?;
        return Err(ProblemCode::FileNotKept.into());
    }
    let operator = ctx.operator().unwrap_or(OperatorId(Uuid::nil()));
    let url = address(services, place, Linked::Original(operator))?;
    admission.finish(services, "answered", 1).await?;
    Ok(FileLink { url, expires_at: end(services) })
}

/// Makes an address; who may have it was decided before.
pub(super) fn address(services: &Services, place: FilePlace, linked: Linked<'_>) -> AppResult<String> {
    let mut state = place.seq.0.to_be_bytes().to_vec();
    state.extend_from_slice(&place.slot.to_be_bytes());
    state.extend_from_slice(&end(services).to_be_bytes());
    match linked {
        Linked::Original(operator) => state.extend_from_slice(operator.0.as_bytes()),
        Linked::Made { blob, media_type } => {
            let number = MADE_OF.iter().position(|known| *known == media_type).unwrap_or(MADE_OF.len());
            state.push(u8::try_from(number).unwrap_or(u8::MAX));
            state.extend_from_slice(blob.0.as_bytes());
        }
    }
    Ok(format!("/media/{}", token::encode(&services.ring, LIST, &state)?))
}

fn end(services: &Services) -> Millis {
    (services.now() + VALID).div_euclid(STEP) * STEP + STEP
}

/// Opens the file that a link leads to.
///
/// # Errors
/// [`ProblemCode::NotFound`] for a link that was not made here or has expired, and for a file that whoever asked for it
/// sees no more; [`ProblemCode::FileDamaged`].
pub async fn follow(services: &Services, token: &str) -> AppResult<OpenFile> {
    let state = token::decode(&services.ring, LIST, token).map_err(|_| ProblemCode::NotFound)?;
    let (place, expires_at, linked) = understand(&state).ok_or(ProblemCode::NotFound)?;
    if services.now() >= expires_at {
        return Err(ProblemCode::NotFound.into());
    }
    let file = show::find(services, place).await?;
    match linked {
        Linked::Original(operator) => {
            if !operator.0.is_nil() {
                let sight = access::of_operator(services, operator, Permission::PlayMedia).await;
                let sees = sight.map_err(|_| ProblemCode::NotFound)?.sees(place.seq);
                sees.then_some(()).ok_or(ProblemCode::NotFound)?;
            }
            OpenFile::of(services, file).await
        }
        Linked::Made { blob, media_type } => OpenFile::made(services, &file, blob, media_type).await,
    }
}

fn understand(state: &[u8]) -> Option<(FilePlace, Millis, Linked<'static>)> {
    let (seq, rest) = state.split_first_chunk::<8>()?;
    let (slot, rest) = rest.split_first_chunk::<4>()?;
    let (expires_at, rest) = rest.split_first_chunk::<8>()?;
    let place = FilePlace { seq: Seq(i64::from_be_bytes(*seq)), slot: u32::from_be_bytes(*slot) };
    let linked = match Uuid::from_slice(rest) {
        Ok(operator) => Linked::Original(OperatorId(operator)),
        Err(_) => {
            let (number, blob) = rest.split_first()?;
            let media_type = MADE_OF.get(usize::from(*number))?;
            Linked::Made { blob: BlobId(Uuid::from_slice(blob).ok()?), media_type }
        }
    };
    Some((place, i64::from_be_bytes(*expires_at), linked))
}
