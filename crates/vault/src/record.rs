//! The record format, version 1: small things that are read whole.
//!
//! | offset | length | what |
//! |---|---|---|
//! | 0 | 1 | format version, 1 |
//! | 1 | 1 | cipher suite, 1 = AES-256-GCM |
//! | 2 | 4 | period key id, little endian |
//! | 6 | 60 | record key: nonce (12), sealed key (32), tag (16), by the period key |
//! | 66 | n | sealed text, by the record key with nonce zero (the key seals once) |
//! | 66 + n | 16 | tag |
//!
//! The additional data of both is `version ‖ suite ‖ kind ‖ corp length (1) ‖ corp ‖ record id`, so that a record that
//! was moved to another row, corp or table does not open.

use aws_lc_rs::aead::NONCE_LEN;
use huicun_domain::ids::CorpId;

use crate::ring::{KeyRing, RingError, Scope};
use crate::suite::{OpenError, SUITE, SecretKey, WRAP_LEN, fill_random};

const VERSION: u8 = 1;
const HEAD_LEN: usize = 6;
/// How many bytes sealing adds.
pub const OVERHEAD: usize = HEAD_LEN + WRAP_LEN + 16;

/// What a record is; part of what its seal binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RecordKind {
    /// An envelope (加密信封) as the SDK delivered it.
    Envelope = 1,
    /// The exact plaintext of a message.
    Message = 2,
    /// An RSA private key.
    PrivateKey = 3,
    /// A secret of the connection to WeCom.
    Secret = 4,
    /// What an export asked for.
    ExportRequest = 5,
    /// What to ask WeCom for the next part of a file with.
    MediaIndex = 6,
    /// What was made of a file.
    Derivation = 7,
    /// A text drawn from a file of a message.
    FileText = 8,
    /// A question of a member, or its answer.
    Question = 12,
    /// A file that shows a bank transfer.
    Voucher = 20,
}

impl KeyRing {
    /// Seals a record under a fresh record key.
    ///
    /// # Errors
    /// [`RingError`] where a new period key is needed and cannot be made durable.
    pub fn seal_record(
        &self,
        scope: &Scope,
        kind: RecordKind,
        record_id: &[u8],
        text: &[u8],
    ) -> Result<Vec<u8>, RingError> {
        let (key_id, period) = self.period_key(scope)?;
        let mut random = [0; 32 + NONCE_LEN];
        fill_random(&mut random)?;
        let (key, nonce) = random.split_at(32);
        let key = SecretKey::new(<[u8; 32]>::try_from(key).map_err(|_| OpenError::Cut)?);
        let nonce = <[u8; NONCE_LEN]>::try_from(nonce).map_err(|_| OpenError::Cut)?;
        let aad = additional_data(kind, &scope.corp, record_id);

        let mut sealed = Vec::with_capacity(OVERHEAD + text.len());
        sealed.extend_from_slice(&[VERSION, SUITE]);
        sealed.extend_from_slice(&key_id.to_le_bytes());
        period.wrap(&key, nonce, &aad, &mut sealed)?;
        sealed.extend_from_slice(text);
        key.cipher()?.seal([0; NONCE_LEN], &aad, &mut sealed, HEAD_LEN + WRAP_LEN)?;
        Ok(sealed)
    }

    /// Opens a record that [`Self::seal_record`] sealed for the same corp, kind and id.
    ///
    /// # Errors
    /// [`OpenError`], by what is wrong with it.
    pub fn open_record(
        &self,
        corp: &CorpId,
        kind: RecordKind,
        record_id: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, OpenError> {
        let (head, rest) = sealed.split_first_chunk::<HEAD_LEN>().ok_or(OpenError::Cut)?;
        let [version, suite, id @ ..] = *head;
        if version != VERSION || suite != SUITE {
            return Err(OpenError::UnknownFormat);
        }
        let (wrapped, body) = rest.split_at_checked(WRAP_LEN).ok_or(OpenError::Cut)?;
        let aad = additional_data(kind, corp, record_id);
        let period = self.key_by_id(u32::from_le_bytes(id))?;
        let key = period.unwrap_key(wrapped, &aad)?;
        let mut body = body.to_vec();
        let length = key.cipher()?.open([0; NONCE_LEN], &aad, &mut body)?.len();
        body.truncate(length);
        Ok(body)
    }
}

fn additional_data(kind: RecordKind, corp: &CorpId, record_id: &[u8]) -> Vec<u8> {
    let corp = corp.as_str().as_bytes();
    let mut data = Vec::with_capacity(4 + corp.len() + record_id.len());
    data.extend_from_slice(&[VERSION, SUITE, kind as u8, u8::try_from(corp.len()).unwrap_or(u8::MAX)]);
    data.extend_from_slice(corp);
    data.extend_from_slice(record_id);
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ring::tests::{ring, scope};

    #[test]
    fn a_record_opens_only_in_its_own_place() {
        let (_folder, ring) = ring();
        let scope = scope("wwa", "2026-08");
        let sealed = ring.seal_record(&scope, RecordKind::Message, b"7", "好的".as_bytes()).unwrap();
        assert_eq!(sealed.len(), "好的".len() + OVERHEAD);
        let open =
            |corp: &str, kind, id: &[u8], sealed: &[u8]| ring.open_record(&corp.into(), kind, id, sealed);

        assert_eq!(open("wwa", RecordKind::Message, b"7", &sealed).unwrap(), "好的".as_bytes());
        assert_eq!(open("wwa", RecordKind::Message, b"8", &sealed), Err(OpenError::NotAuthentic));
        assert_eq!(open("wwb", RecordKind::Message, b"7", &sealed), Err(OpenError::NotAuthentic));
        assert_eq!(open("wwa", RecordKind::Envelope, b"7", &sealed), Err(OpenError::NotAuthentic));
        for cut in 0..sealed.len() {
            assert!(open("wwa", RecordKind::Message, b"7", &sealed[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let (_folder, ring) = ring();
        let sealed = ring.seal_record(&scope("wwa", "2026-08"), RecordKind::Message, b"7", b"text").unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(
                ring.open_record(&"wwa".into(), RecordKind::Message, b"7", &changed).is_err(),
                "bit {bit}"
            );
        }
    }

    #[test]
    fn the_golden_record_opens() {
        let ring = crate::ring::tests::golden_ring();
        let sealed = include_bytes!("../golden/record-v1.bin");
        let opened = ring.open_record(&"wwgolden".into(), RecordKind::Message, b"1", sealed).unwrap();
        assert_eq!(opened, "一条消息".as_bytes());
    }
}
