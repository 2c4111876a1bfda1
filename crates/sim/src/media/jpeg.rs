//! Baseline JPEG of 8×8 patches: every block has a mean and nothing else, which keeps the coder small.

use crate::{media::bits::Bits, rng::Rng};

/// Codes of the DC sizes 0 to 8: (code, bits), as the table in [`HUFFMAN`] defines them.
const DC: [(u32, u32); 9] = [
    (0b00, 2),
    (0b010, 3),
    (0b011, 3),
    (0b100, 3),
    (0b101, 3),
    (0b110, 3),
    (0b1110, 4),
    (0b11110, 5),
    (0b11_1110, 6),
];

/// Two tables: the DC sizes of the standard's luminance table, and an AC table that only knows "end of block".
const HUFFMAN: [u8; 55] = [
    0xFF, 0xC4, 0, 31, 0x00, 0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    10, 11, //
    0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
];

/// Makes a picture of `size` × 16 by `size` × 12 pixels.
pub(super) fn make(rng: &mut Rng, size: usize) -> Vec<u8> {
    let (columns, rows) = (size * 2, size * 3 / 2);
    let mut out = head(columns * 8, rows * 8, &format!("sim {}", rng.digits(6)));
    let picture = Picture::draw(rng);
    let mut bits = Bits::default();
    let mut before = [0_i32; 3];
    for row in 0..rows {
        for column in 0..columns {
            let colour = picture.at(column * 256 / columns, row * 256 / rows, rng);
            for (value, last) in colour.into_iter().zip(&mut before) {
                put_block(&mut bits, value - *last);
                *last = value;
            }
        }
    }
    bits.align(1);
    // A byte FF of the data is followed by 00, so that it is no marker.
    for byte in bits.bytes {
        out.push(byte);
        if byte == 0xFF {
            out.push(0);
        }
    }
    out.extend([0xFF, 0xD9]);
    out
}

fn put_block(bits: &mut Bits, difference: i32) {
    let size = 32 - difference.unsigned_abs().leading_zeros();
    let (code, len) = DC[size.min(8) as usize];
    bits.put(code, len);
    if size > 0 {
        let value = if difference < 0 { difference - 1 } else { difference };
        bits.put(value as u32, size);
    }
    // End of block: the only AC code, one zero bit.
    bits.put(0, 1);
}

fn head(width: usize, height: usize, comment: &str) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 16];
    out.extend(b"JFIF\0\x01\x01\0\0\x48\0\x48\0\0");
    out.extend([0xFF, 0xFE, 0, comment.len() as u8 + 2]);
    out.extend(comment.as_bytes());
    // A quantiser of 8 makes a DC step one grey level.
    out.extend([0xFF, 0xDB, 0, 67, 0]);
    out.extend([8; 64]);
    out.extend([0xFF, 0xC0, 0, 17, 8]);
    out.extend([(height >> 8) as u8, height as u8, (width >> 8) as u8, width as u8, 3]);
    out.extend([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    out.extend(HUFFMAN);
    out.extend([0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
    out
}

/// A sky, a ground and a few things before them, in luminance and two colour differences of -127 to 127.
struct Picture {
    sky: [i32; 3],
    ground: [i32; 3],
    horizon: usize,
    things: Vec<([usize; 4], [i32; 3])>,
}

impl Picture {
    fn draw(rng: &mut Rng) -> Self {
        let colour = |rng: &mut Rng| {
            [rng.range(-60, 100) as i32, rng.range(-50, 50) as i32, rng.range(-50, 50) as i32]
        };
        let mut things = Vec::new();
        for _ in 0..rng.range(2, 7) {
            let (x, y) = (rng.below(200), rng.below(200));
            things.push(([x, y, x + 8 + rng.below(80), y + 8 + rng.below(60)], colour(rng)));
        }
        Self { sky: colour(rng), ground: colour(rng), horizon: 80 + rng.below(100), things }
    }

    fn at(&self, x: usize, y: usize, rng: &mut Rng) -> [i32; 3] {
        let hit =
            self.things.iter().rfind(|(edge, _)| x >= edge[0] && x < edge[2] && y >= edge[1] && y < edge[3]);
        let [light, blue, red] = match hit {
            Some((_, colour)) => *colour,
            None if y < self.horizon => [self.sky[0] - y as i32 / 8, self.sky[1], self.sky[2]],
            None => [self.ground[0] + y as i32 / 12, self.ground[1], self.ground[2]],
        };
        let grain = (rng.number() & 7) as i32 - 3;
        [(light + grain).clamp(-127, 127), blue, red]
    }
}
