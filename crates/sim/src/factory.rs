//! Runs production: plans blocks, gives messages their time and id, seals them on all cores, keeps them.

mod say;
mod seal;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, RwLock},
    thread,
};

use crate::{
    book::{Book, Progressed, Row},
    config::Progress,
    corp::Corp,
    credentials::{CorpFile, Custody},
    faults::ProduceFaults,
    produce::{Draft, Era, Item, Kind, Planner, Renderer, Sealer, Timeline},
    rng::{Rng, mix},
    sync::{lock, read, write},
};
use seal::{Task, finish};

/// How many messages are sealed and kept at a time.
const BATCH: usize = 4_000;
/// How many dialogues run side by side in live production.
const LIVE_LANES: usize = 4;
/// The usual pause between two turns of one dialogue, in milliseconds.
const TURN_MS: i64 = 40_000;

/// What production shares with the rest of the corp.
#[derive(Debug, Clone)]
pub(crate) struct Outlets {
    pub(crate) dir: PathBuf,
    pub(crate) book: Arc<RwLock<Book>>,
    pub(crate) file: Arc<Mutex<CorpFile>>,
}

/// Makes messages.
#[derive(Debug)]
pub(crate) struct Factory {
    planner: Planner,
    renderer: Renderer,
    outlets: Outlets,
    seed: u64,
    retention_ms: i64,
    /// How many times as often as usual something is sent that is no line.
    files: u32,
    faults: ProduceFaults,
    fault_seed: u64,
    sealer: Option<(Arc<Sealer>, Custody)>,
    texts: u64,
    block: u64,
    last_time: i64,
    /// The block that live messages come from.
    live: Option<Block>,
    batch: Vec<Task>,
}

/// A block that is being given out.
#[derive(Debug)]
struct Block {
    drafts: std::vec::IntoIter<Draft>,
    /// The messages already given out of it, by their drafts' seeds.
    given: Vec<(u64, String)>,
}

impl Factory {
    /// Takes production up where the book stands.
    pub(crate) fn new(
        renderer: Renderer,
        outlets: Outlets,
        seed: u64,
        retention_ms: i64,
        files: u32,
    ) -> Self {
        let (progressed, last_time) = {
            let book = read(&outlets.book);
            (book.progressed(), book.last_time().unwrap_or(0))
        };
        Self {
            planner: Planner::new(renderer.corp.clone(), renderer.grammar.clone(), seed, files),
            renderer,
            outlets,
            seed,
            retention_ms,
            files,
            faults: ProduceFaults::default(),
            fault_seed: 0,
            sealer: None,
            texts: progressed.texts,
            block: u64::from(progressed.block) + 1,
            last_time,
            live: None,
            batch: Vec::new(),
        }
    }

    /// Changes what is made wrong from now on.
    pub(crate) fn set_faults(&mut self, faults: ProduceFaults, seed: u64) {
        self.faults = faults;
        self.fault_seed = seed;
    }

    /// Takes the company as it is after a change of its directory.
    pub(crate) fn set_corp(&mut self, corp: Arc<Corp>) {
        self.planner = Planner::new(corp.clone(), self.renderer.grammar.clone(), self.seed, self.files);
        self.renderer.corp = corp;
        self.live = None;
    }

    /// Forgets which key is the newest, after keys were added from outside.
    pub(crate) fn forget_key(&mut self) {
        self.sealer = None;
    }

    /// Makes messages until the highest seq is `total`, spread over `from..to` (UTC milliseconds).
    pub(crate) fn history(
        &mut self,
        total: u64,
        from: i64,
        to: i64,
        calls: u64,
        progress: Option<&Progress>,
    ) -> anyhow::Result<()> {
        let done = read(&self.outlets.book).last_seq();
        let wanted = total.saturating_sub(done);
        let from = from.max(self.last_time);
        let line = Timeline::new(from, to.max(from + 1));
        let lanes = (TURN_MS / line.busy_gap(wanted).max(1)).clamp(1, 24) as usize;
        let mut made = 0;
        while made < wanted {
            let era = if made * 5 < wanted * 3 { Era::Past } else { Era::Present };
            let mut drafts = self.planner.block(self.block, lanes, era);
            self.block += 1;
            drafts.truncate(usize::try_from(wanted - made).unwrap_or(usize::MAX));
            let len = drafts.len() as u64;
            let shares = (made as f64 / wanted as f64, (made + len) as f64 / wanted as f64);
            let times = pace(&drafts, &line, shares, lanes, mix(self.seed ^ self.block));
            let mut given = Vec::with_capacity(drafts.len());
            for (draft, time) in drafts.into_iter().zip(times) {
                self.place(draft, time, &mut given)?;
            }
            made += len;
            if self.batch.len() >= BATCH || made >= wanted {
                self.flush(to, calls)?;
                if let Some(progress) = progress {
                    progress(done + made, total);
                }
            }
        }
        Ok(())
    }

    /// Makes `count` messages now.
    pub(crate) fn live(&mut self, count: u64, now: i64, calls: u64) -> anyhow::Result<()> {
        for _ in 0..count {
            let mut block = self.live.take().unwrap_or_else(|| self.next_live_block());
            let draft = loop {
                match block.drafts.next() {
                    Some(draft) => break draft,
                    None => block = self.next_live_block(),
                }
            };
            self.place(draft, now, &mut block.given)?;
            self.live = Some(block);
            if self.batch.len() >= BATCH {
                self.flush(now, calls)?;
            }
        }
        self.flush(now, calls)
    }

