//! A virtual corp for tests of what the archive asks of WeCom, and of what WeCom tells it.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use huicun_app::connection::Sealed;
use huicun_app::directory::{self, DirectorySecrets};
use huicun_app::{Connection, Services};
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
        Self::of_at_least(0).await
    }

    /// Starts a corp in which at least that many members are here.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub async fn of_at_least(members: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(ManualClock::new(NOW));
        let mut config = SimConfig::new(folder.path().join("sim"), 3, 30);
        let shown = clock.clone();
        config.clock = Arc::new(move || shown.now());
        config.least_members = members;
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
        let encrypted = crypto.encrypt(xml.as_bytes(), [7; 16]);
        (self.query(&crypto, &encrypted, nonce), body(&encrypted))
    }

    /// The same with the padding altered and signed as if nothing were: what somebody sends who knows the token and not
    /// the key.
    ///
    /// # Panics
    /// Where the corp's keys are not usable.
    #[must_use]
    pub fn signed_with_altered_padding(&self, xml: &str, nonce: &str) -> (String, String) {
        let corp = self.sim.corp();
        let crypto = CallbackCrypto::new(&corp.callback_token, &corp.encoding_aes_key, &corp.corp_id);
        let crypto = crypto.expect("the corp's keys are usable");
        let mut sealed = STANDARD.decode(crypto.encrypt(xml.as_bytes(), [7; 16])).expect("base64");
        // The block before the last is added to the last one when it is opened: its last byte alters the padding's.
        let at = sealed.len() - 17;
        sealed[at] ^= 0x40;
        let encrypted = STANDARD.encode(sealed);
        (self.query(&crypto, &encrypted, nonce), body(&encrypted))
    }

    fn query(&self, crypto: &CallbackCrypto, encrypted: &str, nonce: &str) -> String {
        let timestamp = (self.clock.now() / 1_000).to_string();
        let signature = crypto.signature(&timestamp, nonce, encrypted);
        format!("msg_signature={signature}&timestamp={timestamp}&nonce={nonce}")
    }

    /// The secrets that open the corp's directory.
    #[must_use]
    pub fn directory_secrets(&self) -> DirectorySecrets {
        let corp = self.sim.corp();
        DirectorySecrets {
            contact: Some(corp.app_secret.clone()),
            customer: Some(corp.customer_secret.clone()),
            archive: Some(corp.archive_secret.clone()),
        }
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

    /// The members whom the corp's range opens, in the order in which they get seats.
    #[must_use]
    pub fn opened(&self) -> Vec<PartyId> {
        let company = self.sim.company();
        self.sim.range().opened(&company).iter().map(|(member, _)| PartyId::from(&*member.userid)).collect()
    }

    /// Reads the whole directory into an archive that is connected to the corp.
    ///
    /// # Panics
    /// Where it cannot be read or stored.
    pub async fn read_directory(&self, services: &Services) {
        let corp = self.sim.corp();
        let client = Client::new(&self.sim.base_url(), &corp.corp_id).expect("a client");
        let secrets =
            DirectorySecrets { contact: Some(corp.app_secret.clone()), ..DirectorySecrets::default() };
        directory::sync(services, &client, &secrets).await.expect("the directory is read");
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

/// The body of a callback.
fn body(encrypted: &str) -> String {
    format!("<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>")
}
