//! Who has which right, and what it is computed from.

use huicun_domain::access::{Assignment, AssignmentId, DataScope, Ending, Role};
use huicun_domain::ids::{OperatorId, PartyId, Position};
use huicun_store::{OperatorRow, ProtectedMember};
use uuid::Uuid;

use crate::harness::{Home, in_room, message};

fn right(operator: OperatorId, at: i64) -> Assignment {
    Assignment {
        id: AssignmentId(Uuid::now_v7()),
        operator,
        role: Role::Reviewer,
        scope: DataScope { members: ["LiNa".into()].into(), from: Some(5), ..DataScope::default() },
        from: at,
        until: Some(at + 100),
        reason: "季度复核".into(),
        granted_by: None,
        granted_at: at,
        ending: None,
    }
}

pub async fn rights_end_and_begin_and_stay_written(home: &Home) {
    let store = &home.store;
    let operator = OperatorRow {
        id: OperatorId(Uuid::now_v7()),
        name: "reviewer".into(),
        display_name: "赵磊".into(),
        password_hash: "hash".into(),
        locale: String::new(),
        member: Some("ZhaoLei".into()),
        disabled_at: None,
        created_at: 1,
    };
    let first = right(operator.id, 10);
    assert!(store.insert_operator(&operator, &first).await.unwrap());
    let twin = OperatorRow { id: OperatorId(Uuid::now_v7()), ..operator.clone() };
    assert!(!store.insert_operator(&twin, &right(twin.id, 10)).await.unwrap(), "the name is taken");
    assert_eq!(store.operators().await.unwrap(), std::slice::from_ref(&operator));

    let second = Assignment { granted_by: Some(operator.id), until: None, ..right(operator.id, 20) };
    store.insert_assignment(&second).await.unwrap();
    let ending = Ending { at: 30, by: Some(operator.id), reason: "换岗".into() };
    assert!(store.end_assignment(first.id, &ending).await.unwrap());
    let again = Ending { at: 40, by: None, reason: "再次".into() };
    assert!(!store.end_assignment(first.id, &again).await.unwrap(), "it has its end");
    let ended = Assignment { ending: Some(ending), ..first };
    assert_eq!(store.assignments_of(operator.id).await.unwrap(), [second.clone(), ended.clone()]);
    assert_eq!(store.assignments().await.unwrap(), [second, ended]);
    assert_eq!(store.assignments_of(twin.id).await.unwrap(), []);
}

pub async fn a_member_is_protected_once_at_a_time(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let row = ProtectedMember {
        member: "ZhangWei".into(),
        from: 10,
        until: None,
        reason: "高管".into(),
        protected_by: Some(OperatorId(Uuid::nil())),
    };
    assert!(store.protect_member(corp, &row).await.unwrap());
    assert!(!store.protect_member(corp, &ProtectedMember { from: 12, ..row.clone() }).await.unwrap());
    assert!(store.unprotect_member(corp, &row.member, 20, None).await.unwrap());
    assert!(!store.unprotect_member(corp, &row.member, 25, None).await.unwrap());
    let again = ProtectedMember { from: 30, protected_by: None, ..row.clone() };
    assert!(store.protect_member(corp, &again).await.unwrap());
    let listed = store.protected_members(corp).await.unwrap();
    assert_eq!(listed, [ProtectedMember { until: Some(20), ..row }, again]);
}

pub async fn who_takes_part_where_and_which_messages_stand_where(home: &Home) {
    home.receive(1..=9).await;
    home.unseal((1..=6).map(message).collect()).await;
    home.unseal((7..=9).map(|seq| in_room(seq, "wrA")).collect()).await;
    let (store, corp) = (&home.store, &home.corp);
    let room = store.conversations_of_rooms(corp, &["wrA".into(), "wrNone".into()]).await.unwrap();
    assert_eq!(room.len(), 1);
    let zhang = [PartyId::from("ZhangWei"), PartyId::from("nobody")];
    let took_part = store.participations(corp, &zhang).await.unwrap();
    assert!(took_part.iter().all(|(_, party)| *party == zhang[0]));
    let ids: Vec<_> = took_part.iter().map(|(id, _)| *id).collect();
    let parties = store.parties_of(corp, &ids).await.unwrap();
    assert!(parties.len() > ids.len() && took_part.iter().all(|pair| parties.contains(pair)));
    let mut all = store.message_places(&ids).await.unwrap();
    all.extend(store.message_places(&room).await.unwrap());
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 9);
    assert_eq!(store.extent(corp).await.unwrap(), (9, Position(9)));
    let mut late = store.message_places_after(corp, Position(6), Position(9)).await.unwrap();
    late.sort_unstable();
    assert_eq!(late.len(), 3);
    assert!(late.iter().all(|row| all.contains(row) && row.0 == room[0]));
    assert_eq!(store.message_places_after(corp, Position(6), Position(7)).await.unwrap().len(), 1);
}
