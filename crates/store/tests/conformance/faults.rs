//! What holds when a caller goes away in the middle, and when many come at once.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use huicun_domain::ids::{JobId, MsgId, Position, Seq};
use huicun_store::{EnvelopeState, NewJob, PageWrite, Unsealed};
use uuid::Uuid;

use crate::harness::{Home, envelope, in_room, message};

/// Polls a future, and gives it up when it was to be waited for more than `waits` times.
async fn given_up<F: Future>(future: F, waits: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = waits;
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

/// Waits for a transaction that was given up: whoever writes the lease comes behind it.
async fn settle(home: &Home) {
    assert!(home.store.renew_lease(&home.lease, 1 << 40, 1_000).await.unwrap());
}

pub async fn a_page_that_is_given_up_is_there_or_not(home: &Home) {
    let mut given_up_count = 0;
    for turn in 0..40_i64 {
        let seqs = turn * 20 + 1..=turn * 20 + 20;
        let page = || PageWrite {
            envelopes: seqs.clone().map(envelope).collect(),
            cursor: Seq(*seqs.end()),
            ..PageWrite::default()
        };
        let append = home.store.append_page(&home.lease, &home.corp, page(), 5_000);
        let written = given_up(append, usize::try_from(turn).unwrap()).await;
        given_up_count += usize::from(written.is_none());
        settle(home).await;
        let cursor = home.store.cursor(&home.corp).await.unwrap();
        let counters = home.store.counters(&home.corp).await.unwrap();
        assert_eq!(counters.received, cursor.0.unsigned_abs(), "turn {turn}");
        assert!(cursor == Seq(seqs.start() - 1) || cursor == Seq(*seqs.end()), "turn {turn}: {cursor:?}");
        home.store.append_page(&home.lease, &home.corp, page(), 5_000).await.unwrap();
    }
    assert!(given_up_count > 0);
    assert_eq!(home.store.counters(&home.corp).await.unwrap().received, 800);
}

pub async fn a_batch_that_is_given_up_is_there_once_or_not(home: &Home) {
    home.receive(1..=400).await;
    let mut given_up_count = 0;
    for turn in 0..40_i64 {
        let seqs = turn * 10 + 1..=turn * 10 + 10;
        let messages = seqs.clone().map(|seq| if seq % 2 == 0 { message(seq) } else { in_room(seq, "wrA") });
        let batch = Unsealed { messages: messages.collect(), ..Unsealed::default() };
        let store = home.store.store_unsealed(&home.lease, &home.corp, &batch, 6_000);
        let stored = given_up(store, usize::try_from(turn * 2).unwrap()).await;
        given_up_count += usize::from(stored.is_none());
        settle(home).await;
        home.store.store_unsealed(&home.lease, &home.corp, &batch, 6_000).await.unwrap();
    }
    assert!(given_up_count > 0);
    let rows = home.store.messages_after(&home.corp, Position(0), 1_000).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.position.0).collect::<Vec<_>>(), (1..=400).collect::<Vec<_>>());
    let ids = [message(2).conversation, in_room(1, "wrA").conversation];
    for row in home.store.conversations_by_id(&home.corp, &ids).await.unwrap() {
        assert_eq!(row.message_count, 200);
    }
    let (parties, _) = home.store.conversation_parties(&home.corp, ids[1], 10).await.unwrap();
    assert_eq!(parties.len(), 3);
    let refs = home.store.party_refs(&home.corp, &["ZhangWei".into()]).await.unwrap();
    assert_eq!(refs.values().next().unwrap().messages, 400);
}

pub async fn ids_are_known_after_they_were_merged(home: &Home) {
    const COUNT: i64 = 33_000;
    for first in (1..=COUNT).step_by(1_000) {
        home.receive(first..first + 1_000).await;
    }
    let altered = |seq: i64, id: i64| {
        let mut envelope = envelope(seq);
        envelope.msgid = MsgId::new(format!("m{id}"));
        envelope
    };
    // Both before and after the merge: what came again, and what took the id of another.
    let envelopes = vec![envelope(3), envelope(COUNT), altered(COUNT + 1, 5), altered(COUNT + 2, COUNT - 1)];
    let page = PageWrite { envelopes, cursor: Seq(COUNT + 2), ..PageWrite::default() };
    let written = home.store.append_page(&home.lease, &home.corp, page, 6_000).await.unwrap();
    assert_eq!((written.inserted.len(), written.duplicates, written.conflicts), (0, 2, 2));
    for seq in [1, 32_768, COUNT] {
        let found = home.store.envelope_by_msgid(&home.corp, &MsgId::new(format!("m{seq}"))).await.unwrap();
        assert_eq!(found.map(|found| (found.seq, found.state)), Some((Seq(seq), EnvelopeState::Received)));
    }
}

pub async fn of_many_workers_one_gets_the_job(home: &Home) {
    for turn in 0..5 {
        let id = JobId(Uuid::now_v7());
        let new = NewJob { id, kind: "export".into(), payload: vec![1], created_by: None, created_at: turn };
        home.store.enqueue_job(&home.corp, &new).await.unwrap();
        let workers: Vec<_> = (0..6)
            .map(|number| {
                let (store, corp) = (home.store.clone(), home.corp.clone());
                tokio::spawn(
                    async move { store.claim_job(&corp, &format!("worker {number}"), 60_000, 100).await },
                )
            })
            .collect();
        let mut claimed = 0;
        for worker in workers {
            claimed += usize::from(worker.await.unwrap().unwrap().is_some());
        }
        assert_eq!(claimed, 1);
    }
}
