//! The session's cookie.

use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

/// A browser accepts this name only from a secure origin, for the whole host and nothing else.
const SECURE_NAME: &str = "__Host-huicun";
/// The name on plain HTTP, where browsers refuse the prefix.
const PLAIN_NAME: &str = "huicun";

/// The same for members on their own page.
const SECURE_MEMBER: &str = "__Host-huicun-me";
const PLAIN_MEMBER: &str = "huicun-me";
/// The same for the secret that is kept while somebody signs in elsewhere.
const SECURE_STATE: &str = "__Host-huicun-state";
const PLAIN_STATE: &str = "huicun-state";

fn member_name(https: bool) -> &'static str {
    if https { SECURE_MEMBER } else { PLAIN_MEMBER }
}

fn state_name(https: bool) -> &'static str {
    if https { SECURE_STATE } else { PLAIN_STATE }
}

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

/// Reads the token of a member's session from a request.
#[must_use]
pub fn member_token(headers: &HeaderMap, https: bool) -> Option<String> {
    CookieJar::from_headers(headers).get(member_name(https)).map(|cookie| cookie.value().to_owned())
}

/// Keeps the token of a member's session in the browser until it is closed.
pub fn keep_member(token: String, https: bool) -> CookieJar {
    CookieJar::new().add(named(member_name(https), token, https))
}

/// Makes the browser forget the token of a member's session.
pub fn forget_member(https: bool) -> CookieJar {
    let mut cookie = named(member_name(https), String::new(), https);
    cookie.make_removal();
    CookieJar::new().add(cookie)
}

/// Reads the secret that was kept while somebody signed in elsewhere.
#[must_use]
pub fn state(headers: &HeaderMap, https: bool) -> Option<String> {
    CookieJar::from_headers(headers).get(state_name(https)).map(|cookie| cookie.value().to_owned())
}

/// Keeps a secret while somebody signs in elsewhere. It must be sent when another site leads the browser back.
pub fn keep_state(secret: String, https: bool) -> CookieJar {
    let mut cookie = named(state_name(https), secret, https);
    cookie.set_same_site(SameSite::Lax);
    CookieJar::new().add(cookie)
}

/// Makes the browser forget that secret.
pub fn forget_state(https: bool) -> CookieJar {
    let mut cookie = named(state_name(https), String::new(), https);
    cookie.make_removal();
    CookieJar::new().add(cookie)
}

fn bare(value: String, https: bool) -> Cookie<'static> {
    named(name(https), value, https)
}

fn named(name: &'static str, value: String, https: bool) -> Cookie<'static> {
    let cookie = Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Strict);
    cookie.secure(https).build()
}
