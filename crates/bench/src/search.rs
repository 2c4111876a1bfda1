//! Searching: latency by length and filter beside the peers, recall and totals beside a plain scan.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, ensure};
use huicun_domain::query::Order;
use huicun_search::{Filter, Request, TextIndex};
use serde_json::{Value, json};

use crate::archive::Archive;
use crate::ingest::Run;
use crate::served::Served;
use crate::table::{Table, millis, percentile};
use crate::workload::{Dice, LENGTHS, Row, queries};
use crate::{Measure, peers};

/// How many queries of each length are timed.
const TIMED: usize = 50;
/// How many queries of each length are compared with the plain scan.
const COMPARED: usize = 510;

/// `recall`
#[derive(Clone, Debug, clap::Args)]
pub struct Recall {
    /// The huicun binary
    #[arg(long)]
    huicun: PathBuf,
    /// The data folder, whether it is served or not
    #[arg(long)]
    data: PathBuf,
    /// How many queries of each length, folded and byte for byte
    #[arg(long, default_value_t = COMPARED)]
    queries: usize,
    /// What the queries are drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Measures and compares.
pub async fn measure(
    arguments: &Measure,
    run: &Run,
    archive: &Archive,
    rows: &[Row],
    table: &mut Table,
) -> anyhow::Result<()> {
    let mut dice = Dice::new(arguments.seed);
    println!("comparing with a plain scan");
    let compared = queries(rows, COMPARED, &mut dice);
    let wrong = compare(&run.served, rows, &compared).await?;
    let total = compared.len();
    table.ratio(
        "totals equal to a plain scan",
        format!("{} of {total}", total - wrong.min(total)),
        "all, each eighth byte for byte too",
    );

    println!("timing searches");
    let timed = queries(rows, TIMED, &mut dice);
    for filtered in [Filtered::None, Filtered::Member, Filtered::Month] {
        time(&run.served, &timed, rows, filtered, &mut dice, table).await?;
    }
    if !arguments.no_peers {
        println!("timing the index and its peers");
        let index = archive.index()?;
        let alone = timed.iter().map(|(length, query)| Ok((*length, alone(&index, query)?)));
        peers(rows, &timed, &alone.collect::<anyhow::Result<Vec<_>>>()?, table)?;
    }
    Ok(())
}

/// Asks the index as the peers are asked, in this process: the total and the newest places.
fn alone(index: &TextIndex, query: &str) -> anyhow::Result<f64> {
    let request = Request {
        all: vec![query.to_owned()],
        none: Vec::new(),
        also: [].into(),
        filter: Filter::All(Vec::new()),
        order: Order::Newest,
        after: None,
        limit: peers::NEWEST,
        count_kinds: false,
    };
    let started = Instant::now();
    let found = index.search(&request)?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(found.total >= found.places.len() as u64);
    Ok(seconds)
}

/// Compares what `huicun search` says with a plain scan, beside a server or without one.
pub async fn recall(arguments: &Recall) -> anyhow::Result<()> {
    let rows = Archive::open(&arguments.data).await?.searched().await?;
    let queries = queries(&rows, arguments.queries, &mut Dice::new(arguments.seed));
    let mut wrong = 0_usize;
    for (_, query) in &queries {
        let folded = total(arguments, &["--", &format!("\"{query}\"")])?;
        let exact = total(arguments, &["--no-fold", "--", query])?;
        let equal =
            folded == peers::brute_force(&rows, query) && exact == peers::brute_force_exact(&rows, query);
        wrong += usize::from(!equal);
    }
    let (asked, messages) = (queries.len() * 2, rows.len());
    println!("{asked} searches over {messages} messages, {wrong} answered otherwise than a plain scan");
    ensure!(wrong == 0, "a search did not find exactly what is there");
    Ok(())
}

fn total(arguments: &Recall, query: &[&str]) -> anyhow::Result<u64> {
    let output = Command::new(&arguments.huicun)
        .args(["search", "--json", "--limit", "0", "--data"])
        .arg(&arguments.data)
        .args(query)
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout)?;
    answer["total"].as_u64().context("no total")
}

