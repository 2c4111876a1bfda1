//! What the console and the jobs rely on.

use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{AuditId, JobId, OperatorId, PartyId, PartyKind, Position};
use huicun_domain::message::MessageKind;
use huicun_store::{
    AuditRow, JobState, ListConversations, ListParties, NewJob, OperatorRow, PartyInfo, RoomInfo, SessionRow,
};
use uuid::Uuid;

use crate::harness::{Home, in_room, message};

async fn talk(home: &Home) {
    home.receive(1..=20).await;
    home.unseal((1..=12).map(message).collect()).await;
    home.unseal((13..=20).map(|seq| in_room(seq, if seq % 2 == 0 { "wrA" } else { "wrB" })).collect()).await;
}

fn person(id: &str, name: &str, left: bool) -> PartyInfo {
    let kind = PartyId::from(id).guess_kind();
    PartyInfo { id: id.into(), kind, name: Some(name.into()), detail: Some("销售部".into()), left }
}

pub async fn names_keep_their_history_and_lists_their_order(home: &Home) {
    talk(home).await;
    let (store, corp) = (&home.store, &home.corp);
    store
        .upsert_parties(corp, &[person("ZhangWei", "张伟", false), person("LiNa", "李娜", true)], 10)
        .await
        .unwrap();
    store.upsert_parties(corp, &[person("ZhangWei", "张伟伟", false)], 20).await.unwrap();
    let names = store.party_names(corp, &["ZhangWei".into(), "WangWu".into()]).await.unwrap();
    assert_eq!(names[&"ZhangWei".into()], [(10, "张伟".to_owned()), (20, "张伟伟".to_owned())]);
    assert_eq!(names.len(), 1);
    let robot = PartyId::from("wbQk7xDQAAHTTu44YhPAOmQe9w4_DyH6");
    let info = PartyInfo { id: robot.clone(), kind: PartyKind::Robot, name: None, detail: None, left: false };
    store.upsert_parties(corp, &[info], 20).await.unwrap();
    assert_eq!(store.unnamed_robots(corp, 10).await.unwrap(), [robot]);
    let (members, total) = store
        .parties(corp, &ListParties { kind: Some(PartyKind::Member), ..ListParties::default() }, 10)
        .await
        .unwrap();
    assert_eq!(total, 3);
    let first = &members[0];
    assert_eq!((first.id.as_str(), first.name.as_deref(), first.messages), ("ZhangWei", Some("张伟伟"), 20));
    assert_eq!(first.conversations, 3);
    let after = Some((first.last_at.unwrap_or_default(), first.id.clone()));
    let (rest, _) = store
        .parties(corp, &ListParties { kind: Some(PartyKind::Member), after, ..ListParties::default() }, 10)
        .await
        .unwrap();
    assert_eq!(rest.len(), 2);
    for (text, expected) in [("娜", 1), ("zhangw", 1), ("%", 0), ("_", 1)] {
        let list = ListParties { text: Some(text.into()), ..ListParties::default() };
        assert_eq!(store.parties(corp, &list, 10).await.unwrap().1, expected, "{text}");
    }
    let refs = store.party_refs(corp, &["LiNa".into(), "nobody".into()]).await.unwrap();
    assert!(refs.len() == 1 && refs[&PartyId::from("LiNa")].left);
}

pub async fn conversations_are_listed_by_party_kind_and_name(home: &Home) {
    talk(home).await;
    let (store, corp) = (&home.store, &home.corp);
    store
        .upsert_rooms(corp, &[RoomInfo { id: "wrA".into(), name: Some("项目A群".into()), owner: None }], 10)
        .await
        .unwrap();
    assert_eq!(store.internal_rooms(corp, i64::MAX, 10).await.unwrap(), ["wrB".into()], "it has no name");
    assert_eq!(store.internal_rooms(corp, 0, 10).await.unwrap().len(), 2, "somebody wrote in both");
    let all = ListConversations::default();
    let (rows, total) = store.conversations(corp, &all, 2).await.unwrap();
    assert_eq!((rows.len(), total), (2, 3));
    assert_eq!(rows[0].room_name.as_deref(), Some("项目A群"));
    let rest = ListConversations { after: Some((rows[1].last_at, rows[1].id)), ..all.clone() };
    let (rest, _) = store.conversations(corp, &rest, 2).await.unwrap();
    assert_eq!((rest.len(), rest[0].message_count, rest[0].external), (1, 12, true));
    assert_eq!(rest[0].direct.as_ref().map(|(one, _)| one.as_str()), Some("ZhangWei"));
    for (list, expected) in [
        (ListConversations { party: Some("LiNa".into()), ..all.clone() }, 2),
        (ListConversations { kind: Some(ConversationKind::Direct), ..all.clone() }, 1),
        (ListConversations { text: Some("项目a".into()), ..all.clone() }, 1),
        (ListConversations { text: Some("lina".into()), party: Some("LiNa".into()), ..all.clone() }, 2),
        (ListConversations { text: Some("无".into()), ..all }, 0),
    ] {
        assert_eq!(store.conversations(corp, &list, 10).await.unwrap().1, expected, "{list:?}");
    }
    let (parties, count) = store.conversation_parties(corp, rows[0].id, 2).await.unwrap();
    assert_eq!((parties.len(), count), (2, 3));
    assert_eq!(store.conversations_by_id(corp, &[rows[0].id, rows[1].id]).await.unwrap().len(), 2);
}

