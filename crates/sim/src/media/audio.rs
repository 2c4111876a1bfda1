//! Voice messages: AMR-NB as phones record it, and SILK as WeChat wraps it.

use crate::rng::Rng;

/// Frames of 20 ms in one second.
const FRAMES_PER_SECOND: usize = 50;

/// Makes `seconds` of AMR-NB at 4.75 kbit/s: a hum, since the same parameters come frame after frame.
pub(super) fn amr(rng: &mut Rng, seconds: usize) -> Vec<u8> {
    let mut out = b"#!AMR\n".to_vec();
    let mut parameters = rng.bytes(12);
    for frame in 0..seconds * FRAMES_PER_SECOND {
        if frame % 25 == 0 {
            // The pitch moves twice a second.
            parameters[6] = rng.number() as u8;
        }
        // Frame type 0 (4.75 kbit/s), good quality; 95 bits of speech and one of padding.
        out.push(0x04);
        out.extend(&parameters[..11]);
        out.push(parameters[11] & 0xFE);
    }
    out
}

/// Makes `seconds` of SILK in WeChat's wrapping: a byte 02, the mark, frames with their length before them.
pub(super) fn silk(rng: &mut Rng, seconds: usize) -> Vec<u8> {
    let mut out = b"\x02#!SILK_V3".to_vec();
    for _ in 0..seconds * FRAMES_PER_SECOND {
        let len = rng.range(18, 36) as usize;
        out.extend((len as u16).to_le_bytes());
        out.extend(rng.bytes(len));
    }
    out
}
