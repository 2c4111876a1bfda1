//! The directory of the virtual corp, read whole at first and then by what events name.

use std::time::Duration;

use huicun_app::Services;
use huicun_app::callback::Callback;
use huicun_app::directory::{self, DirectorySecrets};
use huicun_domain::directory::{Hint, History};
use huicun_domain::ids::{PartyId, RoomId};
use huicun_sim::{CallbackCrypto, CorpChange, Event, Sim, SimConfig};
use huicun_wecom::api::Client;

use crate::virtual_source::services;

struct World {
    sim: Sim,
    services: Services,
    client: Client,
    secrets: DirectorySecrets,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = SimConfig {
            history: Duration::from_secs(86_400),
            ..SimConfig::new(folder.path().join("sim"), 7, 20)
        };
        let sim = Sim::start(config).await.unwrap();
        let corp = sim.corp().clone();
        let secrets = DirectorySecrets {
            contact: Some(corp.app_secret.clone()),
            customer: Some(corp.customer_secret.clone()),
            archive: Some(corp.archive_secret.clone()),
        };
        let client = Client::new(&sim.base_url(), &corp.corp_id).unwrap();
        let services = services(folder.path()).await;
        Self { sim, services, client, secrets, _folder: folder }
    }

    async fn read_whole(&self) -> directory::DirectorySync {
        directory::sync(&self.services, &self.client, &self.secrets).await.unwrap()
    }

    /// Changes the company, says so as an event would, and follows it.
    async fn change(&self, change: CorpChange, hint: Hint, at: i64) {
        assert!(self.sim.change(change).unwrap());
        self.services.store.note_hint(&self.services.corp, &hint, at).await.unwrap();
        assert!(directory::follow(&self.services, &self.client, &self.secrets).await.unwrap());
    }

    async fn history(&self) -> History {
        let (store, corp) = (&self.services.store, &self.services.corp);
        History::new(store.directory_facts(corp).await.unwrap(), store.renamed_parties(corp).await.unwrap())
    }

    async fn left(&self, id: &PartyId) -> bool {
        self.services.store.party_refs(&self.services.corp, std::slice::from_ref(id)).await.unwrap()[id].left
    }
}

