//! How large an export with files will be, before it is asked for.

use std::collections::HashSet;

use futures::StreamExt;
use huicun_domain::access::Permission;
use huicun_domain::ids::Seq;
use huicun_store::{BlobId, FileRow};
use serde::Serialize;

use super::source::Source;
use super::{ExportRequest, FileCounts, manage};
use crate::access::{self, Sight};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::search::{Plan, SearchRequest};
use crate::services::Services;

/// How many messages are looked at before the answer is "at least".
const LOOKED_AT: u64 = 20_000;

/// What an export would hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportEstimate {
    /// How many messages would be looked at: as many as would be exported, unless texts are compared byte for byte.
    pub messages: u64,
    /// How many of them were looked at for their files.
    pub looked_at: u64,
    /// The files of those: how many are kept, how many are not, and the bytes of the kept ones, each content once.
    pub files: FileCounts,
    /// Whether all messages were looked at; if not, there are at least as many files and bytes.
    pub complete: bool,
}

/// Counts the files of what a search finds.
///
/// # Errors
/// Problems of the query, [`huicun_domain::code::ProblemCode::Forbidden`].
pub async fn estimate(ctx: &Ctx, services: &Services, request: ExportRequest) -> AppResult<ExportEstimate> {
    let sight = access::sight(ctx, services, Permission::Export).await?;
    let search = SearchRequest { after: None, kinds_count: false, context: false, ..request.search };
    let request = ExportRequest { search, ..request };
    Plan::new(services, &sight, &request.search).await?.must_ask(&request.search.filters)?;
    let object = manage::audit_object(services, &request)?;
    let admission = audit::admit(ctx, services, "estimate_export", object).await?;
    let estimate = count(services, &sight, &request.search).await?;
    admission.finish(services, "answered", estimate.messages).await?;
    Ok(estimate)
}

async fn count(services: &Services, sight: &Sight, search: &SearchRequest) -> AppResult<ExportEstimate> {
    let snapshot = services.store.last_position(&services.corp).await?;
    let source = Source::new(services, sight, search, snapshot).await?;
    let messages = source.candidates();
    let (places, walking) = source.walk();
    let mut places = places.fuse();
    let mut estimate =
        ExportEstimate { messages, looked_at: 0, files: FileCounts::default(), complete: false };
    let mut blobs = HashSet::new();
    while estimate.looked_at < LOOKED_AT
        && let Some(batch) = places.next().await
    {
        let seqs: Vec<Seq> = batch.iter().map(|place| place.seq).collect();
        estimate.looked_at += seqs.len() as u64;
        for file in services.store.files_of(&services.corp, &seqs).await? {
            add(&mut estimate.files, &mut blobs, &file);
        }
    }
    estimate.complete = places.next().await.is_none();
    drop(places);
    walking.await??;
    Ok(estimate)
}

fn add(counts: &mut FileCounts, blobs: &mut HashSet<BlobId>, file: &FileRow) {
    let Some(blob) = file.blob else {
        counts.missing += 1;
        return;
    };
    counts.kept += 1;
    if blobs.insert(blob) {
        counts.bytes += file.size.unwrap_or_default();
    }
}
