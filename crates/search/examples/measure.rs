//! Measures the index by itself: `measure COUNT [CORPUS]`.
//!
//! Prints one table: time and bytes for each message, and the latency of random substrings by length and filter beside
//! a plain scan of all texts in memory, with which every total is compared. Latencies are processor time of one thread,
//! warm, so that a busy machine does not blur them.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]

#[path = "measure/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use huicun_domain::ids::{CorpId, PartyId, Position};
use huicun_domain::query::Order;
use huicun_search::{Document, Filter, IndexOptions, OpenMode, Request, TextIndex};
use huicun_vault::KeyRing;
use memchr::memmem;

use corpus::{Corpus, Dice};

const LENGTHS: [usize; 6] = [1, 2, 3, 4, 6, 10];
const QUERIES: usize = 50;
const COMMIT: usize = 10_000;
const MONTH_MS: i64 = 30 * 86_400_000;

/// All texts end to end, and of each message what the filters below look at.
#[derive(Default)]
struct Plain {
    bytes: Vec<u8>,
    rows: Vec<Row>,
}

struct Row {
    begin: usize,
    sent_at: i64,
    sender: PartyId,
}

impl Plain {
    fn push(&mut self, document: &Document) {
        let row = Row { begin: self.bytes.len(), sent_at: document.sent_at, sender: document.sender.clone() };
        self.rows.push(row);
        self.bytes.extend_from_slice(document.text.as_bytes());
        self.bytes.push(0);
    }

    fn text(&self, row: usize) -> &str {
        let end = self.rows.get(row + 1).map_or(self.bytes.len(), |next| next.begin) - 1;
        std::str::from_utf8(&self.bytes[self.rows[row].begin..end]).unwrap()
    }

    fn count(&self, needle: &str, keep: impl Fn(&Row) -> bool) -> u64 {
        let (mut count, mut last) = (0, usize::MAX);
        for at in memmem::find_iter(&self.bytes, needle.as_bytes()) {
            let row = self.rows.partition_point(|row| row.begin <= at) - 1;
            if row != last && keep(&self.rows[row]) {
                count += 1;
            }
            last = row;
        }
        count
    }

    fn queries(&self, dice: &mut Dice) -> Vec<(usize, String)> {
        let mut queries = Vec::new();
        for length in LENGTHS {
            while queries.iter().filter(|(drawn, _)| *drawn == length).count() < QUERIES {
                let characters: Vec<char> = self.text(dice.roll(self.rows.len())).chars().collect();
                if let Some(last) = characters.len().checked_sub(length) {
                    let from = dice.roll(last + 1);
                    queries.push((length, characters[from..from + length].iter().collect()));
                }
            }
        }
        queries
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(200_000);
    let corpus = arguments.next();
    let home = tempfile::tempdir().unwrap();
    let ring = KeyRing::open_or_create(&home.path().join("keys"), None).unwrap();
    let folder = home.path().join("index");
    let open = |mode| {
        let options = IndexOptions { writer_memory: 48 << 20, cache_bytes: 64 << 20, mode };
        TextIndex::open(&folder, &CorpId::from("wwmeasure"), &ring, options).unwrap()
    };
    println!("{count} messages, texts from {}", corpus.as_deref().unwrap_or("the generator"));
    let plain = build(&open(OpenMode::Write), Corpus::new(corpus.as_deref(), count).unwrap(), count);
    sizes(&folder, &plain);
    let started = Instant::now();
    let index = open(OpenMode::Read);
    println!("{:<34}{:>10.1} ms, {:.0} MiB resident", "opened", millis(started.elapsed()), resident_mib());
    search(&index, &plain);
    walk(&index);
    println!("{:<34}{:>10.0} MiB", "resident after searching", resident_mib());
}

fn build(index: &TextIndex, mut corpus: Corpus, count: usize) -> Plain {
    let mut plain = Plain::default();
    let (mut spent, mut slowest) = (Duration::ZERO, Duration::ZERO);
    let cpu = cpu_seconds();
    let mut made = 0.0;
    for first in (1..=count).step_by(COMMIT) {
        let making = cpu_seconds();
        let numbers = first..(first + COMMIT).min(count + 1);
        let documents: Vec<Box<Document>> =
            numbers.map(|number| Box::new(corpus.document(i64::try_from(number).unwrap()))).collect();
        documents.iter().for_each(|document| plain.push(document));
        made += cpu_seconds() - making;
        let started = Instant::now();
        index.add(&documents).unwrap();
        index.commit(Position(documents.last().unwrap().position.0)).unwrap();
        spent += started.elapsed();
        slowest = slowest.max(started.elapsed());
    }
    let each = |seconds: f64| seconds * 1e6 / count as f64;
    println!(
        "{:<34}{:>10.1} µs each, {:.1} µs of processor time; slowest {COMMIT} and commit {:.0} ms",
        "indexed",
        each(spent.as_secs_f64()),
        each(cpu_seconds() - cpu - made),
        millis(slowest)
    );
    plain
}

fn sizes(folder: &Path, plain: &Plain) {
    let mut parts: BTreeMap<String, u64> = BTreeMap::new();
    let (mut months, mut segments) = (0, 0);
    for month in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if !month.is_dir() {
            continue;
        }
        months += 1;
        for file in std::fs::read_dir(month).unwrap().map(|entry| entry.unwrap().path()) {
            let part = file.extension().unwrap_or_default().to_string_lossy().into_owned();
            segments += usize::from(part == "term");
            *parts.entry(part).or_default() += file.metadata().unwrap().len();
        }
    }
    let each = |bytes: u64| bytes as f64 / plain.rows.len() as f64;
    let total: u64 = parts.values().sum();
    let parts: Vec<String> =
        parts.iter().map(|(part, bytes)| format!("{part} {:.1}", each(*bytes))).collect();
    println!(
        "{:<34}{:>10.1} bytes each ({}); texts {:.1}",
        "on disk",
        each(total),
        parts.join(", "),
        each(plain.bytes.len() as u64)
    );
    println!("{:<34}{months:>10}, {segments} segments", "months");
}

