//! Bit by bit, most significant first: what picture and video formats are written in.

/// Writes bits into bytes.
#[derive(Debug, Default)]
pub(super) struct Bits {
    pub(super) bytes: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits {
    /// Begins after bytes that are already whole.
    pub(super) fn after(bytes: Vec<u8>) -> Self {
        Self { bytes, pending: 0, count: 0 }
    }

    /// Writes the lowest `count` (at most 16) bits of `value`.
    pub(super) fn put(&mut self, value: u32, count: u32) {
        self.pending = self.pending << count | value & ((1 << count) - 1);
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.pending >> self.count) as u8);
        }
    }

    /// Writes an Exp-Golomb number (H.264 `ue(v)`).
    pub(super) fn golomb(&mut self, value: u32) {
        let len = 32 - (value + 1).leading_zeros();
        self.put(0, len - 1);
        self.put(value + 1, len);
    }

    /// Fills the last byte up with `bit`.
    pub(super) fn align(&mut self, bit: u32) {
        while self.count > 0 {
            self.put(bit, 1);
        }
    }

    /// Writes H.264's stop bit and fills up.
    pub(super) fn trail(&mut self) {
        self.put(1, 1);
        self.align(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golomb_codes_are_those_of_the_standard() {
        let mut bits = Bits::default();
        for value in [0, 1, 2, 3, 7] {
            bits.golomb(value);
        }
        bits.align(0);
        // 1 010 011 00100 0001000
        assert_eq!(bits.bytes, [0b1010_0110, 0b0100_0001, 0b0000_0000]);
    }
}
