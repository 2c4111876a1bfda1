//! The corp's messages on disk: sealed items in one append-only file, a fixed-width index beside it, and the oracle.
//!
//! `envelopes.log` holds every item of `chatdata` as it is served, each followed by a comma, so that a page is one
//! contiguous read. `envelopes.idx` has 48 bytes an item (little-endian: seq, end in the log, end in the oracle, msgtime,
//! texts so far, block, flags). The index is written last: what it does not name is cut off at the next start.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::Write as _,
    os::unix::fs::FileExt as _,
    path::Path,
    sync::Arc,
};

use anyhow::{Context as _, bail};

/// Bytes of one index record.
const RECORD: usize = 48;
/// The flag of a message that is held back.
const WITHHELD: u32 = 1;
/// How often a message that was held back is delivered out of order once it is let go.
const LATE_DELIVERIES: u32 = 3;

/// What becomes of a message, as the oracle says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Delivered,
    UnknownKey,
    Poison,
    Expired,
    GapLate,
}

impl Fate {
    /// Gives the oracle's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Fate::Delivered => "delivered",
            Fate::UnknownKey => "unknown_key",
            Fate::Poison => "poison",
            Fate::Expired => "expired",
            Fate::GapLate => "gap_late",
        }
    }
}

/// A message ready to be kept.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) msgtime: i64,
    /// The item of `chatdata`.
    pub(crate) item: Vec<u8>,
    /// The oracle's line without its end.
    pub(crate) oracle: String,
    pub(crate) fate: Fate,
}

/// Where production stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progressed {
    /// How many texts were drawn from the corpus file.
    pub(crate) texts: u64,
    /// The block the last message came from.
    pub(crate) block: u32,
}

/// The messages made so far. Seqs are contiguous from 1.
#[derive(Debug)]
pub(crate) struct Book {
    log: Arc<File>,
    index: File,
    oracle: File,
    oracle_len: u64,
    /// Where each item ends in the log, by seq.
    ends: Vec<u64>,
    /// Each item's msgtime, by seq.
    times: Vec<i64>,
    progressed: Progressed,
    held: Held,
}

/// Messages that are or were held back.
#[derive(Debug)]
struct Held {
    released: File,
    /// Seqs nobody gets yet, and from which call of `GetChatData` on they are let go.
    back: BTreeMap<u64, Option<u64>>,
    /// Seqs let go that still come out of order, and how often.
    late: BTreeMap<u64, u32>,
}

/// A stretch of seqs, both ends included.
pub(crate) type Stretch = (u64, u64);

impl Book {
    /// Opens the files of `dir`, or starts them.
    pub(crate) fn open(dir: &Path) -> anyhow::Result<Self> {
        let open = |name: &str| {
            let path = dir.join(name);
            let file = OpenOptions::new().read(true).append(true).create(true).open(&path);
            file.with_context(|| format!("cannot open {}", path.display()))
        };
        let (log, index, oracle, released) =
            (open("envelopes.log")?, open("envelopes.idx")?, open("oracle.jsonl")?, open("released.log")?);
        let whole = usize::try_from(index.metadata()?.len())? / RECORD;
        let mut bytes = vec![0; whole * RECORD];
        index.read_exact_at(&mut bytes, 0)?;
        let mut book = Self {
            log: Arc::new(log),
            index,
            oracle,
            oracle_len: 0,
            ends: Vec::with_capacity(whole),
            times: Vec::with_capacity(whole),
            progressed: Progressed::default(),
            held: Held { released, back: BTreeMap::new(), late: BTreeMap::new() },
        };
        for record in bytes.as_chunks::<RECORD>().0 {
            book.recall(record)?;
        }
        book.cut_leftovers(whole)?;
        Ok(book)
    }

    fn recall(&mut self, record: &[u8; RECORD]) -> anyhow::Result<()> {
        let word = |at: usize| u64::from_le_bytes([0, 1, 2, 3, 4, 5, 6, 7].map(|byte| record[at * 8 + byte]));
        if word(0) != self.last_seq() + 1 {
            bail!("envelopes.idx is damaged at message {}", self.last_seq() + 1);
        }
        self.ends.push(word(1));
        self.oracle_len = word(2);
        self.times.push(word(3) as i64);
        self.progressed = Progressed { texts: word(4), block: word(5) as u32 };
        if (word(5) >> 32) as u32 & WITHHELD != 0 {
            self.held.back.insert(word(0), None);
        }
        Ok(())
    }

