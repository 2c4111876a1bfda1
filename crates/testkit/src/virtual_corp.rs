//! A virtual corp for tests of what the archive asks of WeCom, and of what WeCom tells it.

use std::sync::Arc;

use huicun_app::Connection;
use huicun_app::connection::Sealed;
use huicun_domain::clock::{Clock, ManualClock};
use huicun_domain::ids::{CorpId, PartyId, PartyKind};
use huicun_sim::{CallbackCrypto, Effect, FaultPoint, FaultRule, FaultScript, MemberStatus, Sim, SimConfig};
use huicun_store::PartyInfo;
use huicun_wecom::api::Client;
use huicun_wecom::api::message::App;
use serde_json::Value;
use tempfile::TempDir;

use crate::app::NOW;

/// A small virtual corp with a clock to be moved.
pub struct VirtualCorp {
    /// The corp.
    pub sim: Sim,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    #[expect(dead_code, reason = "it lasts as long as it is held")]
    folder: TempDir,
}

impl VirtualCorp {
    /// Starts the corp.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(ManualClock::new(NOW));
        let mut config = SimConfig::new(folder.path().join("sim"), 3, 30);
        let shown = clock.clone();
        config.clock = Arc::new(move || shown.now());
        config.notify_every = std::time::Duration::from_secs(3_600);
        let sim = Sim::start(config).await.expect("the virtual corp starts");
        Self { sim, clock, folder }
    }

    /// Lets the interface refuse calls with an `errcode` from now on: those whose path starts so.
    pub fn refuse(&self, path: &str, errcode: i64) {
        self.refuse_at_most(u64::MAX, path, errcode);
    }

    /// The same, so often and then no more.
    pub fn refuse_at_most(&self, times: u64, path: &str, errcode: i64) {
        let rule = FaultRule {
            path: Some(path.to_owned()),
            max: Some(times),
            ..FaultRule::new(FaultPoint::Http, 1_000_000, Effect::Errcode { errcode })
        };
        self.sim.add_faults(FaultScript { rules: vec![rule], ..FaultScript::default() });
    }

    /// Signs an event as WeCom does: the query and the body of the callback.
    ///
    /// # Panics
    /// Where the corp's keys are not usable.
    #[must_use]
    pub fn signed(&self, xml: &str, nonce: &str) -> (String, String) {
        let corp = self.sim.corp();
        let crypto = CallbackCrypto::new(&corp.callback_token, &corp.encoding_aes_key, &corp.corp_id);
        let crypto = crypto.expect("the corp's keys are usable");
        let timestamp = (self.clock.now() / 1_000).to_string();
        let encrypted = crypto.encrypt(xml.as_bytes(), [7; 16]);
        let signature = crypto.signature(&timestamp, nonce, &encrypted);
        let query = format!("msg_signature={signature}&timestamp={timestamp}&nonce={nonce}");
        (query, format!("<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"))
    }

    /// Signs a test of the callback's address as WeCom does: the query.
    ///
    /// # Panics
    /// Where the corp's keys are not usable.
    #[must_use]
    pub fn echo(&self, nonce: &str, text: &str) -> String {
        let corp = self.sim.corp();
        let crypto = CallbackCrypto::new(&corp.callback_token, &corp.encoding_aes_key, &corp.corp_id);
        let crypto = crypto.expect("the corp's keys are usable");
        let timestamp = (self.clock.now() / 1_000).to_string();
        let encrypted = crypto.encrypt(text.as_bytes(), [7; 16]);
        let signature = crypto.signature(&timestamp, nonce, &encrypted);
        let echo = encrypted.replace('+', "%2B");
        format!("msg_signature={signature}&timestamp={timestamp}&nonce={nonce}&echostr={echo}")
    }

    /// The corp's id.
    #[must_use]
    pub fn id(&self) -> CorpId {
        CorpId::new(self.sim.corp().corp_id.clone())
    }

    /// The members who are there, by id.
    #[must_use]
    pub fn members(&self) -> Vec<PartyId> {
        let company = self.sim.company();
        let present = company.members.iter().filter(|member| member.status == MemberStatus::Active);
        let mut ids: Vec<PartyId> = present.map(|member| PartyId::from(&*member.userid)).collect();
        ids.sort_unstable();
        ids
    }

    /// The customers.
    #[must_use]
    pub fn customers(&self) -> Vec<PartyId> {
        let company = self.sim.company();
        company.contacts.iter().map(|contact| PartyId::from(&*contact.external_userid)).collect()
    }

    /// What the app sent through a channel, oldest first.
    #[must_use]
    pub fn sent(&self, channel: &str) -> Vec<Value> {
        let outbox = self.sim.outbox().into_iter();
        outbox.filter(|sent| sent["channel"] == channel).map(|sent| sent["body"].clone()).collect()
    }

    pub(crate) fn connection(&self) -> Arc<Connection> {
        let corp = self.sim.corp();
        Arc::new(Connection {
            client: Client::new(&self.sim.base_url(), &corp.corp_id).expect("a client"),
            corp_id: corp.corp_id.clone(),
            app: Some(App { secret: corp.app_secret.clone(), agent_id: corp.agent_id }),
            archive_secret: Some(Sealed::new(corp.archive_secret.clone())),
            customer_secret: Some(Sealed::new(corp.customer_secret.clone())),
            authorize_url: format!("{}/connect/oauth2/authorize", self.sim.base_url()),
            public_url: Some("https://archive.example".to_owned()),
        })
    }

    pub(crate) fn parties(&self) -> Vec<PartyInfo> {
        let company = self.sim.company();
        let members = company.members.iter().map(|member| PartyInfo {
            id: PartyId::from(&*member.userid),
            kind: PartyKind::Member,
            name: Some(member.name.to_string()),
            detail: None,
            left: member.status == MemberStatus::Left,
        });
        let customers = company.contacts.iter().map(|contact| PartyInfo {
            id: PartyId::from(&*contact.external_userid),
            kind: PartyKind::ExternalContact,
            name: None,
            detail: None,
            left: false,
        });
        members.chain(customers).collect()
    }
}
