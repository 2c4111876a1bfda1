//! What customers said, per member and customer and per room and customer; and whom to ask about next.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, PartyId};
use huicun_domain::notice::consent::{ConsentSource, CustomerConsent, Said};
use sqlx::AssertSqlSafe;

use crate::db::{containing, insert_rows, read, within};
use crate::error::StoreError;
use crate::{Store, StoreResult, doubts};

/// What a customer's consent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsentSide {
    /// The direct chat with a member.
    Pair,
    /// A room.
    Room,
}

impl ConsentSide {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pair => "pair",
            Self::Room => "room",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pair, Self::Room].into_iter().find(|side| side.as_str() == word)
    }
}

/// A customer, and the member or the room that its consent is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerTie {
    /// Member or room.
    pub side: ConsentSide,
    /// The member's id, or the room's.
    pub owner: String,
    /// The customer.
    pub customer: PartyId,
}

/// What a customer said, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerConsentRow {
    /// Who, and for whom.
    pub tie: CustomerTie,
    /// What, when, and when the archive learnt of it.
    pub said: Said<CustomerConsent>,
    /// Where the archive learnt it.
    pub source: ConsentSource,
}

/// Which consents are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerFilter {
    /// Only those that are so now.
    pub state: Option<CustomerConsent>,
    /// Only of members or of rooms.
    pub side: Option<ConsentSide>,
    /// Only those whose customer, member or room has an id or a name that contains this.
    pub text: Option<String>,
    /// Only those behind this one.
    pub after: Option<CustomerTie>,
}

/// What counts for a customer now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerSummary {
    /// The last thing said.
    pub last: CustomerConsentRow,
    /// How many things were said.
    pub entries: u64,
}

type Fields = (String, String, String, i64, String, i64, String);
/// How many ties are looked up at a time.
const TIES: usize = 64;

type SummaryFields = (String, String, String, i64, String, i64, String, i64);

const CONSENT: &str = "c.side, c.owner, c.customer, c.at, c.state, c.learnt_at, c.source";
/// The last thing said of each: of two at one moment, the one that protects more. The alphabet has the words in that
/// order: `agree`, `default_agree`, `disagree`.
pub(crate) const LAST: &str = "NOT EXISTS (SELECT 1 FROM customer_consent l WHERE l.corp_id = c.corp_id AND l.side = c.side \
                    AND l.owner = c.owner AND l.customer = c.customer AND (l.at, l.state) > (c.at, c.state))";

fn consent((side, owner, customer, at, state, learnt_at, source): Fields) -> StoreResult<CustomerConsentRow> {
    let unreadable = || StoreError::Unreadable("customer_consent");
    Ok(CustomerConsentRow {
        tie: CustomerTie {
            side: ConsentSide::parse(&side).ok_or_else(unreadable)?,
            owner,
            customer: PartyId::new(customer),
        },
        said: Said { at, learnt_at, state: CustomerConsent::parse(&state).ok_or_else(unreadable)? },
        source: ConsentSource::parse(&source).ok_or_else(unreadable)?,
    })
}

/// Writes the conditions of a filter; the values of `texts` are bound from `$2` on.
fn conditions(filter: &CustomerFilter) -> (String, Vec<String>) {
    let (mut condition, mut texts) = (format!("c.corp_id = $1 AND {LAST}"), Vec::new());
    if let Some(state) = filter.state {
        texts.push(state.as_str().to_owned());
        condition.push_str(&format!(" AND c.state = ${}", texts.len() + 1));
    }
    if let Some(side) = filter.side {
        texts.push(side.as_str().to_owned());
        condition.push_str(&format!(" AND c.side = ${}", texts.len() + 1));
    }
    if let Some(text) = &filter.text {
        texts.push(containing(&text.to_ascii_lowercase()));
        let at = texts.len() + 1;
        condition.push_str(&format!(
            " AND (LOWER(c.owner) LIKE ${at} ESCAPE '\\' OR LOWER(c.customer) LIKE ${at} ESCAPE '\\' \
             OR EXISTS (SELECT 1 FROM party p WHERE p.corp_id = c.corp_id AND p.id IN (c.owner, c.customer) \
             AND LOWER(p.name) LIKE ${at} ESCAPE '\\'))"
        ));
    }
    (condition, texts)
}

