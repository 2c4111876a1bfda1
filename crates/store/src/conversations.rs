//! Conversations (会话): lists by last activity, and who took part.

use huicun_domain::clock::Millis;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{ConversationId, CorpId, OperatorId, PartyId, RoomId, Seq};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{containing, look_up, read};
use crate::{Store, StoreResult};

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationRow {
    /// The id.
    pub id: ConversationId,
    /// Room or direct chat.
    pub kind: ConversationKind,
    /// The room.
    pub room: Option<RoomId>,
    /// The room's name, where known.
    pub room_name: Option<String>,
    /// The two of a direct chat.
    pub direct: Option<(PartyId, PartyId)>,
    /// Whether somebody outside took part.
    pub external: bool,
    /// How many messages it has.
    pub message_count: u64,
    /// When its first was sent.
    pub first_at: Millis,
    /// When its last was sent.
    pub last_at: Millis,
    /// The number of its last.
    pub last_seq: Seq,
}

/// Which conversations are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListConversations {
    /// Only those that the party took part in.
    pub party: Option<PartyId>,
    /// Only rooms, or only direct chats.
    pub kind: Option<ConversationKind>,
    /// Only those whose room or parties are named so.
    pub text: Option<String>,
    /// Only those that the operator pinned.
    pub pinned_by: Option<OperatorId>,
    /// Only those behind this one.
    pub after: Option<(Millis, ConversationId)>,
}

type ConversationFields =
    (Uuid, String, Option<String>, Option<String>, Option<String>, Option<String>, i64, i64, i64, i64, i64);

const CONVERSATION: &str = "c.id, c.kind, c.room_id, r.name, c.first_party, c.second_party, c.external, \
                            c.message_count, c.first_at, c.last_at, c.last_seq";
const WITH_ROOM: &str = "conversation c LEFT JOIN room r ON r.corp_id = c.corp_id AND r.id = c.room_id";

fn conversation(fields: ConversationFields) -> ConversationRow {
    let (id, kind, room, room_name, first, second, external, count, first_at, last_at, last_seq) = fields;
    ConversationRow {
        id: ConversationId(id),
        kind: ConversationKind::parse(&kind).unwrap_or(ConversationKind::Direct),
        room: room.map(RoomId::new),
        room_name,
        direct: first.map(PartyId::new).zip(second.map(PartyId::new)),
        external: external != 0,
        message_count: count.unsigned_abs(),
        first_at,
        last_at,
        last_seq: Seq(last_seq),
    }
}

/// A condition of a list: its text, and what is bound to its places: texts, then whoever pinned.
struct Condition {
    sql: String,
    texts: Vec<String>,
    pinned_by: Option<Uuid>,
}

fn condition(list: &ListConversations) -> Condition {
    let pinned_by = list.pinned_by.map(|operator| operator.0);
    let mut condition = Condition { sql: String::from("c.corp_id = $1"), texts: Vec::new(), pinned_by };
    let mut add = |sql: &dyn Fn(usize) -> String, text: String| {
        condition.texts.push(text);
        condition.sql.push_str(&sql(condition.texts.len() + 1));
    };
    if let Some(party) = &list.party {
        let sql = |at| {
            format!(
                " AND c.id IN (SELECT p.conversation_id FROM participation p WHERE p.corp_id = c.corp_id AND p.party_id = ${at})"
            )
        };
        add(&sql, party.as_str().to_owned());
    }
    if let Some(kind) = list.kind {
        add(&|at| format!(" AND c.kind = ${at}"), kind.as_str().to_owned());
    }
    if let Some(text) = &list.text {
        let sql = |at| {
            format!(
                " AND (LOWER(r.name) LIKE ${at} ESCAPE '\\' OR EXISTS (SELECT 1 FROM participation p \
                 JOIN party n ON n.corp_id = p.corp_id AND n.id = p.party_id WHERE p.corp_id = c.corp_id \
                 AND p.conversation_id = c.id AND (LOWER(n.name) LIKE ${at} ESCAPE '\\' OR LOWER(n.id) LIKE ${at} ESCAPE '\\')))"
            )
        };
        add(&sql, containing(&text.to_ascii_lowercase()));
    }
    if pinned_by.is_some() {
        let at = condition.texts.len() + 2;
        condition.sql.push_str(&format!(
            " AND c.id IN (SELECT k.conversation_id FROM reading k WHERE k.corp_id = c.corp_id \
             AND k.operator_id = ${at} AND k.pinned_at IS NOT NULL)"
        ));
    }
    condition
}

