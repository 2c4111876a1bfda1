//! Connecting to WeCom: every step against a virtual corp that refuses as WeCom does.

use huicun_domain::access::Role;
use huicun_testkit::{TestApp, VirtualCorp};
use serde_json::{Value, json};

use crate::client::{Answer, Api, Client};

struct Setting {
    corp: VirtualCorp,
    api: Api,
    client: Client,
}

async fn setting() -> Setting {
    let corp = VirtualCorp::start().await;
    let api = Api::start(TestApp::builder().planned(&corp, corp.plan())).await;
    let client = api.client(Role::SystemAdministrator).await;
    Setting { corp, api, client }
}

impl Setting {
    async fn save(&self, step: &str, form: Value) -> Value {
        self.client.put(&format!("/connection/steps/{step}"), &form).await.good()
    }

    async fn check(&self, step: &str) -> Value {
        let view = self.client.post(&format!("/connection/steps/{step}/check"), &json!({})).await.good();
        of(&view, step)["check"].clone()
    }

    /// Fills in corp, archive secret and a library that is one.
    async fn fill_in(&self) {
        let corp = self.corp.sim.corp().clone();
        self.save("corp", json!({ "corp_id": corp.corp_id, "corp_name": "示例公司" })).await;
        self.save("archive", json!({ "secret": corp.archive_secret })).await;
        self.client.upload("/connection/library", &library()).await.good();
    }

    async fn finish(self) {
        self.api.finish().await;
    }
}

fn of<'a>(view: &'a Value, step: &str) -> &'a Value {
    let steps = view["steps"].as_array().unwrap();
    steps.iter().find(|known| known["step"] == step).unwrap()
}

fn seen<'a>(check: &'a Value, name: &str) -> &'a str {
    let facts = check["seen"].as_array().unwrap();
    let fact = facts.iter().find(|fact| fact["name"] == name);
    fact.unwrap_or_else(|| panic!("{name}: {check}"))["value"].as_str().unwrap()
}

/// An ELF file for this machine that names the functions of WeCom's library, and nothing else.
fn library() -> Vec<u8> {
    let names = [
        "NewSdk",
        "Init",
        "GetChatData",
        "DecryptData",
        "GetMediaData",
        "DestroySdk",
        "NewSlice",
        "FreeSlice",
        "GetContentFromSlice",
        "GetSliceLen",
        "NewMediaData",
        "FreeMediaData",
        "GetOutIndexBuf",
        "GetData",
        "GetIndexLen",
        "GetDataLen",
        "IsMediaDataFinish",
    ];
    let (mut strings, mut symbols) = (vec![0], vec![0; 24]);
    for name in names {
        let mut symbol = u32::try_from(strings.len()).unwrap().to_le_bytes().to_vec();
        symbol.extend([0x12, 0, 1, 0]);
        symbol.extend([0; 16]);
        symbols.extend(symbol);
        strings.extend(name.as_bytes());
        strings.push(0);
    }
    let machine: u16 = if cfg!(target_arch = "x86_64") { 62 } else { 183 };
    let (symbols_at, strings_at) = (64, 64 + symbols.len());
    let sections_at = strings_at + strings.len();
    let mut file = vec![0; 64];
    file[..5].copy_from_slice(b"\x7fELF\x02");
    file[18..20].copy_from_slice(&machine.to_le_bytes());
    file[40..48].copy_from_slice(&(sections_at as u64).to_le_bytes());
    file[58..60].copy_from_slice(&64_u16.to_le_bytes());
    file[60..62].copy_from_slice(&2_u16.to_le_bytes());
    file.extend(&symbols);
    file.extend(&strings);
    for (kind, at, length, link) in
        [(11_u32, symbols_at, symbols.len(), 1_u32), (3, strings_at, strings.len(), 0)]
    {
        let mut section = vec![0; 64];
        section[4..8].copy_from_slice(&kind.to_le_bytes());
        section[24..32].copy_from_slice(&(at as u64).to_le_bytes());
        section[32..40].copy_from_slice(&(length as u64).to_le_bytes());
        section[40..44].copy_from_slice(&link.to_le_bytes());
        file.extend(section);
    }
    file
}

