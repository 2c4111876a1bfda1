//! What ingest relies on.

use huicun_domain::ids::{MsgId, OperatorId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::Place;
use huicun_store::{
    BrokenItem, EnvelopeState, Gap, ListConversations, PageAt, PageWrite, ReadingRow, StoreError, Timeline,
    Unsealed,
};

use crate::harness::{Home, envelope, in_room, message};

pub async fn a_page_and_its_cursor_are_one(home: &Home) {
    let page = PageWrite {
        envelopes: (1..=150).map(envelope).collect(),
        broken: vec![BrokenItem { seq: Seq(151), reason: "item_unreadable".into(), sealed: vec![1] }],
        cursor: Seq(151),
        gaps: Vec::new(),
    };
    let written = home.store.append_page(&home.lease, &home.corp, page, 5_000).await.unwrap();
    assert_eq!(written.inserted.len(), 150);
    assert_eq!(home.store.cursor(&home.corp).await.unwrap(), Seq(151));
    let counters = home.store.counters(&home.corp).await.unwrap();
    assert_eq!((counters.received, counters.broken, counters.unsealing()), (150, 1, 150));
    assert_eq!(counters.waiting_since, Some(5_000));
    let waiting = home.store.waiting(&home.corp, Seq(100), 20).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].seq, waiting[0].sealed.len()), (20, Seq(101), 40));
    // The cursor never goes back.
    let late = PageWrite { envelopes: Vec::new(), cursor: Seq(3), ..PageWrite::default() };
    home.store.append_page(&home.lease, &home.corp, late, 5_001).await.unwrap();
    assert_eq!(home.store.cursor(&home.corp).await.unwrap(), Seq(151));
}

pub async fn what_comes_again_is_counted_once(home: &Home) {
    home.receive(1..=80).await;
    let mut altered = envelope(81);
    altered.msgid = MsgId::from("m5");
    let mut renumbered = envelope(7);
    renumbered.msgid = MsgId::from("another");
    let twice = vec![envelope(70), envelope(90), envelope(90), altered, renumbered];
    let page = PageWrite { envelopes: twice, cursor: Seq(90), ..PageWrite::default() };
    let written = home.store.append_page(&home.lease, &home.corp, page, 6_000).await.unwrap();
    assert_eq!((written.inserted, written.duplicates, written.conflicts), (vec![Seq(90)], 2, 2));
    let counters = home.store.counters(&home.corp).await.unwrap();
    assert_eq!((counters.received, counters.duplicates, counters.conflicts), (81, 2, 2));
    let mut again = envelope(7);
    again.msgid = MsgId::from("another");
    let page = PageWrite { envelopes: vec![again], cursor: Seq(90), ..PageWrite::default() };
    let written = home.store.append_page(&home.lease, &home.corp, page, 7_000).await.unwrap();
    assert_eq!((written.duplicates, written.conflicts), (1, 0));
    let original = home.store.envelope_by_msgid(&home.corp, &MsgId::from("m5")).await.unwrap().unwrap();
    assert_eq!((original.seq, original.state), (Seq(5), EnvelopeState::Received));
}

async fn open_gaps(home: &Home) -> Vec<(i64, i64)> {
    let rows = home.store.gaps(&home.corp).await.unwrap();
    rows.iter().filter(|gap| gap.is_open()).map(|gap| (gap.from.0, gap.to.0)).collect()
}

pub async fn a_gap_shrinks_splits_and_closes(home: &Home) {
    let gaps = vec![Gap { from: Seq(11), to: Seq(20) }, Gap { from: Seq(31), to: Seq(31) }];
    let page = PageWrite {
        envelopes: vec![envelope(10), envelope(21)],
        cursor: Seq(32),
        gaps,
        ..PageWrite::default()
    };
    home.store.append_page(&home.lease, &home.corp, page, 5_000).await.unwrap();
    home.receive([11, 15, 31]).await;
    let open = async || open_gaps(home).await;
    assert_eq!(open().await, [(12, 14), (16, 20)]);
    assert_eq!(home.store.gaps(&home.corp).await.unwrap()[0].first_seen, 5_000);
    home.receive(12..=20).await;
    assert!(open().await.is_empty());
    assert_eq!(home.store.counters(&home.corp).await.unwrap().gaps_open, 0);
}

