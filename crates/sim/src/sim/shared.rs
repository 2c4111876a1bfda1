//! What all parts of the running corp share.

use std::{
    fs::{File, TryLockError},
    net::IpAddr,
    path::Path,
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Context as _, bail};
use tokio::sync::watch;

use crate::{
    book::Book,
    callback::{Callbacks, Event},
    config::SimConfig,
    corp::{ArchiveRange, Corp, CorpChange, CorpSize},
    corpus::Corpus,
    credentials::{CorpFile, Custody},
    factory::{Factory, Outlets},
    faults::{FaultEngine, FaultScript},
    grammar::Grammar,
    pay::VirtualPay,
    plane::{Access, Agreement, Agreements, Logins, MediaCache, Outbox},
    produce::Renderer,
    sync::{lock, read, write},
};

/// Which lists of trusted addresses (可信IP) have the archive's, and what it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trust {
    /// The list of the archive page.
    pub(crate) archive: bool,
    /// The lists of all other secrets.
    pub(crate) others: bool,
    /// The address from which the archive is seen to come.
    pub(crate) address: IpAddr,
}

impl Default for Trust {
    fn default() -> Self {
        Self { archive: true, others: true, address: IpAddr::from([127, 0, 0, 1]) }
    }
}

/// The state of a running corp.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: SimConfig,
    pub(crate) seed: u64,
    pub(crate) file: Arc<Mutex<CorpFile>>,
    pub(crate) corp: RwLock<Arc<Corp>>,
    pub(crate) book: Arc<RwLock<Book>>,
    pub(crate) faults: Mutex<FaultEngine>,
    pub(crate) media: Mutex<MediaCache>,
    pub(crate) access: Mutex<Access>,
    pub(crate) logins: Mutex<Logins>,
    pub(crate) outbox: Mutex<Outbox>,
    pub(crate) agreements: Mutex<Agreements>,
    pub(crate) trust: Mutex<Trust>,
    pub(crate) callbacks: Callbacks,
    pub(crate) pay: Arc<VirtualPay>,
    factory: Mutex<Factory>,
    /// How many calls of `GetChatData` there were.
    pub(crate) chat_calls: AtomicU64,
    /// Held as long as the corp runs, so that no second one runs in the same folder.
    lock: Mutex<Option<File>>,
}

impl Shared {
    /// Opens the state of `config.dir`, or makes it.
    pub(crate) fn open(config: SimConfig) -> anyhow::Result<Self> {
        let now = (config.clock)();
        let folder_lock = lock_folder(&config.dir)?;
        let size = config.size.unwrap_or_else(|| CorpSize::for_messages(config.messages, config.seed));
        let size = size.with_present(config.seed, config.least_members, now / 1_000);
        let mut file = CorpFile::open(&config.dir, config.seed, size, now)?;
        if let Some(range) = config.range {
            file.range = range;
            file.save(&config.dir)?;
        }
        let corpus = config.corpus.as_deref().map(Corpus::load).transpose()?.map(Arc::new);
        let mut corp = file.build_corp();
        if let Some(corpus) = corpus.as_deref().filter(|_| config.corpus_everywhere) {
            corpus.name(&mut corp);
        }
        let corp = Arc::new(corp);
        let seed = file.seed;
        let mut renderer = Renderer::new(corp.clone(), Arc::new(Grammar::load()?), corpus, seed);
        renderer.is_corpus_everywhere = config.corpus_everywhere;
        let outlets = Outlets {
            dir: config.dir.clone(),
            book: Arc::new(RwLock::new(Book::open(&config.dir)?)),
            file: Arc::new(Mutex::new(file)),
        };
        let retention = i64::try_from(config.retention.as_millis())?;
        let shared = Self {
            seed,
            file: outlets.file.clone(),
            corp: RwLock::new(corp),
            book: outlets.book.clone(),
            faults: Mutex::new(FaultEngine::default()),
            media: Mutex::default(),
            access: Mutex::default(),
            logins: Mutex::default(),
            outbox: Mutex::default(),
            agreements: Mutex::default(),
            trust: Mutex::default(),
            callbacks: Callbacks::new(config.callback_url.clone())?,
            pay: Arc::new(VirtualPay::new(config.clock.clone())?),
            factory: Mutex::new(Factory::new(renderer, outlets, seed, retention, config.files)),
            chat_calls: AtomicU64::new(0),
            lock: Mutex::new(Some(folder_lock)),
            config,
        };
        shared.add_faults(shared.config.faults.clone());
        Ok(shared)
    }

    /// Gives the folder free: connections that linger hold the state longer than the corp runs.
    pub(crate) fn unlock(&self) {
        lock(&self.lock).take();
    }

    /// Tells the time in UTC milliseconds.
    pub(crate) fn now(&self) -> i64 {
        (self.config.clock)()
    }

    /// Gives the moment before which nothing can be fetched any more.
    pub(crate) fn horizon(&self) -> i64 {
        self.now() - i64::try_from(self.config.retention.as_millis()).unwrap_or(i64::MAX)
    }

    fn calls(&self) -> u64 {
        self.chat_calls.load(Ordering::Relaxed)
    }

    /// Makes what is missing of the history.
    pub(crate) fn make_history(&self) -> anyhow::Result<()> {
        let now = self.now();
        let from = now - i64::try_from(self.config.history.as_millis()).unwrap_or(0);
        lock(&self.factory).history(
            self.config.messages,
            from,
            now,
            self.calls(),
            self.config.progress.as_ref(),
        )
    }

