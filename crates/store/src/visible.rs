//! What the part of the archive that an operator may see is computed from: who takes part where, and where each message
//! of a conversation stands.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, CorpId, PartyId, Position, RoomId, Seq};
use huicun_domain::query::Place;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{look_up, numbered, read};
use crate::{Store, StoreResult, counters};

/// How many conversations' messages are listed at a time.
const BATCH: usize = 64;

impl Store {
    /// Lists the conversations that parties took part in.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn participations(
        &self,
        corp: &CorpId,
        parties: &[PartyId],
    ) -> StoreResult<Vec<(ConversationId, PartyId)>> {
        let rows = look_up!(
            self,
            corp,
            parties,
            64,
            (Uuid, String),
            "SELECT conversation_id, party_id FROM participation WHERE corp_id = $1 AND party_id IN ({})",
            |party| party.as_str()
        );
        Ok(rows.into_iter().map(|(id, party)| (ConversationId(id), PartyId::new(party))).collect())
    }

    /// Lists who took part in conversations.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn parties_of(
        &self,
        corp: &CorpId,
        ids: &[ConversationId],
    ) -> StoreResult<Vec<(ConversationId, PartyId)>> {
        let rows = look_up!(
            self,
            corp,
            ids,
            64,
            (Uuid, String),
            "SELECT conversation_id, party_id FROM participation WHERE corp_id = $1 AND conversation_id IN ({})",
            |id| id.0
        );
        Ok(rows.into_iter().map(|(id, party)| (ConversationId(id), PartyId::new(party))).collect())
    }

    /// Lists the conversations of rooms.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn conversations_of_rooms(
        &self,
        corp: &CorpId,
        rooms: &[RoomId],
    ) -> StoreResult<Vec<ConversationId>> {
        let rows = look_up!(
            self,
            corp,
            rooms,
            32,
            (Uuid,),
            "SELECT id FROM conversation WHERE corp_id = $1 AND room_id IN ({})",
            |room| room.as_str()
        );
        Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// Lists where each message of conversations stands. A conversation's id has the corp in it, so that the index alone
    /// answers.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn message_places(&self, ids: &[ConversationId]) -> StoreResult<Vec<(ConversationId, Place)>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(BATCH) {
            let sql = format!(
                "SELECT conversation_id, sent_at, seq FROM message WHERE conversation_id IN ({})",
                numbered(1, BATCH)
            );
            let rows = read!(self, |db| {
                let mut query = sqlx::query_as::<_, (Uuid, i64, i64)>(AssertSqlSafe(sql.as_str()));
                for place in 0..BATCH {
                    query = query.bind(chunk[place.min(chunk.len() - 1)].0);
                }
                query.fetch_all(db).await
            })?;
            found.extend(rows.into_iter().map(place));
        }
        Ok(found)
    }

    /// Lists where the messages behind a position stand, up to another one.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn message_places_after(
        &self,
        corp: &CorpId,
        after: Position,
        up_to: Position,
    ) -> StoreResult<Vec<(ConversationId, Place)>> {
        const SQL: &str = "SELECT conversation_id, sent_at, seq FROM message \
                           WHERE corp_id = $1 AND position > $2 AND position <= $3";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (Uuid, i64, i64)>(SQL).bind(corp.as_str());
            query.bind(after.0).bind(up_to.0).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(place).collect())
    }

    /// Reads how many messages the archive holds and the position of the newest, as of one moment.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn extent(&self, corp: &CorpId) -> StoreResult<(u64, Position)> {
        const SQL: &str = "SELECT name, value FROM counter WHERE corp_id = $1 AND name IN ($2, $3)";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (String, i64)>(SQL).bind(corp.as_str());
            query.bind(counters::MESSAGES).bind(counters::POSITION).fetch_all(db).await
        })?;
        let value = |name: &str| rows.iter().find(|row| row.0 == name).map_or(0, |row| row.1);
        Ok((value(counters::MESSAGES).unsigned_abs(), Position(value(counters::POSITION))))
    }
}

fn place((id, sent_at, seq): (Uuid, Millis, i64)) -> (ConversationId, Place) {
    (ConversationId(id), Place { sent_at, seq: Seq(seq) })
}
