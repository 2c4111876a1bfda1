//! Plain text, in whatever of the common encodings it was written.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use crate::made::{Derived, Limits, Problem, TextSource};

/// How much of a text tells its encoding.
const LOOKED_AT: usize = 64 << 10;

/// Draws a text.
pub(crate) fn derive(bytes: &[u8], derived: &mut Derived) -> Result<(), Problem> {
    if looks_binary(bytes) {
        return Err(Problem::NotSupported);
    }
    // More than this is cut away in the end: it need not be decoded before.
    let part = &bytes[..bytes.len().min(Limits::TEXT * 4)];
    derived.add_text(TextSource::File, &decode(part));
    Ok(())
}

/// Decodes by the byte order mark, or by what the bytes look like.
pub(crate) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(LOOKED_AT)], bytes.len() <= LOOKED_AT);
    let encoding = detector.guess(Some(b"cn"), Utf8Detection::Allow);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Bytes that no text holds; two-byte encodings are told by their mark.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let marked = encoding_rs::Encoding::for_bom(bytes).is_some();
    !marked && head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_encodings_are_read() {
        let said = "合同编号：HT-0007，甲方应于三十日内付款。";
        let (gbk, ..) = encoding_rs::GB18030.encode(said);
        assert_eq!(decode(said.as_bytes()), said);
        assert_eq!(decode(&gbk), said);
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(said.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&wide), said);
        assert!(!looks_binary(&wide) && looks_binary(b"\x00\x01\x02"));
    }
}
