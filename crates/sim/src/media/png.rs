//! PNG with a palette, its data in stored (uncompressed) deflate blocks.

use crate::rng::Rng;

/// Makes a picture of `size` × 8 by `size` × 6 pixels in 16 colours.
pub(super) fn make(rng: &mut Rng, size: usize) -> Vec<u8> {
    let (width, height) = (size * 8, size * 6);
    let mut out = b"\x89PNG\r\n\x1A\n".to_vec();
    let mut head = Vec::new();
    head.extend((width as u32).to_be_bytes());
    head.extend((height as u32).to_be_bytes());
    head.extend([8, 3, 0, 0, 0]);
    chunk(&mut out, b"IHDR", &head);
    chunk(&mut out, b"PLTE", &rng.bytes(48));
    let cell = 4 + rng.below(24);
    let shift = rng.below(16);
    let mut raw = Vec::with_capacity((width + 1) * height);
    for y in 0..height {
        // Every row says first that it is not filtered.
        raw.push(0);
        let row = y / cell * 7 + shift;
        let mut x = 0;
        while x < width {
            let run = cell.min(width - x);
            raw.resize(raw.len() + run, ((row + x / cell * 3) % 16) as u8);
            x += run;
        }
    }
    chunk(&mut out, b"IDAT", &zlib_stored(&raw));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let start = out.len();
    out.extend(name);
    out.extend(data);
    let crc = crc32(&out[start..]);
    out.extend(crc.to_be_bytes());
}

fn zlib_stored(raw: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut rest = raw.chunks(0xFFFF).peekable();
    while let Some(block) = rest.next() {
        let len = block.len() as u16;
        out.push(u8::from(rest.peek().is_none()));
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler32(raw).to_be_bytes());
    out
}

fn adler32(data: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u32, 0_u32);
    // 5552 is the longest run whose sums stay below 2³².
    for run in data.chunks(5_552) {
        for byte in run {
            low += u32::from(*byte);
            high += low;
        }
        low %= 65_521;
        high %= 65_521;
    }
    high << 16 | low
}

const CRC: [u32; 256] = {
    let mut table = [0_u32; 256];
    let mut at = 0;
    while at < 256 {
        let mut value = at as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xEDB8_8320 ^ value >> 1 } else { value >> 1 };
            bit += 1;
        }
        table[at] = value;
        at += 1;
    }
    table
};

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0, |crc, byte| CRC[(crc as u8 ^ byte) as usize] ^ crc >> 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sums_are_the_known_ones() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }
}
