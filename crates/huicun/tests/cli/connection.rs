//! Connecting the binary: `serve` on an empty folder, `doctor`, and the shares of a key.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use huicun_sim::{Sim, SimConfig};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::harness::{huicun, library_path, run};

/// A virtual corp with a runtime of its own.
struct Corp {
    runtime: Runtime,
    sim: Sim,
    folder: tempfile::TempDir,
}

impl Corp {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let sim = runtime.block_on(Sim::start(SimConfig::new(folder.path().join("sim"), 5, 20))).unwrap();
        Self { runtime, sim, folder }
    }

    /// A data folder whose file says where WeCom is, and more.
    fn data(&self, more: &str) -> String {
        let data = self.folder.path().join("data");
        std::fs::create_dir_all(&data).unwrap();
        let text = format!("[wecom]\napi_base = \"{}\"\n{more}\n", self.sim.base_url());
        std::fs::write(data.join("huicun.toml"), text).unwrap();
        data.to_str().unwrap().to_owned()
    }

    /// What a file says that sets everything; the look-alike library finds its corp at the proxy.
    fn whole(&self) -> String {
        let corp = self.sim.corp();
        format!(
            "corp_id = \"{}\"\nsecret = \"{}\"\nlibrary = \"{}\"\nproxy = \"{}\"\n",
            corp.corp_id,
            corp.archive_secret,
            library_path().display(),
            self.sim.base_url()
        )
    }

    /// What `doctor` prints, with what differs between runs left out.
    fn doctor(&self, data: &str) -> (String, Option<i32>) {
        let output = run(&["doctor", "--data", data]);
        let text = String::from_utf8(output.stdout).unwrap();
        let place = self.sim.base_url().replace("http://", "");
        let text = text.replace(&place, "SIM").replace(data, "DATA");
        let text = text.replace(&self.sim.corp().corp_id, "CORP");
        // The look-alike library may or may not say what it was built with.
        let text = match (text.split_once(" built_with="), text.split_once(" loaded=")) {
            (Some((before, _)), Some((_, after))) => format!("{before} loaded={after}"),
            _ => text,
        };
        let words = text.split_inclusive([' ', '\n']).map(|word| match word.split_once('=') {
            Some((name @ ("md5" | "bytes" | "machine"), rest)) => {
                format!("{name}=…{}", &rest[rest.len() - 1..])
            }
            _ => word.to_owned(),
        });
        (words.collect(), output.status.code())
    }
}

#[test]
fn doctor_says_of_each_step_what_to_do() {
    let corp = Corp::start();
    let data = corp.data(&corp.whole());
    let archived = corp.sim.company().members.iter().filter(|member| member.is_archived()).count();
    let (text, code) = corp.doctor(&data);
    let head = "✓ config     DATA\n✗ data       The data folder does not exist or is empty: DATA\n             → Check --data. For a new archive run huicun serve and connect WeCom in the console; to try it, run huicun demo.\n";
    let steps = format!(
        "✓ corp       corp_id=CORP proven_by=archive\n✓ network    reached=SIM through=http://SIM\n✓ library    machine=… bytes=… md5=… loaded=yes\n✓ wecom      archived_members={archived} through_library=yes\n"
    );
    assert_eq!((text.as_str(), code), (format!("{head}{steps}").as_str(), Some(1)));

    corp.sim.trust("203.0.113.7".parse().unwrap(), false, true);
    let (text, _) = corp.doctor(&data);
    let told = "✗ wecom      WeCom refused this machine's address (301042): errcode=301042 ip not match, from ip: 203.0.113.7\n             → Add its egress address under trusted IPs on the archive page.\n";
    assert!(text.ends_with(told), "{text}");
    corp.sim.trust("203.0.113.7".parse().unwrap(), true, true);

    let wrong = corp.whole().replace(&corp.sim.corp().archive_secret, "0123456789abcdef0123456789abcdef");
    let data = corp.data(&wrong);
    let (text, _) = corp.doctor(&data);
    assert!(text.contains("✗ wecom      The corp id or the archive secret is wrong (40001): errcode=40001 invalid credential\n             → Compare it"), "{text}");
    assert!(!text.contains("0123456789abcdef"), "{text}");

    let data = corp.data(&corp.whole().replace(corp.sim.corp().corp_id.as_str(), "wwother0000000000"));
    let (text, _) = corp.doctor(&data);
    assert!(text.contains("✗ corp       The corp id is wrong (40013): errcode=40013"), "{text}");
}

/// `huicun serve`, killed when dropped.
struct Serve {
    child: Child,
    place: String,
    setup: String,
    cookie: String,
}

impl Serve {
    fn start(data: &str) -> Self {
        let mut command = huicun(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.next().unwrap().unwrap();
        let setup = lines.next().unwrap().unwrap();
        let place = ready.strip_prefix("ready http://").unwrap().to_owned();
        let setup = setup.split_once("/setup#").unwrap().1.to_owned();
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, place, setup, cookie: String::new() }
    }

