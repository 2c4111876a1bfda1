//! The archive against the oracle of the virtual corp: every message once, byte for byte.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use huicun_app::plaintext::{open_message, open_plaintext};
use huicun_domain::ids::Seq;
use serde::Deserialize;

use crate::archive::Archive;

/// `oracle`
#[derive(Clone, Debug, clap::Args)]
pub struct OracleCheck {
    /// The data folder
    #[arg(long)]
    pub data: PathBuf,
}

/// One line of the oracle.
#[derive(Debug, Deserialize)]
struct Line {
    seq: i64,
    plaintext: Option<String>,
    plaintext_base64: Option<String>,
    fate: String,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Lines of the oracle by fate.
    pub fates: BTreeMap<String, u64>,
    /// Messages of the archive by kind.
    pub kinds: BTreeMap<&'static str, u64>,
    /// Messages in the archive.
    pub archived: u64,
    /// Readable in the oracle and not in the archive.
    pub missing: Vec<i64>,
    /// In the archive and not in the oracle.
    pub phantom: Vec<i64>,
    /// More than once in the archive.
    pub doubled: Vec<i64>,
    /// Of another plaintext.
    pub altered: Vec<i64>,
    /// That do not decode.
    pub undecoded: Vec<i64>,
}

impl Verdict {
    /// Tells whether archive and oracle are equal.
    pub fn is_equal(&self) -> bool {
        [&self.missing, &self.phantom, &self.doubled, &self.altered, &self.undecoded]
            .iter()
            .all(|list| list.is_empty())
    }
}

/// Compares and prints.
pub async fn run(arguments: &OracleCheck) -> anyhow::Result<()> {
    let verdict = compare(&arguments.data).await?;
    print(&verdict);
    anyhow::ensure!(verdict.is_equal(), "the archive differs from the oracle");
    Ok(())
}

/// Prints a verdict.
pub fn print(verdict: &Verdict) {
    println!("oracle {:?}", verdict.fates);
    println!("archive {} messages of {} kinds", verdict.archived, verdict.kinds.len());
    let lists = [
        ("missing", &verdict.missing),
        ("phantom", &verdict.phantom),
        ("doubled", &verdict.doubled),
        ("altered", &verdict.altered),
        ("undecoded", &verdict.undecoded),
    ];
    for (name, list) in lists {
        println!("{name} {} {:?}", list.len(), &list[..list.len().min(10)]);
    }
}

/// Compares a data folder, not served at the moment, with its oracle.
pub async fn compare(data: &Path) -> anyhow::Result<Verdict> {
    let mut expected = read_oracle(&data.join("sim/oracle.jsonl"))?;
    let archive = Archive::open(data).await?;
    let mut verdict = Verdict::default();
    for fate in expected.values().map(|(_, fate)| fate) {
        *verdict.fates.entry(fate.clone()).or_default() += 1;
    }
    let mut seen: HashSet<Seq> = HashSet::new();
    archive
        .for_each_page(|rows| {
            for row in rows {
                verdict.archived += 1;
                if !seen.insert(row.seq) {
                    verdict.doubled.push(row.seq.0);
                    continue;
                }
                match expected.remove(&row.seq.0) {
                    None => verdict.phantom.push(row.seq.0),
                    Some((plaintext, _))
                        if open_plaintext(&archive.ring, &archive.corp, row)? != plaintext =>
                    {
                        verdict.altered.push(row.seq.0);
                    }
                    Some(_) => {}
                }
                match open_message(&archive.ring, &archive.corp, row) {
                    Some(message) => *verdict.kinds.entry(message.kind.as_str()).or_default() += 1,
                    None => verdict.undecoded.push(row.seq.0),
                }
            }
            Ok(())
        })
        .await?;
    verdict.missing =
        expected.into_iter().filter(|(_, (_, fate))| is_readable(fate)).map(|(seq, _)| seq).collect();
    verdict.missing.sort_unstable();
    archive.store.close().await;
    Ok(verdict)
}

/// Tells whether a message of this fate must be readable in the end.
fn is_readable(fate: &str) -> bool {
    !matches!(fate, "poison" | "expired" | "withheld")
}

fn read_oracle(path: &Path) -> anyhow::Result<HashMap<i64, (Vec<u8>, String)>> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut lines = HashMap::new();
    for line in BufReader::new(file).lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let plaintext = match (line.plaintext, line.plaintext_base64) {
            (Some(text), _) => text.into_bytes(),
            (None, Some(encoded)) => STANDARD.decode(encoded)?,
            (None, None) => Vec::new(),
        };
        // The last line of a seq tells its fate.
        lines.insert(line.seq, (plaintext, line.fate));
    }
    Ok(lines)
}