#[tokio::test]
async fn an_empty_installation_is_led_to_its_first_message() {
    let setting = setting().await;
    let view = setting.client.get("/connection").await.good();
    assert_eq!((view["ready"].clone(), of(&view, "corp")["state"].clone()), (json!(false), json!("missing")));
    setting.fill_in().await;

    assert_eq!(setting.check("corp").await["outcome"], "passed");
    let library = setting.check("library").await;
    assert_eq!((seen(&library, "loaded"), seen(&library, "md5").len()), ("yes", 32));
    let archive = setting.check("archive").await;
    assert_eq!(archive["outcome"], "passed", "{archive}");
    assert_ne!(seen(&archive, "archived_members"), "0");

    // Its history was closed with a key that nobody has here.
    let early = setting.client.post("/connection/steps/rehearsal/check", &json!({})).await;
    assert_eq!(early.refused(409, "connection_incomplete")["detail"], "key");
    let view = setting.client.post("/connection/keys", &json!({})).await.good();
    let pem = view["keys"][0]["public_pem"].as_str().unwrap();
    let shown = setting.corp.sim.take_public_key(pem).unwrap();
    let unopened = setting.check("rehearsal").await;
    assert_eq!(unopened["code"], "rehearsal_unopened", "{unopened}");
    assert!(unopened["fix"]["zh"].as_str().unwrap().contains("版本号"));

    let view = setting.client.put("/connection/keys/1", &json!({ "version": shown })).await.good();
    assert_eq!(view["keys"][0]["version"], shown);
    setting.corp.sim.produce(3);
    let view = setting.client.post("/connection/steps/rehearsal/check", &json!({})).await.good();
    let check = &of(&view, "rehearsal")["check"];
    assert_eq!((check["outcome"].clone(), view["ready"].clone()), (json!("passed"), json!(true)), "{check}");
    assert_eq!((seen(check, "opened"), seen(check, "absent_keys")), ("3", "v1"));
    let cursor = setting.api.app.services.store.cursor(&setting.api.app.services.corp).await.unwrap();
    assert_eq!((cursor.0, view["received"].clone()), (0, json!(0)), "a rehearsal keeps nothing");

    let session = setting.client.get("/session").await.good();
    assert_eq!(session["corp"]["name"], "示例公司");
    setting.finish().await;
}

#[tokio::test]
async fn each_refusal_of_wecoms_has_its_remedy() {
    let setting = setting().await;
    let corp = setting.corp.sim.corp().clone();
    let wrong = "0123456789abcdef0123456789abcdef";
    setting.save("corp", json!({ "corp_id": "wwother0000000000" })).await;
    setting.save("archive", json!({ "secret": wrong })).await;
    let check = setting.check("corp").await;
    assert_eq!((check["code"].clone(), check["errcode"].clone()), (json!("corp_id_wrong"), json!(40013)));
    setting.save("corp", json!({ "corp_id": corp.corp_id })).await;
    assert_eq!(setting.check("corp").await["outcome"], "passed");

    for (step, form, code) in [
        ("archive", json!({ "secret": wrong }), "secret_wrong"),
        ("contact", json!({ "secret": wrong }), "contact_secret_wrong"),
        ("customer", json!({ "secret": wrong }), "customer_secret_wrong"),
        ("app", json!({ "agent_id": 1, "secret": wrong }), "app_secret_wrong"),
        ("archive", json!({ "secret": corp.app_secret }), "interface_not_allowed"),
        ("contact", json!({ "secret": corp.customer_secret }), "interface_not_allowed"),
        ("customer", json!({ "secret": corp.archive_secret }), "interface_not_allowed"),
        ("app", json!({ "agent_id": 1, "secret": corp.app_secret }), "app_wrong"),
    ] {
        setting.save(step, form).await;
        let check = setting.check(step).await;
        assert_eq!((check["outcome"].clone(), check["code"].clone()), (json!("failed"), json!(code)));
        assert!(check["title"]["zh"].is_string() && check["fix"]["en"].is_string());
        assert!(!check.to_string().contains(wrong));
    }

    setting.save("archive", json!({ "secret": corp.archive_secret })).await;
    setting.save("contact", json!({ "secret": corp.app_secret })).await;
    setting.save("customer", json!({ "secret": corp.customer_secret })).await;
    setting.save("app", json!({ "agent_id": corp.agent_id })).await;
    setting.corp.sim.trust("203.0.113.7".parse().unwrap(), false, false);
    for (step, code, errcode) in [
        ("archive", "ip_not_trusted", 301_042),
        ("contact", "app_ip_not_trusted", 60_020),
        ("customer", "app_ip_not_trusted", 60_020),
        ("app", "app_ip_not_trusted", 60_020),
    ] {
        let check = setting.check(step).await;
        assert_eq!((check["code"].clone(), check["errcode"].clone()), (json!(code), json!(errcode)));
        assert_eq!(check["address"], "203.0.113.7", "{check}");
    }
    setting.corp.sim.trust("203.0.113.7".parse().unwrap(), true, true);
    for step in ["archive", "contact", "customer", "app"] {
        let check = setting.check(step).await;
        assert_eq!(check["outcome"], "passed", "{step}: {check}");
    }
    setting.corp.refuse("/cgi-bin/msgaudit", 301_053);
    assert_eq!(setting.check("archive").await["code"], "archive_not_opened");
    setting.finish().await;
}

