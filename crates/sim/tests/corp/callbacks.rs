//! Event callbacks, against a receiver that decrypts them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::{Query, State},
    http::StatusCode,
    routing::get,
};
use huicun_sim::{CallbackCrypto, CorpChange, Sim};

use crate::config;

#[derive(Clone)]
struct Receiver {
    crypto: CallbackCrypto,
    /// How many events are refused before one is taken.
    refusals: Arc<Mutex<u32>>,
    events: tokio::sync::mpsc::UnboundedSender<String>,
}

type Parameters = Query<HashMap<String, String>>;

async fn verify(State(receiver): State<Receiver>, Query(query): Parameters) -> String {
    let signature = receiver.crypto.signature(&query["timestamp"], &query["nonce"], &query["echostr"]);
    assert_eq!(signature, query["msg_signature"]);
    String::from_utf8(receiver.crypto.decrypt(&query["echostr"]).unwrap()).unwrap()
}

async fn take(State(receiver): State<Receiver>, Query(query): Parameters, body: String) -> StatusCode {
    {
        let mut refusals = receiver.refusals.lock().unwrap();
        if *refusals > 0 {
            *refusals -= 1;
            return StatusCode::SERVICE_UNAVAILABLE;
        }
    }
    let sealed = body.split("<Encrypt><![CDATA[").nth(1).unwrap().split("]]>").next().unwrap();
    assert_eq!(
        receiver.crypto.signature(&query["timestamp"], &query["nonce"], sealed),
        query["msg_signature"]
    );
    receiver.events.send(String::from_utf8(receiver.crypto.decrypt(sealed).unwrap()).unwrap()).unwrap();
    StatusCode::OK
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receiver_is_checked_told_and_retried() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path(), 30);
    config.notify_every = Duration::from_secs(3_600);
    let sim = Sim::start(config).await.unwrap();
    let corp = sim.corp();
    let crypto = CallbackCrypto::new(&corp.callback_token, &corp.encoding_aes_key, &corp.corp_id).unwrap();
    let (events, mut told) = tokio::sync::mpsc::unbounded_channel();
    let receiver = Receiver { crypto, refusals: Arc::new(Mutex::new(2)), events };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/cb", listener.local_addr().unwrap());
    tokio::spawn(async move {
        axum::serve(listener, Router::new().route("/cb", get(verify).post(take)).with_state(receiver)).await
    });
    assert!(sim.set_callback(&format!("{url}/nowhere")).await.is_err());
    sim.set_callback(&url).await.unwrap();
    sim.produce(1);
    let event = told.recv().await.unwrap();
    assert!(event.contains("<Event><![CDATA[msgaudit_notify]]></Event>"), "{event}");
    // A second notice has to wait, another event has not.
    sim.produce(1);
    let userid = sim.company().members[3].userid.to_string();
    assert!(sim.change(CorpChange::DeleteUser { userid: userid.clone() }).unwrap());
    let event = told.recv().await.unwrap();
    assert!(event.contains("<ChangeType>delete_user</ChangeType>") && event.contains(&userid), "{event}");
    assert!(!sim.change(CorpChange::DeleteUser { userid: "nobody-here".to_owned() }).unwrap());
    sim.stop().await;
}
