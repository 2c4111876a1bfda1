//! Who asks for money.

use zeroize::Zeroizing;

/// A merchant and its secrets.
#[derive(Clone)]
pub struct Merchant {
    /// 商户号
    pub mchid: String,
    /// The app that the merchant number is bound to.
    pub appid: String,
    /// The serial number of the merchant's API certificate.
    pub serial: String,
    /// Its private key, PEM.
    pub private_key: Zeroizing<String>,
    /// The APIv3 key: 32 characters.
    pub api_v3_key: Zeroizing<String>,
    /// `https://api.mch.weixin.qq.com`
    pub base_url: String,
    /// Where notices are sent.
    pub notify_url: String,
    /// Where the merchant verifies by WeChat Pay's public key in place of certificates: its id `PUB_KEY_ID_…` and PEM.
    pub public_key: Option<(String, String)>,
}

impl std::fmt::Debug for Merchant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Merchant({}, {})", self.mchid, self.base_url)
    }
}
