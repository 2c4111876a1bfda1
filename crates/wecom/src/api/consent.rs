//! What customers said to being archived, by the archive's secret.

use huicun_domain::clock::Millis;
use huicun_domain::ids::PartyId;
use huicun_domain::notice::consent::CustomerConsent;
use serde::Deserialize;

use super::client::Client;
use crate::sdk::WecomError;

/// How many pairs may be asked about at once (301060 beyond).
pub const PAIRS_AT_ONCE: usize = 100;
/// The `errcode` for a pair with somebody whom WeCom does not know.
pub const PARTY_UNKNOWN: i64 = 301_061;

/// What a customer said, as WeCom has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The member of the pair; absent for a room.
    pub member: Option<PartyId>,
    /// The customer.
    pub customer: PartyId,
    /// What was said.
    pub state: CustomerConsent,
    /// When.
    pub at: Millis,
}

#[derive(Deserialize)]
struct Agreements {
    #[serde(default)]
    agreeinfo: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    userid: Option<String>,
    /// So spelt by WeCom.
    exteranalopenid: String,
    agree_status: String,
    #[serde(default)]
    status_change_time: i64,
}

impl Agreements {
    /// A status that is not known is left out: nothing is made of it.
    fn read(self) -> Vec<Agreement> {
        let read = |entry: Entry| {
            let state = match entry.agree_status.as_str() {
                "Agree" => CustomerConsent::Agree,
                "Default_Agree" => CustomerConsent::DefaultAgree,
                "Disagree" => CustomerConsent::Disagree,
                _ => return None,
            };
            Some(Agreement {
                member: entry.userid.map(PartyId::new),
                customer: PartyId::new(entry.exteranalopenid),
                state,
                at: entry.status_change_time.saturating_mul(1_000),
            })
        };
        self.agreeinfo.into_iter().filter_map(read).collect()
    }
}

impl Client {
    /// Asks what customers said to members, at most [`PAIRS_AT_ONCE`] pairs.
    ///
    /// # Errors
    /// [`WecomError`]; [`PARTY_UNKNOWN`] where one of the pairs is not known refuses all.
    pub async fn single_agreements(
        &self,
        secret: &str,
        pairs: &[(PartyId, PartyId)],
    ) -> Result<Vec<Agreement>, WecomError> {
        let info: Vec<serde_json::Value> = pairs
            .iter()
            .map(|(member, customer)| serde_json::json!({"userid": member, "exteranalopenid": customer}))
            .collect();
        let body = serde_json::json!({ "info": info });
        let answer: Agreements = self.post(secret, "cgi-bin/msgaudit/check_single_agree", &body).await?;
        Ok(answer.read())
    }

    /// Asks what the customers in a room said.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn room_agreements(&self, secret: &str, room: &str) -> Result<Vec<Agreement>, WecomError> {
        let body = serde_json::json!({ "roomid": room });
        let answer: Agreements = self.post(secret, "cgi-bin/msgaudit/check_room_agree", &body).await?;
        Ok(answer.read())
    }
}
