//! The session's cookie.

use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

/// A browser accepts this name only from a secure origin, for the whole host and nothing else.
const SECURE_NAME: &str = "__Host-huicun";
/// The name on plain HTTP, where browsers refuse the prefix.
const PLAIN_NAME: &str = "huicun";

fn name(https: bool) -> &'static str {
    if https { SECURE_NAME } else { PLAIN_NAME }
}

/// Reads the session's token from a request.
#[must_use]
pub fn token(headers: &HeaderMap, https: bool) -> Option<String> {
    CookieJar::from_headers(headers).get(name(https)).map(|cookie| cookie.value().to_owned())
}

/// Keeps a token in the browser until it is closed.
pub fn keep(token: String, https: bool) -> CookieJar {
    CookieJar::new().add(bare(token, https))
}

/// Makes the browser forget the token.
pub fn forget(https: bool) -> CookieJar {
    let mut cookie = bare(String::new(), https);
    cookie.make_removal();
    CookieJar::new().add(cookie)
}

fn bare(value: String, https: bool) -> Cookie<'static> {
    let cookie = Cookie::build((name(https), value)).path("/").http_only(true).same_site(SameSite::Strict);
    cookie.secure(https).build()
}
