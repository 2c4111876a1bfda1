//! Parties (会话参与方) and rooms: names with their history, and what they wrote.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, PartyId, PartyKind, RoomId};
use sqlx::AssertSqlSafe;

use crate::db::{Places, Tx, batches, containing, insert_rows, look_up, read, within};
use crate::{Store, StoreResult};

/// What the directory says of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyInfo {
    /// The id.
    pub id: PartyId,
    /// What it is.
    pub kind: PartyKind,
    /// The name.
    pub name: Option<String>,
    /// The department, or the company.
    pub detail: Option<String>,
    /// Whether the member left.
    pub left: bool,
}

/// What the directory says of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomInfo {
    /// The id.
    pub id: RoomId,
    /// The name.
    pub name: Option<String>,
    /// The member who owns it; who was known to stays where it is not told.
    pub owner: Option<PartyId>,
}

/// A party as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRow {
    /// The id.
    pub id: PartyId,
    /// What it is.
    pub kind: PartyKind,
    /// The name, where known.
    pub name: Option<String>,
    /// The department, or the company.
    pub detail: Option<String>,
    /// Whether the member left.
    pub left: bool,
    /// How many conversations it took part in.
    pub conversations: u64,
    /// How many messages it sent.
    pub messages: u64,
    /// When it last sent one.
    pub last_at: Option<Millis>,
}

/// Which parties are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListParties {
    /// Only of this kind.
    pub kind: Option<PartyKind>,
    /// Only those whose name or id contains this.
    pub text: Option<String>,
    /// Only those behind this one: when it last sent, and its id.
    pub after: Option<(Millis, PartyId)>,
}

pub(crate) type PartyFields = (String, String, Option<String>, Option<String>, i64, i64, Option<i64>, i64);

pub(crate) const PARTY: &str = "p.id, p.kind, p.name, p.detail, p.departed, p.message_count, p.last_at, \
     (SELECT COUNT(*) FROM participation q WHERE q.corp_id = p.corp_id AND q.party_id = p.id)";

pub(crate) fn party(
    (id, kind, name, detail, left, messages, last_at, conversations): PartyFields,
) -> PartyRow {
    PartyRow {
        id: PartyId::new(id),
        kind: PartyKind::parse(&kind).unwrap_or(PartyKind::Member),
        name,
        detail,
        left: left != 0,
        conversations: conversations.unsigned_abs(),
        messages: messages.unsigned_abs(),
        last_at,
    }
}

