//! The directory over time.

use huicun_domain::directory::{ContactFilter, DepartmentId, Fact, Hint, History, Span, TagId};
use huicun_domain::ids::{PartyId, PartyKind, RoomId};
use huicun_domain::notice::consent::{ConsentSource, CustomerConsent, Said};
use huicun_store::{
    ConsentSide, CustomerConsentRow, CustomerTie, DepartmentRow, DirectoryWrite, ListContacts, ListRooms,
    PartyInfo, RoomInfo, TagRow,
};

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
    let below = store.department_facts(corp).await.unwrap();
    assert_eq!(below, [Fact::Under(DepartmentId(4), DepartmentId(2))]);
    let tagged = store.tag_facts(corp, TagId(3)).await.unwrap();
    assert_eq!(tagged.len(), 2, "the member and the department: {tagged:?}");
    assert!(store.tag_facts(corp, TagId(4)).await.unwrap().is_empty());
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

fn named(id: &str, kind: PartyKind, name: &str, detail: Option<&str>) -> PartyInfo {
    let detail = detail.map(str::to_owned);
    PartyInfo { id: id.into(), kind, name: Some(name.into()), detail, left: false }
}

pub async fn members_and_contacts_are_listed_by_id_and_found_by_any_name(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let contact = |id, name, company| named(id, PartyKind::ExternalContact, name, company);
    let parties = vec![
        named("b.li", PartyKind::Member, "李娜", None),
        named("a.zhang", PartyKind::Member, "张伟", Some("销售部")),
        contact("wm2", "王先生", None),
        contact("wm1", "Anna_1", Some("示例科技")),
        contact("wm3", "赵女士", None),
    ];
    let serves = |contact: &str, at| (Fact::Serves("a.zhang".into(), contact.into()), at);
    let begun =
        vec![serves("wm1", 10), serves("wm2", 10), (Fact::InRoom("a.zhang".into(), RoomId::new("wr1")), 10)];
    let write = DirectoryWrite { parties, begun, ..DirectoryWrite::default() };
    store.write_directory(corp, &write, 10).await.unwrap();
    store.upsert_parties(corp, &[named("a.zhang", PartyKind::Member, "张大伟", None)], 20).await.unwrap();
    let row = store.party_refs(corp, &["a.zhang".into()]).await.unwrap().remove(&"a.zhang".into()).unwrap();
    assert_eq!((row.name.as_deref(), row.detail.as_deref()), (Some("张大伟"), Some("销售部")));
    let names = store.party_names(corp, &["a.zhang".into(), "wm1".into()]).await.unwrap();
    assert_eq!((names[&"a.zhang".into()].len(), names[&"wm1".into()].len()), (2, 1));

    let ids = async |text| {
        let found = store.member_ids(corp, text).await.unwrap();
        found.into_iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(None).await, ["a.zhang", "b.li"]);
    assert_eq!(
        (ids(Some("张伟")).await, ids(Some("B.L")).await),
        (vec!["a.zhang".to_owned()], vec!["b.li".to_owned()])
    );
    assert!(ids(Some("张_伟")).await.is_empty(), "no sign stands for any other");
    assert_eq!(store.count_member_ids(corp).await.unwrap(), 2);

    let tie = |side, owner: &str| CustomerTie { side, owner: owner.into(), customer: "wm2".into() };
    let said = |tie, at, state| CustomerConsentRow {
        tie,
        said: Said { at, learnt_at: at, state },
        source: ConsentSource::Check,
    };
    let rows = [
        said(tie(ConsentSide::Pair, "a.zhang"), 1, CustomerConsent::Disagree),
        said(tie(ConsentSide::Pair, "a.zhang"), 2, CustomerConsent::Agree),
        said(tie(ConsentSide::Room, "wr1"), 3, CustomerConsent::Disagree),
    ];
    store.add_customer_consents(corp, &rows).await.unwrap();
    let counts = store.consent_counts(corp, &["wm1".into(), "wm2".into()]).await.unwrap();
    assert_eq!(counts.len(), 2, "{counts:?}");
    assert!(counts.iter().all(|(id, _, count)| *id == "wm2".into() && *count == 1));
    let last = store.consents_of(corp, &"wm2".into()).await.unwrap();
    assert_eq!(last, [rows[2].clone(), rows[1].clone()]);

    let list = async |list: ListContacts, limit| {
        let (rows, total) = store.contacts(corp, &list, limit).await.unwrap();
        (rows.into_iter().map(|row| row.id.to_string()).collect::<Vec<_>>().join(" "), total)
    };
    let text = |text: &str| ListContacts { text: Some(text.into()), ..ListContacts::default() };
    assert_eq!(list(ListContacts::default(), 2).await, ("wm1 wm2".to_owned(), 3));
    let after = ListContacts { after: Some("wm2".into()), ..ListContacts::default() };
    assert_eq!(list(after, 2).await, ("wm3".to_owned(), 3));
    assert_eq!(list(text("示例"), 9).await, ("wm1".to_owned(), 1));
    assert_eq!(list(text("anna_"), 9).await, ("wm1".to_owned(), 1));
    let served = ListContacts { served_by: Some("a.zhang".into()), ..text("wm") };
    assert_eq!(list(served, 9).await, ("wm1 wm2".to_owned(), 2));
    let only = |only| ListContacts { only: Some(only), ..ListContacts::default() };
    assert_eq!(list(only(ContactFilter::Disagreed), 9).await, ("wm2".to_owned(), 1));
    let gone = PartyInfo { left: true, name: None, ..contact("wm3", "", None) };
    store.upsert_parties(corp, &[gone], 30).await.unwrap();
    assert_eq!(list(only(ContactFilter::Lost), 9).await, ("wm3".to_owned(), 1));
    assert_eq!(list(only(ContactFilter::Present), 9).await, ("wm1 wm2".to_owned(), 2));
    let serving = store.who_serves(corp, &["wm1".into(), "wm3".into()]).await.unwrap();
    assert_eq!(serving, [("a.zhang".into(), "wm1".into())]);
    assert_eq!(store.ties_of(corp, &"a.zhang".into()).await.unwrap(), (2, 1));
    assert_eq!(store.ties_of(corp, &"wm1".into()).await.unwrap(), (0, 0));
}

