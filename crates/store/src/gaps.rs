//! Gaps (缺口): numbers that were jumped over, until they come or are known never to come.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Seq};

use crate::db::{Tx, insert_rows, read, within};
use crate::{Store, StoreResult};

/// Numbers that were jumped over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first.
    pub from: Seq,
    /// The last.
    pub to: Seq,
}

/// A gap as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapRow {
    /// The first number missing.
    pub from: Seq,
    /// The last number missing.
    pub to: Seq,
    /// When the jump was seen.
    pub first_seen: Millis,
    /// `open` or `filled`.
    pub state: String,
}

impl GapRow {
    /// Tells whether its numbers are still missing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

impl Store {
    /// Lists up to 10,000 gaps: those that are open first, and the lowest numbers first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn gaps(&self, corp: &CorpId) -> StoreResult<Vec<GapRow>> {
        const SQL: &str = "SELECT from_seq, to_seq, first_seen, state FROM gap WHERE corp_id = $1 \
                           ORDER BY state DESC, from_seq LIMIT 10000";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (i64, i64, i64, String)>(SQL).bind(corp.as_str()).fetch_all(db).await
        })?;
        let row = |(from, to, first_seen, state)| GapRow { from: Seq(from), to: Seq(to), first_seen, state };
        Ok(rows.into_iter().map(row).collect())
    }
}

/// Records gaps as open.
pub(crate) async fn insert(tx: &mut Tx, corp: &CorpId, gaps: &[Gap], first_seen: Millis) -> StoreResult<()> {
    insert_rows!(
        tx,
        gaps,
        "gap (corp_id, from_seq, to_seq, first_seen, state)",
        5,
        "ON CONFLICT (corp_id, from_seq, state) DO NOTHING",
        |query, gap| query.bind(corp.as_str()).bind(gap.from.0).bind(gap.to.0).bind(first_seen).bind("open")
    );
    Ok(())
}

/// Takes numbers that came out of the gaps that missed them; what is left of a gap stays open.
pub(crate) async fn fill(tx: &mut Tx, corp: &CorpId, seqs: &[Seq]) -> StoreResult<()> {
    const FIND: &str = "SELECT from_seq, to_seq, first_seen FROM gap \
                        WHERE corp_id = $1 AND state = 'open' AND from_seq <= $2 AND to_seq >= $3 ORDER BY from_seq";
    const REMOVE: &str = "DELETE FROM gap WHERE corp_id = $1 AND from_seq = $2 AND state = 'open'";
    let (Some(first), Some(last)) = (seqs.iter().min(), seqs.iter().max()) else { return Ok(()) };
    let open = within!(tx, |c| {
        let query = sqlx::query_as::<_, (i64, i64, i64)>(FIND).bind(corp.as_str()).bind(last.0).bind(first.0);
        query.fetch_all(c).await
    })?;
    if open.is_empty() {
        return Ok(());
    }
    let mut came: Vec<i64> = seqs.iter().map(|seq| seq.0).collect();
    came.sort_unstable();
    for (from, to, first_seen) in open {
        let (filled, left) = split(from, to, &came);
        if filled.is_empty() {
            continue;
        }
        within!(tx, |c| sqlx::query(REMOVE).bind(corp.as_str()).bind(from).execute(c).await.map(|_| ()))?;
        insert_rows!(
            tx,
            &filled,
            "gap (corp_id, from_seq, to_seq, first_seen, state)",
            5,
            "ON CONFLICT (corp_id, from_seq, state) DO NOTHING",
            |query, run| {
                query.bind(corp.as_str()).bind(run.from.0).bind(run.to.0).bind(first_seen).bind("filled")
            }
        );
        insert(tx, corp, &left, first_seen).await?;
    }
    Ok(())
}

/// Splits the numbers from `from` to `to` into runs that came and runs that did not; `came` is sorted.
fn split(from: i64, to: i64, came: &[i64]) -> (Vec<Gap>, Vec<Gap>) {
    let run = |from, to| Gap { from: Seq(from), to: Seq(to) };
    let (mut filled, mut left) = (Vec::<Gap>::new(), Vec::new());
    let mut missing = from;
    for seq in came.iter().copied().filter(|seq| (from..=to).contains(seq)) {
        match filled.last_mut() {
            Some(last) if last.to.0 + 1 == seq => last.to = Seq(seq),
            _ => filled.push(run(seq, seq)),
        }
        if seq > missing {
            left.push(run(missing, seq - 1));
        }
        missing = seq + 1;
    }
    if missing <= to {
        left.push(run(missing, to));
    }
    (filled, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(gaps: &[Gap]) -> Vec<(i64, i64)> {
        gaps.iter().map(|gap| (gap.from.0, gap.to.0)).collect()
    }

    #[test]
    fn a_gap_is_split_by_what_came() {
        for (came, filled, left) in [
            (vec![1, 30], vec![], vec![(10, 20)]),
            (vec![10], vec![(10, 10)], vec![(11, 20)]),
            (vec![20], vec![(20, 20)], vec![(10, 19)]),
            (vec![9, 12, 13, 17, 21], vec![(12, 13), (17, 17)], vec![(10, 11), (14, 16), (18, 20)]),
            ((10..=20).collect(), vec![(10, 20)], vec![]),
        ] {
            let (one, other) = split(10, 20, &came);
            assert_eq!((pairs(&one), pairs(&other)), (filled, left), "{came:?}");
        }
    }
}