    /// Cuts off what was written after the last complete index record, and forgets holds that were let go.
    fn cut_leftovers(&mut self, whole: usize) -> anyhow::Result<()> {
        self.index.set_len((whole * RECORD) as u64)?;
        let log_len = self.ends.last().copied().unwrap_or(0);
        if self.log.metadata()?.len() < log_len || self.oracle.metadata()?.len() < self.oracle_len {
            bail!("the message files are shorter than their index says");
        }
        self.log.set_len(log_len)?;
        self.oracle.set_len(self.oracle_len)?;
        let mut released = vec![0; usize::try_from(self.held.released.metadata()?.len())? / 8 * 8];
        self.held.released.read_exact_at(&mut released, 0)?;
        for seq in released.as_chunks::<8>().0 {
            self.held.back.remove(&u64::from_le_bytes(*seq));
        }
        Ok(())
    }

    /// Appends messages; `progressed` is where production stands after them.
    pub(crate) fn append(
        &mut self,
        rows: Vec<Row>,
        progressed: Progressed,
        release_at: Option<u64>,
    ) -> anyhow::Result<()> {
        let mut log = Vec::with_capacity(rows.len() * 1_200);
        let mut oracle = Vec::with_capacity(rows.len() * 900);
        let mut index = Vec::with_capacity(rows.len() * RECORD);
        let log_start = self.ends.last().copied().unwrap_or(0);
        let first = self.last_seq() + 1;
        let mut marks = Vec::with_capacity(rows.len());
        for (seq, row) in (first..).zip(rows) {
            log.extend_from_slice(&row.item);
            log.push(b',');
            oracle.extend_from_slice(row.oracle.as_bytes());
            oracle.push(b'\n');
            let (end, oracle_end) = (log_start + log.len() as u64, self.oracle_len + oracle.len() as u64);
            let flags = if row.fate == Fate::GapLate { WITHHELD } else { 0 };
            let last = u64::from(progressed.block) | u64::from(flags) << 32;
            for word in [seq, end, oracle_end, row.msgtime as u64, progressed.texts, last] {
                index.extend_from_slice(&word.to_le_bytes());
            }
            marks.push((seq, end, row.msgtime, flags));
        }
        let mut log_file = self.log.as_ref();
        log_file.write_all(&log).context("cannot write envelopes.log")?;
        self.oracle.write_all(&oracle).context("cannot write oracle.jsonl")?;
        self.index.write_all(&index).context("cannot write envelopes.idx")?;
        self.oracle_len += oracle.len() as u64;
        self.progressed = progressed;
        for (seq, end, msgtime, flags) in marks {
            self.ends.push(end);
            self.times.push(msgtime);
            if flags & WITHHELD != 0 {
                self.held.back.insert(seq, release_at);
            }
        }
        Ok(())
    }

    /// Gives the highest seq, 0 when there is none.
    pub(crate) fn last_seq(&self) -> u64 {
        self.ends.len() as u64
    }

    /// Gives where production stands.
    pub(crate) fn progressed(&self) -> Progressed {
        self.progressed
    }

    /// Gives the latest msgtime.
    pub(crate) fn last_time(&self) -> Option<i64> {
        self.times.last().copied()
    }

    /// Gives the first seq that is not older than `horizon` (UTC milliseconds).
    pub(crate) fn first_since(&self, horizon: i64) -> u64 {
        self.times.partition_point(|time| *time < horizon) as u64 + 1
    }

    /// Chooses up to `limit` seqs above `after` that can be given out, as stretches.
    pub(crate) fn stretches(&self, after: u64, horizon: i64, limit: u64) -> Vec<Stretch> {
        let mut out = Vec::new();
        let mut left = limit;
        let mut seq = (after.saturating_add(1)).max(self.first_since(horizon));
        while left > 0 && seq <= self.last_seq() {
            let mut end = self.last_seq().min(seq + left - 1);
            if let Some((&hole, _)) = self.held.back.range(seq..=end).next() {
                if hole == seq {
                    seq += 1;
                    continue;
                }
                end = hole - 1;
            }
            out.push((seq, end));
            left -= end - seq + 1;
            seq = end + 1;
        }
        out
    }

    /// Prepares the reading of a stretch: the file and the bytes' place in it, commas included.
    pub(crate) fn place(&self, stretch: Stretch) -> Place {
        let start = if stretch.0 <= 1 { 0 } else { self.ends[stretch.0 as usize - 2] };
        Place { log: self.log.clone(), start, len: (self.ends[stretch.1 as usize - 1] - start) as usize }
    }

    /// Lets go what is due at call number `calls` of `GetChatData`, or everything when `calls` is `None`.
    pub(crate) fn release(&mut self, calls: Option<u64>) -> anyhow::Result<usize> {
        let is_due = |at: &Option<u64>| calls.is_none_or(|calls| at.is_some_and(|at| at <= calls));
        let due: Vec<u64> = self.held.back.iter().filter(|(_, at)| is_due(at)).map(|(seq, _)| *seq).collect();
        for seq in &due {
            self.held.released.write_all(&seq.to_le_bytes()).context("cannot write released.log")?;
            self.held.back.remove(seq);
            self.held.late.insert(*seq, LATE_DELIVERIES);
        }
        Ok(due.len())
    }