pub async fn rooms_are_listed_with_who_sat_in_them(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let room = |id: &str, name: &str, owner: Option<&str>| RoomInfo {
        id: id.into(),
        name: Some(name.into()),
        owner: owner.map(PartyId::from),
    };
    let sits = |party: &str, at| (Fact::InRoom(party.into(), RoomId::new("wr1")), at);
    let first = DirectoryWrite {
        rooms: vec![room("wr2", "", None), room("wr1", "项目群", Some("a"))],
        begun: vec![sits("a", i64::MIN), sits("b", 20), sits("c", 30)],
        ..DirectoryWrite::default()
    };
    let before = store.scope_versions(corp).await.unwrap();
    store.write_directory(corp, &first, 10).await.unwrap();
    assert_eq!(store.scope_versions(corp).await.unwrap(), before, "no right to archive depends on rooms");
    let ended = |party: &str| Fact::InRoom(party.into(), RoomId::new("wr1"));
    let left = DirectoryWrite { ended: vec![ended("a"), ended("b")], at: 40, ..DirectoryWrite::default() };
    store.write_directory(corp, &left, 40).await.unwrap();
    let back = DirectoryWrite { begun: vec![sits("b", 50)], ..DirectoryWrite::default() };
    store.write_directory(corp, &back, 50).await.unwrap();
    // Who owns a room is not forgotten where it is not told.
    store.upsert_rooms(corp, &[room("wr1", "项目群", None)], 60).await.unwrap();

    let list = async |list: ListRooms, limit| {
        let (rows, total) = store.rooms(corp, &list, limit).await.unwrap();
        (rows.into_iter().map(|row| row.id.to_string()).collect::<Vec<_>>().join(" "), total)
    };
    assert_eq!(list(ListRooms::default(), 1).await, ("wr1".to_owned(), 2));
    let after = ListRooms { after: Some("wr1".into()), ..ListRooms::default() };
    assert_eq!(list(after, 9).await, ("wr2".to_owned(), 2));
    let text = ListRooms { text: Some("项目".into()), ..ListRooms::default() };
    assert_eq!(list(text, 9).await, ("wr1".to_owned(), 1));
    let of = |party: &str| ListRooms { party: Some(party.into()), ..ListRooms::default() };
    assert_eq!((list(of("a"), 9).await, list(of("z"), 9).await), (("wr1".to_owned(), 1), (String::new(), 0)));
    let external = |external| ListRooms { external: Some(external), ..ListRooms::default() };
    assert_eq!((list(external(true), 9).await.1, list(external(false), 9).await.1), (2, 0));
    let rooms = store.rooms_by_id(corp, &["wr1".into(), "wr2".into(), "wr9".into()]).await.unwrap();
    assert_eq!((rooms.len(), rooms[&"wr1".into()].owner.clone()), (2, Some("a".into())));
    assert_eq!((rooms[&"wr2".into()].name.clone(), rooms[&"wr2".into()].extent), (None, None));
    let counts = store.seat_counts(corp, &["wr1".into(), "wr2".into()]).await.unwrap();
    assert_eq!((counts.len(), counts[&"wr1".into()]), (1, (2, 3)));

    let wr1 = RoomId::new("wr1");
    let stays = async |after: Option<(i64, &str)>, limit| {
        let after = after.map(|(until, id)| (until, PartyId::from(id)));
        let (rows, total) = store.last_stays(corp, &wr1, after.as_ref(), limit).await.unwrap();
        let stays =
            rows.into_iter().map(|(id, span)| format!("{id}{}", if span.is_open() { "" } else { "-" }));
        (stays.collect::<Vec<_>>().join(" "), total)
    };
    assert_eq!(stays(None, 9).await, ("b c a-".to_owned(), 3), "each once, by the last stay");
    assert_eq!(stays(Some((Span::OPEN, "b")), 1).await, ("c".to_owned(), 3));
    assert_eq!(stays(Some((Span::OPEN, "c")), 9).await, ("a-".to_owned(), 3));

    let between = async |since, until, limit| {
        let rows = store.stays_between(corp, &wr1, since, until, limit).await.unwrap();
        rows.into_iter().map(|(id, span)| format!("{id}{}", span.from.max(0))).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(between(i64::MIN, i64::MAX, 9).await, "b50 c30 b20 a0");
    assert_eq!(between(20, 40, 9).await, "c30 b20 a0", "after the first moment, until the last");
    assert_eq!(
        (between(40, 49, 9).await, between(i64::MIN, i64::MAX, 1).await),
        (String::new(), "b50".to_owned())
    );
}
