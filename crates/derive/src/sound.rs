//! Sound: voice messages and other recordings, as one channel of 16 bits that every browser plays.

use std::fs::File;

use crate::made::{Derived, Limits, Problem, Sound};
use crate::tool;

/// How many values show how loud it is along its length.
const PEAKS: usize = 96;
/// SILK is decoded to what WeCom's clients record.
const SILK_RATE: i32 = 24_000;
/// What tools decode to.
const RATE: u32 = 16_000;

/// Decodes SILK, which no tool of the system knows.
pub(crate) fn silk(bytes: &[u8], derived: &mut Derived) -> Result<(), Problem> {
    // One client puts a byte before the mark; a file that was cut gives what its whole packets say.
    let bytes = bytes.strip_prefix(&[0x02]).unwrap_or(bytes);
    let whole = whole_packets(bytes);
    let decoded = silk_codec::decode_silk(whole, SILK_RATE).map_err(|_| Problem::Damaged)?;
    let samples: Vec<i16> = decoded.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
    keep(&samples, SILK_RATE.unsigned_abs(), derived)?;
    if whole.len() < bytes.len() { Err(Problem::Damaged) } else { Ok(()) }
}

/// The mark, and the packets that are here to their end.
fn whole_packets(bytes: &[u8]) -> &[u8] {
    const MARK: usize = b"#!SILK_V3".len();
    let mut at = MARK;
    while let Some(length) = bytes.get(at..at + 2) {
        let length = i16::from_le_bytes([length[0], length[1]]);
        // A negative length is the end that some clients write.
        let Ok(length) = usize::try_from(length) else { return bytes };
        if bytes.len() < at + 2 + length {
            break;
        }
        at += 2 + length;
    }
    bytes.get(..at).unwrap_or(bytes)
}

/// Decodes anything that ffmpeg knows.
pub(crate) fn other(input: File, derived: &mut Derived) -> Result<(), Problem> {
    let (rate, longest) = (RATE.to_string(), Limits::SOUND.to_string());
    let arguments = [
        "-v",
        "error",
        "-nostdin",
        "-threads",
        "1",
        "-protocol_whitelist",
        "file,pipe",
        "-i",
        tool::INPUT,
        "-map",
        "0:a:0",
        "-t",
        &longest,
        "-ac",
        "1",
        "-ar",
        &rate,
        "-f",
        "s16le",
        "pipe:1",
    ];
    let answer = tool::run("ffmpeg", &arguments, input)?;
    let samples: Vec<i16> =
        answer.bytes.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
    keep(&samples, RATE, derived)?;
    let most = Limits::SOUND * u64::from(RATE) * 2;
    match answer.complete {
        true if answer.bytes.len() as u64 >= most => Err(Problem::OverLimit),
        true => Ok(()),
        false => Err(Problem::Damaged),
    }
}

fn keep(samples: &[i16], rate: u32, derived: &mut Derived) -> Result<(), Problem> {
    if samples.is_empty() {
        return Err(Problem::Damaged);
    }
    let duration_ms = samples.len() as u64 * 1_000 / u64::from(rate);
    derived.facts.duration_ms = Some(duration_ms);
    let bytes = wav(samples, rate)?;
    derived.sound = Some(Sound { duration_ms, peaks: peaks(samples), size: bytes.len(), bytes });
    Ok(())
}

/// The loudest sample of each stretch, as a share of the loudest of all.
fn peaks(samples: &[i16]) -> Vec<u8> {
    let loudest = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or_default().max(1);
    let stretch = samples.len().div_ceil(PEAKS).max(1);
    let share = |stretch: &[i16]| {
        let peak = stretch.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or_default();
        u8::try_from(u32::from(peak) * 255 / u32::from(loudest)).unwrap_or(u8::MAX)
    };
    samples.chunks(stretch).map(share).collect()
}

/// Writes RIFF WAVE: a head of 44 bytes and the samples.
fn wav(samples: &[i16], rate: u32) -> Result<Vec<u8>, Problem> {
    let data = u32::try_from(samples.len() * 2).map_err(|_| Problem::OverLimit)?;
    let mut bytes = Vec::with_capacity(44 + samples.len() * 2);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&(36 + data).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt ");
    bytes.extend_from_slice(&16_u32.to_le_bytes());
    bytes.extend_from_slice(&1_u16.to_le_bytes());
    bytes.extend_from_slice(&1_u16.to_le_bytes());
    bytes.extend_from_slice(&rate.to_le_bytes());
    bytes.extend_from_slice(&(rate * 2).to_le_bytes());
    bytes.extend_from_slice(&2_u16.to_le_bytes());
    bytes.extend_from_slice(&16_u16.to_le_bytes());
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&data.to_le_bytes());
    samples.iter().for_each(|sample| bytes.extend_from_slice(&sample.to_le_bytes()));
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_are_shares_of_the_loudest() {
        let samples: Vec<i16> = (0..960).map(|at| if at < 480 { 100 } else { -400 }).collect();
        let peaks = peaks(&samples);
        assert_eq!((peaks.len(), peaks[0], peaks[95]), (96, 63, 255));
        assert_eq!(super::peaks(&[i16::MIN]), [255]);
    }

    #[test]
    fn a_cut_packet_is_left_out() {
        let mut bytes = b"#!SILK_V3".to_vec();
        bytes.extend_from_slice(&[2, 0, 7, 7, 9, 0, 1]);
        assert_eq!(whole_packets(&bytes).len(), 9 + 4);
        bytes.truncate(13);
        assert_eq!(whole_packets(&bytes), bytes);
    }
}
