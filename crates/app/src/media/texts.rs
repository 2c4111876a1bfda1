//! The texts of one file, to be read.

use huicun_domain::access::Permission;
use huicun_domain::ids::Seq;
use huicun_store::FilePlace;

use crate::access;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::file_texts;
use crate::services::Services;
use crate::view::{FileTextView, FileTextsView};

/// Shows the texts that were drawn from a file; none where none were.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::NotFound`] where there is no such file, [`huicun_domain::code::ProblemCode::Forbidden`].
pub async fn texts(ctx: &Ctx, services: &Services, seq: Seq, slot: u32) -> AppResult<FileTextsView> {
    let place = FilePlace { seq, slot };
    let sight = access::sight(ctx, services, Permission::PlayMedia).await?;
    super::show::seen(services, &sight, place).await?;
    let object = serde_json::json!({ "seq": seq, "slot": slot, "texts": true });
    let admission = audit::admit(ctx, services, "open_file", object).await?;
    let drawn = file_texts::of_messages(services, &[seq]).await?;
    let own = drawn.into_values().flatten().filter(|text| text.place == place);
    let texts: Vec<FileTextView> =
        own.map(|text| FileTextView { source: text.source, text: text.text }).collect();
    admission.finish(services, "answered", texts.len() as u64).await?;
    Ok(FileTextsView { texts })
}
