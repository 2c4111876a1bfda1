//! Voice messages and recordings.

use huicun_derive::{Derived, Problem};

use crate::harness::{amr, derive, has, recorded};

const TONE: [&str; 4] = ["-f", "lavfi", "-i", "sine=frequency=440:duration=2"];

/// The samples of the sound that was made.
fn samples(derived: &Derived) -> Vec<i16> {
    let sound = derived.sound.as_ref().unwrap();
    assert_eq!(
        (&sound.bytes[..4], &sound.bytes[8..16], sound.bytes.len()),
        (&b"RIFF"[..], &b"WAVEfmt "[..], sound.size)
    );
    sound.bytes[44..].as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
}

fn is_heard(derived: &Derived, milliseconds: u64) {
    let sound = derived.sound.as_ref().unwrap();
    assert!(sound.duration_ms.abs_diff(milliseconds) < 120, "{} ms", sound.duration_ms);
    assert!(samples(derived).iter().any(|sample| sample.unsigned_abs() > 1_000), "it is silent");
    assert!(sound.peaks.len() > 50 && sound.peaks.contains(&255));
}

#[tokio::test]
async fn recordings_of_every_kind_become_playable() {
    if !has("ffmpeg") {
        return;
    }
    let kinds = [
        ("audio/mpeg", "mp3", vec![]),
        ("audio/m4a", "m4a", vec![]),
        ("audio/ogg", "ogg", vec!["-c:a", "libvorbis"]),
        ("audio/x-wav", "wav", vec![]),
    ];
    for (media_type, extension, more) in kinds {
        let bytes = recorded(&[&TONE[..], &more].concat(), extension);
        let derived = derive(media_type, &bytes).await;
        assert_eq!(derived.problems, [], "{media_type}");
        is_heard(&derived, 2_000);
    }
    is_heard(&derive("audio/amr", &amr(2)).await, 2_000);
}

#[tokio::test]
async fn silk_is_decoded_with_and_without_the_byte_before_it() {
    let tone = |at: u32| (f64::from(at) * 440.0 * std::f64::consts::TAU / 24_000.0).sin() * 12_000.0;
    let pcm: Vec<u8> = (0..48_000).flat_map(|at| (tone(at) as i16).to_le_bytes()).collect();
    let silk = silk_codec::encode_silk(pcm, 24_000, 25_000, true).unwrap();
    assert_eq!(silk[0], 2, "as WeCom's clients write it");
    for bytes in [&silk[..], &silk[1..]] {
        let derived = derive("audio/silk", bytes).await;
        assert_eq!(derived.problems, []);
        is_heard(&derived, 2_000);
    }
    let cut = derive("audio/silk", &silk[..silk.len() / 2]).await;
    assert_eq!(cut.problems, [Problem::Damaged]);
    is_heard(&cut, 1_000);
}

#[tokio::test]
async fn what_is_cut_in_the_middle_plays_to_there() {
    if !has("ffmpeg") {
        return;
    }
    let whole = amr(2);
    let derived = derive("audio/amr", &whole[..whole.len() / 2 + 5]).await;
    is_heard(&derived, 1_000);
}
