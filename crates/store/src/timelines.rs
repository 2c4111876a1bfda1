//! Timelines: pages of messages in the order in which they were sent, of one conversation or of everything that a party
//! took part in.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, CorpId, PartyId, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::Place;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::db::read;
use crate::messages::{COLUMNS, MessageFields, MessageRow, message};
use crate::{Store, StoreResult};

/// Whose messages are read one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timeline {
    /// Those of a conversation.
    Conversation(ConversationId),
    /// Those of all conversations that a party took part in.
    Party(PartyId),
}

/// Where a page of a timeline lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageAt {
    /// At the beginning.
    First,
    /// At the end.
    Last,
    /// Before a message.
    Before(Place),
    /// After a message.
    After(Place),
    /// From a moment on.
    From(Millis),
}

/// A page of a timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelinePage {
    /// Its messages, the oldest first.
    pub rows: Vec<MessageRow>,
    /// Whether more follow in the direction in which it was read.
    pub more: bool,
}

/// One reading of a timeline.
struct Reading<'a> {
    /// Only these kinds; empty for all.
    kinds: &'a [MessageKind],
    /// The place that it begins behind, in its direction.
    from: Place,
    backwards: bool,
    limit: usize,
}

impl PageAt {
    fn is_backwards(self) -> bool {
        matches!(self, Self::Last | Self::Before(_))
    }

    fn place(self) -> Place {
        let (sent_at, seq) = match self {
            Self::First => (Millis::MIN, Seq(i64::MIN)),
            Self::Last => (Millis::MAX, Seq(i64::MAX)),
            Self::Before(place) | Self::After(place) => (place.sent_at, place.seq),
            Self::From(moment) => (moment, Seq(i64::MIN)),
        };
        Place { sent_at, seq }
    }
}

impl Reading<'_> {
    /// The statement that reads `columns` of one conversation.
    fn sql(&self, columns: &str) -> String {
        let (comparison, order) = if self.backwards { ("<", "DESC") } else { (">", "ASC") };
        let kinds = match self.kinds {
            [] => String::new(),
            kinds => format!(" AND m.kind IN ({})", crate::db::numbered(6, kinds.len())),
        };
        format!(
            "SELECT {columns} FROM message m WHERE m.corp_id = $1 AND m.conversation_id = $2 \
             AND (m.sent_at, m.seq) {comparison} ($3, $4){kinds} \
             ORDER BY m.sent_at {order}, m.seq {order} LIMIT $5"
        )
    }

    fn rows(&self) -> i64 {
        i64::try_from(self.limit).unwrap_or(i64::MAX)
    }
}