impl Store {
    /// Adds what customers said; what is known already is left alone. Returns how much was new.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn add_customer_consents(
        &self,
        corp: &CorpId,
        rows: &[CustomerConsentRow],
    ) -> StoreResult<u64> {
        const SQL: &str = "INSERT INTO customer_consent (corp_id, side, owner, customer, at, state, learnt_at, source) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (corp_id, side, owner, customer, at, state) DO NOTHING";
        let mut tx = self.0.db.begin().await?;
        let mut new = Vec::new();
        for row in rows {
            let added = within!(&mut tx, |c| {
                let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.tie.side.as_str());
                let query = query.bind(row.tie.owner.as_str()).bind(row.tie.customer.as_str());
                let query = query.bind(row.said.at).bind(row.said.state.as_str()).bind(row.said.learnt_at);
                query.bind(row.source.as_str()).execute(c).await.map(|done| done.rows_affected())
            })?;
            if added > 0 {
                new.push((&row.tie.customer, row.said.at));
            }
        }
        doubts::raise(&mut tx, corp, &new).await?;
        tx.commit().await?;
        Ok(new.len() as u64)
    }

    /// Lists what a customer said to a member or in a room, by when it happened.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn customer_history(
        &self,
        corp: &CorpId,
        tie: &CustomerTie,
    ) -> StoreResult<Vec<CustomerConsentRow>> {
        let sql = format!(
            "SELECT {CONSENT} FROM customer_consent c WHERE c.corp_id = $1 AND c.side = $2 AND c.owner = $3 \
             AND c.customer = $4 ORDER BY c.at, c.state"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            let query = query.bind(tie.side.as_str()).bind(tie.owner.as_str()).bind(tie.customer.as_str());
            query.fetch_all(db).await
        })?;
        rows.into_iter().map(consent).collect()
    }

    /// Reads all that customers said of several ties.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn customer_histories(
        &self,
        corp: &CorpId,
        ties: &[CustomerTie],
    ) -> StoreResult<HashMap<CustomerTie, Vec<Said<CustomerConsent>>>> {
        let mut found: HashMap<CustomerTie, Vec<Said<CustomerConsent>>> = HashMap::new();
        for chunk in ties.chunks(TIES) {
            // A short list is filled up with its last one, so that one prepared statement serves all.
            let tie = |at: usize| &chunk[at.min(chunk.len() - 1)];
            let places = |at: usize| format!("(${}, ${}, ${})", 3 * at + 2, 3 * at + 3, 3 * at + 4);
            let list = (0..TIES).map(places).collect::<Vec<_>>().join(", ");
            let sql = format!(
                "SELECT {CONSENT} FROM customer_consent c WHERE c.corp_id = $1 \
                 AND (c.side, c.owner, c.customer) IN (VALUES {list})"
            );
            let rows = read!(self, |db| {
                let mut query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
                for tie in (0..TIES).map(tie) {
                    query =
                        query.bind(tie.side.as_str()).bind(tie.owner.as_str()).bind(tie.customer.as_str());
                }
                query.fetch_all(db).await
            })?;
            for row in rows {
                let row = consent(row)?;
                found.entry(row.tie).or_default().push(row.said);
            }
        }
        Ok(found)
    }

    /// Lists what a customer said last to each member and in each room, the latest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn consents_of(
        &self,
        corp: &CorpId,
        customer: &PartyId,
    ) -> StoreResult<Vec<CustomerConsentRow>> {
        let sql = format!(
            "SELECT {CONSENT} FROM customer_consent c WHERE c.corp_id = $1 AND c.customer = $2 AND {LAST} \
             ORDER BY c.at DESC, c.side, c.owner"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            query.bind(customer.as_str()).fetch_all(db).await
        })?;
        rows.into_iter().map(consent).collect()
    }

    /// Lists what counts now, in the order of side, owner and customer, and counts all that fit whatever the page.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn customer_summaries(
        &self,
        corp: &CorpId,
        filter: &CustomerFilter,
        limit: usize,
    ) -> StoreResult<(Vec<CustomerSummary>, u64)> {
        let (condition, texts) = conditions(filter);
        let count = format!("SELECT COUNT(*) FROM customer_consent c WHERE {condition}");
        let total = read!(self, |db| {
            let mut query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(count.as_str())).bind(corp.as_str());
            for text in &texts {
                query = query.bind(text.as_str());
            }
            query.fetch_one(db).await
        })?;
        let at = texts.len() + 2;
        let page = format!(
            "SELECT {CONSENT}, (SELECT COUNT(*) FROM customer_consent n WHERE n.corp_id = c.corp_id \
             AND n.side = c.side AND n.owner = c.owner AND n.customer = c.customer) FROM customer_consent c \
             WHERE {condition} AND (c.side, c.owner, c.customer) > (${at}, ${}, ${}) \
             ORDER BY c.side, c.owner, c.customer LIMIT ${}",
            at + 1,
            at + 2,
            at + 3
        );
        let after = filter.after.as_ref();
        let place = after.map_or(("", "", ""), |tie| (tie.side.as_str(), &tie.owner, tie.customer.as_str()));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let mut query =
                sqlx::query_as::<_, SummaryFields>(AssertSqlSafe(page.as_str())).bind(corp.as_str());
            for text in &texts {
                query = query.bind(text.as_str());
            }
            query.bind(place.0).bind(place.1).bind(place.2).bind(limit).fetch_all(db).await
        })?;
        let rows = rows.into_iter().map(|(side, owner, customer, at, state, learnt_at, source, entries)| {
            let last = consent((side, owner, customer, at, state, learnt_at, source))?;
            Ok(CustomerSummary { last, entries: entries.unsigned_abs() })
        });
        Ok((rows.collect::<StoreResult<_>>()?, total.unsigned_abs()))
    }

    /// Lists the pairs of a member and a customer who talk directly and were not asked about since a moment, those never
    /// asked about first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn pairs_to_check(
        &self,
        corp: &CorpId,
        before: Millis,
        limit: usize,
    ) -> StoreResult<Vec<CustomerTie>> {
        const SQL: &str = "SELECT m.id, x.id FROM conversation c \
             JOIN party m ON m.corp_id = c.corp_id AND m.id IN (c.first_party, c.second_party) AND m.kind = 'member' \
             JOIN party x ON x.corp_id = c.corp_id AND x.id IN (c.first_party, c.second_party) \
             AND x.kind = 'external_contact' \
             LEFT JOIN consent_check k ON k.corp_id = c.corp_id AND k.side = 'pair' AND k.owner = m.id \
             AND k.customer = x.id \
             WHERE c.corp_id = $1 AND c.kind = 'direct' AND c.external = 1 AND COALESCE(k.checked_at, 0) < $2 \
             ORDER BY COALESCE(k.checked_at, 0), m.id, x.id LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (String, String)>(SQL).bind(corp.as_str()).bind(before);
            query.bind(limit).fetch_all(db).await
        })?;
        Ok(rows
            .into_iter()
            .map(|(owner, customer)| CustomerTie {
                side: ConsentSide::Pair,
                owner,
                customer: PartyId::new(customer),
            })
            .collect())
    }

    /// Lists the rooms with somebody from outside that were not asked about since a moment.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn rooms_to_check(
        &self,
        corp: &CorpId,
        before: Millis,
        limit: usize,
    ) -> StoreResult<Vec<String>> {
        const SQL: &str = "SELECT c.room_id FROM conversation c \
             LEFT JOIN consent_check k ON k.corp_id = c.corp_id AND k.side = 'room' AND k.owner = c.room_id \
             AND k.customer = '' \
             WHERE c.corp_id = $1 AND c.kind = 'room' AND c.external = 1 AND c.room_id IS NOT NULL \
             AND COALESCE(k.checked_at, 0) < $2 ORDER BY COALESCE(k.checked_at, 0), c.room_id LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        read!(self, |db| {
            let query = sqlx::query_scalar::<_, String>(SQL).bind(corp.as_str()).bind(before).bind(limit);
            query.fetch_all(db).await
        })
    }

    /// Notes when pairs and rooms were asked about, and what came in the way; a room has no customer.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn note_checked(
        &self,
        corp: &CorpId,
        checked: &[(ConsentSide, String, String)],
        problem: Option<&str>,
        at: Millis,
    ) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        insert_rows!(
            &mut tx,
            checked,
            "consent_check (corp_id, side, owner, customer, checked_at, problem)",
            6,
            "ON CONFLICT (corp_id, side, owner, customer) DO UPDATE SET checked_at = excluded.checked_at, \
             problem = excluded.problem",
            |query, row| query
                .bind(corp.as_str())
                .bind(row.0.as_str())
                .bind(row.1.as_str())
                .bind(row.2.as_str())
                .bind(at)
                .bind(problem)
        );
        tx.commit().await
    }
}
