//! Event callbacks: WeCom tells the archive's receiver that something happened, encrypted, with retries.

mod crypto;
mod events;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, bail};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, MissedTickBehavior},
};

pub use crypto::{CallbackCrypto, CallbackError};
pub use events::Event;

use crate::{
    faults::{Call, Effect, FaultPoint},
    rng::Rng,
    sim::Shared,
    sync::{lock, read},
};

/// How long the receiver may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often an event is tried.
const TRIES: u32 = 3;
/// How often new messages are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Where callbacks go, and what waits to be sent.
#[derive(Debug)]
pub(crate) struct Callbacks {
    target: Mutex<Option<String>>,
    queue: mpsc::UnboundedSender<Event>,
    waiting: Mutex<Option<mpsc::UnboundedReceiver<Event>>>,
    client: reqwest::Client,
    /// How many texts were sealed: no two have the same nonce, also where the clock stands still.
    sealed: AtomicU64,
}

impl Callbacks {
    /// Prepares callbacks to `target`.
    pub(crate) fn new(target: Option<String>) -> anyhow::Result<Self> {
        let (queue, waiting) = mpsc::unbounded_channel();
        let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?;
        Ok(Self {
            target: Mutex::new(target),
            queue,
            waiting: Mutex::new(Some(waiting)),
            client,
            sealed: AtomicU64::default(),
        })
    }

    /// Puts an event into the queue.
    pub(crate) fn tell(&self, event: Event) {
        // The queue is gone only when the corp stops, and then nobody is told any more.
        let _ = self.queue.send(event);
    }
}

/// Checks a receiver the way WeCom does when its address is saved, and uses it from then on.
pub(crate) async fn set_target(shared: &Shared, url: &str) -> anyhow::Result<()> {
    let crypto = crypto(shared)?;
    let secret = Rng::new(shared.now() as u64).digits(19);
    let sealed = seal(shared, &crypto, &secret);
    let query = [
        ("msg_signature", sealed.signature.as_str()),
        ("timestamp", sealed.timestamp.as_str()),
        ("nonce", sealed.nonce.as_str()),
        ("echostr", sealed.encrypt.as_str()),
    ];
    let address = address(url, &query)?;
    let answer = shared.callbacks.client.get(address).send().await.context("the receiver does not answer")?;
    let text = answer.error_for_status().context("the receiver refuses")?.text().await?;
    if text != secret {
        bail!("the receiver answers `{text}` instead of the plain text it was sent");
    }
    *lock(&shared.callbacks.target) = Some(url.to_owned());
    Ok(())
}

/// Puts parameters behind an address that may have some already.
fn address(url: &str, query: &[(&str, &str)]) -> anyhow::Result<reqwest::Url> {
    let mut address = reqwest::Url::parse(url).with_context(|| format!("`{url}` is no address"))?;
    address.query_pairs_mut().extend_pairs(query);
    Ok(address)
}

fn crypto(shared: &Shared) -> anyhow::Result<CallbackCrypto> {
    let credentials = lock(&shared.file).credentials.clone();
    Ok(CallbackCrypto::new(&credentials.callback_token, &credentials.encoding_aes_key, &credentials.corp_id)?)
}

/// A sealed event with its signature.
struct Sealed {
    encrypt: String,
    signature: String,
    timestamp: String,
    nonce: String,
}

fn seal(shared: &Shared, crypto: &CallbackCrypto, plaintext: &str) -> Sealed {
    let now = shared.now();
    let number = shared.callbacks.sealed.fetch_add(1, Ordering::Relaxed);
    let mut rng = Rng::derive(now as u64, number);
    let (timestamp, nonce) = ((now / 1_000).to_string(), rng.digits(9));
    let mut random = [0; 16];
    random.copy_from_slice(rng.token(16).as_bytes());
    let encrypt = crypto.encrypt(plaintext.as_bytes(), random);
    let signature = crypto.signature(&timestamp, &nonce, &encrypt);
    Sealed { encrypt, signature, timestamp, nonce }
}

/// Sends events until the corp stops.
pub(crate) async fn run(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let Some(mut waiting) = lock(&shared.callbacks.waiting).take() else { return };
    let mut told = read(&shared.book).last_seq();
    let mut last: Option<Instant> = None;
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let event = tokio::select! {
            event = waiting.recv() => event,
            _ = ticks.tick() => {
                let newest = read(&shared.book).last_seq();
                let may_tell = last.is_none_or(|last| last.elapsed() >= shared.config.notify_every);
                if newest == told || !may_tell {
                    continue;
                }
                told = newest;
                last = Some(Instant::now());
                Some(Event::MessageAudit)
            }
            _ = stopped.wait_for(|stop| *stop) => return,
        };
        let Some(event) = event else { return };
        deliver(&shared, &event).await;
    }
}

async fn deliver(shared: &Shared, event: &Event) {
    let Some(url) = lock(&shared.callbacks.target).clone() else { return };
    let decision = lock(&shared.faults).decide(Call::plain(FaultPoint::Callback));
    tokio::time::sleep(Duration::from_millis(decision.latency_ms)).await;
    let times = match decision.effect {
        Some(Effect::Drop) => 0,
        Some(Effect::Repeat) => 2,
        _ => 1,
    };
    for _ in 0..times {
        for attempt in 1..=TRIES {
            match post(shared, &url, event).await {
                Ok(()) => break,
                Err(error) => {
                    tracing::warn!(attempt, error = format!("{error:#}"), "a callback was not taken");
                }
            }
        }
    }
}

async fn post(shared: &Shared, url: &str, event: &Event) -> anyhow::Result<()> {
    let (corp_id, agent) = {
        let file = lock(&shared.file);
        (file.credentials.corp_id.clone(), event.agent(file.credentials.agent_id))
    };
    let sealed = seal(shared, &crypto(shared)?, &event.xml(&corp_id, agent, shared.now() / 1_000));
    let query = [
        ("msg_signature", sealed.signature.as_str()),
        ("timestamp", sealed.timestamp.as_str()),
        ("nonce", sealed.nonce.as_str()),
    ];
    let body = format!(
        "<xml><ToUserName><![CDATA[{corp_id}]]></ToUserName><AgentID><![CDATA[{agent}]]></AgentID><Encrypt><![CDATA[{}]]></Encrypt></xml>",
        sealed.encrypt
    );
    let request = shared.callbacks.client.post(address(url, &query)?).header("content-type", "text/xml");
    let status = request.body(body).send().await?.status();
    if status != reqwest::StatusCode::OK {
        bail!("the receiver answered {status}");
    }
    Ok(())
}
