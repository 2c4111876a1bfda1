//! Queries drawn from the messages themselves.

use huicun_domain::ids::PartyId;

/// A row as the peers see it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The folded text.
    pub text: String,
    /// The texts as they were sent.
    pub raw: Vec<String>,
    /// Who sent it.
    pub sender: PartyId,
    /// When, in milliseconds since 1970.
    pub sent_at: i64,
}

/// The lengths of queries in characters.
pub const LENGTHS: [usize; 6] = [1, 2, 3, 4, 6, 10];

/// A small generator of numbers, seeded: splitmix64.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Seeds it.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Rolls a number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (sides.max(1) as u64)).unwrap_or_default()
    }
}

/// Draws `count` random substrings of each length, each from a random row that is long enough.
pub fn queries(rows: &[Row], count: usize, dice: &mut Dice) -> Vec<(usize, String)> {
    let mut queries = Vec::new();
    for length in LENGTHS {
        let mut drawn = 0;
        for _ in 0..count * 1_000 {
            if drawn == count {
                break;
            }
            let row = &rows[dice.roll(rows.len())];
            let characters: Vec<char> = row.text.chars().collect();
            if characters.len() < length {
                continue;
            }
            let from = dice.roll(characters.len() - length + 1);
            let query: String = characters[from..from + length].iter().collect();
            if query.trim() == query && !query.contains(['\u{1f}', '"', '“', '”']) && !query.starts_with('-')
            {
                queries.push((length, query));
                drawn += 1;
            }
        }
    }
    queries
}
