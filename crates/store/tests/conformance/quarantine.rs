//! Quarantine: what may not be archived is held, released, taken out and destroyed; and what is in doubt.

use huicun_domain::directory::{DepartmentId, Fact, TagId};
use huicun_domain::ids::{MsgId, PartyId, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::Place;
use huicun_domain::scope::{ConsentState, QuarantineReason};
use huicun_store::{
    DirectoryWrite, EnvelopeState, ListConversations, NewFile, NewMessage, NewQuarantined, QuarantineOutcome,
    Quarantined, TakenOut, Unsealed,
};

use crate::harness::{Home, in_room, message};

const BEGINNING: Place = Place { sent_at: i64::MIN, seq: Seq(i64::MIN) };

fn held(message: &NewMessage, reason: QuarantineReason) -> Quarantined {
    Quarantined {
        seq: message.seq,
        conversation: message.conversation,
        sender: message.sender.clone(),
        sent_at: message.sent_at,
        kind: message.kind,
        external: message.external,
        reason,
        sealed: message.sealed.clone(),
    }
}

fn file(message: &NewMessage) -> NewFile {
    NewFile {
        seq: message.seq,
        slot: 0,
        kind: MessageKind::Image,
        sent_at: message.sent_at,
        deadline: message.sent_at + 1_000,
        expected_size: 10,
    }
}

async fn hold(home: &Home, message: &NewMessage, reason: QuarantineReason) {
    let new = NewQuarantined {
        message: held(message, reason),
        parties: message.participants.clone(),
        files: vec![file(message)],
    };
    let batch = Unsealed { quarantined: vec![new], ..Unsealed::default() };
    home.store.store_unsealed(&home.lease, &home.corp, &batch, 7_000).await.unwrap();
}

async fn seqs(home: &Home, party: Option<&str>) -> Vec<i64> {
    let party = party.map(PartyId::from);
    let rows = home.store.quarantined(&home.corp, party.as_ref(), BEGINNING, 100).await.unwrap();
    rows.into_iter().map(|row| row.seq.0).collect()
}

pub async fn what_is_held_is_released_with_its_files(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    home.receive([1, 2, 3]).await;
    home.unseal(vec![message(1)]).await;
    hold(home, &in_room(2, "wrA"), QuarantineReason::ConsentPending).await;
    hold(home, &message(3), QuarantineReason::OutOfScope).await;
    let counters = store.counters(corp).await.unwrap();
    assert_eq!((counters.messages, counters.quarantined, counters.waiting), (1, 2, 0));
    assert_eq!((seqs(home, None).await, seqs(home, Some("LiNa")).await), (vec![2, 3], vec![2]));
    assert!(store.messages_by_seq(corp, &[Seq(2), Seq(3)]).await.unwrap().is_empty());
    let among = store.quarantined_among(corp, &[Seq(1), Seq(3)]).await.unwrap();
    assert!(among.len() == 1 && among.contains(&Seq(3)));
    assert_eq!(store.quarantined_plaintext(corp, Seq(2)).await.unwrap(), Some(in_room(2, "wrA").sealed));
    let state = store.envelope(corp, Seq(2)).await.unwrap().unwrap();
    assert_eq!((state.state, state.reason.as_deref()), (EnvelopeState::Quarantined, Some("consent_pending")));
    assert_eq!(store.due_files(corp, 0, 10).await.unwrap().len(), 2, "WeCom does not wait with the files");

    let changes = [(Seq(2), QuarantineReason::ConsentRefused)];
    store.change_quarantine_reasons(&home.lease, corp, &changes).await.unwrap();
    let counts = store.quarantine_counts(corp).await.unwrap();
    let counts: Vec<_> = counts.into_iter().map(|count| (count.reason, count.count, count.since)).collect();
    let expected = [(QuarantineReason::ConsentRefused, 1, 7_000), (QuarantineReason::OutOfScope, 1, 7_000)];
    assert_eq!(counts, expected);

    let released = store.release(&home.lease, corp, &[in_room(2, "wrA"), message(9)], 8_000).await.unwrap();
    assert_eq!((released.first.0, released.skipped), (2, vec![Seq(9)]));
    let rows = store.messages_by_seq(corp, &[Seq(2)]).await.unwrap();
    assert_eq!((rows[0].consent, rows[0].received_at), (Some(ConsentState::Unknown), 5_000));
    let counters = store.counters(corp).await.unwrap();
    assert_eq!((counters.messages, counters.quarantined), (2, 1));
    assert_eq!(seqs(home, Some("LiNa")).await, [0_i64; 0]);
    let events = store.quarantine_events(corp, 10).await.unwrap();
    assert_eq!((events[0].outcome, events[0].count, events[0].at), (QuarantineOutcome::Released, 1, 8_000));
}

pub async fn what_is_taken_out_leaves_no_trace_in_figures(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    home.receive([1, 2, 3, 4, 5]).await;
    let recall = NewMessage { recalls: Some(MsgId::new("m1")), ..message(5) };
    home.unseal(vec![message(1), message(2), in_room(3, "wrA"), in_room(4, "wrA"), recall]).await;
    let out = |message: NewMessage| TakenOut {
        seq: message.seq,
        parties: message.participants,
        reason: QuarantineReason::ConsentRefused,
    };
    let taken = [out(message(2)), out(in_room(3, "wrA")), out(in_room(4, "wrA")), out(message(5))];
    store.take_out(&home.lease, corp, &taken, 9_000).await.unwrap();
    store.take_out(&home.lease, corp, &taken, 9_500).await.unwrap();

    let counters = store.counters(corp).await.unwrap();
    assert_eq!((counters.messages, counters.quarantined), (1, 4));
    let left = store.messages_by_seq(corp, &[Seq(1), Seq(2)]).await.unwrap();
    assert_eq!(
        (left.len(), left[0].recalled.clone()),
        (1, None),
        "a recall that is not there recalls nothing"
    );
    let (conversations, total) = store.conversations(corp, &ListConversations::default(), 10).await.unwrap();
    assert_eq!(total, 1, "of the room nothing is left");
    assert_eq!((conversations[0].message_count, conversations[0].last_at), (1, message(1).sent_at));
    assert_eq!(seqs(home, Some("ChenJie")).await, [3, 4]);
    let mut pending = store.still_indexed(corp, 10).await.unwrap();
    assert_eq!(pending.len(), 4);

    // What the indexes have yet to forget is not released: it would be found twice.
    let early = store.release(&home.lease, corp, &[message(2)], 9_600).await.unwrap();
    assert_eq!(early.skipped, [Seq(2)]);
    let all: Vec<Seq> = pending.drain(..).map(|(seq, _)| seq).collect();
    store.note_unindexed(&home.lease, corp, &all).await.unwrap();
    assert!(store.still_indexed(corp, 10).await.unwrap().is_empty());
    let recall = NewMessage { recalls: Some(MsgId::new("m1")), ..message(5) };
    store.release(&home.lease, corp, &[message(2), in_room(3, "wrA"), recall], 9_700).await.unwrap();
    let back = store.messages_by_seq(corp, &[Seq(1), Seq(2), Seq(3)]).await.unwrap();
    assert!(back.len() == 3 && back[0].recalled.is_some(), "the recall counts again");
    assert_eq!(store.conversations(corp, &ListConversations::default(), 10).await.unwrap().1, 2);
    let parties = store.party_refs(corp, &["LiNa".into()]).await.unwrap();
    assert_eq!(
        parties.get(&PartyId::from("LiNa")).map(|row| row.conversations),
        Some(1),
        "who took part is back"
    );
}

pub async fn what_stayed_too_long_is_destroyed_and_known_to_be(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    home.receive([1, 2]).await;
    hold(home, &message(1), QuarantineReason::CustomerRefused).await;
    hold(home, &in_room(2, "wrA"), QuarantineReason::OutOfScope).await;
    assert!(store.doomed(corp, 7_000, 10).await.unwrap().seqs.is_empty(), "not yet");
    let doomed = store.doomed(corp, 7_001, 1).await.unwrap();
    assert_eq!((doomed.seqs.clone(), doomed.blobs.len()), (vec![Seq(1)], 0));
    assert_eq!(store.destroy_quarantined(&home.lease, corp, &doomed, 8_000).await.unwrap(), 1);
    assert_eq!(store.destroy_quarantined(&home.lease, corp, &doomed, 8_000).await.unwrap(), 0);

    let envelope = store.envelope(corp, Seq(1)).await.unwrap().unwrap();
    assert_eq!((envelope.state, envelope.sealed.len()), (EnvelopeState::Destroyed, 0));
    assert_eq!(store.quarantined_plaintext(corp, Seq(1)).await.unwrap(), None);
    assert!(store.files_of(corp, &[Seq(1)]).await.unwrap().is_empty());
    assert_eq!(store.media_counters(corp).await.unwrap().waiting, 1);
    let counters = store.counters(corp).await.unwrap();
    assert_eq!((counters.received, counters.quarantined, counters.destroyed), (2, 1, 1));
    let events = store.quarantine_events(corp, 10).await.unwrap();
    let event = &events[0];
    assert_eq!(
        (event.outcome, event.reason),
        (QuarantineOutcome::Destroyed, QuarantineReason::CustomerRefused)
    );
}

pub async fn what_is_learnt_late_raises_doubts_that_stay_until_looked_into(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let write = |begun: Vec<(Fact, i64)>| DirectoryWrite { begun, at: 50, ..DirectoryWrite::default() };
    store.write_directory(corp, &write(vec![(Fact::Employed("LiNa".into()), 40)]), 60).await.unwrap();
    store.write_directory(corp, &write(vec![(Fact::Employed("LiNa".into()), 30)]), 60).await.unwrap();
    let customer = "wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5";
    store
        .write_directory(corp, &write(vec![(Fact::Serves("LiNa".into(), customer.into()), 5)]), 60)
        .await
        .unwrap();
    let seen = store.doubts(corp, 10).await.unwrap();
    assert_eq!((seen.len(), seen[0].party.clone(), seen[0].since), (1, Some("LiNa".into()), 30));

    let moved = write(vec![(Fact::Under(DepartmentId(3), DepartmentId(2)), 20)]);
    store.write_directory(corp, &moved, 60).await.unwrap();
    store.write_directory(corp, &write(vec![(Fact::Tagged("LiNa".into(), TagId(7)), 90)]), 95).await.unwrap();
    store.settle(&home.lease, corp, &seen[0]).await.unwrap();
    let doubts = store.doubts(corp, 10).await.unwrap();
    let doubts: Vec<_> = doubts.into_iter().map(|doubt| (doubt.party, doubt.since)).collect();
    assert_eq!(doubts, [(None, 20), (Some("LiNa".into()), 30)], "something was added to hers meanwhile");

    home.receive([1, 2]).await;
    home.unseal(vec![message(1), in_room(2, "wrA")]).await;
    let of = async |party: Option<&str>, since| {
        let party = party.map(PartyId::from);
        store.conversations_since(corp, party.as_ref(), since, None, 10).await.unwrap()
    };
    assert_eq!(of(None, 0).await.len(), 2);
    assert_eq!(of(Some("LiNa"), 0).await, [in_room(2, "wrA").conversation]);
    assert!(of(None, in_room(2, "wrA").sent_at + 1).await.is_empty());
    store.set_consents(&home.lease, corp, &[(Seq(1), ConsentState::Agreed)]).await.unwrap();
    let rows = store.messages_by_seq(corp, &[Seq(1)]).await.unwrap();
    assert_eq!(rows[0].consent, Some(ConsentState::Agreed));
}
