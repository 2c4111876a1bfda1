//! The directory over HTTP: what is read, and every refusal that WeCom documents for it.

use std::collections::BTreeSet;
use std::time::Duration;

use huicun_domain::code::ProblemCode;
use huicun_sim::{Effect, FaultPoint, FaultRule, FaultScript, MemberStatus};

use super::{Corp, corp};
use crate::sdk::{Retry, WecomError};

/// One call of the directory's, with what it asks for.
#[derive(Clone, Copy, Debug)]
enum Call<'a> {
    Departments,
    MembersOf(i64),
    Member(&'a str),
    Tags,
    Tagged(i64),
    ServedBy(&'a [&'a str]),
    Contact(&'a str),
    Groups,
    Group(&'a str),
    InternalGroup(&'a str),
    Robot(&'a str),
}

impl Corp {
    fn app_secret(&self) -> &str {
        &self.sim.corp().app_secret
    }

    fn customer_secret(&self) -> &str {
        &self.sim.corp().customer_secret
    }

    fn refuse(&self, errcode: i64, times: u64) {
        let rule = FaultRule::new(FaultPoint::Http, 1_000_000, Effect::Errcode { errcode }).at_most(times);
        let rule = FaultRule { path: Some("/cgi-bin/department".into()), ..rule };
        self.sim.add_faults(FaultScript { rules: vec![rule], ..FaultScript::default() });
    }

    /// Makes a call: the number of things that came, or nothing where what was asked for is not there.
    async fn call(&self, secret: &str, call: Call<'_>) -> Result<Option<usize>, WecomError> {
        let client = &self.client;
        Ok(match call {
            Call::Departments => Some(client.departments(secret).await?.len()),
            Call::MembersOf(id) => Some(client.members_of(secret, id).await?.len()),
            Call::Member(id) => client.member(secret, id).await?.map(|_| 1),
            Call::Tags => Some(client.tags(secret).await?.len()),
            Call::Tagged(id) => client.tagged(secret, id).await?.map(|tagged| tagged.members.len()),
            Call::ServedBy(ids) => {
                let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
                Some(client.served_by(secret, &ids).await?.len())
            }
            Call::Contact(id) => client.external_contact(secret, id).await?.map(|served| served.len()),
            Call::Groups => Some(client.customer_groups(secret).await?.len()),
            Call::Group(id) => client.customer_group(secret, id).await?.map(|group| group.seats.len()),
            Call::InternalGroup(id) => {
                client.internal_group(secret, id).await?.map(|group| group.seats.len())
            }
            Call::Robot(id) => client.robot(secret, id).await.map(|_| Some(1))?,
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_directory_is_what_the_company_is() {
    let corp = corp().await;
    let (company, client) = (corp.sim.company(), &corp.client);
    let departments = client.departments(corp.app_secret()).await.unwrap();
    let names = departments.iter().map(|department| (department.id, department.name.as_str()));
    let expected = company.departments.iter().map(|one| (i64::from(one.id), one.name.as_str()));
    assert_eq!(names.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    let mut members = BTreeSet::new();
    for department in &departments {
        for member in client.members_of(corp.app_secret(), department.id).await.unwrap() {
            assert!(member.department.contains(&department.id));
            members.insert(member.userid);
        }
    }
    let here = company.members.iter().filter(|member| member.status != MemberStatus::Left);
    assert_eq!(members, here.map(|member| member.userid.to_string()).collect());
    let ids: Vec<String> = members.into_iter().collect();
    // A hundred members at once, a hundred contacts a page.
    let served = client.served_by(corp.customer_secret(), &ids).await.unwrap();
    assert!(served.len() > 100, "{}", served.len());
    let found: BTreeSet<&str> = served.iter().map(|one| one.contact.external_userid.as_str()).collect();
    let is_served = |one: &&huicun_sim::Contact| {
        !one.is_lost && one.owners.iter().any(|at| company.members[*at].status != MemberStatus::Left)
    };
    let expected = company.contacts.iter().filter(is_served).map(|one| &*one.external_userid);
    assert_eq!(found, expected.collect());

    let rooms = company.rooms.iter().filter(|room| room.is_external);
    let groups = client.customer_groups(corp.customer_secret()).await.unwrap();
    assert_eq!(groups, rooms.map(|room| room.roomid.to_string()).collect::<Vec<_>>());
    let room = company.rooms.iter().find(|room| room.is_external).unwrap();
    let group = client.customer_group(corp.customer_secret(), &room.roomid).await.unwrap().unwrap();
    assert_eq!((group.name, group.seats.len()), (room.name.clone(), room.seats.len()));
    assert_eq!(group.owner.as_deref(), Some(&*company.members[room.owner].userid));
    let room = company.rooms.iter().find(|room| !room.is_external).unwrap();
    let group = client.internal_group(corp.archive(), &room.roomid).await.unwrap().unwrap();
    assert_eq!(group.owner.as_deref(), Some(&*company.members[room.owner].userid));
    assert!(group.seats.iter().all(|seat| seat.is_member && seat.since > 0));
    corp.sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_nothing_or_a_refusal() {
    let corp = corp().await;
    let company = corp.sim.company();
    let (app, customer, archive) = (corp.app_secret(), corp.customer_secret(), corp.archive());
    let left = company.members.iter().find(|member| member.status == MemberStatus::Left).unwrap();
    let lost = company.contacts.iter().find(|contact| contact.is_lost).unwrap();
    let external = company.rooms.iter().find(|room| room.is_external).unwrap();
    let internal = company.rooms.iter().find(|room| !room.is_external).unwrap();
    let idle = (0..company.members.len()).find(|at| {
        company.members[*at].status != MemberStatus::Left
            && !company.contacts.iter().any(|contact| contact.owners.contains(at))
    });
    let idle = [&*company.members[idle.unwrap()].userid];
    let many: Vec<String> = (0..101).map(|number| format!("m{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let table = [
        (app, Call::Member(&left.userid), Ok(None)),
        (app, Call::Member("NoSuchOne"), Ok(None)),
        (app, Call::Tagged(99), Ok(None)),
        (app, Call::MembersOf(99_999), Err(60_003)),
        (customer, Call::ServedBy(&idle), Ok(Some(0))),
        (customer, Call::ServedBy(&["NoSuchOne"]), Err(60_111)),
        (customer, Call::ServedBy(&many), Err(60_111)),
        (customer, Call::Contact(&lost.external_userid), Ok(None)),
        (customer, Call::Contact("wmNoSuchOne"), Ok(None)),
        (customer, Call::Group("wrNoSuchOne"), Ok(None)),
        (customer, Call::Group(&internal.roomid), Ok(None)),
        (archive, Call::InternalGroup(&external.roomid), Ok(None)),
        (archive, Call::InternalGroup("wrNoSuchOne"), Err(86_003)),
        (archive, Call::Robot("wbNoSuchOne"), Err(40_096)),
    ];
    for (secret, call, expected) in table {
        let answer = corp.call(secret, call).await.map_err(|error| error.errcode);
        assert_eq!(answer, expected, "{call:?}");
    }
    corp.sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_secret_opens_its_own_part() {
    let corp = corp().await;
    let company = corp.sim.company();
    let member = [&*company.members[0].userid];
    let (app, customer, archive) = (corp.app_secret(), corp.customer_secret(), corp.archive());
    let sync = &*corp.sim.corp().contact_secret;
    let room = &*company.rooms[0].roomid;
    let table = [
        (Call::Departments, &[customer, archive, sync][..]),
        (Call::MembersOf(1), &[customer, archive, sync]),
        (Call::Member(member[0]), &[customer, archive, sync]),
        (Call::Tags, &[customer, archive, sync]),
        (Call::Tagged(1), &[customer, archive, sync]),
        (Call::ServedBy(&member), &[archive, sync]),
        (Call::Contact(&company.contacts[0].external_userid), &[archive, sync]),
        (Call::Groups, &[archive, sync]),
        (Call::Group(room), &[archive, sync]),
        (Call::InternalGroup(room), &[app, customer, sync]),
        (Call::Robot(&company.robots[0].robot_id), &[app, customer, sync]),
    ];
    for (call, strangers) in table {
        for secret in strangers {
            let refused = corp.call(secret, call).await.unwrap_err();
            assert_eq!((refused.errcode, refused.code), (48_002, ProblemCode::SecretWrong), "{call:?}");
        }
        assert_eq!(corp.call("wrong", call).await.unwrap_err().errcode, 40_001, "{call:?}");
    }
    let elsewhere = super::Client::new(&corp.sim.base_url(), "ww0000000000000000").unwrap();
    assert_eq!(elsewhere.departments(app).await.unwrap_err().errcode, 40_013);
    corp.sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_passes_is_tried_again_and_one_that_stays_is_told() {
    let mut corp = corp().await;
    corp.client.wait_between_tries(Duration::from_millis(1));
    let app = corp.app_secret().to_owned();
    for passing in [-1, 6_000, 40_014, 41_096, 42_001, 45_009, 45_033] {
        corp.refuse(passing, 2);
        assert!(corp.call(&app, Call::Departments).await.unwrap().is_some(), "{passing}");
        corp.refuse(passing, u64::MAX);
        let told = corp.call(&app, Call::Departments).await.unwrap_err();
        assert_eq!(told.errcode, passing, "after four tries");
        corp.sim.clear_faults();
    }
    let table = [
        (60_020, ProblemCode::IpNotTrusted, Retry::SlowlyAlert),
        (301_042, ProblemCode::IpNotTrusted, Retry::SlowlyAlert),
        (301_052, ProblemCode::ArchiveExpired, Retry::SlowlyAlert),
        (301_053, ProblemCode::ArchiveNotOpened, Retry::SlowlyAlert),
        (40_001, ProblemCode::SecretWrong, Retry::SlowlyAlert),
        (40_013, ProblemCode::SecretWrong, Retry::SlowlyAlert),
        (40_091, ProblemCode::SecretWrong, Retry::SlowlyAlert),
        (41_001, ProblemCode::SecretWrong, Retry::SlowlyAlert),
        (48_002, ProblemCode::SecretWrong, Retry::SlowlyAlert),
        (40_056, ProblemCode::AppWrong, Retry::SlowlyAlert),
        (301_002, ProblemCode::AppWrong, Retry::SlowlyAlert),
    ];
    // What is not known, not visible or not as asked for stays so.
    let staying = [
        40_003, 40_029, 40_050, 40_058, 40_063, 40_068, 40_096, 41_050, 41_051, 41_053, 42_003, 42_014,
        42_022, 50_002, 50_003, 60_003, 60_011, 60_111, 81_013, 81_017, 82_001, 84_061, 84_074, 86_003,
        301_059, 301_060, 301_061,
    ];
    let staying = staying.map(|errcode| (errcode, ProblemCode::WecomRefused, Retry::Never));
    for (errcode, code, retry) in table.into_iter().chain(staying) {
        let before = corp.client.calls();
        corp.refuse(errcode, u64::MAX);
        let told = corp.call(&app, Call::Departments).await.unwrap_err();
        assert_eq!((told.errcode, told.code, told.retry), (errcode, code, retry));
        assert_eq!(corp.client.calls(), before + 1, "{errcode} is not tried again");
        corp.sim.clear_faults();
    }
    corp.sim.expire_tokens();
    assert!(corp.call(&app, Call::Tags).await.unwrap().is_some(), "two hours later");
    corp.sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_calls_at_once_or_in_a_minute_are_refused() {
    let mut corp = corp().await;
    corp.client.wait_between_tries(Duration::from_millis(200));
    let slow = FaultRule {
        path: Some("/cgi-bin/externalcontact".into()),
        ..FaultRule::new(FaultPoint::Http, 1_000_000, Effect::Latency { ms: 50 })
    };
    corp.sim.add_faults(FaultScript { rules: vec![slow], ..FaultScript::default() });
    let secret = corp.customer_secret().to_owned();
    let before = corp.client.calls();
    let calls = (0..12).map(|_| corp.call(&secret, Call::Groups));
    let answers = futures::future::join_all(calls).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert!(corp.client.calls() > before + 12, "some were refused by 45033 and tried again");
    corp.sim.clear_faults();

    // The virtual clock stands still: the minute never ends.
    let asked = "/cgi-bin/msgaudit/get_permit_user_list";
    let url = format!("{}{asked}", corp.sim.base_url());
    let http = reqwest::Client::new();
    let mut refused = None;
    for call in 0..1_100 {
        let answer = http.post(&url).json(&serde_json::json!({})).send().await.unwrap();
        let answer: serde_json::Value = answer.json().await.unwrap();
        if answer["errcode"] == 45_009 {
            refused = Some(call);
            break;
        }
    }
    assert_eq!(refused, Some(1_000));
    corp.sim.stop().await;
}