/// Asks each query, and every eighth byte for byte too, for which messages are opened; counts the answers that are not
/// those of a plain scan.
async fn compare(served: &Served, rows: &[Row], queries: &[(usize, String)]) -> anyhow::Result<usize> {
    let mut wrong = 0;
    for (number, (_, query)) in queries.iter().enumerate() {
        let (answer, _) = served.search(&json!({"q": format!("\"{query}\""), "limit": 0})).await?;
        wrong += usize::from(answer["total"].as_u64() != Some(peers::brute_force(rows, query)));
        if number.is_multiple_of(8) {
            let (answer, _) = served.search(&json!({"q": query, "fold": false, "limit": 0})).await?;
            wrong += usize::from(answer["total"].as_u64() != Some(peers::brute_force_exact(rows, query)));
        }
    }
    Ok(wrong)
}

/// How a query is restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filtered {
    None,
    Member,
    Month,
}

impl Filtered {
    fn name(self) -> &'static str {
        match self {
            Self::None => "search",
            Self::Member => "search, one member",
            Self::Month => "search, one month",
        }
    }

    fn request(self, query: &str, row: &Row) -> Value {
        const HALF_A_MONTH: i64 = 15 * 86_400_000;
        let q = format!("\"{query}\"");
        match self {
            Self::None => json!({"q": q, "limit": peers::NEWEST}),
            Self::Member => json!({"q": q, "limit": peers::NEWEST, "member": row.sender.as_str()}),
            Self::Month => json!({
                "q": q, "limit": peers::NEWEST, "from": row.sent_at - HALF_A_MONTH, "to": row.sent_at + HALF_A_MONTH
            }),
        }
    }
}

async fn time(
    served: &Served,
    queries: &[(usize, String)],
    rows: &[Row],
    filtered: Filtered,
    dice: &mut Dice,
    table: &mut Table,
) -> anyhow::Result<()> {
    let mut times = Vec::with_capacity(queries.len());
    for (length, query) in queries {
        let row = &rows[dice.roll(rows.len())];
        let (_, seconds) = served.search(&filtered.request(query, row)).await?;
        times.push((*length, seconds));
    }
    let note = "over HTTP, audited, with the 50 newest hits";
    table.figure(
        &format!("{} p50 / p95 / p99", filtered.name()),
        percentiles(&sorted(&times, |_| true)),
        note,
    );
    if filtered == Filtered::None {
        for length in LENGTHS {
            let times = sorted(&times, |found| found == length);
            table.figure(&format!("  of {length} characters"), percentiles(&times), "");
        }
    }
    Ok(())
}

fn percentiles(sorted: &[f64]) -> String {
    [50, 95, 99].map(|percent| millis(percentile(sorted, percent))).join(" / ")
}

fn sorted(times: &[(usize, f64)], keep: impl Fn(usize) -> bool) -> Vec<f64> {
    let mut kept: Vec<f64> =
        times.iter().filter(|(length, _)| keep(*length)).map(|(_, time)| *time).collect();
    kept.sort_unstable_by(f64::total_cmp);
    kept
}

fn peers(
    rows: &[Row],
    queries: &[(usize, String)],
    ours: &[(usize, f64)],
    table: &mut Table,
) -> anyhow::Result<()> {
    let connection = peers::sqlite(rows)?;
    let (mut like, mut fts5) = (Vec::new(), Vec::new());
    // Every third query: a peer scans all rows for each.
    for (length, query) in queries.iter().step_by(3) {
        like.push((*length, peers::like(&connection, query)?));
        fts5.push((*length, peers::fts5(&connection, query)?));
    }
    table.figure("the index alone p50 / p95 / p99", percentiles(&sorted(ours, |_| true)), "as its peers");
    let mut compare = |name: &str, peer: Vec<f64>, our: Vec<f64>| {
        let (peer, our) = (percentile(&peer, 95), percentile(&our, 95));
        table.ratio(name, format!("1/{:.0}", peer / our.max(1e-9)), "≤ 1/40");
        table.figure(&format!("  {name}: the peer"), millis(peer), "in one process, on the same rows");
    };
    compare("search p95 against SQLite LIKE", sorted(&like, |_| true), sorted(ours, |_| true));
    let short = |length: usize| length <= 2;
    let name = "search p95, 1 and 2 characters, against FTS5 trigram";
    compare(name, sorted(&fts5, short), sorted(ours, short));
    Ok(())
}
