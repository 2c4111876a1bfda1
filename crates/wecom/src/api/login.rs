//! Signing in with WeCom: whom a code belongs to.

use huicun_domain::ids::PartyId;
use serde::Deserialize;

use super::client::Client;
use super::message::App;
use crate::sdk::WecomError;

#[derive(Deserialize)]
struct UserInfo {
    #[serde(default)]
    userid: Option<String>,
}

impl Client {
    /// Exchanges a code for the member who signed in; nothing for somebody who is none. A code is good once, for five
    /// minutes, and for the app that it was given to.
    ///
    /// # Errors
    /// [`WecomError`]: 40029, 42003 or 42022 for a code that is wrong, late or used.
    pub async fn member_of_code(&self, app: &App, code: &str) -> Result<Option<PartyId>, WecomError> {
        let info: UserInfo = self.get(&app.secret, "cgi-bin/auth/getuserinfo", &[("code", code)]).await?;
        Ok(info.userid.filter(|id| !id.is_empty()).map(PartyId::new))
    }
}