pub async fn a_page_out_of_order_leaves_no_gap(home: &Home) {
    let gaps = vec![Gap { from: Seq(3), to: Seq(5) }, Gap { from: Seq(7), to: Seq(7) }];
    let page = PageWrite {
        envelopes: [1, 2, 6, 3, 5].into_iter().map(envelope).collect(),
        broken: vec![BrokenItem { seq: Seq(4), reason: "item_unreadable".into(), sealed: vec![1] }],
        cursor: Seq(8),
        gaps,
    };
    home.store.append_page(&home.lease, &home.corp, page, 5_000).await.unwrap();
    let open = async || open_gaps(home).await;
    assert_eq!(open().await, [(7, 7)]);
    // What is asked for again, and was there, is no gap either.
    let gaps = vec![Gap { from: Seq(2), to: Seq(3) }];
    let again =
        PageWrite { envelopes: vec![envelope(2), envelope(3)], cursor: Seq(8), gaps, ..PageWrite::default() };
    home.store.append_page(&home.lease, &home.corp, again, 5_001).await.unwrap();
    assert_eq!(open().await, [(7, 7)]);
    assert_eq!(home.store.counters(&home.corp).await.unwrap().gaps_open, 1);
}

pub async fn messages_get_positions_without_holes(home: &Home) {
    home.receive(1..=300).await;
    let first = home.unseal((1..=200).map(message).collect()).await;
    assert_eq!((first.first, first.skipped.len()), (Position(1), 0));
    let second = home.unseal((150..=300).map(message).collect()).await;
    assert_eq!(second.first, Position(201));
    assert_eq!(second.skipped.len(), 51);
    let rows = home.store.messages_after(&home.corp, Position(0), 1_000).await.unwrap();
    let positions: Vec<i64> = rows.iter().map(|row| row.position.0).collect();
    assert_eq!(positions, (1..=300).collect::<Vec<_>>());
    assert_eq!(home.store.last_position(&home.corp).await.unwrap(), Position(300));
    let counters = home.store.counters(&home.corp).await.unwrap();
    assert_eq!((counters.messages, counters.unsealing()), (300, 0));
    let asked: Vec<Seq> = [250, 3, 999, 100].map(Seq).to_vec();
    let found = home.store.messages_by_seq(&home.corp, &asked).await.unwrap();
    assert_eq!(found.iter().map(|row| row.seq.0).collect::<Vec<_>>(), [250, 3, 100]);
    assert_eq!((found[0].sealed.as_slice(), found[0].kind), (b"sealed 250".as_slice(), MessageKind::Text));
    assert_eq!(found[0].received_at, 5_000);
    let by_id = home.store.message_by_msgid(&home.corp, &MsgId::from("m100")).await.unwrap();
    assert_eq!(by_id.as_ref(), found.last());
    assert_eq!(home.store.message_by_msgid(&home.corp, &MsgId::from("m999")).await.unwrap(), None);
}

pub async fn a_lost_lease_writes_nothing(home: &Home) {
    assert!(home.store.acquire_lease("ingest", "other", 60_000, 2_000).await.unwrap().is_none());
    let other = home.store.acquire_lease("ingest", "other", 60_000, 90_000).await.unwrap().unwrap();
    assert!(other.token > home.lease.token);
    let page = PageWrite { envelopes: vec![envelope(1)], cursor: Seq(1), ..PageWrite::default() };
    let fenced = home.store.append_page(&home.lease, &home.corp, page.clone(), 91_000).await;
    assert!(matches!(fenced, Err(StoreError::Fenced)));
    assert!(!home.store.renew_lease(&home.lease, 60_000, 91_000).await.unwrap());
    assert_eq!(home.store.cursor(&home.corp).await.unwrap(), Seq(0));
    home.store.append_page(&other, &home.corp, page, 91_000).await.unwrap();
    home.store.release_lease(&other).await.unwrap();
    assert!(home.store.acquire_lease("ingest", "third", 60_000, 91_000).await.unwrap().is_some());
}

