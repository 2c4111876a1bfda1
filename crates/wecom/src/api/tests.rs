//! The interface against the virtual corp, over HTTP: what it answers, and what it refuses with.

mod directory;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use huicun_domain::code::ProblemCode;
use huicun_domain::ids::PartyId;
use huicun_domain::notice::consent::CustomerConsent;
use huicun_domain::service::Edition;
use huicun_sim::{Agreement, ArchiveRange, MemberStatus, Sim, SimConfig};

use super::consent::{PAIRS_AT_ONCE, PARTY_UNKNOWN};
use super::message::{App, AppMessage, NOBODY_REACHED, TASK_USED};
use super::{Client, Proxy};

const NOW: i64 = 1_785_636_000_000;

struct Corp {
    sim: Sim,
    client: Client,
    app: App,
    clock: Arc<AtomicI64>,
    #[expect(dead_code, reason = "it lasts as long as it is held")]
    folder: tempfile::TempDir,
}

async fn corp() -> Corp {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(AtomicI64::new(NOW));
    let mut config = SimConfig::new(folder.path().join("sim"), 3, 30);
    let shown = clock.clone();
    config.clock = Arc::new(move || shown.load(Ordering::Relaxed));
    let sim = Sim::start(config).await.unwrap();
    let client = Client::new(&sim.base_url(), &sim.corp().corp_id).unwrap();
    let app = App { secret: sim.corp().app_secret.clone(), agent_id: sim.corp().agent_id };
    Corp { sim, client, app, clock, folder }
}

impl Corp {
    fn members(&self) -> Vec<PartyId> {
        let company = self.sim.company();
        let present = company.members.iter().filter(|member| member.status == MemberStatus::Active);
        present.map(|member| PartyId::from(&*member.userid)).collect()
    }

    fn customer(&self) -> PartyId {
        PartyId::from(&*self.sim.company().contacts[0].external_userid)
    }

    fn wait(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::Relaxed);
    }

    fn archive(&self) -> &str {
        &self.sim.corp().archive_secret
    }
}