fn member(userid: &PartyId, renamed_to: Option<&PartyId>) -> Hint {
    Hint::Member { userid: userid.clone(), renamed_to: renamed_to.cloned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_is_read_once_and_again_without_a_change() {
    let world = World::new().await;
    let company = world.sim.company();
    let done = world.read_whole().await;
    let listed = company.members.iter().filter(|member| member.status.code() != 5).count();
    assert_eq!((done.members, done.left), (listed, 0));
    let customer_rooms = company.rooms.iter().filter(|room| room.is_external).count();
    assert!(done.rooms >= customer_rooms, "{done:?}");
    let facts = world.services.store.directory_facts(&world.services.corp).await.unwrap();
    let departments = world.services.store.departments(&world.services.corp).await.unwrap();
    assert_eq!(departments.len(), company.departments.len());
    assert_eq!(world.services.store.tags(&world.services.corp).await.unwrap().len(), company.tags.len());

    assert_eq!(world.read_whole().await.left, 0);
    assert_eq!(world.services.store.directory_facts(&world.services.corp).await.unwrap(), facts);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_event_names_is_looked_at_and_counts_from_its_moment() {
    let world = World::new().await;
    world.read_whole().await;
    let company = world.sim.company();
    let active = company.members.iter().filter(|member| member.is_archived());
    let ids: Vec<PartyId> = active.map(|member| PartyId::new(&*member.userid)).take(3).collect();
    let (mover, leaver, renamed) = (&ids[0], &ids[1], &ids[2]);
    let now = world.services.now();
    let other = company.departments.last().unwrap().id;

    let departments = Some(vec![other]);
    let change =
        CorpChange::UpdateUser { userid: mover.to_string(), new_userid: None, name: None, departments };
    world.change(change, member(mover, None), now - 5_000).await;
    let before = world.history().await.departments_of(mover, now - 5_001);
    let after = world.history().await.departments_of(mover, now - 5_000);
    assert_eq!(after.into_iter().map(|id| id.0).collect::<Vec<_>>(), [i64::from(other)]);
    assert!(!before.is_empty());

    world
        .change(CorpChange::DeleteUser { userid: leaver.to_string() }, member(leaver, None), now - 4_000)
        .await;
    let history = world.history().await;
    assert!(history.is_employed(leaver, now - 4_001) && !history.is_employed(leaver, now - 4_000));
    assert!(world.left(leaver).await);

    let present = PartyId::new("renamed.person");
    let change = CorpChange::UpdateUser {
        userid: renamed.to_string(),
        new_userid: Some(present.to_string()),
        name: None,
        departments: None,
    };
    world.change(change, member(renamed, Some(&present)), now - 3_000).await;
    let history = world.history().await;
    assert!(
        history.is_employed(&present, now - 9_000),
        "what was known of the former id is known of the new one"
    );
    assert_eq!(history.present_id(renamed), &present);

    let tag = company.tags[0].id;
    let change = CorpChange::UpdateTag { tag, add: vec![mover.to_string()], remove: vec![] };
    let hint = Hint::Tag(huicun_domain::directory::TagId(i64::from(tag)));
    world.change(change, hint, now - 2_000).await;
    assert!(world.history().await.tags_of(mover, now).iter().any(|carried| carried.0 == i64::from(tag)));

    let child = company.departments.iter().find(|department| department.parent > 1).unwrap();
    let change = CorpChange::MoveDepartment { department: child.id, parent: 1 };
    world.change(change, Hint::Departments, now - 1_000).await;
    let above = world.history().await.above(huicun_domain::directory::DepartmentId(i64::from(child.id)), now);
    assert_eq!(above.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_and_rooms_change_hands_and_stay_known() {
    let world = World::new().await;
    world.read_whole().await;
    let company = world.sim.company();
    let contact = company.contacts.iter().find(|contact| !contact.is_lost).unwrap();
    let id = PartyId::new(&*contact.external_userid);
    let now = world.services.now();
    assert!(!world.left(&id).await);
    let change = CorpChange::LoseContact { external_userid: id.to_string() };
    world.change(change, Hint::ExternalContact(id.clone()), now - 1_000).await;
    assert!(world.left(&id).await);
    let served = world.services.store.who_served(&world.services.corp, &id).await.unwrap();
    assert!(!served.is_empty() && served.iter().all(|(_, span)| span.until == now - 1_000));

    let room = company.rooms.iter().find(|room| room.is_external).unwrap();
    let newcomer = company
        .contacts
        .iter()
        .find(|other| !room.seats.iter().any(|seat| company.seat_id(*seat) == other.external_userid));
    let newcomer = PartyId::new(&*newcomer.unwrap().external_userid);
    let id = RoomId::new(&*room.roomid);
    let joins = |is_in| CorpChange::ChangeRoom { roomid: id.to_string(), party: newcomer.to_string(), is_in };
    let seats = async || {
        let sat = world.services.store.who_sat_in(&world.services.corp, &id).await.unwrap();
        sat.into_iter().filter(|(party, _)| *party == newcomer).map(|(_, span)| span).collect::<Vec<_>>()
    };
    assert!(seats().await.is_empty());
    // WeCom may answer for a room as it was before the event, so that a young one waits.
    world.change(joins(true), Hint::Room(id.clone()), now - 20_000).await;
    assert_eq!(seats().await.len(), 1);
    world.change(joins(false), Hint::Room(id.clone()), now - 15_000).await;
    assert_eq!(seats().await.iter().filter(|span| span.is_open()).count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_ends_because_it_could_not_be_read() {
    let world = World::new().await;
    world.read_whole().await;
    let company = world.sim.company();
    let leaver = company.members.iter().find(|member| member.is_archived()).unwrap();
    let id = PartyId::new(&*leaver.userid);
    let away = Client::new("http://127.0.0.1:1", "wwtest0000000000").unwrap();
    assert_eq!(directory::sync(&world.services, &away, &world.secrets).await.unwrap().left, 0);
    let now = world.services.now();
    world.services.store.note_hint(&world.services.corp, &member(&id, None), now).await.unwrap();
    assert!(!directory::follow(&world.services, &away, &world.secrets).await.unwrap(), "it waits");
    assert!(world.history().await.is_employed(&id, now));

    // A leaver of whom no event told is found when the whole is read.
    world.sim.change(CorpChange::DeleteUser { userid: id.to_string() }).unwrap();
    world.read_whole().await;
    assert!(!world.history().await.is_employed(&id, world.services.now()));
    assert!(world.services.store.hints(&world.services.corp, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_signed_event_is_noted_and_an_unknown_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let services = services(folder.path()).await;
    let (token, key, corp) =
        ("ArchiveTestToken2026", "t3Vq8ZrK0mYb5HcXw2LdUe7Gs9NfPa1RjTi4Bo6Cy7D", "wwtest");
    let callback = Callback::new(token, key, corp).unwrap();
    let crypto = CallbackCrypto::new(token, key, corp).unwrap();
    let now = services.now() / 1_000;
    let send = async |nonce: &str, event: &Event| {
        let (encrypted, time) =
            (crypto.encrypt(event.xml(corp, 1, now).as_bytes(), [7; 16]), now.to_string());
        let query = serde_json::json!({
            "msg_signature": crypto.signature(&time, nonce, &encrypted),
            "timestamp": time,
            "nonce": nonce,
        });
        let query = serde_json::from_value(query).unwrap();
        let body = format!("<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>");
        callback.receive(&services, &query, body.as_bytes()).await.unwrap();
    };
    let leaves = Event::Contact(CorpChange::DeleteUser { userid: "LiNa".into() });
    send("1", &leaves).await;
    send("2", &leaves).await;
    send("3", &Event::MessageAudit).await;
    let hints = services.store.hints(&services.corp, 10).await.unwrap();
    assert_eq!(hints.len(), 1);
    assert_eq!((&hints[0].hint, hints[0].at), (&member(&"LiNa".into(), None), now * 1_000));
}
