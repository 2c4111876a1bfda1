//! Who asks: the extractors that tell a handler where a request came from and who is signed in.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use huicun_app::Ctx;
use huicun_app::auth::{self, Origin, SessionKey};
use huicun_app::notice;
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::notice::How;

use crate::cookie;
use crate::guard::RequestId;
use crate::problem::Problem;
use crate::state::AppState;

/// A signed-in operator.
pub struct Caller {
    /// On whose behalf the use case runs.
    pub ctx: Ctx,
    /// The session.
    pub session: SessionKey,
}

/// A member on their own page.
pub struct Employee {
    /// On whose behalf the use case runs.
    pub ctx: Ctx,
    /// In which way they came.
    pub how: How,
    /// The session's token.
    pub token: String,
}

/// Where a request came from, whoever sent it.
pub struct From(pub Origin);

/// The language that the caller prefers.
pub struct Speaks(pub Language);

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let token = cookie::token(&parts.headers, state.https).ok_or(ProblemCode::SignedOut)?;
        let signed_in = auth::authenticate(&state.services, &token, origin(parts, state.https)).await?;
        Ok(Self { ctx: signed_in.ctx, session: signed_in.session })
    }
}

impl FromRequestParts<AppState> for Employee {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let token = cookie::member_token(&parts.headers, state.https).ok_or(ProblemCode::SignedOut)?;
        let origin = origin(parts, state.https);
        let (ctx, how) = notice::authenticate(&state.services, &token, origin).await?;
        Ok(Self { ctx, how, token })
    }
}

impl FromRequestParts<AppState> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(origin(parts, state.https)))
    }
}

impl<S: Sync> FromRequestParts<S> for Speaks {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(language(&parts.headers)))
    }
}

/// Chooses the language by `Accept-Language`.
#[must_use]
pub fn language(headers: &HeaderMap) -> Language {
    let preference = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::negotiate(preference.unwrap_or_default())
}

fn origin(parts: &Parts, https: bool) -> Origin {
    let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let told = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    Origin { address: address(peer, told, https).map(|address| address.to_string()), request_id }
}

/// Takes the word of a proxy on this machine or in this network, and of nobody else, for what it saw itself: the last
/// entry.
fn address(peer: Option<IpAddr>, told: Option<&str>, behind_proxy: bool) -> Option<IpAddr> {
    let near = |address: IpAddr| match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    };
    let believed = told.filter(|_| behind_proxy && peer.is_some_and(near));
    let last = believed.and_then(|list| list.rsplit(',').next()).and_then(|entry| entry.trim().parse().ok());
    last.or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_nearby_is_believed_and_only_for_what_it_saw() {
        let peer = |text: &str| Some(text.parse::<IpAddr>().unwrap());
        assert_eq!(address(peer("127.0.0.1"), Some("6.6.6.6, 203.0.113.7"), true), peer("203.0.113.7"));
        assert_eq!(address(peer("127.0.0.1"), Some("203.0.113.7"), false), peer("127.0.0.1"));
        assert_eq!(address(peer("198.51.100.1"), Some("203.0.113.7"), true), peer("198.51.100.1"));
        assert_eq!(address(peer("10.0.0.1"), Some("nonsense"), true), peer("10.0.0.1"));
        assert_eq!(address(None, Some("203.0.113.7"), true), None);
    }
}