pub async fn operators_and_sessions_come_and_go(home: &Home) {
    let store = &home.store;
    let mut operator = OperatorRow {
        id: OperatorId(Uuid::now_v7()),
        name: "officer".into(),
        display_name: "陈静".into(),
        password_hash: "hash".into(),
        locale: "zh-CN".into(),
        member: None,
        disabled_at: None,
        created_at: 1,
    };
    store.put_operator(&operator).await.unwrap();
    operator.disabled_at = Some(5);
    operator.member = Some("chen".into());
    store.put_operator(&operator).await.unwrap();
    assert_eq!(store.operator_by_name("officer").await.unwrap().as_ref(), Some(&operator));
    assert_eq!(store.operator(operator.id).await.unwrap().as_ref(), Some(&operator));
    assert_eq!(store.operator_count().await.unwrap(), 1);
    assert_eq!(store.operators().await.unwrap(), [operator.clone()]);
    for token in [1, 2, 3] {
        let session = SessionRow {
            token_hash: vec![token; 32],
            operator: operator.id,
            created_at: 10,
            expires_at: 1_000,
            last_seen_at: 10,
            address: Some("127.0.0.1".into()),
        };
        store.insert_session(&session).await.unwrap();
    }
    store.touch_session(&[1; 32], 50).await.unwrap();
    assert_eq!(store.session(&[1; 32]).await.unwrap().unwrap().last_seen_at, 50);
    store.delete_session(&[2; 32]).await.unwrap();
    store.delete_sessions(operator.id, &[1; 32], 60).await.unwrap();
    let mut left = 0;
    for token in [1, 2, 3] {
        left += usize::from(store.session(&[token; 32]).await.unwrap().is_some());
    }
    assert_eq!(left, 1);
}

pub async fn audit_entries_are_listed_newest_first(home: &Home) {
    let mut ids = Vec::new();
    for number in 0..5_i64 {
        let id = AuditId(Uuid::now_v7());
        ids.push(id);
        let row = AuditRow {
            id,
            at: number,
            actor: "system".into(),
            address: None,
            request_id: format!("r{number}"),
            action: "search".into(),
            object: "{}".into(),
            outcome: "admitted".into(),
            count: 0,
        };
        home.store.append_audit(&home.corp, &row).await.unwrap();
    }
    home.store.finish_audit(&home.corp, ids[4], "answered", 12).await.unwrap();
    let newest = home.store.list_audit(&home.corp, None, 2).await.unwrap();
    assert_eq!((newest[0].outcome.as_str(), newest[0].count, newest[1].at), ("answered", 12, 3));
    assert_eq!(home.store.list_audit(&home.corp, Some(newest[1].id), 10).await.unwrap().len(), 3);
}

pub async fn a_job_is_claimed_once_and_taken_over_when_its_worker_is_gone(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let id = JobId(Uuid::now_v7());
    let new = NewJob { id, kind: "export".into(), payload: vec![1, 2], created_by: None, created_at: 5 };
    store.enqueue_job(corp, &new).await.unwrap();
    let claimed = store.claim_job(corp, "one", 100, 1_000).await.unwrap().unwrap();
    assert_eq!((claimed.id, claimed.state, claimed.attempts), (id, JobState::Running, 1));
    assert!(store.claim_job(corp, "two", 100, 1_050).await.unwrap().is_none());
    assert!(store.heartbeat_job(corp, id, "one", (7, Some(20)), 1_200).await.unwrap());
    assert!(store.claim_job(corp, "two", 100, 1_150).await.unwrap().is_none());
    let again = store.claim_job(corp, "two", 100, 1_300).await.unwrap().unwrap();
    assert_eq!((again.attempts, again.payload.as_slice()), (2, [1, 2].as_slice()));
    assert!(!store.heartbeat_job(corp, id, "one", (8, None), 1_400).await.unwrap());
    assert!(
        store
            .move_job(corp, id, &[JobState::Queued, JobState::Running], JobState::Cancelled, 1_350)
            .await
            .unwrap()
    );
    assert!(!store.heartbeat_job(corp, id, "two", (9, None), 1_400).await.unwrap());
    assert!(!store.finish_job(corp, id, "two", Ok("{}"), 1_400).await.unwrap());
    assert!(store.move_job(corp, id, &[JobState::Cancelled], JobState::Queued, 1_500).await.unwrap());
    store.claim_job(corp, "two", 100, 1_600).await.unwrap().unwrap();
    assert!(store.finish_job(corp, id, "two", Ok("{\"rows\":3}"), 1_650).await.unwrap());
    store.set_job_result(corp, id, "{\"rows\":4}").await.unwrap();
    let done = store.job(corp, id).await.unwrap().unwrap();
    assert_eq!(
        (done.state, done.result.as_deref(), done.finished_at),
        (JobState::Done, Some("{\"rows\":4}"), Some(1_650))
    );
    assert_eq!(store.jobs(corp, "export", 10).await.unwrap().len(), 1);
    store.delete_job(corp, id).await.unwrap();
    assert!(store.job(corp, id).await.unwrap().is_none());
}

