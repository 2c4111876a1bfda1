//! What a page should not hold: signs of a library, a proxy or an interface that misbehaves.

use huicun_domain::ids::Seq;

use super::{Page, PageItem, lenient};

/// The length of a random key closed by RSA-2048.
const RANDOM_KEY_BYTES: usize = 256;

/// Something that a page should not hold. None of it stops the page from being kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anomaly {
    /// More items came than were asked for.
    TooManyItems {
        /// How many were asked for.
        asked: u32,
        /// How many came.
        came: usize,
    },
    /// A number is not above the one before it, or not above the one that the page was to begin behind.
    SeqNotRising {
        /// The number before.
        before: Seq,
        /// The number found.
        found: Seq,
    },
    /// A number is 2⁶³ or more, which no corp reaches.
    SeqTooLarge {
        /// The number found.
        found: u64,
    },
    /// An item has no number at all.
    SeqMissing,
    /// A random key is not as long as RSA-2048 makes it.
    RandomKeyLength {
        /// The item's number.
        seq: Seq,
        /// Its length in bytes.
        length: usize,
    },
}

impl Page {
    /// Lists what is odd about a page that was asked for behind `after` with at most `limit` items.
    #[must_use]
    pub fn anomalies(&self, after: Seq, limit: u32) -> Vec<Anomaly> {
        let mut found = Vec::new();
        if u32::try_from(self.items.len()).unwrap_or(u32::MAX) > limit {
            found.push(Anomaly::TooManyItems { asked: limit, came: self.items.len() });
        }
        let mut before = after;
        for item in &self.items {
            let seq = match item {
                PageItem::Envelope(envelope) => {
                    let (seq, length) = (envelope.seq, envelope.random_key.len());
                    if length != RANDOM_KEY_BYTES {
                        found.push(Anomaly::RandomKeyLength { seq, length });
                    }
                    seq
                }
                PageItem::Broken { seq: Some(seq), .. } => *seq,
                PageItem::Broken { seq: None, raw } => {
                    let seq = lenient::seq(raw);
                    found.push(seq.map_or(Anomaly::SeqMissing, |found| Anomaly::SeqTooLarge { found }));
                    continue;
                }
            };
            if seq <= before {
                found.push(Anomaly::SeqNotRising { before, found: seq });
            }
            before = before.max(seq);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::page::parse_page;

    use super::*;

    fn page(seqs: &[&str]) -> Page {
        let key = "A".repeat(344);
        let item = |seq: &&str| {
            format!(
                r#"{{"seq":{seq},"msgid":"m","publickey_ver":1,"encrypt_random_key":"{}","encrypt_chat_msg":""}}"#,
                &key[..342]
            )
        };
        let items: Vec<_> = seqs.iter().map(item).collect();
        parse_page(format!(r#"{{"chatdata":[{}]}}"#, items.join(",")).as_bytes()).unwrap()
    }

    #[test]
    fn a_page_in_order_is_not_odd() {
        assert_eq!(page(&["8", "9", "12"]).anomalies(Seq(7), 3), []);
        assert_eq!(page(&[]).anomalies(Seq(7), 3), []);
    }

    #[test]
    fn each_oddity_is_named() {
        let found = page(&["8", "8", "3", "9223372036854775808", "\"x\"", "9"]).anomalies(Seq(7), 5);
        assert_eq!(
            found,
            [
                Anomaly::TooManyItems { asked: 5, came: 6 },
                Anomaly::SeqNotRising { before: Seq(8), found: Seq(8) },
                Anomaly::SeqNotRising { before: Seq(8), found: Seq(3) },
                Anomaly::SeqTooLarge { found: 1 << 63 },
                Anomaly::SeqMissing,
            ]
        );
        let stale = page(&["7"]).anomalies(Seq(7), 5);
        assert_eq!(stale, [Anomaly::SeqNotRising { before: Seq(7), found: Seq(7) }]);
        let short = br#"{"chatdata":[{"seq":1,"msgid":"m","publickey_ver":1,"encrypt_random_key":"AAEC","encrypt_chat_msg":""}]}"#;
        let short = parse_page(short).unwrap().anomalies(Seq(0), 5);
        assert_eq!(short, [Anomaly::RandomKeyLength { seq: Seq(1), length: 3 }]);
    }
}
