//! Who has an effective seat (开启范围), by the archive's secret.

use huicun_domain::ids::PartyId;
use huicun_domain::service::Edition;
use serde::Deserialize;

use super::client::Client;
use crate::sdk::WecomError;

#[derive(Deserialize)]
struct Permitted {
    #[serde(default)]
    ids: Vec<PartyId>,
}

/// WeCom's number of an edition.
fn number(edition: Edition) -> u8 {
    match edition {
        Edition::Office => 1,
        Edition::Service => 2,
        Edition::Enterprise => 3,
    }
}

impl Client {
    /// Lists who has an effective seat of an edition (`get_permit_user_list`). Departments and tags of the range are
    /// members here, and whoever is beyond the seats that were bought is left out. There are no pages.
    ///
    /// # Errors
    /// [`WecomError`]; 301052 where the service has expired, 301053 where it is not opened.
    pub async fn permitted(&self, secret: &str, edition: Edition) -> Result<Vec<PartyId>, WecomError> {
        let body = serde_json::json!({ "type": number(edition) });
        Ok(self.post::<Permitted>(secret, "cgi-bin/msgaudit/get_permit_user_list", &body).await?.ids)
    }
}
