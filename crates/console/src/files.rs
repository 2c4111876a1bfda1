//! The embedded files.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/console"]
struct Files;

/// An embedded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) bytes: Cow<'static, [u8]>,
    pub(crate) media_type: &'static str,
    pub(crate) encoding: Encoding,
}

/// How a file's bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Identity,
    Gzip,
}

/// Looks a file up, in the form that the caller prefers where there is one.
pub(crate) fn find(path: &str, preferred: Encoding) -> Option<File> {
    let media_type = media_type(path)?;
    if preferred == Encoding::Gzip
        && let Some(packed) = Files::get(&format!("{path}.gz"))
    {
        return Some(File { bytes: packed.data, media_type, encoding: Encoding::Gzip });
    }
    Files::get(path).map(|file| File { bytes: file.data, media_type, encoding: Encoding::Identity })
}

/// The media type of the kinds of file that a build leaves; others are not served.
fn media_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}
