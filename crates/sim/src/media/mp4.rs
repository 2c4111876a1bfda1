//! MP4 with H.264 whose every macroblock is stored as it is (I_PCM): any player shows it, and no encoder is needed.

use crate::{media::bits::Bits, rng::Rng};

/// Macroblocks a row and a column: 64 × 48 pixels.
const MACROBLOCKS: (u32, u32) = (4, 3);
/// Pictures in one second.
const RATE: u32 = 10;

/// Makes `seconds` of video.
pub(super) fn make(rng: &mut Rng, seconds: usize) -> Vec<u8> {
    let frames = seconds as u32 * RATE;
    let (tint, step) = (rng.range(60, 190) as u8, rng.range(1, 5) as u32);
    let mut samples = Vec::new();
    let mut sizes = Vec::new();
    for frame in 0..frames {
        let picture = picture(frame, tint, step);
        sizes.push(picture.len() as u32 + 4);
        samples.extend((picture.len() as u32).to_be_bytes());
        samples.extend(picture);
    }
    let ftyp = boxed(b"ftyp", &[b"isom\0\0\x02\0isomiso2avc1mp41"]);
    // The place of the samples is known once the length of everything before them is.
    let len = ftyp.len() + moov(frames, &sizes, 0).len() + 8;
    let moov = moov(frames, &sizes, len as u32);
    [ftyp, moov, boxed(b"mdat", &[&samples])].concat()
}

/// Codes one picture as an IDR slice.
fn picture(frame: u32, tint: u8, step: u32) -> Vec<u8> {
    let mut bits = Bits::after(vec![0x65]);
    bits.golomb(0);
    bits.golomb(7);
    bits.golomb(0);
    bits.put(0, 4);
    bits.golomb(frame % 2);
    bits.put(0, 2);
    bits.golomb(0);
    bits.golomb(1);
    let (columns, rows) = MACROBLOCKS;
    for block in 0..columns * rows {
        // Type 25 is I_PCM. Samples stay above 3, so that no start code can be imitated.
        bits.golomb(25);
        bits.align(0);
        let (column, row) = (block % columns, block / columns);
        for y in 0..16 {
            let line = row * 16 + y;
            for part in 0..4 {
                let light = 32 + ((line * 3 + column * 12 + part * 4 + frame * step) % 190) as u8;
                bits.bytes.extend([light; 4]);
            }
        }
        bits.bytes.extend([tint; 64]);
        bits.bytes.extend([250 - tint; 64]);
    }
    bits.trail();
    bits.bytes
}

fn boxed(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let len: usize = 8 + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut out = (len as u32).to_be_bytes().to_vec();
    out.extend(name);
    for part in parts {
        out.extend(*part);
    }
    out
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

const MATRIX: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];

fn moov(frames: u32, sizes: &[u32], offset: u32) -> Vec<u8> {
    let duration = frames * 1_000 / RATE;
    let (width, height) = (MACROBLOCKS.0 * 16, MACROBLOCKS.1 * 16);
    let mut mvhd = words(&[0, 0, 0, 1_000, duration, 0x0001_0000, 0x0100_0000, 0, 0]);
    mvhd.extend(words(&MATRIX));
    mvhd.extend(words(&[0, 0, 0, 0, 0, 0, 2]));
    let mut tkhd = words(&[7, 0, 0, 1, 0, duration, 0, 0, 0, 0]);
    tkhd.extend(words(&MATRIX));
    tkhd.extend(words(&[width << 16, height << 16]));
    let mdhd = words(&[0, 0, 0, 1_000, duration, 0x55C4_0000]);
    let mut hdlr = words(&[0, 0]);
    hdlr.extend(b"vide\0\0\0\0\0\0\0\0\0\0\0\0VideoHandler\0");
    let dref = boxed(b"dref", &[&words(&[0, 1]), &boxed(b"url ", &[&words(&[1])])]);
    let minf = boxed(
        b"minf",
        &[&boxed(b"vmhd", &[&words(&[1, 0, 0])]), &boxed(b"dinf", &[&dref]), &stbl(frames, sizes, offset)],
    );
    let mdia = boxed(b"mdia", &[&boxed(b"mdhd", &[&mdhd]), &boxed(b"hdlr", &[&hdlr]), &minf]);
    let trak = boxed(b"trak", &[&boxed(b"tkhd", &[&tkhd]), &mdia]);
    boxed(b"moov", &[&boxed(b"mvhd", &[&mvhd]), &trak])
}

fn stbl(frames: u32, sizes: &[u32], offset: u32) -> Vec<u8> {
    let mut stsz = words(&[0, 0, frames]);
    stsz.extend(words(sizes));
    boxed(
        b"stbl",
        &[
            &boxed(b"stsd", &[&words(&[0, 1]), &sample_entry()]),
            &boxed(b"stts", &[&words(&[0, 1, frames, 1_000 / RATE])]),
            &boxed(b"stsc", &[&words(&[0, 1, 1, frames, 1])]),
            &boxed(b"stsz", &[&stsz]),
            &boxed(b"stco", &[&words(&[0, 1, offset])]),
        ],
    )
}

fn sample_entry() -> Vec<u8> {
    let (width, height) = ((MACROBLOCKS.0 * 16) as u16, (MACROBLOCKS.1 * 16) as u16);
    let mut entry = vec![0, 0, 0, 0, 0, 0, 0, 1];
    entry.extend([0; 16]);
    entry.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
    entry.extend(words(&[0x0048_0000, 0x0048_0000, 0]));
    entry.extend([0, 1]);
    entry.extend([0; 32]);
    entry.extend([0, 0x18, 0xFF, 0xFF]);
    let (sequence, picture) = (sequence_parameters(), picture_parameters());
    let mut config = vec![1, 66, 0xC0, 30, 0xFF, 0xE1];
    config.extend((sequence.len() as u16).to_be_bytes());
    config.extend(sequence);
    config.push(1);
    config.extend((picture.len() as u16).to_be_bytes());
    config.extend(picture);
    boxed(b"avc1", &[&entry, &boxed(b"avcC", &[&config])])
}

/// The sequence parameter set: constrained baseline, level 3, no reference pictures, order of output = of coding.
fn sequence_parameters() -> Vec<u8> {
    let mut bits = Bits::after(vec![0x67, 66, 0xC0, 30]);
    bits.golomb(0);
    bits.golomb(0);
    bits.golomb(2);
    bits.golomb(0);
    bits.put(0, 1);
    bits.golomb(MACROBLOCKS.0 - 1);
    bits.golomb(MACROBLOCKS.1 - 1);
    bits.put(0b1100, 4);
    bits.trail();
    bits.bytes
}

/// The picture parameter set: CAVLC, deblocking switchable.
fn picture_parameters() -> Vec<u8> {
    let mut bits = Bits::after(vec![0x68]);
    bits.golomb(0);
    bits.golomb(0);
    bits.put(0, 2);
    bits.golomb(0);
    bits.golomb(0);
    bits.golomb(0);
    bits.put(0, 3);
    bits.golomb(0);
    bits.golomb(0);
    bits.golomb(0);
    bits.put(0b100, 3);
    bits.trail();
    bits.bytes
}
