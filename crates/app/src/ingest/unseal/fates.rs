//! What becomes of opened envelopes: messages that may be archived, those that may not, and those that are none.

use std::collections::HashSet;
use std::sync::Arc;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{Position, Seq};
use huicun_domain::message::{Content, Message};
use huicun_domain::scope::{ConsentState, QuarantineReason, Right};
use huicun_search::Document;
use huicun_store::{NewMessage, NewQuarantined, Quarantined, Stored, Unsealed};

use super::open::{Fate, Opened};
use crate::media::new_files;
use crate::plaintext::document;
use crate::scope::Decider;
use crate::services::Services;

/// Sorts fates into what the store keeps and what the index gets.
///
/// An envelope that came with its page may have been read back from the store too, while the page waited for its place:
/// of two fates of one envelope the first holds.
pub(super) fn sort(
    fates: Vec<(Seq, Fate)>,
    decider: &Decider,
    media_window: Millis,
) -> (Unsealed, Vec<Document>) {
    let mut unsealed = Unsealed::default();
    let mut documents = Vec::with_capacity(fates.len());
    let mut seen = HashSet::with_capacity(fates.len());
    for (seq, fate) in fates {
        if !seen.insert(seq) {
            continue;
        }
        match fate {
            Fate::Message(opened) => match decider.right(&opened.message) {
                Right::Archive(consent) => {
                    let Opened { seq, message, sealed, document } = *opened;
                    unsealed.messages.push(new_message(seq, &message, &document, sealed, consent));
                    documents.push(document);
                }
                Right::Quarantine(reason) => {
                    unsealed.quarantined.push(new_quarantined(*opened, reason, media_window));
                }
            },
            Fate::Parked => unsealed.parked.push((seq, "key_version_missing".to_owned())),
            Fate::Poison(reason) => unsealed.poison.push((seq, reason.to_owned())),
        }
    }
    (unsealed, documents)
}

fn new_message(
    seq: Seq,
    message: &Message,
    document: &Document,
    sealed: Vec<u8>,
    consent: ConsentState,
) -> NewMessage {
    let recalls = match &message.content {
        Content::Revoke { recalled } => Some(recalled.clone()),
        _ => None,
    };
    NewMessage {
        seq,
        msgid: message.msgid.clone(),
        conversation: document.conversation,
        key: message.conversation_key(),
        sender: message.sender.clone(),
        participants: document.participants.clone(),
        sent_at: message.sent_at,
        kind: message.kind,
        external: message.is_external(),
        recalls,
        consent,
        sealed,
    }
}

fn new_quarantined(opened: Opened, reason: QuarantineReason, media_window: Millis) -> NewQuarantined {
    let Opened { seq, message, sealed, document } = opened;
    NewQuarantined {
        files: new_files(seq, &message, media_window),
        message: Quarantined {
            seq,
            conversation: document.conversation,
            sender: message.sender,
            sent_at: message.sent_at,
            kind: message.kind,
            external: document.side == huicun_domain::query::Side::External,
            reason,
            sealed,
        },
        parties: document.participants,
    }
}

/// Gives documents the positions at which their messages were stored; those of messages that were skipped are left out.
pub(super) fn placed(mut documents: Vec<Document>, stored: &Stored) -> Vec<Arc<Document>> {
    let skipped: HashSet<Seq> = stored.skipped.iter().copied().collect();
    documents.retain(|document| !skipped.contains(&document.seq));
    for (offset, document) in (0..).zip(&mut documents) {
        document.position = Position(stored.first.0 + offset);
    }
    documents.into_iter().map(Arc::new).collect()
}

/// Makes what is stored and indexed of a message that leaves quarantine.
pub(super) fn released(
    services: &Services,
    row: Quarantined,
    message: &Message,
    consent: ConsentState,
) -> (NewMessage, Document) {
    let document = document(&services.corp, Position(0), row.seq, message);
    (new_message(row.seq, message, &document, row.sealed, consent), document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_fates_of_one_envelope_the_first_holds() {
        let fates = vec![(Seq(7), Fate::Parked), (Seq(8), Fate::Poison("x")), (Seq(7), Fate::Poison("y"))];
        let (unsealed, documents) = sort(fates, &Decider::default(), 0);
        assert_eq!(unsealed.parked, [(Seq(7), "key_version_missing".to_owned())]);
        assert_eq!(unsealed.poison, [(Seq(8), "x".to_owned())]);
        assert!(documents.is_empty());
    }
}
