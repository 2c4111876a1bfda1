//! Byte-for-byte matching: the index names candidates by their folding, and each is read and compared.
//!
//! The folding of a part of a text is a part of the folding of the text, so no hit is missing among the candidates.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt, stream};
use huicun_domain::ids::Seq;
use huicun_domain::message::{MessageKind, search_texts};
use huicun_domain::query::{Order, Place};
use huicun_store::MessageRow;

use super::{FoundPage, KindCount, Plan};
use crate::error::AppResult;
use crate::file_texts;
use crate::plaintext::open_message;
use crate::services::Services;

const CANDIDATES: usize = 100_000;
const CHUNK: usize = 500;
const READERS: usize = 4;

/// Finds the exact hits of a plan.
pub(super) async fn find(
    services: &Services,
    plan: &Plan,
    after: Option<Place>,
    limit: usize,
    count_kinds: bool,
) -> AppResult<FoundPage> {
    let needle: Arc<str> = plan.exact.clone().unwrap_or_default().into();
    let folded = Plan { exact: None, ..plan.clone() };
    let mut kinds: HashMap<MessageKind, u64> = HashMap::new();
    let (mut total, mut searched, mut places) = (0, None, Vec::new());
    let mut from = None;
    loop {
        let candidates = Box::pin(super::find(services, &folded, from, CANDIDATES, false)).await?;
        // The least that a page saw: the index may be given up between two pages.
        let least = searched.get_or_insert(candidates.searched);
        *least = candidates.searched.min(*least);
        for (place, kind) in verify(services, plan, &candidates.places, &needle).await? {
            total += 1;
            *kinds.entry(kind).or_default() += 1;
            let wanted = match (after, plan.order()) {
                (None, _) => true,
                (Some(after), Order::Newest) => place < after,
                (Some(after), Order::Oldest) => place > after,
            };
            if wanted && places.len() <= limit {
                places.push(place);
            }
        }
        if !candidates.more {
            break;
        }
        from = candidates.places.last().copied();
    }
    let more = places.len() > limit;
    places.truncate(limit);
    let kinds =
        count_kinds.then(|| kinds.into_iter().map(|(kind, count)| KindCount { kind, count }).collect());
    Ok(FoundPage { total, places, kinds, searched: searched.unwrap_or_default(), more })
}

/// Reads candidates and keeps those that contain the needle, in their order.
async fn verify(
    services: &Services,
    plan: &Plan,
    places: &[Place],
    needle: &Arc<str>,
) -> AppResult<Vec<(Place, MessageKind)>> {
    let chunks: Vec<Vec<Place>> = places.chunks(CHUNK).map(<[Place]>::to_vec).collect();
    let verified: Vec<Vec<(Place, MessageKind)>> = stream::iter(chunks)
        .map(|chunk| verify_chunk(services.clone(), plan.also.clone(), chunk, needle.clone()))
        .buffered(READERS)
        .try_collect()
        .await?;
    Ok(verified.into_iter().flatten().collect())
}

async fn verify_chunk(
    services: Services,
    also: Arc<[Place]>,
    chunk: Vec<Place>,
    needle: Arc<str>,
) -> AppResult<Vec<(Place, MessageKind)>> {
    let seqs: Vec<Seq> = chunk.iter().map(|place| place.seq).collect();
    let with_files = chunk.iter().filter(|place| also.binary_search(place).is_ok());
    let with_files: Vec<Seq> = with_files.map(|place| place.seq).collect();
    let in_files: HashSet<Seq> = file_texts::of_messages(&services, &with_files)
        .await?
        .into_iter()
        .filter(|(_, texts)| texts.iter().any(|text| text.text.contains(&*needle)))
        .map(|(seq, _)| seq)
        .collect();
    let rows = services.store.messages_by_seq(&services.corp, &seqs).await?;
    let kept = tokio::task::spawn_blocking(move || {
        let contains = |row: &&MessageRow| in_files.contains(&row.seq) || contains(&services, row, &needle);
        rows.iter().filter(contains).map(|row| (row.seq, row.kind)).collect()
    });
    let kept: HashMap<Seq, MessageKind> = kept.await?;
    Ok(chunk.into_iter().filter_map(|place| kept.get(&place.seq).map(|kind| (place, *kind))).collect())
}

fn contains(services: &Services, row: &MessageRow, needle: &str) -> bool {
    open_message(&services.ring, &services.corp, row)
        .is_some_and(|message| search_texts(&message.content).iter().any(|text| text.contains(needle)))
}
