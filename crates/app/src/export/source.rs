//! Where rows come from: all hits of a search that the archive held at one position, in order, in bounded memory.
//!
//! What the index has is walked in one of its states; what it has not reached is read from the store, so that no row is
//! missing whatever the index is doing. Both are sorted by place and merged.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::ops::ControlFlow;
use std::sync::Arc;

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use huicun_domain::ids::{Position, Seq};
use huicun_domain::message::search_texts;
use huicun_domain::query::{Order, Place};
use huicun_search::{Request, matches};
use huicun_store::MessageRow;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::access::Sight;
use crate::browse;
use crate::error::{AppError, AppResult};
use crate::index::PinnedIndex;
use crate::plaintext::{document, open_message};
use crate::search::{Plan, SearchRequest};
use crate::services::Services;
use crate::view::MessageView;

/// How many messages are read at a time.
const BATCH: usize = 400;
/// How many batches are read side by side.
const READERS: usize = 2;

/// The hits of a search at one position.
pub(super) struct Source {
    services: Services,
    index: Arc<PinnedIndex>,
    request: Request,
    /// The text to compare byte for byte, where asked: then what is found are candidates.
    exact: Option<Arc<str>>,
    /// What the index had not reached, in order.
    tail: Vec<Place>,
    candidates: u64,
}

/// Some hits, and how many candidates were looked at for them.
pub(super) struct Batch {
    pub(super) messages: Vec<MessageView>,
    pub(super) examined: u64,
}

impl Source {
    /// Understands a search of somebody who sees so much, and counts what it will find.
    pub(super) async fn new(
        services: &Services,
        sight: &Sight,
        search: &SearchRequest,
        snapshot: Position,
    ) -> AppResult<Self> {
        let plan = Plan::new(services, sight, search).await?.up_to(snapshot);
        let request = plan.request(None, 0, false);
        // One index for all of it, and its position is read first: whatever state is asked later has reached as much.
        let index = Arc::new(services.index.pin());
        let reached = index.reached();
        let mut tail = read_tail(services, &request, reached, snapshot).await?;
        let (asked_index, asked) = (index.clone(), request.clone());
        let found = tokio::task::spawn_blocking(move || asked_index.search(&asked)).await??;
        let missing = tail.iter().filter(|(position, _)| *position > found.reached).count();
        tail.sort_unstable_by(|one, other| compare(request.order, one.1, other.1));
        Ok(Self {
            services: services.clone(),
            index,
            exact: plan.exact.map(Arc::from),
            tail: tail.into_iter().map(|(_, place)| place).collect(),
            candidates: found.total + missing as u64,
            request,
        })
    }

    /// How many messages will be looked at; as many as there will be rows, unless texts are compared byte for byte.
    pub(super) fn candidates(&self) -> u64 {
        self.candidates
    }

    /// Tells whether every candidate is a hit.
    pub(super) fn is_counted(&self) -> bool {
        self.exact.is_none()
    }

    /// Begins to read, in order. The task ends when all is read or the stream is dropped, and tells what failed.
    pub(super) fn read(self) -> (BoxStream<'static, AppResult<Batch>>, JoinHandle<AppResult<()>>) {
        let (services, exact) = (self.services.clone(), self.exact.clone());
        let (places, walking) = self.walk();
        let read = places
            .map(move |places| Ok(load(services.clone(), exact.clone(), places)))
            .try_buffered(READERS)
            .boxed();
        (read, walking)
    }

    /// Begins to walk over the candidates' places, in order, as [`Self::read`] does.
    pub(super) fn walk(self) -> (BoxStream<'static, Vec<Place>>, JoinHandle<AppResult<()>>) {
        let (sender, receiver) = mpsc::channel(READERS);
        let (index, order) = (self.index, self.request.order);
        let (request, tail) = (self.request, self.tail);
        let walking = tokio::task::spawn_blocking(move || {
            let mut merge = Merge { tail: tail.into_iter().peekable(), order, batch: Vec::new(), sender };
            let mut given_up = false;
            index.for_each_match(&request, &mut |places| {
                let flow = places.iter().try_for_each(|place| merge.push(*place));
                given_up = flow.is_break();
                flow
            })?;
            if !given_up {
                merge.finish();
            }
            Ok(())
        });
        let places = stream::unfold(receiver, |mut receiver| async {
            let places: Vec<Place> = receiver.recv().await?;
            Some((places, receiver))
        });
        (places.boxed(), walking)
    }
}