#[tokio::test]
async fn secrets_go_in_and_never_come_out() {
    let setting = setting().await;
    let corp = setting.corp.sim.corp().clone();
    setting.fill_in().await;
    setting.save("app", json!({ "agent_id": 7, "secret": corp.app_secret })).await;
    setting
        .save("network", json!({ "proxy": "http://127.0.0.1:9", "proxy_password": "user:pass-word" }))
        .await;
    let callback = json!({ "token": corp.callback_token, "encoding_aes_key": corp.encoding_aes_key });
    setting.save("callback", callback).await;
    let made = setting.client.post("/connection/keys", &json!({})).await.good();
    let view = setting.client.get("/connection").await.good();
    for secret in [
        corp.archive_secret.as_str(),
        &corp.app_secret,
        "pass-word",
        &corp.callback_token,
        &corp.encoding_aes_key,
        "PRIVATE KEY",
    ] {
        assert!(!view.to_string().contains(secret) && !made.to_string().contains(secret), "{secret}");
    }
    let archive = of(&view, "archive");
    assert_eq!(archive["secrets"][0]["fingerprint"].as_str().unwrap().len(), 8);
    assert_eq!(archive["set_by"], "system_administrator");
    // Nor do they lie about unsealed, or in the audit.
    let services = &setting.api.app.services;
    for (name, sealed) in services.store.secrets(&services.corp).await.unwrap() {
        let text = String::from_utf8_lossy(&sealed).into_owned();
        assert!(!text.contains(&corp.archive_secret) && !text.contains("secret"), "{name}");
    }
    let entries = services.store.list_audit(&services.corp, None, 1_000).await.unwrap();
    let object = entries.iter().map(|entry| entry.object.as_str()).collect::<String>();
    assert!(object.contains("\"archive\"") && !object.contains(&corp.archive_secret));
    let again = setting.save("app", json!({ "agent_id": 8 })).await;
    let shown = &of(&again, "app")["values"][0];
    assert_eq!(
        (shown["value"].clone(), of(&again, "app")["secrets"][0]["field"].clone()),
        (json!("8"), json!("secret"))
    );
    let cleared = setting.client.delete("/connection/steps/app").await.good();
    assert_eq!(of(&cleared, "app")["state"], "missing");
    setting.client.delete("/connection/steps/archive").await.refused(400, "bad_request");
    setting.finish().await;
}

#[tokio::test]
async fn what_the_configuration_says_stays() {
    let corp = VirtualCorp::start().await;
    let mut plan = corp.plan();
    plan.written.archive = Some(huicun_app::connection::Sealed::new(corp.sim.corp().archive_secret.clone()));
    plan.written.library = Some("/srv/sdk/lib.so".into());
    let api = Api::start(TestApp::builder().planned(&corp, plan)).await;
    let client = api.client(Role::Owner).await;
    let view = client.get("/connection").await.good();
    assert_eq!(of(&view, "archive")["written"], json!(["secret"]));
    let refused = |answer: Answer| answer.refused(409, "set_by_configuration")["detail"].clone();
    let form = json!({ "secret": "0123456789abcdef" });
    assert_eq!(refused(client.put("/connection/steps/archive", &form).await), "secret");
    assert_eq!(refused(client.upload("/connection/library", b"x").await), "library");
    api.finish().await;
}

#[tokio::test]
async fn a_library_is_looked_at_before_it_is_taken() {
    let setting = setting().await;
    let folder = setting.api.app.folder().join("sdk");
    let lying = || std::fs::read_dir(&folder).map(Iterator::count).unwrap_or_default();
    let mut other = library();
    other[18] = 8;
    for (bytes, code) in [
        (b"hello".to_vec(), "library_wrong_symbol"),
        (other, "library_wrong_machine"),
        (library()[..300].to_vec(), "library_wrong_symbol"),
    ] {
        setting.client.upload("/connection/library", &bytes).await.refused(422, code);
        assert_eq!(lying(), 0, "what is not taken is not kept");
    }
    let huge = vec![0; (128 << 20) + 1];
    setting.client.upload("/connection/library", &huge).await.refused(413, "library_too_large");
    for _ in 0..2 {
        setting.client.upload("/connection/library", &library()).await.good();
        assert_eq!(lying(), 1, "the one before is removed");
    }
    let path = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let mode = |path: &std::path::Path| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!((mode(&folder), mode(&path)), (0o700, 0o600));
    setting.client.put("/connection/steps/library", &json!({ "library": "/nonexistent.so" })).await.good();
    assert_eq!(setting.check("library").await["code"], "library_missing");
    setting.finish().await;
}

