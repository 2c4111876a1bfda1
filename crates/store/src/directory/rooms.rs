//! Rooms of the directory: lists, and who sat in them when.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::directory::Span;
use huicun_domain::ids::{CorpId, PartyId, RoomId};

use super::lists::Listing;
use crate::db::{containing, look_up, read};
use crate::{Store, StoreResult};

/// A room as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomRow {
    /// The id.
    pub id: RoomId,
    /// The name, where known.
    pub name: Option<String>,
    /// The member who owns it, where known.
    pub owner: Option<PartyId>,
    /// Whether somebody outside sits in it.
    pub external: bool,
    /// How many messages it has.
    pub messages: u64,
    /// When its first and its last were sent; nothing where it has none.
    pub extent: Option<(Millis, Millis)>,
}

/// Which rooms are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRooms {
    /// Only those whose name or id contains this.
    pub text: Option<String>,
    /// Only those in which this party ever sat.
    pub party: Option<PartyId>,
    /// Only those with somebody outside, or only those without.
    pub external: Option<bool>,
    /// Only those behind this one.
    pub after: Option<RoomId>,
}

type RoomFields = (String, Option<String>, Option<String>, i64, i64, Option<i64>, Option<i64>);

/// Whether somebody outside sits in a room. Of those in which nobody wrote yet WeCom tells customers' rooms only.
const EXTERNAL: &str = "COALESCE(c.external, 1)";
const WITH_CONVERSATION: &str =
    "room r LEFT JOIN conversation c ON c.corp_id = r.corp_id AND c.room_id = r.id AND c.room_id IS NOT NULL";

const ROOM: &str =
    "r.id, r.name, r.owner, COALESCE(c.external, 1), COALESCE(c.message_count, 0), c.first_at, c.last_at";

fn room((id, name, owner, external, messages, first_at, last_at): RoomFields) -> RoomRow {
    RoomRow {
        id: RoomId::new(id),
        name: name.filter(|name| !name.is_empty()),
        owner: owner.map(PartyId::new),
        external: external != 0,
        messages: messages.unsigned_abs(),
        extent: first_at.zip(last_at),
    }
}

/// Writes the conditions of a list; the texts are bound from `$2` on.
fn conditions(list: &ListRooms) -> (String, Vec<String>) {
    let (mut sql, mut texts) = (String::from("r.corp_id = $1"), Vec::new());
    if let Some(text) = &list.text {
        texts.push(containing(&text.to_ascii_lowercase()));
        let at = texts.len() + 1;
        sql.push_str(&format!(
            " AND (LOWER(r.name) LIKE ${at} ESCAPE '\\' OR LOWER(r.id) LIKE ${at} ESCAPE '\\')"
        ));
    }
    if let Some(party) = &list.party {
        texts.push(party.to_string());
        sql.push_str(&format!(
            " AND r.id IN (SELECT f.object FROM directory_fact f WHERE f.corp_id = $1 AND f.kind = 'in_room' \
             AND f.subject = ${})",
            texts.len() + 1
        ));
    }
    if let Some(external) = list.external {
        sql.push_str(&format!(" AND {EXTERNAL} = {}", i64::from(external)));
    }
    (sql, texts)
}

