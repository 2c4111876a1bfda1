//! Short names for parties.
//!
//! An id of a party is up to 64 characters without any order, which a month's dictionary would hold whole, twice. In its
//! place stands a number of 64 bits that only this installation can compute: SipHash-2-4 under a key from the key ring.
//! Among a hundred thousand parties two share a number with a probability of 3 in 10^10.

#![expect(deprecated, reason = "the one SipHash of the standard library whose algorithm is fixed by name")]

use std::hash::{Hasher, SipHasher};

use huicun_domain::ids::{CorpId, PartyId};
use huicun_vault::{KeyRing, RingError};

/// Numbers parties.
#[derive(Clone, Debug)]
pub(crate) struct Names(SipHasher);

impl Names {
    pub(crate) fn new(ring: &KeyRing, corp: &CorpId) -> Result<Self, RingError> {
        let key = ring.fingerprint("index names", corp.as_str().as_bytes())?;
        let half = |from: usize| {
            key.iter().skip(from).take(8).rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        };
        Ok(Self(SipHasher::new_with_keys(half(0), half(8))))
    }

    /// The number of a party, the same for ever.
    pub(crate) fn number(&self, party: &PartyId) -> u64 {
        let mut hasher = self.0.clone();
        hasher.write(party.as_str().as_bytes());
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_algorithm_is_the_published_one() {
        // Aumasson and Bernstein, "SipHash: a fast short-input PRF", appendix A.
        let names = Names(SipHasher::new_with_keys(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908));
        let input: String = (0..15_u8).map(char::from).collect();
        assert_eq!(names.number(&PartyId::new(input)), 0xa129_ca61_49be_45e5);
    }

    #[test]
    fn installations_number_parties_differently() {
        let number = |corp: &str| {
            let folder = tempfile::tempdir().unwrap();
            let ring = KeyRing::open_or_create(folder.path(), None).unwrap();
            let number =
                || Names::new(&ring, &CorpId::from(corp)).unwrap().number(&PartyId::from("zhangsan"));
            assert_eq!(number(), number());
            number()
        };
        assert_ne!(number("ww1"), number("ww1"));
    }
}