pub async fn recalls_mark_originals_whichever_came_first(home: &Home) {
    home.receive(1..=6).await;
    let recall = |seq: i64, original: &str| {
        let mut recall = message(seq);
        recall.kind = MessageKind::Revoke;
        recall.recalls = Some(MsgId::from(original));
        recall
    };
    home.unseal(vec![message(1), recall(2, "m1"), recall(3, "m4"), recall(5, "never seen")]).await;
    home.unseal(vec![message(4), message(6)]).await;
    assert_eq!(home.store.recalled_seqs(&home.corp).await.unwrap(), [Seq(1), Seq(4)]);
    let rows = home.store.messages_by_seq(&home.corp, &[Seq(4), Seq(6)]).await.unwrap();
    assert_eq!(rows[0].recalled.as_ref().unwrap().0, recall(3, "").sent_at);
    assert!(rows[1].recalled.is_none());
    let links = home.store.recalled_by(&home.corp, &[Seq(2), Seq(3), Seq(5)]).await.unwrap();
    assert_eq!(
        (links.get(&Seq(2)), links.get(&Seq(3)), links.get(&Seq(5))),
        (Some(&Seq(1)), Some(&Seq(4)), None)
    );
}

pub async fn parked_and_poison_wait_for_their_key(home: &Home) {
    home.receive(1..=3).await;
    let batch = Unsealed {
        quarantined: Vec::new(),
        messages: Vec::new(),
        parked: vec![(Seq(1), "key_version_missing".into())],
        poison: vec![(Seq(2), "decrypt_failed".into()), (Seq(3), "not_a_message".into())],
    };
    home.store.store_unsealed(&home.lease, &home.corp, &batch, 6_000).await.unwrap();
    let counters = home.store.counters(&home.corp).await.unwrap();
    assert_eq!((counters.parked, counters.poison, counters.waiting), (vec![(1, 1)], 2, 0));
    assert_eq!(home.store.parked(&home.corp, 1, Seq(0), 10).await.unwrap().len(), 1);
    let poison = home.store.poison_list(&home.corp, Seq(2), 10).await.unwrap();
    assert_eq!((poison.len(), poison[0].reason.as_str()), (1, "not_a_message"));
    assert_eq!(home.store.requeue(&home.lease, &home.corp, 1).await.unwrap(), 2);
    let waiting = home.store.waiting(&home.corp, Seq(0), 10).await.unwrap();
    assert_eq!(waiting.iter().map(|envelope| envelope.seq.0).collect::<Vec<_>>(), [1, 2]);
    let counters = home.store.counters(&home.corp).await.unwrap();
    assert_eq!((counters.parked.len(), counters.poison, counters.waiting), (0, 1, 2));
    assert_eq!(counters.waiting_since, Some(5_000));
    home.unseal(vec![message(1), message(3)]).await;
    for (seq, expected) in
        [(1, EnvelopeState::Unsealed), (2, EnvelopeState::Received), (3, EnvelopeState::Poison)]
    {
        let envelope = home.store.envelope(&home.corp, Seq(seq)).await.unwrap().unwrap();
        assert_eq!(envelope.state, expected, "{seq}");
    }
    assert_eq!(home.store.envelope(&home.corp, Seq(4)).await.unwrap(), None);
}

pub async fn pages_of_a_conversation_meet_without_holes(home: &Home) {
    home.receive(1..=60).await;
    home.unseal((1..=50).map(message).collect()).await;
    home.unseal((51..=60).map(|seq| in_room(seq, "wrA")).collect()).await;
    let one = Timeline::Conversation(message(1).conversation);
    let (mut seqs, mut at) = (Vec::new(), PageAt::First);
    loop {
        let page = home.store.timeline_page(&home.corp, &one, at, &[], 7).await.unwrap();
        seqs.extend(page.rows.iter().map(|row| row.seq.0));
        let last = page.rows.last().unwrap();
        at = PageAt::After(Place { sent_at: last.sent_at, seq: last.seq });
        if !page.more {
            break;
        }
    }
    assert_eq!(seqs, (1..=50).collect::<Vec<_>>());
    let last = home.store.timeline_page(&home.corp, &one, PageAt::Last, &[], 3).await.unwrap();
    assert_eq!(last.rows.iter().map(|row| row.seq.0).collect::<Vec<_>>(), [48, 49, 50]);
    let moment = message(20).sent_at;
    let from = home.store.timeline_page(&home.corp, &one, PageAt::From(moment), &[], 2).await.unwrap();
    assert_eq!(from.rows[0].seq, Seq(20));
    let days = home.store.timeline_days(&home.corp, &one, 8 * 3_600_000).await.unwrap();
    assert_eq!(days.iter().map(|(_, count)| count).sum::<u64>(), 50);
}

