//! Lists of the directory: members, external contacts, and what is told beside them.

use huicun_domain::directory::{ContactFilter, Span};
use huicun_domain::ids::{CorpId, PartyId};
use huicun_domain::notice::consent::CustomerConsent;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};

use crate::db::{containing, look_up, read};
use crate::parties::{PARTY, PartyFields, party};
use crate::{PartyRow, Store, StoreError, StoreResult};

/// Which external contacts are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListContacts {
    /// Only those whose name, former name, company or id contains this.
    pub text: Option<String>,
    /// Only those whom this member serves now.
    pub served_by: Option<PartyId>,
    /// Only these.
    pub only: Option<ContactFilter>,
    /// Only those behind this one.
    pub after: Option<PartyId>,
}

/// Whose name, former name or id contains what is bound to a place.
fn named(at: usize) -> String {
    format!(
        "(LOWER(p.name) LIKE ${at} ESCAPE '\\' OR LOWER(p.id) LIKE ${at} ESCAPE '\\' OR p.id IN (SELECT n.party_id \
         FROM party_name n WHERE n.corp_id = $1 AND LOWER(n.name) LIKE ${at} ESCAPE '\\'))"
    )
}

/// Writes the conditions of a list; the texts are bound from `$2` on.
fn conditions(list: &ListContacts) -> (String, Vec<String>) {
    let (mut sql, mut texts) = (String::from("p.corp_id = $1 AND p.kind = 'external_contact'"), Vec::new());
    if let Some(text) = &list.text {
        texts.push(containing(&text.to_ascii_lowercase()));
        let at = texts.len() + 1;
        sql.push_str(&format!(" AND ({} OR LOWER(p.detail) LIKE ${at} ESCAPE '\\')", named(at)));
    }
    if let Some(member) = &list.served_by {
        texts.push(member.to_string());
        sql.push_str(&format!(
            " AND p.id IN (SELECT f.object FROM directory_fact f WHERE f.corp_id = $1 AND f.kind = 'serves' \
             AND f.subject = ${} AND f.until_at = {})",
            texts.len() + 1,
            Span::OPEN
        ));
    }
    match list.only {
        None => {}
        Some(ContactFilter::Present) => sql.push_str(" AND p.departed = 0"),
        Some(ContactFilter::Lost) => sql.push_str(" AND p.departed <> 0"),
        Some(ContactFilter::Disagreed) => sql.push_str(&format!(
            " AND p.id IN (SELECT c.customer FROM customer_consent c WHERE c.corp_id = $1 AND c.state = 'disagree' AND {})",
            crate::consents::LAST
        )),
    }
    (sql, texts)
}

/// A list in the order of its ids.
pub(super) struct Listing<'l> {
    pub(super) columns: &'l str,
    pub(super) table: &'l str,
    /// The column that it is ordered by.
    pub(super) id: &'l str,
    /// What fits; its texts are bound from `$2` on.
    pub(super) conditions: String,
    pub(super) texts: Vec<String>,
}

