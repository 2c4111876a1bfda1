//! The directory over time.

use huicun_domain::directory::{DepartmentId, Fact, Hint, History, Span, TagId};
use huicun_domain::ids::{PartyId, RoomId};
use huicun_store::{DepartmentRow, DirectoryWrite, TagRow};

use crate::harness::Home;

fn li() -> PartyId {
    "LiNa".into()
}

fn in_department(id: i64) -> Fact {
    Fact::InDepartment(li(), DepartmentId(id))
}

pub async fn what_ended_is_still_known(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let department = |id, gone_at| DepartmentRow {
        id: DepartmentId(id),
        name: format!("部门{id}"),
        parent: DepartmentId(1),
        rank: id,
        gone_at,
    };
    let tag = TagRow { id: TagId(3), name: "销售".into(), gone_at: None };
    let first = DirectoryWrite {
        departments: vec![department(2, None), department(4, None)],
        tags: vec![tag.clone()],
        begun: vec![
            (Fact::Employed(li()), i64::MIN),
            (in_department(2), i64::MIN),
            (Fact::Tagged(li(), TagId(3)), 50),
            (Fact::DepartmentTagged(DepartmentId(4), TagId(3)), 50),
            (Fact::Under(DepartmentId(4), DepartmentId(2)), 50),
            (Fact::Serves(li(), "wm1".into()), 60),
            (Fact::InRoom(li(), RoomId::new("wr1")), 70),
        ],
        ..DirectoryWrite::default()
    };
    store.write_directory(corp, &first, 100).await.unwrap();
    let moved = DirectoryWrite {
        departments: vec![department(2, Some(200)), department(4, None)],
        ended: vec![in_department(2), Fact::InRoom(li(), RoomId::new("wr1"))],
        begun: vec![(in_department(4), 200)],
        at: 200,
        ..DirectoryWrite::default()
    };
    store.write_directory(corp, &moved, 300).await.unwrap();
    let rows = store.departments(corp).await.unwrap();
    assert_eq!(rows, [department(4, None), department(2, Some(200))]);
    assert_eq!(store.tags(corp).await.unwrap(), [tag]);

    let history =
        History::new(store.directory_facts(corp).await.unwrap(), store.renamed_parties(corp).await.unwrap());
    let at = |moment| history.departments_of(&li(), moment).into_iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!((at(0), at(199), at(200)), (vec![2], vec![2], vec![4]));
    assert!(history.tags_of(&li(), 250).contains(&TagId(3)));
    let served = store.who_served(corp, &"wm1".into()).await.unwrap();
    assert_eq!(served, [(li(), Span::since(60))]);
    assert_eq!(store.served_by(corp, &[li(), "other".into()]).await.unwrap().len(), 1);
    let sat = store.who_sat_in(corp, &RoomId::new("wr1")).await.unwrap();
    assert_eq!(sat, [(li(), Span { from: 70, until: 200 })]);
    assert_eq!(store.facts_of_party(corp, &li()).await.unwrap().len(), 4, "those that go on");

    // What ended before it began never was.
    let late = DirectoryWrite { ended: vec![in_department(4)], at: 150, ..DirectoryWrite::default() };
    store.write_directory(corp, &late, 400).await.unwrap();
    let facts = store.directory_facts(corp).await.unwrap();
    assert!(facts.iter().all(|(fact, _)| *fact != in_department(4)));
}

pub async fn a_new_id_takes_over_what_was_known(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let begun = vec![(Fact::Employed(li()), 10), (in_department(2), 10)];
    let first = DirectoryWrite { begun, ..DirectoryWrite::default() };
    store.write_directory(corp, &first, 10).await.unwrap();
    let present = PartyId::from("LiNa2");
    let renamed = Some((li(), present.clone()));
    let write = DirectoryWrite { renamed, at: 20, ..DirectoryWrite::default() };
    store.write_directory(corp, &write, 20).await.unwrap();
    assert_eq!(store.renamed_parties(corp).await.unwrap(), [(li(), present.clone())]);
    assert!(store.facts_of_party(corp, &li()).await.unwrap().is_empty());
    assert_eq!(store.facts_of_party(corp, &present).await.unwrap().len(), 2);
}

pub async fn hints_wait_until_they_were_followed(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let member =
        |renamed_to: Option<&str>| Hint::Member { userid: li(), renamed_to: renamed_to.map(PartyId::new) };
    let hints = [Hint::Departments, Hint::Tag(TagId(3)), Hint::Room(RoomId::new("wr1"))];
    for (hint, at) in hints.iter().zip(30..) {
        store.note_hint(corp, hint, at).await.unwrap();
    }
    store.note_hint(corp, &Hint::ExternalContact("wm1".into()), 40).await.unwrap();
    store.note_hint(corp, &member(Some("LiNa2")), 20).await.unwrap();
    let listed = store.hints(corp, 10).await.unwrap();
    assert_eq!(listed.len(), 5);
    assert_eq!((&listed[0].hint, listed[0].at), (&member(Some("LiNa2")), 20));
    // It came again while it was followed: neither the first moment nor the new id is forgotten.
    store.note_hint(corp, &member(None), 25).await.unwrap();
    store.drop_hint(corp, &listed[0]).await.unwrap();
    let again = store.hints(corp, 1).await.unwrap();
    assert_eq!((&again[0].hint, again[0].at), (&member(Some("LiNa2")), 20));
    store.drop_hint(corp, &again[0]).await.unwrap();
    assert_eq!(store.hints(corp, 10).await.unwrap().len(), 4);
}