#[tokio::test]
async fn a_key_is_followed_by_another_only_when_two_people_keep_its_shares() {
    let setting = setting().await;
    let client = &setting.client;
    client.post("/connection/keys", &json!({})).await.good();
    let early = client.post("/connection/keys", &json!({})).await.refused(409, "key_not_escrowed");
    assert_eq!(early["detail"], "v1");
    let share = async |number: u8, holder: &str| {
        client.post(&format!("/connection/keys/1/shares/{number}"), &json!({ "holder": holder })).await
    };
    let one = share(1, "王敏").await.good();
    share(1, "王敏").await.refused(409, "share_taken");
    share(2, " 王敏 ").await.refused(409, "share_holder_same");
    share(2, " ").await.refused(422, "connection_field_wrong");
    share(3, "孙涛").await.refused(404, "not_found");
    let two = share(2, "孙涛").await.good();
    let view = client.get("/connection").await.good();
    assert_eq!(view["keys"][0]["shares"][1]["holder"], "孙涛");
    assert_eq!(of(&view, "escrow")["state"], "passed");

    let public = view["keys"][0]["public_pem"].as_str().unwrap();
    let (one, two) = (one["text"].as_str().unwrap(), two["text"].as_str().unwrap());
    assert_eq!(huicun_testkit::public_of_shares(one, two), public);

    client.post("/connection/keys/1/shares", &json!({})).await.good();
    client.post("/connection/keys", &json!({})).await.refused(409, "key_not_escrowed");
    let new = share(1, "王敏").await.good();
    assert!(huicun_testkit::shares_fail(new["text"].as_str().unwrap(), two), "old shares are void");
    share(2, "孙涛").await.good();
    let view = client.post("/connection/keys", &json!({})).await.good();
    assert_eq!(view["keys"][1]["version"], 2);
    setting.finish().await;
}

#[tokio::test]
async fn each_wrong_key_gets_its_reason() {
    let setting = setting().await;
    let fixture = |name: &str| {
        std::fs::read_to_string(format!("{}/../vault/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let import = async |version: u32, name: &str| {
        let body = json!({ "version": version, "pem": fixture(name) });
        setting.client.post("/connection/keys/import", &body).await
    };
    for (name, reason) in [
        ("rsa1024.pem", "1024 bits"),
        ("rsa2048-public.pem", "public key"),
        ("rsa2048-encrypted.pem", "passphrase"),
        ("rsa2048-encrypted-pkcs1.pem", "passphrase"),
        ("ec.pem", "not an RSA key"),
    ] {
        let refused = import(3, name).await.refused(422, "key_rejected");
        assert!(refused["detail"].as_str().unwrap().contains(reason), "{refused}");
    }
    import(0, "rsa2048-pkcs1.pem").await.refused(422, "connection_field_wrong");
    let view = import(3, "rsa2048-pkcs1.pem").await.good();
    assert_eq!(view["keys"][0]["public_pem"].as_str().unwrap().trim(), fixture("rsa2048-public.pem").trim());
    assert_eq!(setting.check("key").await["outcome"], "passed");
    setting.client.put("/connection/keys/9", &json!({ "version": 4 })).await.refused(404, "not_found");
    setting
        .client
        .put("/connection/keys/3", &json!({ "version": 3 }))
        .await
        .refused(409, "key_version_taken");
    setting.finish().await;
}

#[tokio::test]
async fn the_callback_is_answered_at_once_and_its_test_is_noted() {
    let setting = setting().await;
    let corp = setting.corp.sim.corp().clone();
    setting.save("corp", json!({ "corp_id": corp.corp_id })).await;
    let form = json!({ "token": corp.callback_token, "encoding_aes_key": corp.encoding_aes_key });
    setting.save("callback", form).await;
    assert_eq!(setting.check("callback").await["code"], "address_missing");
    setting.save("network", json!({ "public_url": "https://archive.example/" })).await;
    let waiting = setting.check("callback").await;
    assert_eq!(
        (waiting["outcome"].clone(), waiting["code"].clone()),
        (json!("waiting"), json!("callback_not_verified"))
    );
    assert_eq!(seen(&waiting, "address"), "https://archive.example/wecom/callback");

    let query = setting.corp.echo("730015527", "4821907733615520019");
    let answer = setting.api.nobody().get(&format!("//wecom/callback?{query}")).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "4821907733615520019"));
    assert_eq!(setting.check("callback").await["outcome"], "passed");
    setting.finish().await;
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_told() {
    let setting = setting().await;
    assert_eq!(setting.check("network").await["outcome"], "passed");
    setting.save("network", json!({ "proxy": "http://127.0.0.1:1" })).await;
    assert_eq!(setting.check("network").await["code"], "proxy_unreachable");
    // The virtual corp answers whoever asks it as a proxy, too.
    setting.save("network", json!({ "proxy": setting.corp.sim.base_url() })).await;
    let check = setting.check("network").await;
    assert_eq!(
        (check["outcome"].clone(), seen(&check, "through")),
        (json!("passed"), setting.corp.sim.base_url().as_str())
    );
    setting.finish().await;
}
