//! The fields of a month's index.

use huicun_domain::ids::ConversationId;
use huicun_domain::message::MessageKind;
use huicun_domain::query::Side;
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;

use crate::document::Document;
use crate::grams::Grams;
use crate::names::Names;

const PAIRS: &str = "pairs";
const SINGLES: &str = "singles";

/// The version of the schema; another one means that the index is built anew.
pub(crate) const VERSION: u32 = 1;

/// The fields, by what they hold.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    pub(crate) pair: Field,
    pub(crate) single: Field,
    pub(crate) participant: Field,
    pub(crate) sender: Field,
    pub(crate) conversation: Field,
    pub(crate) kind: Field,
    pub(crate) external: Field,
    pub(crate) sent_at: Field,
    pub(crate) seq: Field,
    pub(crate) position: Field,
}

impl Fields {
    pub(crate) fn new() -> Self {
        let text = |tokenizer: &str, record| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(record)
                .set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing)
        };
        let mut builder = Schema::builder();
        let pair = builder.add_text_field("pair", text(PAIRS, IndexRecordOption::WithFreqsAndPositions));
        let single = builder.add_text_field("single", text(SINGLES, IndexRecordOption::Basic));
        // Not the flag of that name, which would keep a byte of each document for ranking, too.
        let indexed = NumericOptions::default().set_indexed();
        let participant = builder.add_u64_field("participant", indexed.clone());
        let sender = builder.add_u64_field("sender", indexed.clone());
        let conversation = builder.add_u64_field("conversation", indexed.clone());
        let kind = builder.add_i64_field("kind", indexed.clone().set_fast());
        let external = builder.add_u64_field("external", indexed);
        let sent_at = builder.add_i64_field("sent_at", FAST);
        let seq = builder.add_i64_field("seq", FAST);
        let position = builder.add_i64_field("position", FAST);
        let schema = builder.build();
        Self {
            schema,
            pair,
            single,
            participant,
            sender,
            conversation,
            kind,
            external,
            sent_at,
            seq,
            position,
        }
    }

    pub(crate) fn tokenizers() -> TokenizerManager {
        let tokenizers = TokenizerManager::default();
        tokenizers.register(PAIRS, Grams::PAIRS);
        tokenizers.register(SINGLES, Grams::SINGLES);
        tokenizers
    }

    pub(crate) fn document(&self, names: &Names, document: &Document) -> TantivyDocument {
        let mut fields = TantivyDocument::new();
        fields.add_text(self.pair, &document.text);
        fields.add_text(self.single, &document.text);
        for participant in &document.participants {
            fields.add_u64(self.participant, names.number(participant));
        }
        fields.add_u64(self.sender, names.number(&document.sender));
        fields.add_u64(self.conversation, conversation_term(document.conversation));
        fields.add_i64(self.kind, kind_term(document.kind));
        fields.add_u64(self.external, side_term(document.side));
        fields.add_i64(self.sent_at, document.sent_at);
        fields.add_i64(self.seq, document.seq.0);
        fields.add_i64(self.position, document.position.0);
        fields
    }
}

/// The first half of a conversation's id, a SHA-1 based UUID: 60 random bits, enough to tell conversations apart.
pub(crate) fn conversation_term(conversation: ConversationId) -> u64 {
    conversation.0.as_u64_pair().0
}

/// The kinds by their numbers in the index. What is here stays where it is; new kinds go to the end.
pub(crate) const KINDS: &[MessageKind] = &[
    MessageKind::Text,
    MessageKind::Image,
    MessageKind::Revoke,
    MessageKind::Agree,
    MessageKind::Disagree,
    MessageKind::Voice,
    MessageKind::Video,
    MessageKind::Card,
    MessageKind::Location,
    MessageKind::Emotion,
    MessageKind::File,
    MessageKind::Link,
    MessageKind::Weapp,
    MessageKind::Chatrecord,
    MessageKind::Todo,
    MessageKind::Vote,
    MessageKind::Collect,
    MessageKind::Redpacket,
    MessageKind::ExternalRedpacket,
    MessageKind::Meeting,
    MessageKind::MeetingNotification,
    MessageKind::Switch,
    MessageKind::Docmsg,
    MessageKind::Markdown,
    MessageKind::News,
    MessageKind::Calendar,
    MessageKind::Mixed,
    MessageKind::MeetingVoiceCall,
    MessageKind::VoipDocShare,
    MessageKind::Voiptext,
    MessageKind::Sphfeed,
    MessageKind::Qydiskfile,
    MessageKind::Note,
    MessageKind::Solitaire,
    MessageKind::Unknown,
];

/// The number of a kind in the index.
pub(crate) fn kind_term(kind: MessageKind) -> i64 {
    KINDS.iter().zip(0..).find(|(known, _)| **known == kind).map_or(-1, |(_, number)| number)
}

pub(crate) fn side_term(side: Side) -> u64 {
    u64::from(side == Side::External)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_number() {
        for kind in MessageKind::ALL {
            let number = usize::try_from(kind_term(*kind)).unwrap();
            assert_eq!(KINDS[number], *kind);
        }
        assert_eq!(KINDS.len(), MessageKind::ALL.len());
    }
}
