//! A small seeded generator (SplitMix64), so that a corp looks the same on every machine and in every release.

/// A seeded stream of numbers.
///
/// Streams made by [`Rng::derive`] are independent of each other: the same `(seed, label)` always gives the same
/// stream, whatever was drawn elsewhere.
#[derive(Debug, Clone)]
pub struct Rng {
    state: u64,
}

/// Mixes 64 bits well (the finaliser of SplitMix64).
pub(crate) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Hashes a short text to 64 bits (FNV-1a, mixed).
pub(crate) fn hash_text(text: &str) -> u64 {
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    mix(hash)
}

impl Rng {
    /// Starts a stream at `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: mix(seed) }
    }

    /// Starts the stream that belongs to `label` under `seed`.
    #[must_use]
    pub fn derive(seed: u64, label: u64) -> Self {
        Self { state: mix(seed ^ mix(label)) }
    }

    /// Draws the next 64 bits.
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.state)
    }

    /// Draws a number below `bound` (0 when `bound` is 0).
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (((self.number() >> 32) * bound as u64) >> 32) as usize }
    }

    /// Draws a number in `low..=high`.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(usize::try_from(high - low + 1).unwrap_or(1)) as i64
    }

    /// Draws a number in `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Says yes `per_mille` times of a thousand.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille as usize
    }

    /// Picks one of `choices`; `None` when there are none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// Picks one word of `words`; empty when there are none.
    pub fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.pick(words).copied().unwrap_or("")
    }

    /// Draws an index below `bound` with few favourites: index 0 is by far the commonest.
    pub fn skewed(&mut self, bound: usize) -> usize {
        let unit = self.unit();
        ((bound as f64 * unit * unit * unit) as usize).min(bound.saturating_sub(1))
    }

    /// Draws `len` characters of the URL-safe base64 alphabet, as WeCom's ids use.
    pub fn token(&mut self, len: usize) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        (0..len).map(|_| ALPHABET[self.below(64)] as char).collect()
    }

    /// Draws `len` lower-case hexadecimal digits.
    pub fn hex(&mut self, len: usize) -> String {
        (0..len).map(|_| char::from(b"0123456789abcdef"[self.below(16)])).collect()
    }

    /// Draws `len` decimal digits, the first of them not zero.
    pub fn digits(&mut self, len: usize) -> String {
        (0..len)
            .map(|at| char::from(b'0' + if at == 0 { 1 + self.below(9) } else { self.below(10) } as u8))
            .collect()
    }

    /// Fills `len` bytes.
    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(len + 8);
        while out.len() < len {
            out.extend_from_slice(&self.number().to_le_bytes());
        }
        out.truncate(len);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_stream() {
        let (mut a, mut b) = (Rng::derive(7, 3), Rng::derive(7, 3));
        assert_eq!((a.number(), a.token(8), a.bytes(5)), (b.number(), b.token(8), b.bytes(5)));
        assert_ne!(Rng::derive(7, 4).number(), Rng::derive(7, 3).number());
    }

    #[test]
    fn draws_stay_in_their_bounds() {
        let mut rng = Rng::new(1);
        for _ in 0..1000 {
            assert!(rng.below(7) < 7);
            assert!((3..=5).contains(&rng.range(3, 5)));
            assert!(rng.skewed(10) < 10);
            assert!((0.0..1.0).contains(&rng.unit()));
        }
        assert_eq!(rng.below(0), 0);
        assert!(rng.pick::<u8>(&[]).is_none());
    }
}
