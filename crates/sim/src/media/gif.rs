//! Animated GIF whose codes are one byte each: a clear code before the table would outgrow eight bits.

use crate::rng::Rng;

/// The code that empties the table, with 128 colours.
const CLEAR: u8 = 0x80;
/// The code that ends a frame.
const END: u8 = 0x81;
/// Pixels between two clear codes.
const RUN: usize = 120;

/// Makes a sticker of `size` × 4 pixels a side with a few frames.
pub(super) fn make(rng: &mut Rng, size: usize) -> Vec<u8> {
    let side = size * 4;
    let mut out = b"GIF89a".to_vec();
    let dimension = (side as u16).to_le_bytes();
    out.extend([dimension, dimension].concat());
    out.extend([0xF6, 0, 0]);
    out.extend(rng.bytes(128 * 3));
    out.extend(b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0");
    let centre = (side / 2) as i64;
    for frame in 0..rng.range(3, 5) {
        out.extend([0x21, 0xF9, 4, 0, 20, 0, 0, 0, 0x2C, 0, 0, 0, 0]);
        out.extend([dimension, dimension].concat());
        out.extend([0, 7]);
        let radius = centre * (5 + frame) / 10;
        let mut codes = Vec::with_capacity(side * side + side * side / RUN + 2);
        for at in 0..side * side {
            if at % RUN == 0 {
                codes.push(CLEAR);
            }
            let (x, y) = ((at % side) as i64 - centre, (at / side) as i64 - centre);
            codes.push(if x * x + y * y < radius * radius {
                (40 + frame * 9) as u8
            } else {
                (at / side / 8) as u8 & 31
            });
        }
        codes.push(END);
        for block in codes.chunks(255) {
            out.push(block.len() as u8);
            out.extend(block);
        }
        out.push(0);
    }
    out.push(0x3B);
    out
}