/// Numbers of a timeline's page.
async fn page_of(home: &Home, of: &Timeline, at: PageAt, kinds: &[MessageKind], limit: usize) -> Vec<i64> {
    let page = home.store.timeline_page(&home.corp, of, at, kinds, limit).await.unwrap();
    page.rows.iter().map(|row| row.seq.0).collect()
}

pub async fn what_a_party_took_part_in_is_read_as_one(home: &Home) {
    home.receive(1..=90).await;
    // Every third message is in the direct chat, the others in two rooms that reach over all of it.
    let at = |seq: i64| match seq % 3 {
        0 => message(seq),
        1 => in_room(seq, "wrA"),
        _ => in_room(seq, "wrB"),
    };
    home.unseal((1..=90).map(at).collect()).await;
    let everything = Timeline::Party("ZhangWei".into());
    let rooms = Timeline::Party("LiNa".into());
    let customer = Timeline::Party("wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5".into());
    for limit in [1, 7, 200] {
        for (of, expected) in [
            (&everything, (1..=90).collect::<Vec<_>>()),
            (&rooms, (1..=90).filter(|seq| seq % 3 != 0).collect()),
            (&customer, (1..=90).filter(|seq| seq % 3 == 0).collect()),
        ] {
            let (mut forwards, mut at) = (Vec::new(), PageAt::First);
            while let page = home.store.timeline_page(&home.corp, of, at, &[], limit).await.unwrap()
                && let Some(last) = page.rows.last()
            {
                at = PageAt::After(Place { sent_at: last.sent_at, seq: last.seq });
                forwards.extend(page.rows.iter().map(|row| row.seq.0));
            }
            assert_eq!(forwards, expected);
            let (mut backwards, mut at) = (Vec::new(), PageAt::Last);
            while let page = home.store.timeline_page(&home.corp, of, at, &[], limit).await.unwrap()
                && let Some(first) = page.rows.first()
            {
                at = PageAt::Before(Place { sent_at: first.sent_at, seq: first.seq });
                backwards.extend(page.rows.iter().rev().map(|row| row.seq.0));
            }
            backwards.reverse();
            assert_eq!(backwards, expected);
        }
    }
    assert_eq!(page_of(home, &everything, PageAt::Last, &[MessageKind::Image], 5).await, [0; 0]);
    assert_eq!(page_of(home, &everything, PageAt::Last, &[MessageKind::Text], 2).await, [89, 90]);
    let direct = message(3).conversation;
    for (party, expected) in [("ZhangWei", true), ("LiNa", false)] {
        assert_eq!(home.store.takes_part(&home.corp, &party.into(), direct).await.unwrap(), expected);
    }
    let days = home.store.timeline_days(&home.corp, &rooms, 0).await.unwrap();
    assert_eq!(days.iter().map(|(_, count)| count).sum::<u64>(), 60);
    let extent = home.store.party_extent(&home.corp, &"ZhangWei".into()).await.unwrap();
    assert_eq!(extent.map(|(count, first, _)| (count, first)), Some((90, message(1).sent_at)));
}

pub async fn operators_stand_where_they_read(home: &Home) {
    home.receive(1..=3).await;
    home.unseal((1..=3).map(message).collect()).await;
    let id = message(1).conversation;
    let (one, other) = (OperatorId(uuid::Uuid::from_u128(1)), OperatorId(uuid::Uuid::from_u128(2)));
    let place = |seq: i64| Place { sent_at: message(seq).sent_at, seq: Seq(seq) };
    for seq in [2, 3, 1] {
        home.store.mark_read(&home.corp, one, id, place(seq)).await.unwrap();
    }
    home.store.pin(&home.corp, one, id, Some(7)).await.unwrap();
    let reading = home.store.reading_of(&home.corp, one, &[id]).await.unwrap();
    assert_eq!(reading[&id], ReadingRow { read: Some(place(3)), pinned: true });
    assert!(home.store.reading_of(&home.corp, other, &[id]).await.unwrap().is_empty());
    for (operator, total) in [(one, 1), (other, 0)] {
        let list = ListConversations { pinned_by: Some(operator), ..ListConversations::default() };
        assert_eq!(home.store.conversations(&home.corp, &list, 5).await.unwrap().1, total);
    }
    home.store.pin(&home.corp, one, id, None).await.unwrap();
    let reading = home.store.reading_of(&home.corp, one, &[id]).await.unwrap();
    assert_eq!(reading[&id], ReadingRow { read: Some(place(3)), pinned: false });
}