fn card(task_id: &str) -> AppMessage {
    AppMessage::Buttons {
        task_id: task_id.to_owned(),
        title: "存档告知".into(),
        text: "公司将依法存档工作会话".into(),
        facts: vec![("全文".into(), "点击查看".into(), Some("https://archive.example/me/oauth".into()))],
        buttons: vec![("同意".into(), "confirm"), ("不同意".into(), "decline")],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_reach_whom_they_can_and_name_the_others() {
    let corp = corp().await;
    let (client, app) = (&corp.client, &corp.app);
    let known = corp.members()[0].clone();
    let both = [known.clone(), PartyId::from("NoSuchOne")];
    let text = AppMessage::Text("您的会话将按公司制度存档。".into());
    let taken = client.send_message(app, &both, &text).await.unwrap();
    assert_eq!(taken.invalid, ["nosuchone"], "WeCom names them in lower case");
    assert!(!taken.msgid.is_empty());
    let link = AppMessage::TextCard {
        title: "存档告知".into(),
        description: "您已进入会话存档范围".into(),
        url: "https://archive.example/me".into(),
    };
    client.send_message(app, std::slice::from_ref(&known), &link).await.unwrap();

    let errcode = async |app: &App, to: &[PartyId], message: &AppMessage| {
        client.send_message(app, to, message).await.unwrap_err().errcode
    };
    let one = std::slice::from_ref(&known);
    assert_eq!(errcode(app, &both[1..], &text).await, NOBODY_REACHED);
    assert_eq!(errcode(app, &[], &text).await, 82_001);
    assert_eq!(errcode(&App { agent_id: 1, ..app.clone() }, one, &text).await, 301_002);
    assert_eq!(errcode(&App { secret: corp.archive().to_owned(), ..app.clone() }, one, &text).await, 48_002);
    assert_eq!(errcode(&App { secret: "wrong".into(), ..app.clone() }, one, &text).await, 40_001);
    assert_eq!(errcode(app, one, &AppMessage::Text("长".repeat(683))).await, 40_058, "2,049 bytes");
    let many: Vec<PartyId> = (0..1_001).map(|number| PartyId::new(format!("m{number}"))).collect();
    assert_eq!(errcode(app, &many, &text).await, 40_031);

    client.recall_message(app, &taken.msgid).await.unwrap();
    assert_eq!(client.recall_message(app, "none").await.unwrap_err().errcode, 40_058);
    corp.wait(24 * 3_600_000 + 1);
    assert_eq!(client.recall_message(app, &taken.msgid).await.unwrap_err().errcode, 40_058, "a day later");
    corp.sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_sent_once_and_settled_once() {
    let corp = corp().await;
    let (client, app) = (&corp.client, &corp.app);
    let one = corp.members()[..1].to_vec();
    client.send_message(app, &one, &card("notice-1")).await.unwrap();
    let again = client.send_message(app, &one, &card("notice-1")).await.unwrap_err();
    assert_eq!(again.errcode, TASK_USED);
    for task in ["", "ümlaut", &"x".repeat(129)] {
        assert_eq!(
            client.send_message(app, &one, &card(task)).await.unwrap_err().errcode,
            TASK_USED,
            "{task}"
        );
    }
    let code = corp.sim.press_card(one[0].as_str(), "notice-1", "confirm");
    client.settle_card(app, &one[0], &code, "已同意").await.unwrap();
    assert_eq!(client.settle_card(app, &one[0], &code, "已同意").await.unwrap_err().errcode, 40_058);
    let late = corp.sim.press_card(one[0].as_str(), "notice-1", "confirm");
    corp.wait(72 * 3_600_000);
    corp.sim.expire_tokens();
    assert_eq!(client.settle_card(app, &one[0], &late, "已同意").await.unwrap_err().errcode, 40_058);
    corp.sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_asked_about_in_hundreds_by_the_archives_secret() {
    let corp = corp().await;
    let (client, archive) = (&corp.client, corp.archive());
    let (member, customer) = (corp.members()[0].clone(), corp.customer());
    let pair = [(member.clone(), customer.clone())];
    for (said, expected) in [
        (Agreement::Disagree, CustomerConsent::Disagree),
        (Agreement::DefaultAgree, CustomerConsent::DefaultAgree),
        (Agreement::Agree, CustomerConsent::Agree),
    ] {
        corp.wait(1_000);
        corp.sim.agree(member.as_str(), customer.as_str(), said);
        let found = client.single_agreements(archive, &pair).await.unwrap();
        assert_eq!((found.len(), found[0].state), (1, expected));
        assert_eq!((found[0].member.as_ref(), &found[0].customer), (Some(&member), &customer));
        assert_eq!(found[0].at, corp.clock.load(Ordering::Relaxed));
    }
    let full = vec![pair[0].clone(); PAIRS_AT_ONCE];
    assert_eq!(client.single_agreements(archive, &full).await.unwrap().len(), PAIRS_AT_ONCE);
    let more = vec![pair[0].clone(); PAIRS_AT_ONCE + 1];
    assert_eq!(client.single_agreements(archive, &more).await.unwrap_err().errcode, 301_060);
    let unknown = [pair[0].clone(), (member, "wmUnknown".into())];
    assert_eq!(client.single_agreements(archive, &unknown).await.unwrap_err().errcode, PARTY_UNKNOWN);
    let wrong = client.single_agreements(&corp.app.secret, &pair).await.unwrap_err();
    assert_eq!(wrong.errcode, 48_002, "each secret is for its own part");

    let company = corp.sim.company();
    let room = company.rooms.iter().find(|room| room.is_external).unwrap();
    assert!(!client.room_agreements(archive, &room.roomid).await.unwrap().is_empty());
    assert_eq!(client.room_agreements(archive, "wrNone").await.unwrap_err().errcode, 86_003);
    corp.sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_welcome_is_said_once_within_twenty_seconds_to_who_agreed() {
    let corp = corp().await;
    let secret = corp.sim.corp().customer_secret.clone();
    let (member, customer) = (corp.members()[0].clone(), corp.customer());
    let agree = || corp.sim.agree(member.as_str(), customer.as_str(), Agreement::Agree);
    let errcode = async |code: &str| corp.client.welcome(&secret, code, "您好").await.unwrap_err().errcode;
    let code = agree().unwrap();
    corp.client.welcome(&secret, &code, "您好").await.unwrap();
    assert_eq!(errcode(&code).await, 41_051, "once");
    assert_eq!(errcode("nobody's").await, 41_050);
    let late = agree().unwrap();
    corp.wait(20_000);
    assert_eq!(errcode(&late).await, 41_050);
    let refused = agree().unwrap();
    corp.wait(1_000);
    assert_eq!(corp.sim.agree(member.as_str(), customer.as_str(), Agreement::Disagree), None);
    assert_eq!(errcode(&refused).await, 41_053);
    corp.sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_tells_a_member_once_and_in_its_time() {
    let corp = corp().await;
    let member = corp.members()[0].clone();
    let errcode = async |code: &str| corp.client.member_of_code(&corp.app, code).await.unwrap_err().errcode;
    let code = corp.sim.login_code(member.as_str());
    assert_eq!(corp.client.member_of_code(&corp.app, &code).await.unwrap(), Some(member.clone()));
    assert_eq!(errcode(&code).await, 42_022);
    assert_eq!(errcode("made-up").await, 40_029);
    let late = corp.sim.login_code(member.as_str());
    corp.wait(300_000);
    assert_eq!(errcode(&late).await, 42_003);
    let stranger = corp.sim.login_code(corp.customer().as_str());
    assert_eq!(corp.client.member_of_code(&corp.app, &stranger).await.unwrap(), None);
    corp.sim.stop().await;
}

#[tokio::test]
async fn harmless_calls_tell_what_a_secret_opens() {
    let corp = corp().await;
    let company = corp.sim.company();
    let archived = company.members.iter().filter(|member| member.is_archived()).count();
    assert_eq!(corp.client.count_archived(corp.archive()).await.unwrap(), archived);
    assert!(corp.client.count_following(&corp.sim.corp().customer_secret).await.unwrap() > 0);
    let agent = corp.client.agent(&corp.app).await.unwrap();
    assert_eq!((agent.departments, agent.trusted_domain.as_str()), (1, "127.0.0.1"));
    corp.client.reach().await.unwrap();
    corp.client.prove(corp.archive()).await.unwrap();

    let refused = corp.client.count_archived(&corp.app.secret).await.unwrap_err();
    assert_eq!(refused.errcode, 48_002);
    let other = App { agent_id: 1, ..corp.app.clone() };
    assert_eq!(corp.client.agent(&other).await.unwrap_err().errcode, 301_002);
    assert_eq!(corp.client.prove("0123456789abcdef").await.unwrap_err().errcode, 40_001);
    let elsewhere = Client::new(&corp.sim.base_url(), "wwother0000000000").unwrap();
    assert_eq!(elsewhere.prove(corp.archive()).await.unwrap_err().errcode, 40_013);

    corp.sim.trust("203.0.113.7".parse().unwrap(), false, false);
    let untrusted = corp.client.count_archived(corp.archive()).await.unwrap_err();
    assert_eq!(untrusted.errcode, 301_042);
    let untrusted = corp.client.agent(&corp.app).await.unwrap_err();
    assert_eq!(untrusted.errcode, 60_020);
    assert!(untrusted.errmsg.contains("from ip: 203.0.113.7"), "{}", untrusted.errmsg);
}

#[tokio::test]
async fn everything_goes_through_the_proxy_or_nothing() {
    let corp = corp().await;
    let through = |url: &str| Proxy { url: url.to_owned(), password: "user:word".into() };
    // Nobody knows this name: whoever answers was asked as a proxy.
    let base = "http://wecom.invalid";
    let id = &corp.sim.corp().corp_id;
    let client = Client::through(&through(&corp.sim.base_url()), base, id).unwrap();
    client.prove(corp.archive()).await.unwrap();
    let nowhere = Client::through(&through("http://127.0.0.1:1"), &corp.sim.base_url(), id).unwrap();
    assert_eq!(nowhere.reach().await.unwrap_err().code, ProblemCode::NetworkFailed);
    assert!(!format!("{:?}", through("http://p:1")).contains("word"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_seat_is_told_by_edition_up_to_the_seats_that_were_bought() {
    let corp = corp().await;
    let (client, archive) = (&corp.client, corp.archive());
    let mut all = Vec::new();
    for edition in Edition::ALL {
        let ids = client.permitted(archive, edition).await.unwrap();
        assert!(!ids.is_empty(), "somebody has a seat of each edition");
        all.extend(ids);
    }
    let company = corp.sim.company();
    assert_eq!(all.len(), company.members.iter().filter(|member| member.is_archived()).count());
    corp.sim.set_range(ArchiveRange { seats: Some(30), members: Some(40) }).unwrap();
    let permitted = client.permitted(archive, Edition::Service).await.unwrap();
    let first: Vec<PartyId> =
        company.present().take(30).map(|member| PartyId::from(&*member.userid)).collect();
    assert_eq!(permitted, first, "whoever is beyond the seats is not listed");
    assert!(client.permitted(archive, Edition::Office).await.unwrap().is_empty());
    let wrong = client.permitted(&corp.app.secret, Edition::Service).await.unwrap_err();
    assert_eq!(wrong.errcode, 48_002, "the app's secret does not open the archive");
    corp.sim.stop().await;
}
