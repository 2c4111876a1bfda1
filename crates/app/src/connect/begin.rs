//! Beginning an archive whose corp is named later, in the console.

use huicun_domain::clock::Millis;
use huicun_domain::ids::CorpId;
use huicun_store::Store;
use uuid::Uuid;

use crate::error::AppResult;

/// What the key of a corp begins with that was begun without WeCom's id: the archive made it. WeCom's begin otherwise.
pub const MADE_CORP: &str = "local-";
/// What such a corp is called until somebody names it.
const UNNAMED: &str = "会存";

/// Begins a corp under a key of the archive's own making: everything that is kept is bound to it, and WeCom's id is one
/// of the things that are filled in.
///
/// # Errors
/// The store's failures.
pub async fn begin_corp(store: &Store, now: Millis) -> AppResult<CorpId> {
    let corp = CorpId::new(format!("{MADE_CORP}{}", Uuid::now_v7().simple()));
    store.ensure_corp(&corp, UNNAMED, now).await?;
    Ok(corp)
}
