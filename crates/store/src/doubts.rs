//! Doubts: what was learnt of the past, and which messages are therefore to be decided about again.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, CorpId, PartyId, Seq};
use huicun_domain::scope::ConsentState;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{Tx, read, within};
use crate::leases::{Lease, check};
use crate::{Store, StoreResult};

/// That something was learnt which may change what was decided about messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Whose messages; everybody's where nobody is named.
    pub party: Option<PartyId>,
    /// Sent at this moment or later.
    pub since: Millis,
    /// How often something of it was learnt.
    times: i64,
}

/// More parties than these are everybody.
const NAMED: usize = 100;

/// Notes that messages are to be decided about again: those of these parties, sent at a moment or later.
pub(crate) async fn raise(tx: &mut Tx, corp: &CorpId, parties: &[(&PartyId, Millis)]) -> StoreResult<()> {
    if parties.len() <= NAMED {
        for (party, since) in parties {
            write(tx, corp, party.as_str(), *since).await?;
        }
        return Ok(());
    }
    match parties.iter().map(|(_, since)| *since).min() {
        Some(since) => raise_for_all(tx, corp, since).await,
        None => Ok(()),
    }
}

/// Notes that all messages sent at a moment or later are to be decided about again.
pub(crate) async fn raise_for_all(tx: &mut Tx, corp: &CorpId, since: Millis) -> StoreResult<()> {
    write(tx, corp, "", since).await
}

async fn write(tx: &mut Tx, corp: &CorpId, party: &str, since: Millis) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO doubt (corp_id, party_id, since, times) VALUES ($1, $2, $3, 1) \
         ON CONFLICT (corp_id, party_id) DO UPDATE SET times = doubt.times + 1, \
         since = CASE WHEN excluded.since < doubt.since THEN excluded.since ELSE doubt.since END";
    within!(tx, |c| {
        sqlx::query(SQL).bind(corp.as_str()).bind(party).bind(since).execute(c).await.map(|_| ())
    })
}

impl Store {
    /// Lists doubts, those about everybody first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn doubts(&self, corp: &CorpId, limit: usize) -> StoreResult<Vec<Doubt>> {
        const SQL: &str =
            "SELECT party_id, since, times FROM doubt WHERE corp_id = $1 ORDER BY party_id LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (String, i64, i64)>(SQL).bind(corp.as_str()).bind(limit).fetch_all(db).await
        })?;
        let doubt = |(party, since, times): (String, i64, i64)| Doubt {
            party: Some(party).filter(|party| !party.is_empty()).map(PartyId::new),
            since,
            times,
        };
        Ok(rows.into_iter().map(doubt).collect())
    }

    /// Notes that a doubt was looked into. One to which something was added meanwhile stays.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn settle(&self, lease: &Lease, corp: &CorpId, doubt: &Doubt) -> StoreResult<()> {
        const SQL: &str = "DELETE FROM doubt WHERE corp_id = $1 AND party_id = $2 AND times = $3";
        let party = doubt.party.as_ref().map_or("", PartyId::as_str);
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(party).bind(doubt.times);
            query.execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists conversations with messages sent at a moment or later, behind an id; those that a party takes part in
    /// where one is named.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn conversations_since(
        &self,
        corp: &CorpId,
        party: Option<&PartyId>,
        since: Millis,
        behind: Option<ConversationId>,
        limit: usize,
    ) -> StoreResult<Vec<ConversationId>> {
        let of_party = party.map_or("", |_| {
            " AND c.id IN (SELECT p.conversation_id FROM participation p WHERE p.corp_id = $1 AND p.party_id = $5)"
        });
        let sql = format!(
            "SELECT c.id FROM conversation c WHERE c.corp_id = $1 AND c.last_at >= $2 AND c.id > $3{of_party} \
             ORDER BY c.id LIMIT $4"
        );
        let behind = behind.map_or(Uuid::nil(), |id| id.0);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_scalar::<_, Uuid>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            let query = query.bind(since).bind(behind).bind(limit);
            match party {
                Some(party) => query.bind(party.as_str()).fetch_all(db).await,
                None => query.fetch_all(db).await,
            }
        })?;
        Ok(rows.into_iter().map(ConversationId).collect())
    }

    /// Notes how it stood with consent when messages were sent.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn set_consents(
        &self,
        lease: &Lease,
        corp: &CorpId,
        states: &[(Seq, ConsentState)],
    ) -> StoreResult<()> {
        const SQL: &str = "UPDATE message SET consent = $1 WHERE corp_id = $2 AND seq = $3";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        for (seq, state) in states {
            within!(&mut tx, |c| {
                let query = sqlx::query(SQL).bind(state.as_str()).bind(corp.as_str()).bind(seq.0);
                query.execute(c).await.map(|_| ())
            })?;
        }
        tx.commit().await
    }
}
