//! Messages (消息) as stored: sealed plaintext, and what lists and filters need.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, CorpId, MsgId, PartyId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::scope::ConsentState;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{look_up, read};
use crate::{Store, StoreResult, msgids};

/// A message as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// WeCom's number.
    pub seq: Seq,
    /// Its place in the order of unsealing.
    pub position: Position,
    /// The conversation.
    pub conversation: ConversationId,
    /// Who sent it.
    pub sender: PartyId,
    /// When it was sent.
    pub sent_at: Millis,
    /// What kind it is.
    pub kind: MessageKind,
    /// Whether somebody outside took part.
    pub external: bool,
    /// Its exact plaintext, sealed.
    pub sealed: Vec<u8>,
    /// When the archive received it.
    pub received_at: Millis,
    /// When and by whom it was recalled.
    pub recalled: Option<(Millis, PartyId)>,
    /// How it stood with consent when it was sent; unknown for what was stored before that was decided.
    pub consent: Option<ConsentState>,
}

pub(crate) const COLUMNS: &str = "m.seq, m.position, m.conversation_id, m.sender, m.sent_at, m.kind, m.external, \
                                  m.sealed, m.received_at, m.recalled_at, m.recalled_by, m.consent";

pub(crate) type MessageFields =
    (i64, i64, Uuid, String, i64, String, i64, Vec<u8>, i64, Option<i64>, Option<String>, Option<String>);

pub(crate) fn message(fields: MessageFields) -> MessageRow {
    let (seq, position, conversation, sender, sent_at, kind, external, sealed, received_at, ..) = fields;
    let (.., at, by, consent) = fields;
    MessageRow {
        seq: Seq(seq),
        position: Position(position),
        conversation: ConversationId(conversation),
        sender: PartyId::new(sender),
        sent_at,
        kind: MessageKind::parse(&kind).unwrap_or(MessageKind::Unknown),
        external: external != 0,
        sealed,
        received_at,
        recalled: at.zip(by.map(PartyId::new)),
        consent: consent.as_deref().and_then(ConsentState::parse),
    }
}

impl Store {
    /// Reads messages by their numbers, in the order asked for; those that are not there are left out.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn messages_by_seq(&self, corp: &CorpId, seqs: &[Seq]) -> StoreResult<Vec<MessageRow>> {
        let rows = look_up!(
            self,
            corp,
            seqs,
            64,
            MessageFields,
            "SELECT {COLUMNS} FROM message m WHERE m.corp_id = $1 AND m.seq IN ({})",
            |seq| seq.0
        );
        let mut found: HashMap<Seq, MessageRow> =
            rows.into_iter().map(message).map(|row| (row.seq, row)).collect();
        Ok(seqs.iter().filter_map(|seq| found.remove(seq)).collect())
    }

    /// Reads a message by WeCom's id.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn message_by_msgid(&self, corp: &CorpId, msgid: &MsgId) -> StoreResult<Option<MessageRow>> {
        let Some(seq) = msgids::find(self, corp, msgid).await? else { return Ok(None) };
        Ok(self.messages_by_seq(corp, &[seq]).await?.pop())
    }

    /// Reads messages behind a position, in the order of unsealing.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn messages_after(
        &self,
        corp: &CorpId,
        after: Position,
        limit: usize,
    ) -> StoreResult<Vec<MessageRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM message m WHERE m.corp_id = $1 AND m.position > $2 ORDER BY m.position LIMIT $3"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, MessageFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(after.0).bind(limit).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(message).collect())
    }

    /// Lists messages in which somebody agrees to being archived or does not, behind a position.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn consent_messages_after(
        &self,
        corp: &CorpId,
        after: Position,
        limit: usize,
    ) -> StoreResult<Vec<MessageRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM message m WHERE m.corp_id = $1 AND m.position > $2 \
             AND m.kind IN ('agree', 'disagree') ORDER BY m.position LIMIT $3"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, MessageFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(after.0).bind(limit).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(message).collect())
    }
}