impl Store {
    /// Keeps what the directory says; a new name is added to the history.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn upsert_parties(&self, corp: &CorpId, parties: &[PartyInfo], now: Millis) -> StoreResult<()> {
        if parties.is_empty() {
            return Ok(());
        }
        let mut tx = self.0.db.begin().await?;
        upsert(&mut tx, corp, parties, now).await?;
        tx.commit().await
    }

    /// Keeps what the directory says of rooms.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn upsert_rooms(&self, corp: &CorpId, rooms: &[RoomInfo], now: Millis) -> StoreResult<()> {
        if rooms.is_empty() {
            return Ok(());
        }
        let mut tx = self.0.db.begin().await?;
        upsert_rooms(&mut tx, corp, rooms, now).await?;
        tx.commit().await
    }

    /// Lists parties, the last active first, and counts all that fit whatever the page.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn parties(
        &self,
        corp: &CorpId,
        list: &ListParties,
        limit: usize,
    ) -> StoreResult<(Vec<PartyRow>, u64)> {
        let mut condition = String::from("p.corp_id = $1");
        let mut texts = Vec::new();
        if let Some(kind) = list.kind {
            texts.push(kind.as_str().to_owned());
            condition.push_str(&format!(" AND p.kind = ${}", texts.len() + 1));
        }
        if let Some(text) = &list.text {
            texts.push(containing(&text.to_ascii_lowercase()));
            let at = texts.len() + 1;
            condition.push_str(&format!(
                " AND (LOWER(p.name) LIKE ${at} ESCAPE '\\' OR LOWER(p.id) LIKE ${at} ESCAPE '\\')"
            ));
        }
        let count = format!("SELECT COUNT(*) FROM party p WHERE {condition}");
        let total = read!(self, |db| {
            let mut query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(count.as_str())).bind(corp.as_str());
            for text in &texts {
                query = query.bind(text.as_str());
            }
            query.fetch_one(db).await
        })?;
        let at = texts.len() + 2;
        let page = format!(
            "SELECT {PARTY} FROM party p WHERE {condition} AND (COALESCE(p.last_at, 0), p.id) < (${at}, ${}) \
             ORDER BY COALESCE(p.last_at, 0) DESC, p.id DESC LIMIT ${}",
            at + 1,
            at + 2
        );
        let (last_at, id) = list.after.clone().unwrap_or((Millis::MAX, PartyId::new("")));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let mut query =
                sqlx::query_as::<_, PartyFields>(AssertSqlSafe(page.as_str())).bind(corp.as_str());
            for text in &texts {
                query = query.bind(text.as_str());
            }
            query.bind(last_at).bind(id.as_str()).bind(limit).fetch_all(db).await
        })?;
        Ok((rows.into_iter().map(party).collect(), total.unsigned_abs()))
    }

    /// Reads parties by their ids; those that are not there are left out.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn party_refs(
        &self,
        corp: &CorpId,
        ids: &[PartyId],
    ) -> StoreResult<HashMap<PartyId, PartyRow>> {
        let rows = look_up!(
            self,
            corp,
            ids,
            32,
            PartyFields,
            "SELECT {PARTY} FROM party p WHERE p.corp_id = $1 AND p.id IN ({})",
            |id| id.as_str()
        );
        Ok(rows.into_iter().map(party).map(|row| (row.id.clone(), row)).collect())
    }

    /// Lists the names that parties had, each since when, the first one first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn party_names(
        &self,
        corp: &CorpId,
        ids: &[PartyId],
    ) -> StoreResult<HashMap<PartyId, Vec<(Millis, String)>>> {
        let rows = look_up!(
            self,
            corp,
            ids,
            32,
            (String, i64, String),
            "SELECT party_id, from_at, name FROM party_name WHERE corp_id = $1 AND party_id IN ({}) ORDER BY from_at",
            |id| id.as_str()
        );
        let mut names: HashMap<PartyId, Vec<(Millis, String)>> = HashMap::new();
        for (id, from_at, name) in rows {
            names.entry(PartyId::new(id)).or_default().push((from_at, name));
        }
        Ok(names)
    }

    /// Lists internal rooms that have no name or in which somebody wrote since a moment, the last active first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn internal_rooms(
        &self,
        corp: &CorpId,
        since: Millis,
        limit: usize,
    ) -> StoreResult<Vec<RoomId>> {
        const SQL: &str = "SELECT c.room_id FROM conversation c LEFT JOIN room r ON r.corp_id = c.corp_id \
             AND r.id = c.room_id WHERE c.corp_id = $1 AND c.room_id IS NOT NULL AND c.external = 0 \
             AND (c.last_at >= $2 OR r.name IS NULL) ORDER BY c.last_at DESC, c.room_id LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_scalar::<_, String>(SQL).bind(corp.as_str()).bind(since).bind(limit);
            query.fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(RoomId::new).collect())
    }

    /// Lists robots without a name.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn unnamed_robots(&self, corp: &CorpId, limit: usize) -> StoreResult<Vec<PartyId>> {
        const SQL: &str = "SELECT id FROM party WHERE corp_id = $1 AND kind = 'robot' AND name IS NULL ORDER BY id LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            sqlx::query_scalar::<_, String>(SQL).bind(corp.as_str()).bind(limit).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(PartyId::new).collect())
    }
}

