//! Harmless calls that tell whether a secret opens what it is for.

use serde::Deserialize;
use serde_json::{Value, json};

use super::client::Client;
use super::message::App;
use crate::sdk::WecomError;

/// What WeCom tells of the corp's own app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// Its name.
    pub name: String,
    /// How many members it was opened to one by one.
    pub members: usize,
    /// How many departments it was opened to.
    pub departments: usize,
    /// How many tags it was opened to.
    pub tags: usize,
    /// The domain that it trusts.
    pub trusted_domain: String,
}

#[derive(Deserialize)]
struct Permitted {
    #[serde(default)]
    ids: Vec<Value>,
}

#[derive(Deserialize)]
struct Following {
    #[serde(default)]
    follow_user: Vec<Value>,
}

#[derive(Deserialize)]
struct AgentAnswer {
    #[serde(default)]
    name: String,
    #[serde(default)]
    allow_userinfos: Users,
    #[serde(default)]
    allow_partys: Parties,
    #[serde(default)]
    allow_tags: Tags,
    #[serde(default)]
    redirect_domain: String,
}

#[derive(Default, Deserialize)]
struct Users {
    #[serde(default)]
    user: Vec<Value>,
}

#[derive(Default, Deserialize)]
struct Parties {
    #[serde(default)]
    partyid: Vec<Value>,
}

#[derive(Default, Deserialize)]
struct Tags {
    #[serde(default)]
    tagid: Vec<Value>,
}

impl Client {
    /// Counts the members whose conversations are archived; `secret` is the archive's.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn count_archived(&self, secret: &str) -> Result<usize, WecomError> {
        let answer: Permitted =
            self.post(secret, "cgi-bin/msgaudit/get_permit_user_list", &json!({})).await?;
        Ok(answer.ids.len())
    }

    /// Counts the members who may have external contacts.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn count_following(&self, secret: &str) -> Result<usize, WecomError> {
        let answer: Following = self.get(secret, "cgi-bin/externalcontact/get_follow_user_list", &[]).await?;
        Ok(answer.follow_user.len())
    }

    /// Looks at the corp's own app.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn agent(&self, app: &App) -> Result<Agent, WecomError> {
        let number = app.agent_id.to_string();
        let answer: AgentAnswer = self.get(&app.secret, "cgi-bin/agent/get", &[("agentid", &number)]).await?;
        Ok(Agent {
            name: answer.name,
            members: answer.allow_userinfos.user.len(),
            departments: answer.allow_partys.partyid.len(),
            tags: answer.allow_tags.tagid.len(),
            trusted_domain: answer.redirect_domain,
        })
    }
}
