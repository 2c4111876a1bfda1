//! The three calls of the library as the child process answers them.

use std::ffi::CString;
use std::io;
use std::sync::Arc;

use serde::Deserialize;

use super::ffi::{Access, Sdk, Session};
use super::frame::{self, Body, CHAT_DATA, DECRYPT, MEDIA};

/// A page that only refuses is never longer.
const REFUSAL_BYTES: usize = 4_096;

/// A thread's session, opened when it is first needed, and once more when its handle is refused.
pub(super) struct Lazy {
    sdk: Arc<Sdk>,
    access: Arc<Access>,
    session: Option<Session>,
}

impl Lazy {
    pub(super) fn new(sdk: &Arc<Sdk>, access: &Arc<Access>) -> Self {
        Self { sdk: sdk.clone(), access: access.clone(), session: None }
    }

    /// Calls with the session there is, and with a fresh one where the outcome says that the handle is too old.
    fn with<T>(
        &mut self,
        call: impl Fn(&Session) -> Result<T, i32>,
        too_old: impl Fn(&Result<T, i32>) -> bool,
    ) -> Result<T, i32> {
        if let Some(session) = &self.session {
            let outcome = call(session);
            if !too_old(&outcome) {
                return outcome;
            }
            self.session = None;
        }
        let session = Session::open(&self.sdk, &self.access)?;
        let outcome = call(&session);
        self.session = Some(session);
        outcome
    }
}

/// Whether a return code may come of a handle that has expired, and not of the network, the file or the address.
fn may_be_the_handle(code: i32) -> bool {
    !matches!(code, 10_001..=10_003 | 10_005 | 10_006 | 10_009..=10_011)
}

/// Whether a page refuses the token that the library holds.
fn refuses_the_token(page: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Refusal {
        errcode: i64,
    }
    page.len() <= REFUSAL_BYTES
        && serde_json::from_slice::<Refusal>(page)
            .is_ok_and(|refusal| matches!(refusal.errcode, 40_001 | 40_014 | 41_001 | 42_001))
}

pub(super) fn chat_data(session: &mut Lazy, body: &[u8]) -> io::Result<(u8, Vec<u8>)> {
    let mut body = Body(body);
    let (seq, limit) = (body.u64()?, body.u32()?);
    let outcome = session.with(
        |session| session.chat_data(seq, limit),
        |outcome| match outcome {
            Ok(page) => refuses_the_token(page),
            Err(code) => may_be_the_handle(*code),
        },
    );
    let (code, page) = match outcome {
        Ok(page) => (0, page),
        Err(code) => (code, Vec::new()),
    };
    let mut answer = code.to_le_bytes().to_vec();
    frame::put_bytes(&mut answer, &page);
    Ok((CHAT_DATA, answer))
}

pub(super) fn decrypt(sdk: &Sdk, body: &[u8]) -> io::Result<(u8, Vec<u8>)> {
    let mut body = Body(body);
    let count = body.u32()?;
    let mut answer = count.to_le_bytes().to_vec();
    for _ in 0..count {
        let (random_key, chat_msg) = (body.bytes()?, body.bytes()?);
        let (code, text) = match sdk.decrypt(random_key, chat_msg) {
            Ok(text) => (0, text),
            Err(code) => (code, Vec::new()),
        };
        answer.extend_from_slice(&code.to_le_bytes());
        frame::put_bytes(&mut answer, &text);
    }
    Ok((DECRYPT, answer))
}

pub(super) fn media(session: &mut Lazy, body: &[u8]) -> io::Result<(u8, Vec<u8>)> {
    const BAD_ARGUMENT: i32 = 10_000;
    let mut body = Body(body);
    let outcome = match (CString::new(body.bytes()?), CString::new(body.bytes()?)) {
        (Ok(index), Ok(locator)) => session.with(
            |session| session.media(&index, &locator),
            |outcome| outcome.as_ref().is_err_and(|code| may_be_the_handle(*code)),
        ),
        _ => Err(BAD_ARGUMENT),
    };
    let (code, next, data, finished) = match outcome {
        Ok(part) => (0, part.next, part.data, part.finished),
        Err(code) => (code, Vec::new(), Vec::new(), false),
    };
    let mut answer = code.to_le_bytes().to_vec();
    frame::put_bytes(&mut answer, &next);
    frame::put_bytes(&mut answer, &data);
    answer.push(u8::from(finished));
    Ok((MEDIA, answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refused_token_opens_the_session_anew() {
        assert!(refuses_the_token(br#"{"errcode":42001,"errmsg":"access_token expired"}"#));
        assert!(!refuses_the_token(br#"{"errcode":301042,"errmsg":"ip"}"#));
        assert!(!refuses_the_token(br#"{"errcode":0,"chatdata":[]}"#));
        assert!(!refuses_the_token(b"{\"errcode\":42001"));
        let all = 10_000..=10_011;
        assert_eq!(
            all.filter(|code| may_be_the_handle(*code)).collect::<Vec<_>>(),
            [10_000, 10_004, 10_007, 10_008]
        );
        assert!(may_be_the_handle(-1));
    }
}
