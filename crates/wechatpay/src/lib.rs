//! WeChat Pay (微信支付), API v3, for a merchant who shows a QR code: Native.
//!
//! Requests are signed with the merchant's key. Answers and notices are believed by the signature of WeChat Pay's platform
//! certificate of the named serial, or of its public key; certificates come encrypted under the APIv3 key.
//! Source: <https://pay.weixin.qq.com/doc/v3/merchant/4012365342>.

#![forbid(unsafe_code)]

mod certificate;
mod client;
mod error;
mod keys;
mod merchant;
mod notice;
mod seal;

pub use client::{Client, Prepay, RefundOrder, RefundStatus, Trade, Transaction};
pub use error::PayError;
pub use merchant::Merchant;
pub use notice::{NoticeHead, Refused};