impl Condition {
    /// The first place that is free behind what is bound.
    fn next_place(&self) -> usize {
        self.texts.len() + 2 + usize::from(self.pinned_by.is_some())
    }
}

impl Store {
    /// Lists conversations, the last active first, and counts all that fit whatever the page.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn conversations(
        &self,
        corp: &CorpId,
        list: &ListConversations,
        limit: usize,
    ) -> StoreResult<(Vec<ConversationRow>, u64)> {
        let condition = condition(list);
        let count = format!("SELECT COUNT(*) FROM {WITH_ROOM} WHERE {}", condition.sql);
        let total = read!(self, |db| {
            let mut query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(count.as_str())).bind(corp.as_str());
            for text in &condition.texts {
                query = query.bind(text.as_str());
            }
            if let Some(operator) = condition.pinned_by {
                query = query.bind(operator);
            }
            query.fetch_one(db).await
        })?;
        let at = condition.next_place();
        let page = format!(
            "SELECT {CONVERSATION} FROM {WITH_ROOM} WHERE {} AND (c.last_at, c.id) < (${at}, ${}) \
             ORDER BY c.last_at DESC, c.id DESC LIMIT ${}",
            condition.sql,
            at + 1,
            at + 2
        );
        let (last_at, id) = list.after.unwrap_or((Millis::MAX, ConversationId(Uuid::max())));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let mut query =
                sqlx::query_as::<_, ConversationFields>(AssertSqlSafe(page.as_str())).bind(corp.as_str());
            for text in &condition.texts {
                query = query.bind(text.as_str());
            }
            if let Some(operator) = condition.pinned_by {
                query = query.bind(operator);
            }
            query.bind(last_at).bind(id.0).bind(limit).fetch_all(db).await
        })?;
        Ok((rows.into_iter().map(conversation).collect(), total.unsigned_abs()))
    }

    /// Reads conversations by their ids; those that are not there are left out.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn conversations_by_id(
        &self,
        corp: &CorpId,
        ids: &[ConversationId],
    ) -> StoreResult<Vec<ConversationRow>> {
        let rows = look_up!(
            self,
            corp,
            ids,
            32,
            ConversationFields,
            "SELECT {CONVERSATION} FROM {WITH_ROOM} WHERE c.corp_id = $1 AND c.id IN ({})",
            |id| id.0
        );
        Ok(rows.into_iter().map(conversation).collect())
    }

    /// Lists who took part in conversations: at most `limit` of each, by id, and how many there are.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn conversation_parties(
        &self,
        corp: &CorpId,
        id: ConversationId,
        limit: usize,
    ) -> StoreResult<(Vec<PartyId>, u64)> {
        const COUNT: &str = "SELECT COUNT(*) FROM participation WHERE corp_id = $1 AND conversation_id = $2";
        const LIST: &str = "SELECT party_id FROM participation WHERE corp_id = $1 AND conversation_id = $2 \
                            ORDER BY party_id LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let total = read!(self, |db| {
            sqlx::query_scalar::<_, i64>(COUNT).bind(corp.as_str()).bind(id.0).fetch_one(db).await
        })?;
        let rows = read!(self, |db| {
            sqlx::query_scalar::<_, String>(LIST)
                .bind(corp.as_str())
                .bind(id.0)
                .bind(limit)
                .fetch_all(db)
                .await
        })?;
        Ok((rows.into_iter().map(PartyId::new).collect(), total.unsigned_abs()))
    }

    /// Tells whether a party took part in a conversation.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn takes_part(&self, corp: &CorpId, party: &PartyId, id: ConversationId) -> StoreResult<bool> {
        const SQL: &str = "SELECT COUNT(*) FROM participation \
                           WHERE corp_id = $1 AND party_id = $2 AND conversation_id = $3";
        let count = read!(self, |db| {
            let query = sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).bind(party.as_str());
            query.bind(id.0).fetch_one(db).await
        })?;
        Ok(count > 0)
    }
}