fn search(index: &TextIndex, plain: &Plain) {
    let mut dice = Dice(7);
    let queries = plain.queries(&mut dice);
    println!("{:<34}{:>10}{:>10}{:>10}{:>10}", "ms", "p50", "p95", "p99", "most");
    let mut wrong = 0;
    for filtered in ["", ", one sender", ", one month"] {
        let mut times = Vec::new();
        let mut scans = Vec::new();
        for (length, needle) in &queries {
            let row = &plain.rows[dice.roll(plain.rows.len())];
            let (from, to) = (row.sent_at - MONTH_MS / 2, row.sent_at + MONTH_MS / 2);
            let filter = match filtered {
                "" => Filter::All(Vec::new()),
                ", one sender" => Filter::Sender(row.sender.clone()),
                _ => Filter::SentBetween { from: Some(from), to: Some(to) },
            };
            let request = request(needle, filter);
            let started = thread_millis();
            let found = index.search(&request).unwrap();
            times.push((*length, thread_millis() - started));
            let started = thread_millis();
            let total = match filtered {
                "" => plain.count(needle, |_| true),
                ", one sender" => plain.count(needle, |other| other.sender == row.sender),
                _ => plain.count(needle, |other| from <= other.sent_at && other.sent_at < to),
            };
            scans.push((*length, thread_millis() - started));
            wrong += usize::from(found.total != total);
        }
        print_row(&format!("search{filtered}"), &times, |_| true);
        if filtered.is_empty() {
            LENGTHS
                .iter()
                .for_each(|length| print_row(&format!("  of {length}"), &times, |of| of == *length));
            print_row("plain scan", &scans, |_| true);
        }
    }
    println!("{:<34}{wrong:>10} of {}", "totals unlike the plain scan", 3 * queries.len());
}

/// Walks over all places that hold one frequent character.
fn walk(index: &TextIndex) {
    let mut walked = 0;
    let started = Instant::now();
    let mut each = |places: &[_]| {
        walked += places.len();
        ControlFlow::Continue(())
    };
    index.for_each_match(&request("的", Filter::All(Vec::new())), &mut each).unwrap();
    println!("{:<34}{:>10.1} ms for {walked} places", "walked over all hits", millis(started.elapsed()));
}

fn request(needle: &str, filter: Filter) -> Request {
    Request {
        all: vec![needle.to_owned()],
        none: Vec::new(),
        also: [].into(),
        filter,
        order: Order::Newest,
        after: None,
        limit: 50,
        count_kinds: false,
    }
}

fn print_row(name: &str, times: &[(usize, f64)], keep: impl Fn(usize) -> bool) {
    let mut kept: Vec<f64> =
        times.iter().filter(|(length, _)| keep(*length)).map(|(_, time)| *time).collect();
    kept.sort_unstable_by(f64::total_cmp);
    let at = |percent: usize| kept[(kept.len() * percent / 100).min(kept.len() - 1)];
    println!("{name:<34}{:>10.3}{:>10.3}{:>10.3}{:>10.3}", at(50), at(95), at(99), at(100));
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// Processor time of this thread. The kernel brings the figure up to date when the thread yields.
fn thread_millis() -> f64 {
    std::thread::yield_now();
    let figures = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    figures.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e6
}

/// Processor time of the whole process, in steps of ten milliseconds.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11..13].iter().map(|field| field.parse::<f64>().unwrap()).sum();
    ticks / 100.0
}

fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
