//! Page tokens: where a list continues, opaque to the reader and of no use when altered.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::Seq;
use huicun_domain::query::Place;
use huicun_vault::KeyRing;

use crate::error::AppResult;

const TAG_LEN: usize = 16;

/// Encodes what a list continues from, bound to `list`: a token of one list is refused by another.
///
/// # Errors
/// [`crate::AppError::Ring`].
pub fn encode(ring: &KeyRing, list: &str, state: &[u8]) -> AppResult<String> {
    let tag = ring.fingerprint(&purpose(list), state)?;
    let mut bytes = state.to_vec();
    bytes.extend_from_slice(&tag[..TAG_LEN]);
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Decodes a token of `list`.
///
/// # Errors
/// [`ProblemCode::BadPageToken`] for any token that [`encode`] did not make for this list.
pub fn decode(ring: &KeyRing, list: &str, token: &str) -> AppResult<Vec<u8>> {
    let refused = || crate::AppError::from(ProblemCode::BadPageToken);
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| refused())?;
    let at = bytes.len().checked_sub(TAG_LEN).ok_or_else(refused)?;
    let (state, tag) = bytes.split_at(at);
    let expected = ring.fingerprint(&purpose(list), state)?;
    aws_lc_rs::constant_time::verify_slices_are_equal(&expected[..TAG_LEN], tag).map_err(|_| refused())?;
    Ok(state.to_vec())
}

/// Encodes a place in a list of messages.
///
/// # Errors
/// [`crate::AppError::Ring`].
pub fn encode_place(ring: &KeyRing, list: &str, place: Place) -> AppResult<String> {
    let mut state = place.sent_at.to_be_bytes().to_vec();
    state.extend_from_slice(&place.seq.0.to_be_bytes());
    encode(ring, list, &state)
}

/// Decodes a place in a list of messages.
///
/// # Errors
/// [`ProblemCode::BadPageToken`].
pub fn decode_place(ring: &KeyRing, list: &str, token: &str) -> AppResult<Place> {
    let state = decode(ring, list, token)?;
    let (sent_at, rest) = state.split_first_chunk::<8>().ok_or(ProblemCode::BadPageToken)?;
    let seq = rest.first_chunk::<8>().ok_or(ProblemCode::BadPageToken)?;
    Ok(Place { sent_at: i64::from_be_bytes(*sent_at), seq: Seq(i64::from_be_bytes(*seq)) })
}

fn purpose(list: &str) -> String {
    format!("page token {list}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_or_foreign_token_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let ring = KeyRing::open_or_create(folder.path(), None).unwrap();
        let place = Place { sent_at: -5, seq: Seq(9) };
        let token = encode_place(&ring, "search", place).unwrap();
        assert_eq!(decode_place(&ring, "search", &token).unwrap(), place);

        let mut forged = token.clone().into_bytes();
        forged[2] = if forged[2] == b'A' { b'B' } else { b'A' };
        let refused = |list: &str, token: &str| {
            decode_place(&ring, list, token).unwrap_err().code() == ProblemCode::BadPageToken
        };
        assert!(refused("search", &String::from_utf8(forged).unwrap()));
        assert!(refused("chat", &token));
        assert!(refused("search", ""));
        assert!(refused("search", "不是标记"));
    }
}