/// Finds in the store what the index has not reached.
async fn read_tail(
    services: &Services,
    request: &Request,
    reached: Position,
    snapshot: Position,
) -> AppResult<Vec<(Position, Place)>> {
    let mut found = Vec::new();
    let mut after = reached;
    while after < snapshot {
        let rows = services.store.messages_after(&services.corp, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.position;
        let (owned, request) = (services.clone(), request.clone());
        let matching = move || -> Vec<(Position, Place)> {
            rows.iter().filter_map(|row| matching_place(&owned, &request, row)).collect()
        };
        found.extend(tokio::task::spawn_blocking(matching).await?);
    }
    Ok(found)
}

fn matching_place(services: &Services, request: &Request, row: &MessageRow) -> Option<(Position, Place)> {
    let message = open_message(&services.ring, &services.corp, row)?;
    let document = document(&services.corp, row.position, row.seq, &message);
    matches(&document, request).then_some((row.position, Place { sent_at: row.sent_at, seq: row.seq }))
}

fn compare(order: Order, one: Place, other: Place) -> Ordering {
    match order {
        Order::Newest => other.cmp(&one),
        Order::Oldest => one.cmp(&other),
    }
}

/// Merges what the index finds with what it had not reached, each place once.
struct Merge<T: Iterator<Item = Place>> {
    tail: Peekable<T>,
    order: Order,
    batch: Vec<Place>,
    sender: mpsc::Sender<Vec<Place>>,
}

impl<T: Iterator<Item = Place>> Merge<T> {
    fn push(&mut self, place: Place) -> ControlFlow<()> {
        let order = self.order;
        while let Some(earlier) = self.tail.next_if(|tail| compare(order, *tail, place) == Ordering::Less) {
            self.put(earlier)?;
        }
        // The index may have reached it meanwhile.
        self.tail.next_if_eq(&place);
        self.put(place)
    }

    fn finish(mut self) {
        while let Some(place) = self.tail.next() {
            if self.put(place).is_break() {
                return;
            }
        }
        if !self.batch.is_empty() {
            let _ = self.sender.blocking_send(self.batch);
        }
    }

    fn put(&mut self, place: Place) -> ControlFlow<()> {
        self.batch.push(place);
        if self.batch.len() < BATCH {
            return ControlFlow::Continue(());
        }
        match self.sender.blocking_send(std::mem::take(&mut self.batch)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

async fn load(services: Services, exact: Option<Arc<str>>, places: Vec<Place>) -> AppResult<Batch> {
    let seqs: Vec<Seq> = places.iter().map(|place| place.seq).collect();
    let rows = services.store.messages_by_seq(&services.corp, &seqs).await?;
    let mut messages = browse::messages::views(&services, rows).await?;
    if let Some(needle) = exact {
        messages.retain(|message| {
            search_texts(&message.content).iter().any(|text| text.contains(needle.as_ref()))
        });
    }
    Ok::<_, AppError>(Batch { messages, examined: places.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(order: Order, index: &[i64], tail: &[i64]) -> Vec<i64> {
        let place = |number: &i64| Place { sent_at: *number, seq: Seq(*number) };
        let (sender, mut receiver) = mpsc::channel(8);
        let tail = tail.iter().map(place).collect::<Vec<_>>().into_iter().peekable();
        let mut merge = Merge { tail, order, batch: Vec::new(), sender };
        assert!(index.iter().map(place).try_for_each(|place| merge.push(place)).is_continue());
        merge.finish();
        std::iter::from_fn(|| receiver.try_recv().ok()).flatten().map(|place| place.sent_at).collect()
    }

    #[test]
    fn each_place_comes_once_and_in_order() {
        assert_eq!(merged(Order::Oldest, &[1, 3, 5], &[2, 3, 6, 7]), [1, 2, 3, 5, 6, 7]);
        assert_eq!(merged(Order::Newest, &[5, 3, 1], &[7, 6, 3, 2]), [7, 6, 5, 3, 2, 1]);
        assert_eq!(merged(Order::Newest, &[], &[2, 1]), [2, 1]);
        let many: Vec<i64> = (0..2_000).collect();
        assert_eq!(merged(Order::Oldest, &many, &[]), many);
    }
}