impl Store {
    /// Reads a page of a list behind an id, and counts all that fit whatever the page.
    pub(super) async fn listed<T>(
        &self,
        corp: &CorpId,
        listing: &Listing<'_>,
        after: &str,
        limit: usize,
    ) -> StoreResult<(Vec<T>, u64)>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let Listing { columns, table, id, conditions, texts } = listing;
        let count = format!("SELECT COUNT(*) FROM {table} WHERE {conditions}");
        let total = read!(self, |db| {
            let mut query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(count.as_str())).bind(corp.as_str());
            for text in texts {
                query = query.bind(text.as_str());
            }
            query.fetch_one(db).await
        })?;
        let at = texts.len() + 2;
        let page = format!(
            "SELECT {columns} FROM {table} WHERE {conditions} AND {id} > ${at} ORDER BY {id} LIMIT ${}",
            at + 1
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let mut query = sqlx::query_as::<_, T>(AssertSqlSafe(page.as_str())).bind(corp.as_str());
            for text in texts {
                query = query.bind(text.as_str());
            }
            query.bind(after).bind(limit).fetch_all(db).await
        })?;
        Ok((rows, total.unsigned_abs()))
    }

    /// Lists the ids of members, those who left and former ids too, in their order and with whether they left: of all, or
    /// of those whose name, former name or id contains a text.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn member_ids(&self, corp: &CorpId, text: Option<&str>) -> StoreResult<Vec<(PartyId, bool)>> {
        let mut sql =
            String::from("SELECT p.id, p.departed FROM party p WHERE p.corp_id = $1 AND p.kind = 'member'");
        let pattern = text.map(|text| containing(&text.to_ascii_lowercase()));
        if pattern.is_some() {
            sql.push_str(&format!(" AND {}", named(2)));
        }
        sql.push_str(" ORDER BY p.id");
        let rows = read!(self, |db| {
            let mut query =
                sqlx::query_as::<_, (String, i64)>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            if let Some(pattern) = &pattern {
                query = query.bind(pattern.as_str());
            }
            query.fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(|(id, departed)| (PartyId::new(id), departed != 0)).collect())
    }

    /// Counts the ids of members.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn count_member_ids(&self, corp: &CorpId) -> StoreResult<u64> {
        const SQL: &str = "SELECT COUNT(*) FROM party WHERE corp_id = $1 AND kind = 'member'";
        let count =
            read!(self, |db| sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).fetch_one(db).await)?;
        Ok(count.unsigned_abs())
    }

    /// Lists external contacts by id, and counts all that fit whatever the page.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn contacts(
        &self,
        corp: &CorpId,
        list: &ListContacts,
        limit: usize,
    ) -> StoreResult<(Vec<PartyRow>, u64)> {
        let (conditions, texts) = conditions(list);
        let after = list.after.as_ref().map_or("", PartyId::as_str);
        let listing = Listing { columns: PARTY, table: "party p", id: "p.id", conditions, texts };
        let (rows, total): (Vec<PartyFields>, u64) = self.listed(corp, &listing, after, limit).await?;
        Ok((rows.into_iter().map(party).collect(), total))
    }

    /// Reads who serves external contacts now: members with whom they serve, in the order of both.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn who_serves(
        &self,
        corp: &CorpId,
        contacts: &[PartyId],
    ) -> StoreResult<Vec<(PartyId, PartyId)>> {
        let rows = look_up!(
            self,
            corp,
            contacts,
            32,
            (String, String),
            "SELECT subject, object FROM directory_fact WHERE corp_id = $1 AND kind = 'serves' AND object IN ({}) \
             AND until_at = 9223372036854775807 ORDER BY object, subject",
            |id| id.as_str()
        );
        Ok(rows.into_iter().map(|(member, contact)| (PartyId::new(member), PartyId::new(contact))).collect())
    }

    /// Counts what customers said last, to members and in rooms, by what it was.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn consent_counts(
        &self,
        corp: &CorpId,
        customers: &[PartyId],
    ) -> StoreResult<Vec<(PartyId, CustomerConsent, u64)>> {
        let rows = look_up!(
            self,
            corp,
            customers,
            32,
            (String, String, i64),
            "SELECT c.customer, c.state, COUNT(*) FROM customer_consent c WHERE c.corp_id = $1 AND c.customer IN ({}) \
             AND NOT EXISTS (SELECT 1 FROM customer_consent l WHERE l.corp_id = c.corp_id AND l.side = c.side \
             AND l.owner = c.owner AND l.customer = c.customer AND (l.at, l.state) > (c.at, c.state)) \
             GROUP BY c.customer, c.state",
            |id| id.as_str()
        );
        let row = |(customer, state, count): (String, String, i64)| {
            let state = CustomerConsent::parse(&state).ok_or(StoreError::Unreadable("customer_consent"))?;
            Ok((PartyId::new(customer), state, count.unsigned_abs()))
        };
        rows.into_iter().map(row).collect()
    }

    /// Counts whom a member serves now and in how many rooms a party sits now.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn ties_of(&self, corp: &CorpId, party: &PartyId) -> StoreResult<(u64, u64)> {
        const SQL: &str = "SELECT kind, COUNT(*) FROM directory_fact WHERE corp_id = $1 \
                           AND kind IN ('serves', 'in_room') AND subject = $2 AND until_at = $3 GROUP BY kind";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (String, i64)>(SQL).bind(corp.as_str()).bind(party.as_str());
            query.bind(Span::OPEN).fetch_all(db).await
        })?;
        let of = |kind: &str| rows.iter().find(|row| row.0 == kind).map_or(0, |row| row.1.unsigned_abs());
        Ok((of("serves"), of("in_room")))
    }
}