/// Keeps what the directory says of rooms.
pub(crate) async fn upsert_rooms(
    tx: &mut Tx,
    corp: &CorpId,
    rooms: &[RoomInfo],
    now: Millis,
) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO room (corp_id, id, name, owner, updated_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (corp_id, id) DO UPDATE SET name = excluded.name, \
         owner = COALESCE(excluded.owner, room.owner), updated_at = excluded.updated_at";
    for room in rooms {
        within!(&mut *tx, |c| {
            let query =
                sqlx::query(SQL).bind(corp.as_str()).bind(room.id.as_str()).bind(room.name.as_deref());
            let query = query.bind(room.owner.as_ref().map(PartyId::as_str)).bind(now);
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// What the directory said of a party before.
type KnownFields = (String, String, Option<String>, Option<String>, i64);

/// Keeps what the directory says, in the order of ids, so that two writers wait for each other and not for ever. What is
/// known already is not written: an hour later hardly anything is new.
pub(crate) async fn upsert(
    tx: &mut Tx,
    corp: &CorpId,
    parties: &[PartyInfo],
    now: Millis,
) -> StoreResult<()> {
    let mut last: HashMap<&PartyId, &PartyInfo> = HashMap::with_capacity(parties.len());
    for info in parties {
        last.insert(&info.id, info);
    }
    let mut sorted: Vec<&PartyInfo> = last.into_values().collect();
    sorted.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    for batch in batches(&sorted) {
        upsert_batch(tx, corp, batch, now).await?;
    }
    Ok(())
}

async fn upsert_batch(tx: &mut Tx, corp: &CorpId, batch: &[&PartyInfo], now: Millis) -> StoreResult<()> {
    let mut places = Places::of(tx);
    let sql = format!(
        "SELECT id, kind, name, detail, departed FROM party WHERE corp_id = {} AND id IN ({})",
        places.one(),
        places.list(batch.len())
    );
    let rows = within!(&mut *tx, |c| {
        let mut query = sqlx::query_as::<_, KnownFields>(AssertSqlSafe(sql)).bind(corp.as_str());
        for info in batch {
            query = query.bind(info.id.as_str());
        }
        query.fetch_all(c).await
    })?;
    let known: HashMap<&str, &KnownFields> = rows.iter().map(|row| (row.0.as_str(), row)).collect();
    let named = |info: &&&PartyInfo| {
        let before = known.get(info.id.as_str()).and_then(|row| row.2.as_ref());
        info.name.is_some() && before != info.name.as_ref()
    };
    let named: Vec<&PartyInfo> = batch.iter().filter(named).copied().collect();
    let changed: Vec<&PartyInfo> = batch
        .iter()
        .filter(|info| known.get(info.id.as_str()).is_none_or(|row| differs(row, info)))
        .copied()
        .collect();
    insert_rows!(
        tx,
        &named,
        "party_name (corp_id, party_id, from_at, name)",
        4,
        "ON CONFLICT (corp_id, party_id, from_at) DO NOTHING",
        |query, info| query
            .bind(corp.as_str())
            .bind(info.id.as_str())
            .bind(now)
            .bind(info.name.as_deref().unwrap_or_default())
    );
    insert_rows!(
        tx,
        &changed,
        "party (corp_id, id, kind, name, detail, departed, message_count, updated_at)",
        8,
        "ON CONFLICT (corp_id, id) DO UPDATE SET kind = excluded.kind, \
         name = COALESCE(excluded.name, party.name), detail = COALESCE(excluded.detail, party.detail), \
         departed = excluded.departed, updated_at = excluded.updated_at",
        |query, info| query
            .bind(corp.as_str())
            .bind(info.id.as_str())
            .bind(info.kind.as_str())
            .bind(info.name.as_deref())
            .bind(info.detail.as_deref())
            .bind(i64::from(info.left))
            .bind(0_i64)
            .bind(now)
    );
    Ok(())
}

/// Tells whether what is said of a party is not what is known of it.
fn differs((_, kind, name, detail, departed): &KnownFields, info: &PartyInfo) -> bool {
    kind != info.kind.as_str()
        || (*departed != 0) != info.left
        || (info.name.is_some() && *name != info.name)
        || (info.detail.is_some() && *detail != info.detail)
}
