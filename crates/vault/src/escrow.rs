//! Escrow (托管): a private key in two shares, neither of which tells anything of it.
//!
//! A share is text, so that it can be printed, typed and kept in an envelope:
//!
//! ```text
//! huicun-escrow-v1
//! share: 1 of 2
//! key: v3 7f0c…            the version, and SHA-256 of the public half (SubjectPublicKeyInfo) in hex
//! split: 5b1d…             which splitting it is of, 16 hex digits
//! <base64, 64 characters a line>
//! sum: 9a01…               the first 16 hex digits of SHA-256 of everything above
//! ```
//!
//! The first share is a one-time pad as long as the PEM, the second the PEM under that pad (XOR).

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::rsa::{KeyRejected, PrivateKey};
use crate::suite::fill_random;

const FORMAT: &str = "huicun-escrow-v1";

/// Why shares do not give a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EscrowError {
    /// A file is no share, or was altered: its number, 1 or 2, as it was given.
    #[error("file {0} is not a share, or it was altered")]
    Unreadable(u8),
    /// Both are the same share.
    #[error("both files are the same share: the other one is needed")]
    SameShare,
    /// They are of two splittings.
    #[error("the shares are of two different splittings, or of two keys")]
    OtherSplit,
    /// What they give is not the key that they name.
    #[error("what the shares give is not the key that they name")]
    OtherKey,
    /// What they give is no key.
    #[error("what the shares give is not a private key")]
    NoKey(#[source] KeyRejected),
}

/// One of two shares.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    /// Which of the two: 1 or 2.
    pub number: u8,
    /// The key's version.
    pub version: u32,
    /// SHA-256 of the public half, in hex.
    pub public: String,
    /// Which splitting, 16 hex digits.
    pub split: String,
    /// The share itself.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Share({} of 2, v{}, split {})", self.number, self.version, self.split)
    }
}

/// Splits the PEM of a private key.
///
/// # Errors
/// [`std::io::Error`] where the key is none, or the system gives no randomness.
pub fn split(version: u32, pem: &str) -> Result<[Share; 2], std::io::Error> {
    let key = PrivateKey::from_pem(pem).map_err(std::io::Error::other)?;
    let mut pad = Zeroizing::new(vec![0; pem.len()]);
    fill_random(&mut pad)?;
    let mut name = [0; 8];
    fill_random(&mut name)?;
    let closed = Zeroizing::new(under(&pad, pem.as_bytes()));
    let share =
        |number, bytes| Share { number, version, public: key.public_sha256(), split: hex(&name), bytes };
    Ok([share(1, pad), share(2, closed)])
}

/// Puts two shares together, in any order: the version of the key, and its PEM.
///
/// # Errors
/// [`EscrowError`].
pub fn combine(first: &str, second: &str) -> Result<(u32, Zeroizing<String>), EscrowError> {
    let first = Share::parse(first).ok_or(EscrowError::Unreadable(1))?;
    let second = Share::parse(second).ok_or(EscrowError::Unreadable(2))?;
    let same_key = first.version == second.version && first.public == second.public;
    if first.split != second.split || !same_key || first.bytes.len() != second.bytes.len() {
        return Err(EscrowError::OtherSplit);
    }
    if first.number == second.number {
        return Err(EscrowError::SameShare);
    }
    let pem = under(&first.bytes, &second.bytes);
    let pem = String::from_utf8(pem).map_err(|_| EscrowError::OtherKey)?;
    let pem = Zeroizing::new(pem);
    let key = PrivateKey::from_pem(&pem).map_err(EscrowError::NoKey)?;
    if key.public_sha256() != first.public {
        return Err(EscrowError::OtherKey);
    }
    Ok((first.version, pem))
}