    /// Says whether anything waits to be let go at call number `calls`.
    pub(crate) fn has_due(&self, calls: u64) -> bool {
        self.held.back.values().any(|at| at.is_some_and(|at| at <= calls))
    }

    /// Takes up to `limit` late seqs that a reader at `after` has already passed.
    pub(crate) fn take_late(&mut self, after: u64, horizon: i64, limit: usize) -> Vec<u64> {
        let oldest = self.first_since(horizon);
        let taken: Vec<u64> = self
            .held
            .late
            .range(oldest..=after.max(oldest))
            .map(|(seq, _)| *seq)
            .filter(|seq| *seq <= after)
            .take(limit)
            .collect();
        for seq in &taken {
            let left = self.held.late.get_mut(seq);
            if let Some(left) = left {
                *left -= 1;
                if *left == 0 {
                    self.held.late.remove(seq);
                }
            }
        }
        taken
    }

    /// Lists the seqs that are held back.
    pub(crate) fn held_back(&self) -> Vec<u64> {
        self.held.back.keys().copied().collect()
    }
}

/// Bytes of the log that can be read without holding the book.
#[derive(Debug)]
pub(crate) struct Place {
    log: Arc<File>,
    start: u64,
    len: usize,
}

impl Place {
    /// Reads the items, each followed by a comma, to the end of `out`.
    pub(crate) fn read_into(&self, out: &mut Vec<u8>) -> std::io::Result<()> {
        let at = out.len();
        out.resize(at + self.len, 0);
        self.log.read_exact_at(&mut out[at..], self.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seq: u64, fate: Fate) -> Row {
        Row {
            msgtime: 1_000 + seq as i64,
            item: format!("{{\"seq\":{seq}}}").into_bytes(),
            oracle: format!("o{seq}"),
            fate,
        }
    }

    fn read(book: &Book, stretches: &[Stretch]) -> String {
        let mut out = Vec::new();
        for stretch in stretches {
            book.place(*stretch).read_into(&mut out).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn messages_survive_a_restart_and_leftovers_do_not() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = Book::open(dir.path()).unwrap();
        let progressed = Progressed { texts: 7, block: 3 };
        book.append(vec![row(1, Fate::Delivered), row(2, Fate::Poison)], progressed, None).unwrap();
        drop(book);
        // A crash between the log and the index leaves half a message behind.
        OpenOptions::new()
            .append(true)
            .open(dir.path().join("envelopes.log"))
            .unwrap()
            .write_all(b"{half")
            .unwrap();
        OpenOptions::new()
            .append(true)
            .open(dir.path().join("oracle.jsonl"))
            .unwrap()
            .write_all(b"o3")
            .unwrap();
        let mut book = Book::open(dir.path()).unwrap();
        assert_eq!((book.last_seq(), book.progressed()), (2, progressed));
        book.append(vec![row(3, Fate::Delivered)], progressed, None).unwrap();
        assert_eq!(read(&book, &book.stretches(1, 0, 10)), "{\"seq\":2},{\"seq\":3},");
        assert_eq!(std::fs::read_to_string(dir.path().join("oracle.jsonl")).unwrap(), "o1\no2\no3\n");
    }

    #[test]
    fn held_back_messages_are_skipped_then_late_then_in_place() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = Book::open(dir.path()).unwrap();
        let fates = [Fate::Delivered, Fate::GapLate, Fate::GapLate, Fate::Delivered];
        let rows = fates.into_iter().zip(1..).map(|(fate, seq)| row(seq, fate)).collect();
        book.append(rows, Progressed::default(), Some(5)).unwrap();
        assert_eq!(book.stretches(0, 0, 10), [(1, 1), (4, 4)]);
        assert!(!book.has_due(4) && book.has_due(5));
        assert_eq!(book.release(Some(5)).unwrap(), 2);
        assert_eq!(book.take_late(4, 0, 10), [2, 3]);
        assert_eq!(book.take_late(2, 0, 10), [2]);
        assert_eq!(book.stretches(0, 0, 10), [(1, 4)]);
        drop(book);
        assert_eq!(Book::open(dir.path()).unwrap().stretches(0, 0, 10), [(1, 4)]);
    }

    #[test]
    fn what_is_too_old_is_not_given_out() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = Book::open(dir.path()).unwrap();
        let rows = (1..=5).map(|seq| row(seq, Fate::Delivered)).collect();
        book.append(rows, Progressed::default(), None).unwrap();
        assert_eq!(book.stretches(0, 1_004, 10), [(4, 5)]);
        assert_eq!(book.stretches(0, 1_000, 2), [(1, 2)]);
        assert!(book.stretches(5, 0, 10).is_empty());
        assert!(book.stretches(u64::MAX, 0, 10).is_empty());
    }
}
