//! Notices: what WeChat Pay tells a merchant by itself.

use serde_json::{Value, json};

use super::identity::{Identity, hex, moment, random_bytes};

/// A notice, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayNotice {
    /// Its headers: serial, timestamp, nonce, signature.
    pub headers: Vec<(&'static str, String)>,
    /// Its body, JSON.
    pub body: String,
}

impl Identity {
    /// Tells of a transaction, signed and encrypted.
    pub(super) fn notice(&self, transaction: &Value, now: i64) -> anyhow::Result<PayNotice> {
        let body = self.body(transaction, now)?;
        Ok(PayNotice { headers: self.sign_headers(body.as_bytes(), now), body })
    }

    /// Tells of a transaction as somebody else would: with the right names and another key.
    pub(super) fn forged(&self, transaction: &Value, now: i64) -> anyhow::Result<PayNotice> {
        let body = self.body(transaction, now)?;
        Ok(PayNotice { headers: self.forged_headers(body.as_bytes(), now)?, body })
    }

    fn body(&self, transaction: &Value, now: i64) -> anyhow::Result<String> {
        let mut resource = self.seal(transaction.to_string().as_bytes(), "transaction")?;
        resource["original_type"] = json!("transaction");
        let notice = json!({
            "id": format!("EV-{}", hex(&random_bytes::<12>()?)),
            "create_time": moment(now),
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": resource,
        });
        Ok(notice.to_string())
    }
}
