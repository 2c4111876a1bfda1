//! What a file is: told by its bytes, never by its name.

/// What is not recognised.
const UNKNOWN: &str = "application/octet-stream";
/// How far into a text the marks of a page or a drawing are looked for.
const MARKUP_BYTES: usize = 1_024;

/// Names the type of a file by its first bytes.
#[must_use]
pub(super) fn media_type(head: &[u8]) -> &'static str {
    if head.is_empty() {
        return UNKNOWN;
    }
    // WeCom's clients put a byte before the mark of SILK.
    if head.strip_prefix(&[0x02]).unwrap_or(head).starts_with(b"#!SILK_V3") {
        return "audio/silk";
    }
    if head.starts_with(b"#!AMR-WB\n") {
        return "audio/amr-wb";
    }
    if head.starts_with(b"#!AMR\n") {
        return "audio/amr";
    }
    if let Some(markup) = markup(head) {
        return markup;
    }
    match infer::get(head) {
        Some(found) => found.mime_type(),
        None if is_text(head) => "text/plain",
        None => UNKNOWN,
    }
}

/// Tells whether a browser or an operating system would run what such a file says.
#[must_use]
pub fn is_active(media_type: &str) -> bool {
    matches!(
        media_type,
        "text/html"
            | "image/svg+xml"
            | "text/xml"
            | "application/xml"
            | "text/x-shellscript"
            | "application/vnd.microsoft.portable-executable"
            | "application/x-executable"
            | "application/x-mach-binary"
            | "application/java"
            | "application/java-vm"
            | "application/wasm"
            | "application/x-llvm"
    )
}

/// The extension that goes with what a file is by its bytes.
///
/// What a browser or an operating system would run is `bin`: a click must not start it.
#[must_use]
pub fn extension(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/bmp" => "bmp",
        "image/tiff" => "tif",
        "image/heif" | "image/heic" => "heic",
        "image/avif" => "avif",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        "video/x-matroska" => "mkv",
        "video/webm" => "webm",
        "video/x-msvideo" => "avi",
        "audio/silk" => "silk",
        "audio/amr" => "amr",
        "audio/amr-wb" => "awb",
        "audio/mpeg" => "mp3",
        "audio/x-wav" | "audio/wav" => "wav",
        "audio/m4a" => "m4a",
        "audio/ogg" => "ogg",
        "audio/aac" => "aac",
        "audio/x-flac" | "audio/flac" => "flac",
        "application/pdf" => "pdf",
        "application/rtf" => "rtf",
        "application/zip" => "zip",
        "application/gzip" => "gz",
        "application/x-7z-compressed" => "7z",
        "application/vnd.rar" | "application/x-rar-compressed" => "rar",
        "application/x-tar" => "tar",
        "application/msword" => "doc",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.ms-powerpoint" => "ppt",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "pptx",
        "application/epub+zip" => "epub",
        "text/plain" => "txt",
        _ => "bin",
    }
}

/// Finds markup that hides behind blanks, comments or a byte order mark.
fn markup(head: &[u8]) -> Option<&'static str> {
    let start = head.get(..MARKUP_BYTES).unwrap_or(head);
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if !text.starts_with('<') {
        return None;
    }
    let holds = |mark: &str| text.contains(mark);
    if holds("<svg") {
        Some("image/svg+xml")
    } else if ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe"].into_iter().any(holds) {
        Some("text/html")
    } else if text.starts_with("<?xml") {
        Some("text/xml")
    } else {
        None
    }
}

/// Tells whether bytes may be the beginning of a text; its last character may be cut.
fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    };
    valid && !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_what_a_file_is() {
        let table: [(&[u8], &str); 12] = [
            (b"\x02#!SILK_V3\x0c\0", "audio/silk"),
            (b"#!SILK_V3\x0c\0", "audio/silk"),
            (b"#!AMR\n\x3c", "audio/amr"),
            (b"#!AMR-WB\n\x04", "audio/amr-wb"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg"),
            (b"%PDF-1.7\n", "application/pdf"),
            (b"MZ\x90\0", "application/vnd.microsoft.portable-executable"),
            ("\u{feff} \n<SVG onload=alert(1)>".as_bytes(), "image/svg+xml"),
            (b"<!-- x --><script>alert(1)</script>", "text/html"),
            ("报价单：一式两份".as_bytes(), "text/plain"),
            (b"", UNKNOWN),
            (b"\x00\x01\x02\x03", UNKNOWN),
        ];
        for (head, expected) in table {
            assert_eq!(media_type(head), expected, "{head:?}");
        }
        let cut = "报价".as_bytes();
        assert_eq!(media_type(&cut[..5]), "text/plain");
    }

    #[test]
    fn what_runs_is_active() {
        let active = |head: &[u8]| is_active(media_type(head));
        assert!(
            active(b"<html>")
                && active(b"MZ\x90\0")
                && active(&[b"\x7fELF\x02\x01\x01".as_slice(), &[0; 60]].concat())
                && active(b"#!/bin/sh\n")
        );
        assert!(!active(b"%PDF-1.7\n") && !active(b"\xff\xd8\xff\xe0\0\x10JFIF\0") && !active(b"text"));
    }
}