impl Store {
    /// Reads a page of a timeline, of some kinds only where any are given.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn timeline_page(
        &self,
        corp: &CorpId,
        timeline: &Timeline,
        at: PageAt,
        kinds: &[MessageKind],
        limit: usize,
    ) -> StoreResult<TimelinePage> {
        let backwards = at.is_backwards();
        // One more than asked for tells whether there are more.
        let reading = Reading { kinds, from: at.place(), backwards, limit: limit.saturating_add(1) };
        let mut rows = match timeline {
            Timeline::Conversation(id) => {
                let rows: Vec<MessageFields> = self.read_conversation(corp, id.0, &reading, COLUMNS).await?;
                rows.into_iter().map(message).collect()
            }
            Timeline::Party(party) => {
                let places = self.party_places(corp, party, &reading).await?;
                let seqs: Vec<Seq> = places.iter().map(|place| place.seq).collect();
                self.messages_by_seq(corp, &seqs).await?
            }
        };
        let more = rows.len() > limit;
        rows.truncate(limit);
        if backwards {
            rows.reverse();
        }
        Ok(TimelinePage { rows, more })
    }

    /// Reads `columns` of one conversation.
    async fn read_conversation<T>(
        &self,
        corp: &CorpId,
        id: Uuid,
        reading: &Reading<'_>,
        columns: &str,
    ) -> StoreResult<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let sql = reading.sql(columns);
        read!(self, |db| {
            let mut query = sqlx::query_as::<_, T>(AssertSqlSafe(sql.as_str()))
                .bind(corp.as_str())
                .bind(id)
                .bind(reading.from.sent_at)
                .bind(reading.from.seq.0)
                .bind(reading.rows());
            for kind in reading.kinds {
                query = query.bind(kind.as_str());
            }
            query.fetch_all(db).await
        })
    }

    /// Merges the conversations of a party, those that reach nearest to where reading begins first, until what is left
    /// lies behind what was found.
    async fn party_places(
        &self,
        corp: &CorpId,
        party: &PartyId,
        reading: &Reading<'_>,
    ) -> StoreResult<Vec<Place>> {
        let mut found: Vec<Place> = Vec::new();
        for (id, nearest) in self.party_conversations(corp, party, reading).await? {
            let is_behind = |place: &Place| {
                if reading.backwards { place.sent_at > nearest } else { place.sent_at < nearest }
            };
            if found.len() == reading.limit && found.last().is_some_and(is_behind) {
                break;
            }
            let rows: Vec<(i64, i64)> = self.read_conversation(corp, id, reading, "m.sent_at, m.seq").await?;
            found.extend(rows.into_iter().map(|(sent_at, seq)| Place { sent_at, seq: Seq(seq) }));
            found.sort_unstable();
            if reading.backwards {
                found.reverse();
            }
            found.truncate(reading.limit);
        }
        Ok(found)
    }

    /// Lists the conversations of a party that reading may meet, each with the moment nearest to where it begins.
    async fn party_conversations(
        &self,
        corp: &CorpId,
        party: &PartyId,
        reading: &Reading<'_>,
    ) -> StoreResult<Vec<(Uuid, Millis)>> {
        let (nearest, reached, order) = if reading.backwards {
            ("c.last_at", "c.first_at <= $3", "DESC")
        } else {
            ("c.first_at", "c.last_at >= $3", "ASC")
        };
        let sql = format!(
            "SELECT c.id, {nearest} FROM participation p \
             JOIN conversation c ON c.corp_id = p.corp_id AND c.id = p.conversation_id \
             WHERE p.corp_id = $1 AND p.party_id = $2 AND {reached} \
             ORDER BY {nearest} {order}"
        );
        read!(self, |db| {
            sqlx::query_as::<_, (Uuid, i64)>(AssertSqlSafe(sql.as_str()))
                .bind(corp.as_str())
                .bind(party.as_str())
                .bind(reading.from.sent_at)
                .fetch_all(db)
                .await
        })
    }

    /// Counts a timeline's messages by day: days since 1970 in the civil time `offset` milliseconds from UTC.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn timeline_days(
        &self,
        corp: &CorpId,
        timeline: &Timeline,
        offset: Millis,
    ) -> StoreResult<Vec<(i64, u64)>> {
        const CONVERSATION: &str = "SELECT (sent_at + $2) / 86400000, COUNT(*) FROM message \
                                    WHERE corp_id = $1 AND conversation_id = $3 GROUP BY 1 ORDER BY 1";
        const PARTY: &str = "SELECT (sent_at + $2) / 86400000, COUNT(*) FROM message \
             WHERE corp_id = $1 AND conversation_id IN (SELECT conversation_id FROM participation \
             WHERE corp_id = $1 AND party_id = $3) GROUP BY 1 ORDER BY 1";
        let rows = read!(self, |db| {
            match timeline {
                Timeline::Conversation(id) => {
                    let query = sqlx::query_as::<_, (i64, i64)>(CONVERSATION).bind(corp.as_str());
                    query.bind(offset).bind(id.0).fetch_all(db).await
                }
                Timeline::Party(party) => {
                    let query = sqlx::query_as::<_, (i64, i64)>(PARTY).bind(corp.as_str()).bind(offset);
                    query.bind(party.as_str()).fetch_all(db).await
                }
            }
        })?;
        Ok(rows.into_iter().map(|(day, count)| (day, count.unsigned_abs())).collect())
    }

    /// Counts what a timeline holds: messages, and when the first and the last was sent.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn party_extent(
        &self,
        corp: &CorpId,
        party: &PartyId,
    ) -> StoreResult<Option<(u64, Millis, Millis)>> {
        const SQL: &str = "SELECT CAST(SUM(c.message_count) AS BIGINT), MIN(c.first_at), MAX(c.last_at) \
             FROM participation p JOIN conversation c ON c.corp_id = p.corp_id AND c.id = p.conversation_id \
             WHERE p.corp_id = $1 AND p.party_id = $2";
        let (count, first, last) = read!(self, |db| {
            sqlx::query_as::<_, (Option<i64>, Option<i64>, Option<i64>)>(SQL)
                .bind(corp.as_str())
                .bind(party.as_str())
                .fetch_one(db)
                .await
        })?;
        Ok(count.zip(first.zip(last)).map(|(count, (first, last))| (count.unsigned_abs(), first, last)))
    }
}
