//! What the connection consists of: what was written in the configuration file over what was filled in here.

use std::path::PathBuf;
use std::sync::Arc;

use huicun_domain::code::ProblemCode;
use huicun_domain::connection::Step;
use huicun_domain::ids::Seq;
use huicun_wecom::api::message::App;
use huicun_wecom::api::{Client, Proxy};
use serde::{Deserialize, Serialize};

use super::MADE_CORP;
use super::records::{self, Mark, Records};
use crate::callback::Callback;
use crate::connection::{Connection, LibrarySettings, Sealed};
use crate::error::AppResult;
use crate::services::Services;

/// What the connection consists of; what is absent is not set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// WeCom's id of the corp.
    pub corp_id: Option<String>,
    /// The corp's name.
    pub corp_name: Option<String>,
    /// The proxy.
    pub proxy: Option<Proxy>,
    /// The address at which others reach this archive, without a slash at its end.
    pub public_url: Option<String>,
    /// WeCom's library.
    pub library: Option<PathBuf>,
    /// The secret of the archive page.
    pub archive: Option<Sealed>,
    /// The secret that reads members and departments.
    pub contact: Option<Sealed>,
    /// The secret that reads external contacts and customer groups.
    pub customer: Option<Sealed>,
    /// The corp's own app: its number and its secret.
    pub app: Option<(u32, Sealed)>,
    /// The callback's token and EncodingAESKey.
    pub callback: Option<(Sealed, Sealed)>,
}

/// What is filled in at a step. Fields of other steps are refused.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConnectionStepForm))]
pub struct StepForm {
    /// WeCom's id of the corp, `ww…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corp_id: Option<String>,
    /// The corp's name, for the console.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corp_name: Option<String>,
    /// `http://host:port` or `socks5://host:port`; empty for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// `user:password` of the proxy. Left out, it stays as it is while the proxy does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_password: Option<String>,
    /// The address at which others reach this archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// The path of the library on this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// The secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The number of the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<u32>,
    /// The token of the callback.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The EncodingAESKey of the callback.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_aes_key: Option<String>,
}

impl std::fmt::Debug for StepForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StepForm(…)")
    }
}

impl StepForm {
    /// Names the fields that are filled in.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        let all = [
            ("corp_id", self.corp_id.is_some()),
            ("corp_name", self.corp_name.is_some()),
            ("proxy", self.proxy.is_some()),
            ("proxy_password", self.proxy_password.is_some()),
            ("public_url", self.public_url.is_some()),
            ("library", self.library.is_some()),
            ("secret", self.secret.is_some()),
            ("agent_id", self.agent_id.is_some()),
            ("token", self.token.is_some()),
            ("encoding_aes_key", self.encoding_aes_key.is_some()),
        ];
        all.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name).collect()
    }

    fn apply(&self, step: Step, settings: &mut Settings) {
        let secret = || self.secret.as_deref().map(Sealed::new);
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        match step {
            Step::Corp => {
                settings.corp_id = filled(&self.corp_id);
                settings.corp_name = filled(&self.corp_name);
            }
            Step::Network => {
                let password = self.proxy_password.clone().unwrap_or_default();
                settings.proxy = filled(&self.proxy).map(|url| Proxy { url, password });
                settings.public_url = filled(&self.public_url);
            }
            Step::Library => settings.library = filled(&self.library).map(PathBuf::from),
            Step::Archive => settings.archive = secret(),
            Step::Contact => settings.contact = secret(),
            Step::Customer => settings.customer = secret(),
            Step::App => settings.app = self.agent_id.zip(secret()),
            Step::Callback => {
                let key = self.encoding_aes_key.as_deref().map(Sealed::new);
                settings.callback = self.token.as_deref().map(Sealed::new).zip(key);
            }
            Step::Key | Step::Rehearsal | Step::Escrow => {}
        }
    }
}

