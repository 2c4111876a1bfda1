//! The one page of the console.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::files::{self, Encoding};

/// Stands in the built page where the nonce belongs.
const PLACEHOLDER: &str = "__CSP_NONCE__";

/// The page for one answer, and the nonce that its styles carry.
pub(crate) struct Page {
    pub(crate) html: String,
    pub(crate) nonce: String,
}

/// Makes the page with a fresh nonce; `None` where there is no page or no randomness.
pub(crate) fn fresh() -> Option<Page> {
    let mut random = [0; 18];
    rand::fill(&mut random).ok()?;
    let nonce = STANDARD_NO_PAD.encode(random);
    let file = files::find("index.html", Encoding::Identity)?;
    let html = std::str::from_utf8(&file.bytes).ok()?.replace(PLACEHOLDER, &nonce);
    Some(Page { html, nonce })
}
