//! Escrow (托管): the shares of a key, each shown once to whoever has it kept, on record.

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_vault::escrow;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::keys;
use super::records::{self, Escrow, Records, Taken, name_of};
use super::view::ConnectionView;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The longest name of a keeper.
const NAME_CHARS: usize = 60;

/// Who keeps a share.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConnectionShareKeeper))]
pub struct ShareKeeper {
    /// The person's name; the two shares have different keepers.
    pub holder: String,
}

/// A share, shown once.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConnectionTakenShare))]
pub struct TakenShare {
    /// What a file with it is called.
    pub file_name: String,
    /// The share.
    pub text: String,
}

impl std::fmt::Debug for TakenShare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TakenShare({})", self.file_name)
    }
}

/// Shows a share of a key, once. That it was taken, by whom and for whom, is durable before it is shown.
///
/// # Errors
/// [`ProblemCode::ShareTaken`], [`ProblemCode::ShareHolderSame`], [`ProblemCode::ConnectionFieldWrong`] without a
/// keeper's name, [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn take_share(
    ctx: &Ctx,
    services: &Services,
    (version, number): (u32, u8),
    keeper: &ShareKeeper,
) -> AppResult<TakenShare> {
    ctx.authorize(Permission::ManageConnection)?;
    let _alone = services.wecom.alone().await;
    let at = match number {
        1 => 0,
        2 => 1,
        _ => return Err(ProblemCode::NotFound.into()),
    };
    let holder = keeper.holder.trim();
    if holder.is_empty() || holder.chars().count() > NAME_CHARS || holder.chars().any(char::is_control) {
        return Err(AppError::Detailed(ProblemCode::ConnectionFieldWrong, "holder".to_owned()));
    }
    let mut escrow = match Records::read(services).await?.escrows.remove(&version) {
        Some(escrow) => escrow,
        None => split(services, version).await?,
    };
    let text = escrow.waiting[at].take().ok_or(ProblemCode::ShareTaken)?;
    if escrow.taken[1 - at].as_ref().is_some_and(|other| other.holder == holder) {
        return Err(ProblemCode::ShareHolderSame.into());
    }
    let object = json!({ "version": version, "share": number, "split": escrow.split, "holder": holder });
    let admission = audit::admit(ctx, services, "take_key_share", object).await?;
    escrow.taken[at] = Some(Taken { at: services.now(), by: name_of(ctx), holder: holder.to_owned() });
    records::put_escrow(services, version, &escrow).await?;
    admission.finish(services, "done", 1).await?;
    let file_name = format!("huicun-escrow-v{version}-{number}-{}.txt", escrow.split);
    Ok(TakenShare { file_name, text })
}

/// Splits a key anew: the shares that were taken do not fit the new ones.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn split_again(ctx: &Ctx, services: &Services, version: u32) -> AppResult<ConnectionView> {
    ctx.authorize(Permission::ManageConnection)?;
    let _alone = services.wecom.alone().await;
    let escrow = split(services, version).await?;
    let object = json!({ "version": version, "split": escrow.split });
    let admission = audit::admit(ctx, services, "split_key_again", object).await?;
    records::put_escrow(services, version, &escrow).await?;
    admission.finish(services, "done", 1).await?;
    super::state(ctx, services).await
}

async fn split(services: &Services, version: u32) -> AppResult<Escrow> {
    let rows = services.store.rsa_keys(&services.corp).await?;
    let row = rows.iter().find(|row| row.version == version).ok_or(ProblemCode::NotFound)?;
    let pem = keys::open_pem(services, row)?;
    let [one, two] = escrow::split(version, &pem)?;
    let split = one.split.clone();
    let waiting = [&one, &two].map(|share| Some(share.to_text().to_string()));
    Ok(Escrow { split, waiting, taken: [None, None] })
}