    /// Makes `count` messages now.
    pub(crate) fn produce(&self, count: u64) -> anyhow::Result<()> {
        lock(&self.factory).live(count, self.now(), self.calls())
    }

    /// Sends plaintexts as they are given.
    pub(crate) fn say(&self, plaintexts: &[Vec<u8>]) -> anyhow::Result<()> {
        lock(&self.factory).say(plaintexts, self.now(), self.calls())
    }

    /// Changes the key pair.
    pub(crate) fn rotate_key(&self, custody: Custody) -> anyhow::Result<u32> {
        let mut factory = lock(&self.factory);
        let mut file = lock(&self.file);
        let version = file.add_key(custody)?;
        file.save(&self.config.dir)?;
        factory.forget_key();
        Ok(version)
    }

    /// Takes a public key as the admin console does: messages are closed with it from now on.
    pub(crate) fn take_public_key(&self, pem: &str) -> anyhow::Result<u32> {
        let mut factory = lock(&self.factory);
        let mut file = lock(&self.file);
        let version = file.add_public_key(pem)?;
        file.save(&self.config.dir)?;
        factory.forget_key();
        Ok(version)
    }

    /// Lets more go wrong.
    pub(crate) fn add_faults(&self, script: FaultScript) {
        let (produce, seed) = {
            let mut faults = lock(&self.faults);
            faults.add(script);
            faults.produce()
        };
        lock(&self.factory).set_faults(produce, seed);
    }

    /// Lets nothing go wrong any more.
    pub(crate) fn clear_faults(&self) {
        lock(&self.faults).clear();
        lock(&self.factory).set_faults(crate::faults::ProduceFaults::default(), 0);
    }

    /// Lets every message go that is held back.
    pub(crate) fn release_withheld(&self) -> anyhow::Result<usize> {
        write(&self.book).release(None)
    }

    /// Changes the directory and tells the receiver; `false` when the change makes no sense.
    pub(crate) fn change(&self, change: CorpChange) -> anyhow::Result<bool> {
        let mut corp = Corp::clone(&self.corp());
        if !change.apply(&mut corp) {
            return Ok(false);
        }
        {
            let mut file = lock(&self.file);
            file.changes.push(change.clone());
            file.save(&self.config.dir)?;
        }
        let corp = Arc::new(corp);
        lock(&self.factory).set_corp(corp.clone());
        *write(&self.corp) = corp;
        self.callbacks.tell(Event::Contact(change));
        Ok(true)
    }

    /// Sets the range of the archive and its seats.
    pub(crate) fn set_range(&self, range: ArchiveRange) -> anyhow::Result<()> {
        let mut file = lock(&self.file);
        file.range = range;
        file.save(&self.config.dir)
    }

    /// The range of the archive and its seats.
    pub(crate) fn range(&self) -> ArchiveRange {
        lock(&self.file).range
    }

    /// A customer says something about being archived; the receiver is told of an agreement, never of a refusal.
    ///
    /// Gives the code with which a customer who agreed may be welcomed.
    pub(crate) fn agree(&self, userid: &str, customer: &str, what: Agreement) -> Option<String> {
        let now = self.now();
        lock(&self.agreements).say(userid, customer, what, now / 1_000);
        if what != Agreement::Agree {
            return None;
        }
        let welcome_code = lock(&self.outbox).welcome_code(customer, self.seed, now);
        self.callbacks.tell(Event::AuditApproved {
            userid: userid.to_owned(),
            external_userid: customer.to_owned(),
            welcome_code: welcome_code.clone(),
        });
        Some(welcome_code)
    }

    /// A member presses a button of a card. Gives the code with which the card may be changed.
    pub(crate) fn press_card(&self, userid: &str, task_id: &str, key: &str) -> String {
        let response_code = lock(&self.outbox).press(self.seed, self.now());
        self.callbacks.tell(Event::CardButton {
            userid: userid.to_owned(),
            task_id: task_id.to_owned(),
            key: key.to_owned(),
            response_code: response_code.clone(),
        });
        response_code
    }

    /// Says whether the library asked too often in the running minute, this call included.
    pub(crate) fn is_over_rate(&self) -> bool {
        let limit = lock(&self.faults).calls_per_minute();
        limit.is_some_and(|limit| lock(&self.access).count("sdk", limit, self.now()).is_err())
    }

    /// Gives the company as it is now.
    pub(crate) fn corp(&self) -> Arc<Corp> {
        read(&self.corp).clone()
    }
}

/// Locks the corp's folder against a second corp in it.
fn lock_folder(dir: &Path) -> anyhow::Result<File> {
    let path = dir.join("lock");
    std::fs::create_dir_all(dir).with_context(|| format!("cannot create the folder {}", dir.display()))?;
    let file = File::create(&path).with_context(|| format!("cannot open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another virtual corp runs in {}", dir.display()),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

/// Makes a message now and then until the corp stops.
pub(crate) async fn live(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let Some(rate) = shared.config.live else { return };
    let mut ticks = tokio::time::interval(rate.every.max(std::time::Duration::from_millis(1)));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
        let maker = shared.clone();
        match tokio::task::spawn_blocking(move || maker.produce(1)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(error = format!("{error:#}"), "a live message could not be made");
            }
            Err(_) => return,
        }
    }
}