    /// Sends a request and reads the answer: its status and its body.
    fn send(&mut self, method: &str, path: &str, body: &[u8]) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.place).unwrap();
        let head = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nX-Huicun: 1\r\nCookie: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.place,
            self.cookie,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let text = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        if let Some((_, cookie)) = head.split_once("set-cookie: ") {
            cookie.split(';').next().unwrap_or_default().clone_into(&mut self.cookie);
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    fn good(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.send(method, path, body.to_string().as_bytes());
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    fn received(&mut self) -> u64 {
        self.good("GET", "/connection", &json!({}))["received"].as_u64().unwrap()
    }

    fn until(&mut self, what: impl Fn(&mut Self) -> bool) {
        let begun = Instant::now();
        while !what(self) {
            assert!(begun.elapsed() < Duration::from_secs(60), "it never came to it");
            std::thread::yield_now();
        }
    }

    fn end(mut self) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn an_empty_folder_is_served_and_fetches_as_soon_as_it_is_connected() {
    let corp = Corp::start();
    let data = corp.data("");
    let mut serve = Serve::start(&data);
    let first = json!({ "token": serve.setup, "name": "admin", "display_name": "管理员", "password": "correct horse battery" });
    serve.good("POST", "/setup", &first);
    let told = corp.sim.corp().clone();
    let mut save = |step: &str, form: Value| {
        serve.good("PUT", &format!("/connection/steps/{step}"), &form);
        let view = serve.good("POST", &format!("/connection/steps/{step}/check"), &json!({}));
        let steps = view["steps"].as_array().unwrap();
        let found = steps.iter().find(|known| known["step"] == step).unwrap();
        assert_eq!(found["state"], "passed", "{found}");
    };
    save("corp", json!({ "corp_id": told.corp_id }));
    save("network", json!({ "proxy": corp.sim.base_url() }));
    save("archive", json!({ "secret": told.archive_secret }));
    let library = std::fs::read(library_path()).unwrap();
    let (status, _) = serve.send("POST", "/connection/library", &library);
    assert_eq!(status, 201);
    let view = serve.good("POST", "/connection/keys", &json!({}));
    let pem = view["keys"][0]["public_pem"].as_str().unwrap();
    let version = corp.sim.take_public_key(pem).unwrap();
    serve.good("PUT", "/connection/keys/1", &json!({ "version": version }));
    corp.sim.produce(2);
    assert_eq!(serve.received(), 0, "nothing is fetched before the rehearsal");
    let view = serve.good("POST", "/connection/steps/rehearsal/check", &json!({}));
    assert_eq!(view["ready"], true, "{view}");
    serve.until(|serve| serve.received() == 22);

    // Another secret is taken without a restart: with a wrong one nothing comes, with the right one it goes on.
    serve.good("PUT", "/connection/steps/archive", &json!({ "secret": "0123456789abcdef0123456789abcdef" }));
    serve.until(|serve| serve.good("GET", "/status", &json!({}))["problem"] == "secret_wrong");
    corp.sim.produce(3);
    serve.good("PUT", "/connection/steps/archive", &json!({ "secret": told.archive_secret }));
    serve.until(|serve| serve.received() == 25);
    // Its history waits for a key that nobody has here.
    serve.until(|serve| serve.good("GET", "/status", &json!({}))["parked"] == 20);
    serve.end();

    let shown = run(&["doctor", "--data", &data, "--json"]);
    let checks: Vec<Value> = serde_json::from_slice(&shown.stdout).unwrap();
    let of = |name: &str| checks.iter().find(|check| check["name"] == name).unwrap();
    assert_eq!((of("wecom")["ok"].clone(), of("library")["ok"].clone()), (json!(true), json!(true)));
    assert_eq!(
        (of("keys")["code"].clone(), of("escrow")["code"].clone()),
        (json!("key_version_missing"), json!("key_not_escrowed"))
    );
    assert_eq!(of("escrow")["ok"], true, "it is said, and is no fault");
    corp.runtime.block_on(corp.sim.stop());
}

#[test]
fn two_shares_of_a_key_are_put_together_again() {
    let folder = tempfile::tempdir().unwrap();
    let pem = include_str!("../../../vault/fixtures/rsa2048-pkcs8.pem");
    let paths = [1, 2].map(|number| folder.path().join(format!("share-{number}.txt")));
    for (path, share) in paths.iter().zip(huicun_vault::escrow::split(4, pem).unwrap()) {
        std::fs::write(path, share.to_text().as_bytes()).unwrap();
    }
    let out = folder.path().join("key.pem");
    let combine = |first: &Path, second: &Path| {
        let paths = [first, second, &out].map(|path| path.to_str().unwrap().to_owned());
        run(&["keys", "combine", &paths[0], &paths[1], "--out", &paths[2]])
    };
    let same = combine(&paths[0], &paths[0]);
    let text = String::from_utf8_lossy(&same.stderr).into_owned();
    assert!(text.contains("share_wrong") && text.contains("the same share"), "{text}");
    assert!(!out.exists());
    let done = combine(&paths[1], &paths[0]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(told["version"], 4);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), pem);
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!combine(&paths[1], &paths[0]).status.success(), "nothing is written over");
}