impl Settings {
    /// Names the fields of a step that are set.
    #[must_use]
    pub fn fields(&self, step: Step) -> Vec<&'static str> {
        let found = match step {
            Step::Corp => {
                vec![("corp_id", self.corp_id.is_some()), ("corp_name", self.corp_name.is_some())]
            }
            Step::Network => {
                vec![("proxy", self.proxy.is_some()), ("public_url", self.public_url.is_some())]
            }
            Step::Library => vec![("library", self.library.is_some())],
            Step::Archive => vec![("secret", self.archive.is_some())],
            Step::Contact => vec![("secret", self.contact.is_some())],
            Step::Customer => vec![("secret", self.customer.is_some())],
            Step::App => vec![("agent_id", self.app.is_some()), ("secret", self.app.is_some())],
            Step::Callback => {
                vec![("token", self.callback.is_some()), ("encoding_aes_key", self.callback.is_some())]
            }
            Step::Key | Step::Rehearsal | Step::Escrow => Vec::new(),
        };
        found.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name).collect()
    }

    /// Fills in what is absent.
    fn or(self, other: Self) -> Self {
        Self {
            corp_id: self.corp_id.or(other.corp_id),
            corp_name: self.corp_name.or(other.corp_name),
            proxy: self.proxy.or(other.proxy),
            public_url: self.public_url.or(other.public_url),
            library: self.library.or(other.library),
            archive: self.archive.or(other.archive),
            contact: self.contact.or(other.contact),
            customer: self.customer.or(other.customer),
            app: self.app.or(other.app),
            callback: self.callback.or(other.callback),
        }
    }

    /// The proxy; none where none is set.
    #[must_use]
    pub fn proxy(&self) -> Proxy {
        self.proxy.clone().unwrap_or_default()
    }

    /// What the library is run with, where all of it is set.
    #[must_use]
    pub fn library_settings(&self) -> Option<LibrarySettings> {
        Some(LibrarySettings {
            library: self.library.clone()?,
            corp_id: self.corp_id.clone()?,
            secret: self.archive.clone()?,
            proxy: self.proxy(),
        })
    }

    /// The address at which WeCom reaches the callback, where the archive's own is set.
    #[must_use]
    pub fn callback_url(&self) -> Option<String> {
        self.public_url.as_ref().map(|base| format!("{base}/wecom/callback"))
    }
}

/// What is in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The settings.
    pub settings: Settings,
    /// Whether messages are to be fetched.
    pub ready: bool,
}

/// Puts the settings together.
pub(super) fn settings_of(services: &Services, records: &Records) -> Settings {
    let mut saved = Settings::default();
    for (step, record) in &records.steps {
        record.form.apply(*step, &mut saved);
    }
    // A corp that was begun with WeCom's id is known by it.
    let own = Some(services.corp.as_str()).filter(|id| !id.starts_with(MADE_CORP)).map(str::to_owned);
    let own = Settings { corp_id: own, ..Settings::default() };
    services.wecom.plan().written.clone().or(saved).or(own)
}

/// Tells whether messages are to be fetched: all that it takes is in the configuration file, whose author asked for it;
/// or it is set, and a rehearsal has opened a message.
pub(super) fn is_ready(services: &Services, records: &Records, settings: &Settings) -> bool {
    let written = &services.wecom.plan().written;
    let is_written = written.corp_id.is_some() && written.library.is_some() && written.archive.is_some();
    settings.library_settings().is_some() && (is_written || records.rehearsed.is_some())
}

/// Reads what is set and puts it into effect: for whoever asks WeCom, and for callbacks.
///
/// # Errors
/// The store's failures, and what does not unseal.
pub async fn apply(services: &Services) -> AppResult<Effect> {
    let records = Records::read(services).await?;
    let settings = settings_of(services, &records);
    let plan = services.wecom.plan();
    let filled_in = records.steps.get(&Step::Corp).and_then(|saved| saved.form.corp_id.as_ref());
    let other = filled_in.zip(settings.corp_id.as_ref()).is_some_and(|(filled_in, told)| filled_in != told);
    if other && services.store.cursor(&services.corp).await? > Seq(0) {
        return Err(ProblemCode::DataOtherCorp.into());
    }
    let connection = match &settings.corp_id {
        Some(corp_id) => Some(Arc::new(Connection {
            client: Client::through(&settings.proxy(), &plan.api_base, corp_id)?,
            corp_id: corp_id.clone(),
            app: settings
                .app
                .as_ref()
                .map(|(agent_id, secret)| App { secret: secret.expose().to_owned(), agent_id: *agent_id }),
            archive_secret: settings.archive.clone(),
            customer_secret: settings.customer.clone(),
            authorize_url: plan.authorize_url.clone(),
            public_url: settings.public_url.clone(),
        })),
        None => None,
    };
    services.wecom.put(connection, callback_of(&settings).map(Arc::new));
    let ready = is_ready(services, &records, &settings);
    Ok(Effect { settings, ready })
}

/// What verifies callbacks, where its keys are set and usable.
pub(super) fn callback_of(settings: &Settings) -> Option<Callback> {
    let ((token, key), corp_id) = (settings.callback.as_ref()?, settings.corp_id.as_deref()?);
    Callback::new(token.expose(), key.expose(), corp_id)
        .inspect_err(|error| tracing::error!(%error, "callbacks are refused: their keys are not usable"))
        .ok()
}

/// Notes that WeCom has tested the address of the callback.
///
/// # Errors
/// The store's failures.
pub async fn verified(services: &Services) -> AppResult<()> {
    let mark = Mark { at: services.now(), by: "WeCom".to_owned() };
    records::put_verified(services, &mark).await
}
