//! The virtual corp's library in this process: what a child process does otherwise.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use huicun_app::connection::{LibraryHost, LibrarySettings, Plan};
use huicun_domain::ids::{MediaLocator, Seq};
use huicun_sim::VirtualSdk;
use huicun_vault::{PrivateKey, escrow};
use huicun_wecom::sdk::{DecryptItem, MediaChunk, MessageSource, WecomError};

use crate::virtual_corp::VirtualCorp;

/// Runs libraries that all are the virtual corp's.
struct Host(VirtualSdk);

struct Source {
    sdk: VirtualSdk,
    settings: LibrarySettings,
}

impl LibraryHost for Host {
    fn prepare(&self, settings: LibrarySettings) -> Arc<dyn MessageSource> {
        Arc::new(Source { sdk: self.0.clone(), settings })
    }
}

#[async_trait]
impl MessageSource for Source {
    async fn chat_data(&self, after: Seq, limit: u32) -> Result<Bytes, WecomError> {
        let access = (self.settings.corp_id.as_str(), self.settings.secret.expose());
        let page = self.sdk.chat_data(access, after.0.unsigned_abs(), limit);
        page.map(Bytes::from).map_err(WecomError::of_return)
    }

    async fn decrypt(&self, items: &[DecryptItem]) -> Result<Vec<Result<Vec<u8>, WecomError>>, WecomError> {
        let open = |item: &DecryptItem| {
            self.sdk.decrypt(&item.random_key, &item.chat_msg).ok_or_else(|| WecomError::of_return(10_008))
        };
        Ok(items.iter().map(open).collect())
    }

    async fn media(&self, _: &str, _: &MediaLocator) -> Result<MediaChunk, WecomError> {
        Err(WecomError::of_return(10_005))
    }
}

impl VirtualCorp {
    /// A plan of a process that finds WeCom at this corp, where nothing of the connection is written.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan {
            api_base: self.sim.base_url(),
            authorize_url: format!("{}/connect/oauth2/authorize", self.sim.base_url()),
            host: Some(Arc::new(Host(self.sim.sdk()))),
            ..Plan::default()
        }
    }
}

/// Puts two shares of a key together and gives its public half.
///
/// # Panics
/// Where they do not fit together.
#[must_use]
pub fn public_of_shares(one: &str, two: &str) -> String {
    let (_, pem) = escrow::combine(one, two).expect("the shares fit together");
    PrivateKey::from_pem(&pem).expect("a key").public_pem()
}

/// Tells whether two shares do not fit together.
#[must_use]
pub fn shares_fail(one: &str, two: &str) -> bool {
    escrow::combine(one, two).is_err()
}
