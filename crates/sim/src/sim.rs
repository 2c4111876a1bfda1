//! The running corp.

mod shared;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

pub(crate) use shared::Shared;
use shared::Trust;

use crate::{
    callback,
    config::{History, SimConfig},
    corp::{ArchiveRange, Corp, CorpChange},
    credentials::{CorpCredentials, Custody},
    faults::FaultScript,
    pay::VirtualPay,
    plane::{self, Agreement},
    sync::{lock, read},
};

/// The file that tells where the corp that lives in a folder listens.
const ADDRESS: &str = "address";
/// How long running requests may take to end when the corp stops.
const STOP_GRACE: Duration = Duration::from_secs(1);

/// Tells where the corp that lives in a folder listens, or did when it last ran.
#[must_use]
pub fn last_address(dir: &Path) -> Option<String> {
    std::fs::read_to_string(dir.join(ADDRESS)).ok()
}

/// A virtual corp that is running. It stops with [`Sim::stop`]; dropping it stops it too, less orderly.
#[derive(Debug)]
pub struct Sim {
    shared: Arc<Shared>,
    addr: SocketAddr,
    credentials: CorpCredentials,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sim {
    /// Makes the corp, or takes up the one in `config.dir`, makes its history and serves it.
    ///
    /// # Errors
    /// The folder cannot be written, its state is damaged, the corpus cannot be read, or the port is taken.
    pub async fn start(config: SimConfig) -> anyhow::Result<Sim> {
        let mode = config.history_mode;
        let listen = config.listen;
        let shared = tokio::task::spawn_blocking(move || Shared::open(config))
            .await
            .context("start was cut off")??;
        let shared = Arc::new(shared);
        let listener =
            TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        let addr = listener.local_addr()?;
        let address = shared.config.dir.join(ADDRESS);
        std::fs::write(&address, format!("http://{addr}"))
            .with_context(|| format!("cannot write {}", address.display()))?;
        let (stop, stopped) = watch::channel(false);
        let history = shared.clone();
        let history = tokio::task::spawn_blocking(move || history.make_history());
        let mut tasks = Vec::new();
        match mode {
            History::BeforeStart => history.await.context("the history was cut off")??,
            History::InBackground => tasks.push(tokio::spawn(async move {
                if let Ok(Err(error)) = history.await {
                    tracing::error!(error = format!("{error:#}"), "the history is incomplete");
                }
            })),
        }
        tasks.push(tokio::spawn(serve(listener, shared.clone(), stopped.clone())));
        tasks.push(tokio::spawn(shared::live(shared.clone(), stopped.clone())));
        tasks.push(tokio::spawn(callback::run(shared.clone(), stopped)));
        // Rotations of the fault script have added keys while the history was made.
        let credentials = lock(&shared.file).credentials.clone();
        Ok(Sim { shared, addr, credentials, stop, tasks })
    }

    /// Gives the address to put into `WECOM_SIM_URL` and in front of `/cgi-bin`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Gives the address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Gives what an archive has to be told, as it was when the corp started.
    #[must_use]
    pub fn corp(&self) -> &CorpCredentials {
        &self.credentials
    }

    /// Gives every private key made so far, those withheld from the archive included.
    #[must_use]
    pub fn all_private_keys(&self) -> Vec<(u32, String)> {
        lock(&self.shared.file).keys.iter().map(|key| (key.version, key.pem.clone())).collect()
    }

    /// Gives the file with one JSON line for every message ever produced.
    #[must_use]
    pub fn oracle_path(&self) -> PathBuf {
        self.shared.config.dir.join("oracle.jsonl")
    }

    /// Stops serving, after the requests that are under way.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for mut task in std::mem::take(&mut self.tasks) {
            if tokio::time::timeout(STOP_GRACE, &mut task).await.is_err() {
                task.abort();
            }
        }
        self.shared.unlock();
    }

    /// Makes `n` messages now. A failure to write them is logged.
    pub fn produce(&self, n: u64) {
        if let Err(error) = self.shared.produce(n) {
            tracing::error!(error = format!("{error:#}"), "messages could not be made");
        }
    }

    /// Sends plaintexts as they are given, with files that can be fetched in the place of those they name.
    ///
    /// # Errors
    /// The messages cannot be kept.
    pub fn say(&self, plaintexts: &[Vec<u8>]) -> anyhow::Result<()> {
        self.shared.say(plaintexts)
    }

    /// Changes the corp's key pair and gives the new `publickey_ver`; 0 when no key could be made.
    ///
    /// The private half is in [`Sim::all_private_keys`].
    pub fn rotate_key(&self) -> u32 {
        self.shared.rotate_key(Custody::Known).unwrap_or_else(|error| {
            tracing::error!(error = format!("{error:#}"), "the key could not be changed");
            0
        })
    }

    /// Gives what the look-alike library does, to be called within this process.
    #[must_use]
    pub fn sdk(&self) -> VirtualSdk {
        VirtualSdk(self.shared.clone())
    }

    /// Takes a public key as the admin console does, and gives the version that it shows for it.
    ///
    /// # Errors
    /// It is no public RSA key of 2048 bits, or cannot be kept.
    pub fn take_public_key(&self, pem: &str) -> anyhow::Result<u32> {
        self.shared.take_public_key(pem)
    }

    /// Puts the archive's address on the lists of trusted ones, or takes it off: that of the archive page, and those of
    /// all other secrets.
    pub fn trust(&self, address: std::net::IpAddr, archive: bool, others: bool) {
        *lock(&self.shared.trust) = Trust { archive, others, address };
    }

    /// Lets more go wrong from now on.
    pub fn add_faults(&self, script: FaultScript) {
        self.shared.add_faults(script);
    }

    /// Lets nothing go wrong any more.
    pub fn clear_faults(&self) {
        self.shared.clear_faults();
    }

    /// Lets every message go that a fault script holds back; gives how many.
    pub fn release_withheld(&self) -> usize {
        self.shared.release_withheld().unwrap_or_else(|error| {
            tracing::error!(error = format!("{error:#}"), "held back messages could not be let go");
            0
        })
    }

    /// Checks a callback receiver as WeCom does, and tells it events from then on.
    ///
    /// # Errors
    /// The receiver does not answer, or does not echo what it was sent.
    pub async fn set_callback(&self, url: &str) -> anyhow::Result<()> {
        callback::set_target(&self.shared, url).await
    }

    /// Changes the directory and tells the callback receiver; `false` when the change makes no sense.
    ///
    /// # Errors
    /// The change cannot be kept.
    pub fn change(&self, change: CorpChange) -> anyhow::Result<bool> {
        self.shared.change(change)
    }

    /// Sets the range of the archive and its seats, as an administrator does in WeCom's console.
    ///
    /// # Errors
    /// The change cannot be kept.
    pub fn set_range(&self, range: ArchiveRange) -> anyhow::Result<()> {
        self.shared.set_range(range)
    }

    /// Gives the range of the archive and its seats.
    #[must_use]
    pub fn range(&self) -> ArchiveRange {
        self.shared.range()
    }

    /// A customer says something about being archived to a member. Gives the code with which a customer who agreed may
    /// be welcomed, which the callback receiver is told as well.
    pub fn agree(&self, userid: &str, customer: &str, what: Agreement) -> Option<String> {
        self.shared.agree(userid, customer, what)
    }

    /// A member presses a button of a card of the app. Gives the code with which the card may be changed, which the
    /// callback receiver is told as well.
    pub fn press_card(&self, userid: &str, task_id: &str, key: &str) -> String {
        self.shared.press_card(userid, task_id, key)
    }

    /// Gives a code as the sign-in page would, good once for five minutes.
    #[must_use]
    pub fn login_code(&self, id: &str) -> String {
        lock(&self.shared.logins).code(id, false, self.shared.seed, self.shared.now())
    }

    /// Lists what was sent to members, customers and rooms, oldest first, as JSON.
    #[must_use]
    pub fn outbox(&self) -> Vec<serde_json::Value> {
        let sent = lock(&self.shared.outbox).list();
        sent.iter().map(|sent| serde_json::to_value(sent).unwrap_or_default()).collect()
    }

    /// Gives the virtual WeChat Pay that it serves under `/pay`.
    #[must_use]
    pub fn pay(&self) -> Arc<VirtualPay> {
        self.shared.pay.clone()
    }

    /// Gives the company: departments, members, contacts, rooms.
    #[must_use]
    pub fn company(&self) -> Arc<Corp> {
        self.shared.corp()
    }

    /// Lets every access token expire now, as if two hours had passed.
    pub fn expire_tokens(&self) {
        lock(&self.shared.access).expire();
    }

    /// Gives the highest seq, 0 when there is no message.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        read(&self.shared.book).last_seq()
    }
}

/// What the look-alike library does, without a library and without HTTP: for tests within one process.
#[derive(Clone, Debug)]
pub struct VirtualSdk(Arc<Shared>);

impl VirtualSdk {
    /// `GetChatData` of a handle that was opened with a corp id and a secret.
    ///
    /// # Errors
    /// The code that the library would return.
    pub fn chat_data(&self, access: (&str, &str), seq: u64, limit: u32) -> Result<Vec<u8>, i32> {
        plane::chat_data(&self.0, access, seq, limit)
    }

    /// `DecryptData`; nothing where the key is another's.
    #[must_use]
    pub fn decrypt(&self, random_key: &[u8], chat_msg: &[u8]) -> Option<Vec<u8>> {
        crate::produce::open(random_key, chat_msg)
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        for task in &self.tasks {
            task.abort();
        }
        self.shared.unlock();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let router = plane::router(shared);
    let ended = async move {
        // An error means that the corp itself is gone, which is a stop as well.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(ended).await {
        tracing::error!(%error, "the corp's server ended");
    }
}