    fn next_live_block(&mut self) -> Block {
        let drafts = self.planner.block(self.block, LIVE_LANES, Era::Present).into_iter();
        self.block += 1;
        Block { drafts, given: Vec::new() }
    }

    /// Gives a draft its seq, time, id and key.
    fn place(&mut self, mut draft: Draft, time: i64, given: &mut Vec<(u64, String)>) -> anyhow::Result<()> {
        let seq = read(&self.outlets.book).last_seq() + self.batch.len() as u64 + 1;
        let msgtime = time.max(self.last_time + 1);
        self.last_time = msgtime;
        if self.renderer.corpus.is_some() && matches!(draft.kind, Kind::Line(_)) {
            draft.kind = Kind::Corpus(self.texts);
            self.texts += 1;
        }
        let msgid = Renderer::msgid(self.seed, seq, msgtime, draft.suffix, &draft.kind);
        let recalls = match draft.kind {
            Kind::Recall(of) => given.iter().rfind(|(seed, _)| *seed == of).map(|(_, msgid)| msgid.clone()),
            _ => None,
        };
        given.push((draft.seed, msgid.clone()));
        let (sealer, custody) = self.sealer_for(seq)?;
        let md5_dice = mix(mix(self.fault_seed ^ 0x3D5) ^ seq) % 1_000_000;
        let has_wrong_md5 = md5_dice < u64::from(self.faults.wrong_md5_per_million);
        self.batch.push(Task {
            item: Item { seq, msgid, msgtime, draft, recalls, has_wrong_md5 },
            sealer,
            custody,
        });
        Ok(())
    }

    fn sealer_for(&mut self, seq: u64) -> anyhow::Result<(Arc<Sealer>, Custody)> {
        if let Some(rotation) = self.faults.rotations.iter().find(|rotation| rotation.after + 1 == seq) {
            let custody = if rotation.withheld { Custody::Withheld } else { Custody::Known };
            let mut file = lock(&self.outlets.file);
            file.add_key(custody)?;
            file.save(&self.outlets.dir)?;
            self.sealer = None;
        }
        if let Some(sealer) = &self.sealer {
            return Ok(sealer.clone());
        }
        let newest = lock(&self.outlets.file).keys.last().cloned();
        let Some(newest) = newest else { anyhow::bail!("the corp has no key") };
        let sealer = (Arc::new(Sealer::new(newest.version, &newest.pem)?), newest.custody);
        self.sealer = Some(sealer.clone());
        Ok(sealer)
    }

    /// Tells where production stands.
    fn progressed(&self) -> Progressed {
        Progressed { texts: self.texts, block: u32::try_from(self.block).unwrap_or(u32::MAX) }
    }

    /// Seals and keeps the batch.
    fn flush(&mut self, now: i64, calls: u64) -> anyhow::Result<()> {
        let tasks = std::mem::take(&mut self.batch);
        if tasks.is_empty() {
            return Ok(());
        }
        let finisher = finish::Finisher {
            renderer: &self.renderer,
            faults: &self.faults,
            fault_seed: self.fault_seed,
            oldest: now - self.retention_ms,
        };
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let share = tasks.len().div_ceil(workers);
        let parts: Vec<anyhow::Result<Vec<Row>>> = thread::scope(|scope| {
            let running: Vec<_> = tasks
                .chunks(share)
                .map(|part| scope.spawn(|| part.iter().map(|task| finisher.row(task)).collect()))
                .collect();
            running
                .into_iter()
                .map(|worker| {
                    worker.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a production thread died")))
                })
                .collect()
        });
        let mut rows = Vec::with_capacity(tasks.len());
        for part in parts {
            rows.extend(part?);
        }
        let release_at = self.faults.release_after.map(|after| calls + after);
        write(&self.outlets.book).append(rows, self.progressed(), release_at)
    }
}

/// Gives the drafts of one block their times: turns of a dialogue follow closely, pauses stand between dialogues.
fn pace(drafts: &[Draft], line: &Timeline, shares: (f64, f64), lanes: usize, seed: u64) -> Vec<i64> {
    let mut rng = Rng::new(seed);
    let span = (line.at(shares.1) - line.at(shares.0)) as f64;
    let opens = drafts.iter().filter(|draft| draft.opens).count().max(1) as f64;
    let units = span / (TURN_MS as f64 / lanes as f64);
    let pause = ((units - drafts.len() as f64) / opens).max(1.0);
    let mut sum = 0.0;
    let places: Vec<f64> = drafts
        .iter()
        .map(|draft| {
            sum += if draft.opens {
                pause * (0.4 + 1.2 * rng.unit())
            } else {
                0.15 - (1.0 - rng.unit()).ln() * 0.85
            };
            sum
        })
        .collect();
    // Every place is moved into (0, 1) so that the next block begins after this one.
    places.into_iter().map(|place| line.at(shares.0 + (shares.1 - shares.0) * place / (sum + 1.0))).collect()
}