pub async fn keys_and_settings_are_kept(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    store.put_rsa_key(corp, 3, b"sealed", "f3", 1).await.unwrap();
    store.put_rsa_key(corp, 1, b"sealed", "f1", 2).await.unwrap();
    store.put_rsa_key(corp, 3, b"other", "f4", 3).await.unwrap();
    let keys = store.rsa_keys(corp).await.unwrap();
    assert_eq!(
        keys.iter().map(|key| (key.version, key.fingerprint.as_str())).collect::<Vec<_>>(),
        [(1, "f1"), (3, "f4")]
    );
    let row = |version, sealed: &[u8]| huicun_store::RsaKeyRow {
        version,
        sealed: sealed.to_vec(),
        fingerprint: "f".into(),
        added_at: 4,
    };
    assert!(store.insert_rsa_key(corp, &row(4, b"four")).await.unwrap());
    assert!(!store.insert_rsa_key(corp, &row(1, b"never")).await.unwrap(), "a key is not replaced");
    assert!(!store.renumber_rsa_key(corp, 4, 3, b"x").await.unwrap(), "there is one of that version");
    assert!(!store.renumber_rsa_key(corp, 9, 5, b"x").await.unwrap(), "there is none");
    assert!(store.renumber_rsa_key(corp, 4, 5, b"five").await.unwrap());
    let keys = store.rsa_keys(corp).await.unwrap();
    let kept: Vec<_> = keys.iter().map(|key| (key.version, key.sealed.as_slice())).collect();
    assert_eq!(kept, [(1, b"sealed".as_slice()), (3, b"other"), (5, b"five")]);
    store.put_secret(corp, "archive", b"one").await.unwrap();
    store.put_secret(corp, "archive", b"two").await.unwrap();
    assert_eq!(store.secret(corp, "archive").await.unwrap().as_deref(), Some(b"two".as_slice()));
    assert_eq!(store.secret(corp, "contacts").await.unwrap(), None);
    store.put_secret(corp, "app", b"three").await.unwrap();
    let all = store.secrets(corp).await.unwrap();
    assert_eq!(all, [("app".to_owned(), b"three".to_vec()), ("archive".to_owned(), b"two".to_vec())]);
    assert!(store.remove_secret(corp, "app").await.unwrap());
    assert!(!store.remove_secret(corp, "app").await.unwrap());
    assert!(store.secrets(&"wwother".into()).await.unwrap().is_empty());
    store.meta_set("setup", "hash").await.unwrap();
    store.meta_set("setup", "other").await.unwrap();
    assert_eq!(store.meta_get("setup").await.unwrap().as_deref(), Some("other"));
    store.meta_set("setup", "").await.unwrap();
    assert_eq!(store.meta_get("setup").await.unwrap(), None);
    assert_eq!(store.corps().await.unwrap()[0].name, "测试企业");
}

pub async fn figures_add_up(home: &Home) {
    talk(home).await;
    let (store, corp) = (&home.store, &home.corp);
    let days = store.message_days(corp, 0, 100_000).await.unwrap();
    let (internal, external) =
        days.iter().fold((0, 0), |sum, day| (sum.0 + day.internal, sum.1 + day.external));
    assert_eq!((internal, external), (8, 12));
    assert_eq!(store.kind_counts(corp).await.unwrap(), [(MessageKind::Text, 20)]);
    assert_eq!(store.party_count(corp, PartyKind::Member).await.unwrap(), 3);
    assert_eq!(store.party_count(corp, PartyKind::ExternalContact).await.unwrap(), 1);
    assert_eq!(store.archived_member_count(corp).await.unwrap(), 1);
    let wrote = store.members_who_wrote(corp, 0).await.unwrap();
    assert_eq!(wrote.len(), 1);
    assert_eq!(store.members_who_wrote(corp, wrote[0].1).await.unwrap(), wrote);
    assert!(store.members_who_wrote(corp, wrote[0].1 + 1).await.unwrap().is_empty());
    assert_eq!(store.conversation_count(corp, ConversationKind::Room).await.unwrap(), 2);
}

pub async fn consumers_remember_how_far_they_came(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    assert_eq!(store.consumer_position(corp, "index").await.unwrap(), Position(0));
    store.set_consumer_position(corp, "index", Position(70)).await.unwrap();
    store.set_consumer_position(corp, "figures", Position(9)).await.unwrap();
    store.set_consumer_position(corp, "index", Position(40)).await.unwrap();
    assert_eq!(store.consumer_position(corp, "index").await.unwrap(), Position(40));
}
