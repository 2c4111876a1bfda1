//! Video: one frame, its measures and its length. The video itself is played as it came.

use std::fs::File;

use serde::Deserialize;

use crate::made::{Derived, PictureRole, Problem};
use crate::{picture, tool};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Probe {
    streams: Vec<Stream>,
    format: Format,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stream {
    width: Option<u32>,
    height: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Format {
    duration: Option<String>,
}

/// Makes a poster, and tells measures and length.
pub(crate) fn derive(
    file: &impl Fn() -> Result<File, Problem>,
    derived: &mut Derived,
) -> Result<(), Problem> {
    let asked = [
        "-v",
        "error",
        "-protocol_whitelist",
        "file,pipe",
        "-select_streams",
        "v:0",
        "-show_entries",
        "stream=width,height:format=duration",
        "-of",
        "json",
        tool::INPUT,
    ];
    let answer = tool::run("ffprobe", &asked, file()?)?;
    let probe: Probe = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    let stream = probe.streams.first();
    derived.facts.width = stream.and_then(|stream| stream.width);
    derived.facts.height = stream.and_then(|stream| stream.height);
    let seconds = probe.format.duration.and_then(|text| text.parse::<f64>().ok());
    derived.facts.duration_ms =
        seconds.filter(|seconds| (0.0..1e9).contains(seconds)).map(|seconds| (seconds * 1_000.0) as u64);
    // The very first frame is often black: one a little later is taken where there is one.
    let later = if seconds.is_some_and(|seconds| seconds > 2.0) { "1" } else { "0" };
    let arguments = [
        "-v",
        "error",
        "-nostdin",
        "-threads",
        "1",
        "-protocol_whitelist",
        "file,pipe",
        "-ss",
        later,
        "-i",
        tool::INPUT,
        "-map",
        "0:v:0",
        "-frames:v",
        "1",
        "-vf",
        "scale=w='min(1600,iw)':h=-2",
        "-f",
        "image2pipe",
        "-c:v",
        "mjpeg",
        "-q:v",
        "4",
        "pipe:1",
    ];
    let frame = tool::run("ffmpeg", &arguments, file()?)?;
    picture::add(&picture::decode(&frame.bytes)?, PictureRole::Poster, derived)
}