impl Share {
    /// Writes it as text.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = format!(
            "{FORMAT}\nshare: {} of 2\nkey: v{} {}\nsplit: {}\n",
            self.number, self.version, self.public, self.split
        );
        let body = Zeroizing::new(STANDARD.encode(&*self.bytes));
        for line in body.as_bytes().chunks(64) {
            text.push_str(&String::from_utf8_lossy(line));
            text.push('\n');
        }
        let sum = sum(&text);
        text.push_str(&format!("sum: {sum}\n"));
        Zeroizing::new(text)
    }

    /// Reads the text; line ends and blanks at the ends of lines do not matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // An editor may have put a byte order mark before it.
        let lines: Vec<&str> = text
            .trim_start_matches('\u{feff}')
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let (last, above) = lines.split_last()?;
        let told = last.strip_prefix("sum: ")?;
        let canonical = Zeroizing::new(above.iter().map(|line| format!("{line}\n")).collect::<String>());
        if sum(&canonical) != told {
            return None;
        }
        let [format, share, key, split, body @ ..] = above else { return None };
        let number = match share.strip_prefix("share: ")? {
            "1 of 2" => 1,
            "2 of 2" => 2,
            _ => return None,
        };
        let (version, public) = key.strip_prefix("key: v")?.split_once(' ')?;
        let bytes = STANDARD.decode(body.concat()).ok()?;
        (*format == FORMAT).then_some(())?;
        Some(Self {
            number,
            version: version.parse().ok()?,
            public: public.to_owned(),
            split: split.strip_prefix("split: ")?.to_owned(),
            bytes: Zeroizing::new(bytes),
        })
    }
}

fn under(pad: &[u8], text: &[u8]) -> Vec<u8> {
    pad.iter().zip(text).map(|(pad, byte)| pad ^ byte).collect()
}

fn sum(text: &str) -> String {
    hex(&digest::digest(&digest::SHA256, text.as_bytes()).as_ref()[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = include_str!("../fixtures/rsa2048-pkcs8.pem");
    const OTHER: &str = include_str!("../fixtures/rsa2048-other.pem");

    fn texts(pem: &str) -> [Zeroizing<String>; 2] {
        split(3, pem).unwrap().map(|share| share.to_text())
    }

    #[test]
    fn two_shares_give_the_key_in_any_order() {
        let [one, two] = texts(PEM);
        for (first, second) in [(&one, &two), (&two, &one)] {
            let (version, pem) = combine(first, second).unwrap();
            assert_eq!((version, pem.as_str()), (3, PEM));
        }
        let windows = one.replace('\n', " \r\n");
        assert_eq!(combine(&windows, &two).unwrap().1.as_str(), PEM);
    }

    #[test]
    fn the_golden_shares_give_the_key() {
        let shares =
            [include_str!("../golden/escrow-v1-share1.txt"), include_str!("../golden/escrow-v1-share2.txt")];
        let (version, pem) = combine(shares[0], shares[1]).unwrap();
        assert_eq!((version, pem.as_str()), (3, PEM));
        assert_eq!(Share::parse(shares[1]).unwrap().to_text().as_str(), shares[1]);
    }

    #[test]
    fn one_share_tells_nothing() {
        let ([one, two], [again, _]) = (split(1, PEM).unwrap(), split(1, PEM).unwrap());
        assert_ne!(one.bytes, again.bytes, "the pad is used once");
        for share in [&one, &two] {
            let alike = share.bytes.iter().zip(PEM.as_bytes()).filter(|(share, byte)| share == byte).count();
            assert!(alike < PEM.len() / 20, "{alike} of {} bytes are the key's", PEM.len());
            assert!(!format!("{share:?}").contains("BEGIN"));
        }
    }

    #[test]
    fn what_does_not_fit_together_is_told_apart() {
        let [one, two] = texts(PEM);
        let [_, foreign] = texts(PEM);
        let [_, other] = texts(OTHER);
        let altered = two.replacen("key: v3", "key: v4", 1);
        assert_eq!(combine("hello", &two).unwrap_err(), EscrowError::Unreadable(1));
        assert_eq!(combine(&one, &altered).unwrap_err(), EscrowError::Unreadable(2));
        assert_eq!(combine(&one, &two[..two.len() / 2]).unwrap_err(), EscrowError::Unreadable(2));
        assert_eq!(combine(&one, &one).unwrap_err(), EscrowError::SameShare);
        assert_eq!(combine(&one, &foreign).unwrap_err(), EscrowError::OtherSplit);
        assert_eq!(combine(&one, &other).unwrap_err(), EscrowError::OtherSplit);
        let [pad, mut closed] = split(3, PEM).unwrap();
        let middle = PEM.len() / 2;
        closed.bytes[middle] ^= 1;
        let forged = combine(&pad.to_text(), &closed.to_text()).unwrap_err();
        assert!(matches!(forged, EscrowError::OtherKey | EscrowError::NoKey(_)), "{forged:?}");
    }
}