impl Store {
    /// Lists rooms by id, and counts all that fit whatever the page.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn rooms(
        &self,
        corp: &CorpId,
        list: &ListRooms,
        limit: usize,
    ) -> StoreResult<(Vec<RoomRow>, u64)> {
        let (conditions, texts) = conditions(list);
        let after = list.after.as_ref().map_or("", RoomId::as_str);
        let listing = Listing { columns: ROOM, table: WITH_CONVERSATION, id: "r.id", conditions, texts };
        let (rows, total): (Vec<RoomFields>, u64) = self.listed(corp, &listing, after, limit).await?;
        Ok((rows.into_iter().map(room).collect(), total))
    }

    /// Reads rooms by their ids; those that are not there are left out.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn rooms_by_id(&self, corp: &CorpId, ids: &[RoomId]) -> StoreResult<HashMap<RoomId, RoomRow>> {
        let rows = look_up!(
            self,
            corp,
            ids,
            32,
            RoomFields,
            "SELECT {ROOM} FROM {WITH_CONVERSATION} WHERE r.corp_id = $1 AND r.id IN ({})",
            |id| id.as_str()
        );
        Ok(rows.into_iter().map(room).map(|row| (row.id.clone(), row)).collect())
    }

    /// Counts who sits in rooms now, and who ever did.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn seat_counts(
        &self,
        corp: &CorpId,
        rooms: &[RoomId],
    ) -> StoreResult<HashMap<RoomId, (u64, u64)>> {
        let rows = look_up!(
            self,
            corp,
            rooms,
            32,
            (String, i64, i64),
            "SELECT object, COUNT(DISTINCT CASE WHEN until_at = 9223372036854775807 THEN subject END), \
             COUNT(DISTINCT subject) FROM directory_fact WHERE corp_id = $1 AND kind = 'in_room' AND object IN ({}) \
             GROUP BY object",
            |id| id.as_str()
        );
        let count = |(room, now, ever): (String, i64, i64)| {
            (RoomId::new(room), (now.unsigned_abs(), ever.unsigned_abs()))
        };
        Ok(rows.into_iter().map(count).collect())
    }

    /// Lists the last stay of everybody who ever sat in a room: those who sit there still, then who left, the last first;
    /// behind one of them where told. Counts all of them whatever the page.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn last_stays(
        &self,
        corp: &CorpId,
        room: &RoomId,
        after: Option<&(Millis, PartyId)>,
        limit: usize,
    ) -> StoreResult<(Vec<(PartyId, Span)>, u64)> {
        const COUNT: &str = "SELECT COUNT(DISTINCT subject) FROM directory_fact WHERE corp_id = $1 \
                             AND kind = 'in_room' AND object = $2";
        const PAGE: &str = "SELECT f.subject, f.from_at, f.until_at FROM directory_fact f WHERE f.corp_id = $1 \
             AND f.kind = 'in_room' AND f.object = $2 AND NOT EXISTS (SELECT 1 FROM directory_fact l \
             WHERE l.corp_id = f.corp_id AND l.kind = 'in_room' AND l.subject = f.subject AND l.object = f.object \
             AND l.from_at > f.from_at) AND (f.until_at < $3 OR (f.until_at = $3 AND f.subject > $4)) \
             ORDER BY f.until_at DESC, f.subject LIMIT $5";
        let total = read!(self, |db| {
            let query = sqlx::query_scalar::<_, i64>(COUNT).bind(corp.as_str()).bind(room.as_str());
            query.fetch_one(db).await
        })?;
        let (until, subject) = after.map_or((Span::OPEN, ""), |(until, party)| (*until, party.as_str()));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (String, i64, i64)>(PAGE).bind(corp.as_str());
            query.bind(room.as_str()).bind(until).bind(subject).bind(limit).fetch_all(db).await
        })?;
        Ok((rows.into_iter().map(stay).collect(), total.unsigned_abs()))
    }

    /// Lists the stays of who came into a room or left it after one moment and until another, which is included; the last
    /// that began comes first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn stays_between(
        &self,
        corp: &CorpId,
        room: &RoomId,
        since: Millis,
        until: Millis,
        limit: usize,
    ) -> StoreResult<Vec<(PartyId, Span)>> {
        const SQL: &str = "SELECT subject, from_at, until_at FROM directory_fact WHERE corp_id = $1 \
             AND kind = 'in_room' AND object = $2 AND ((from_at > $3 AND from_at <= $4) \
             OR (until_at > $3 AND until_at <= $4)) ORDER BY from_at DESC, subject LIMIT $5";
        // What goes on does not end at the end of time.
        let until = until.min(Span::OPEN - 1);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (String, i64, i64)>(SQL).bind(corp.as_str());
            query.bind(room.as_str()).bind(since).bind(until).bind(limit).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(stay).collect())
    }
}

fn stay((party, from, until): (String, i64, i64)) -> (PartyId, Span) {
    (PartyId::new(party), Span { from, until })
}
