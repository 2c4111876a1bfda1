//! The public key within a platform certificate: as much of X.509 as leads there (RFC 5280 §4.1).
//!
//! The certificate itself is not judged: it comes encrypted and authenticated under the APIv3 key, which is what makes it
//! WeChat Pay's.

/// A DER element: its tag, its content, and where it lies.
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    whole: &'a [u8],
}

const SEQUENCE: u8 = 0x30;
/// `[0] EXPLICIT Version`, which certificates of version 1 lack.
const VERSION: u8 = 0xa0;

/// Takes the next element.
fn next<'a>(rest: &mut &'a [u8]) -> Option<Element<'a>> {
    let all = *rest;
    let (tag, after) = all.split_first()?;
    let (first, after) = after.split_first()?;
    let (length, after) = match *first {
        short @ 0..=0x7f => (usize::from(short), after),
        long @ 0x81..=0x84 => {
            let (bytes, after) = after.split_at_checked(usize::from(long & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| (length << 8) | usize::from(*byte)), after)
        }
        _ => return None,
    };
    let (content, after) = after.split_at_checked(length)?;
    let whole = all.get(..all.len() - after.len())?;
    *rest = after;
    Some(Element { tag: *tag, content, whole })
}

fn enter<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    next(rest).filter(|element| element.tag == SEQUENCE).map(|element| element.content)
}

/// Finds the `SubjectPublicKeyInfo` of a certificate in DER.
pub(crate) fn public_key(mut der: &[u8]) -> Option<Vec<u8>> {
    let mut certificate = enter(&mut der)?;
    let mut body = enter(&mut certificate)?;
    if body.first() == Some(&VERSION) {
        next(&mut body)?;
    }
    // Serial number, algorithm, issuer, validity, subject.
    for _ in 0..5 {
        next(&mut body)?;
    }
    let key = next(&mut body)?;
    (key.tag == SEQUENCE).then(|| key.whole.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Version, serial, algorithm, issuer, validity, subject, key; each as short as it can be.
    const CERTIFICATE: &[u8] = b"\x30\x18\x30\x14\xa0\x03\x02\x01\x02\x02\x01\x05\x30\x00\x30\x00\x30\x00\x30\x00\x30\x02\x05\x00\x30\x00";

    #[test]
    fn the_key_is_the_seventh_part() {
        assert_eq!(public_key(CERTIFICATE).as_deref(), Some(b"\x30\x02\x05\x00".as_slice()));
    }

    #[test]
    fn whatever_is_cut_or_changed_ends_without_a_key_or_with_another() {
        for cut in 0..CERTIFICATE.len() - 2 {
            assert!(public_key(&CERTIFICATE[..cut]).is_none(), "cut at {cut}");
        }
        for place in 0..CERTIFICATE.len() {
            for value in [0x00, 0x30, 0x7f, 0x80, 0x84, 0xff] {
                let mut changed = CERTIFICATE.to_vec();
                changed[place] = value;
                let _ = public_key(&changed);
            }
        }
        assert!(public_key(b"\x30\x84\xff\xff\xff\xff").is_none());
    }
}
