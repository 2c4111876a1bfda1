//! A service that puts voices into words, as such services are asked: `POST …/v1/audio/transcriptions` with a WAV.
//!
//! Nobody speaks in the virtual corp's voices, so it makes the words up: the same for the same sound.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Multipart};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::sim::Shared;

/// The largest sound that is taken.
const LARGEST: usize = 64 << 20;

/// What is said in voices.
pub const SAID: [&str; 8] = [
    "您好，报价单我看到了，第三项的单价能不能再确认一下？",
    "我下午三点到你们公司，麻烦安排一下会议室。",
    "这批货周五之前必须发出，客户那边催得很急。",
    "合同的付款条款我们法务还在看，明天上午给您答复。",
    "退款已经提交了，大概三个工作日到账。",
    "样品收到了，包装有一点破损，我拍照发给你。",
    "新版本的培训资料放在微盘里了，大家记得看。",
    "不好意思刚才在开会，您说的那个优惠我帮您申请一下。",
];

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/v1/audio/transcriptions", post(transcribe)).layer(DefaultBodyLimit::max(LARGEST))
}

async fn transcribe(mut form: Multipart) -> Result<Json<Value>, StatusCode> {
    while let Some(field) = form.next_field().await.map_err(|_| StatusCode::BAD_REQUEST)? {
        if field.name() == Some("file") {
            let bytes = field.bytes().await.map_err(|_| StatusCode::BAD_REQUEST)?;
            return match words(&bytes) {
                Some(text) => Ok(Json(json!({ "text": text }))),
                None => Err(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            };
        }
    }
    Err(StatusCode::BAD_REQUEST)
}

/// Words for WAV of one channel and 16 bits; nothing for other bytes.
fn words(bytes: &[u8]) -> Option<&'static str> {
    let is_wav = bytes.starts_with(b"RIFF") && bytes.get(8..16) == Some(b"WAVEfmt ");
    let has_format = bytes.get(22..24) == Some(&[1, 0]) && bytes.get(34..36) == Some(&[16, 0]);
    let samples = bytes.get(44..).filter(|samples| is_wav && has_format && !samples.is_empty())?;
    let number = BuildHasherDefault::<DefaultHasher>::default().hash_one(samples);
    let number = usize::try_from(number % SAID.len() as u64).ok()?;
    SAID.get(number).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_sound_says_the_same_and_other_bytes_nothing() {
        let mut wav = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        wav.extend_from_slice(&[0; 10]);
        wav.extend_from_slice(&[16, 0]);
        wav.extend_from_slice(b"data\x04\0\0\0\x01\x02\x03\x04");
        assert!(words(&wav).is_some());
        assert_eq!(words(&wav), words(&wav.clone()));
        assert_eq!(words(&wav[..44]), None);
        assert_eq!(words(b"#!AMR\n"), None);
    }
}
