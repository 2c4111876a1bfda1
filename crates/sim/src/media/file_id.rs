//! The `sdkfileid`: long, opaque, and enough to make the file again.
//!
//! It has the outer shape of the real one: base64 of three length-delimited fields, of which the first is the
//! hexadecimal text of a CDN file id (with the time, a UUID, the size and the md5), the second names the sender, and
//! the third is a key of 32 hexadecimal digits. The asset hides in the UUID; the key proves that the corp gave it out.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    media::{Asset, Facts, Format, hex},
    rng::mix,
};

/// Where the UUID's text begins in the CDN file id.
const UUID_AT: usize = 39;
/// Where the time is.
const TIME_AT: usize = 33;

/// A file id, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileId {
    pub(crate) asset: Asset,
    /// When it was given out, UTC seconds.
    pub(crate) sent_at: u32,
}

impl FileId {
    /// Writes the id for a corp whose secret is `secret`.
    pub(crate) fn encode(self, facts: &Facts, secret: u64) -> String {
        let cdn = self.cdn(facts, secret);
        let sender = format!("47_1688{:012}_{}", mix(self.asset.seed) % 1_000_000_000_000, self.sent_at);
        let mut out = vec![0x0A, 0xD6, 0x01];
        out.extend(hex(&cdn).into_bytes());
        let sender = STANDARD.encode(format!("{sender:-<42}"));
        out.extend([0x12, sender.len() as u8]);
        out.extend(sender.into_bytes());
        out.extend([0x1A, 32]);
        out.extend(seal(&cdn, secret).into_bytes());
        STANDARD.encode(out)
    }

    fn cdn(self, facts: &Facts, secret: u64) -> Vec<u8> {
        let Asset { format, seed, size } = self.asset;
        let mut uuid = vec![format as u8, size];
        uuid.extend(seed.to_be_bytes());
        uuid.extend(&mix(seed ^ secret).to_be_bytes()[..6]);
        let digits = hex(&uuid);
        let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
        let mut cdn =
            vec![0x30, 0x69, 0x02, 0x01, 0x02, 0x04, 0x62, 0x30, 0x60, 0x02, 0x01, 0x00, 0x02, 0x04];
        cdn.extend(&mix(secret).to_be_bytes()[..4]);
        cdn.extend([0x02, 0x03, 0x0F, 0x42, 0x41, 0x02, 0x04]);
        cdn.extend(&mix(secret ^ 1).to_be_bytes()[..4]);
        cdn.extend([0x02, 0x02, 0x02, 0x04]);
        cdn.extend(self.sent_at.to_be_bytes());
        cdn.extend([0x04, 0x24]);
        cdn.extend(parts.join("-").into_bytes());
        cdn.extend([0x02, 0x01, 0x00, 0x02, 0x03]);
        cdn.extend(&(facts.len as u32).to_be_bytes()[1..]);
        cdn.extend([0x04, 0x10]);
        cdn.extend((0..16).map(|at| u8::from_str_radix(&facts.md5[at * 2..at * 2 + 2], 16).unwrap_or(0)));
        cdn.extend([0x02, 0x01, 0x01, 0x02, 0x01, 0x00]);
        cdn.resize(107, 0);
        cdn
    }

    /// Takes an id apart; `None` when this corp never gave it out.
    pub(crate) fn decode(id: &str, secret: u64) -> Option<Self> {
        let bytes = STANDARD.decode(id).ok()?;
        let digits = std::str::from_utf8(bytes.get(3..3 + 214)?).ok()?;
        let cdn: Option<Vec<u8>> =
            (0..107).map(|at| u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok()).collect();
        let cdn = cdn?;
        if bytes.get(bytes.len().checked_sub(32)?..)? != seal(&cdn, secret).as_bytes() {
            return None;
        }
        let uuid: String = std::str::from_utf8(cdn.get(UUID_AT..UUID_AT + 36)?).ok()?.replace('-', "");
        let number = |from: usize, to: usize| u64::from_str_radix(uuid.get(from..to)?, 16).ok();
        let asset = Asset {
            format: Format::from_byte(number(0, 2)? as u8)?,
            size: number(2, 4)? as u8,
            seed: number(4, 20)?,
        };
        let time = cdn.get(TIME_AT..TIME_AT + 4)?;
        Some(Self { asset, sent_at: u32::from_be_bytes([time[0], time[1], time[2], time[3]]) })
    }
}

/// Makes the key that belongs to a CDN file id.
fn seal(cdn: &[u8], secret: u64) -> String {
    let fold = |start: u64| {
        cdn.chunks(8).fold(mix(secret ^ start), |state, part| {
            part.iter().fold(state, |state, byte| mix(state ^ u64::from(*byte)))
        })
    };
    format!("{:016x}{:016x}", fold(1), fold(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_its_asset_and_nobody_can_make_one_up() {
        let asset = Asset { format: Format::Png, seed: u64::MAX - 5, size: 77 };
        let id = FileId { asset, sent_at: 1_785_000_000 };
        let facts =
            Facts { len: 70_961, md5: "d9dd73077000c0ba13d9d7a38f5045b0".into(), sha256: String::new() };
        let text = id.encode(&facts, 99);
        assert_eq!(text.len(), 412);
        assert_eq!(FileId::decode(&text, 99), Some(id));
        assert_eq!(FileId::decode(&text, 98), None);
        for damaged in ["", "AAAA", &text[..400], &text.replace("MDY", "MDZ")] {
            assert_eq!(FileId::decode(damaged, 99), None);
        }
    }
}
