//! The checks that ask WeCom, the network and the library; nothing of the archive is read or written.

use std::time::Duration;

use huicun_domain::code::ProblemCode;
use huicun_domain::connection::Step;
use huicun_domain::ids::Seq;
use huicun_wecom::api::Client;
use huicun_wecom::api::message::App;
use huicun_wecom::callback::Signed;
use huicun_wecom::page::{PageError, parse_page};
use huicun_wecom::sdk::{LibraryInfo, WecomError, inspect_library};
use tokio::net::TcpStream;

use super::check::Finding;
use super::records::Records;
use super::save::{is_aes_key, is_token};
use super::settings::{Settings, callback_of};
use crate::connection::{LibrarySettings, Plan, Sealed};
use crate::error::{AppError, AppResult};

/// How long a proxy may take to be connected to.
const CONNECT: Duration = Duration::from_secs(5);

/// Checks settings as they are.
pub(super) struct Probe<'a> {
    pub(super) plan: &'a Plan,
    pub(super) settings: &'a Settings,
}

/// What has to be filled in first.
pub(super) fn incomplete(steps: &[Step]) -> AppError {
    let words: Vec<&str> = steps.iter().map(|step| step.as_str()).collect();
    AppError::Detailed(ProblemCode::ConnectionIncomplete, words.join(", "))
}

impl Probe<'_> {
    /// Checks a step at which something is filled in, the callback's aside.
    pub(super) async fn find(&self, step: Step) -> AppResult<Finding> {
        match step {
            Step::Corp => self.corp().await,
            Step::Network => Ok(self.network().await),
            Step::Library => self.library().await,
            Step::Archive => self.archive().await,
            Step::Contact => self.contact().await,
            Step::Customer => self.customer().await,
            Step::App => self.app().await,
            Step::Callback | Step::Key | Step::Rehearsal | Step::Escrow => Err(incomplete(&[step])),
        }
    }

    /// The id is right where any secret opens something with it; before there is one, nothing can be asked.
    async fn corp(&self) -> AppResult<Finding> {
        let corp_id = self.settings.corp_id.as_deref().ok_or_else(|| incomplete(&[Step::Corp]))?;
        let held = Finding::passed().with("corp_id", corp_id);
        let app = self.settings.app.as_ref().map(|(_, secret)| (Step::App, secret));
        let mut secrets = [
            (Step::Archive, self.settings.archive.as_ref()),
            (Step::Contact, self.settings.contact.as_ref()),
            (Step::Customer, self.settings.customer.as_ref()),
        ]
        .into_iter()
        .filter_map(|(step, secret)| Some((step, secret?)))
        .chain(app);
        let Some((step, secret)) = secrets.next() else { return Ok(held) };
        let proof = async { self.client()?.prove(secret.expose()).await };
        Ok(match proof.await {
            Ok(()) => held.with("proven_by", step.as_str()),
            // Whoever is told that the secret is wrong was believed the id.
            Err(error) if error.errcode == 40_001 => held,
            Err(error) => Finding::refused(Step::Corp, &error),
        })
    }

    /// The proxy takes connections, and WeCom answers through it.
    async fn network(&self) -> Finding {
        let proxy = self.settings.proxy();
        if !proxy.url.is_empty() {
            let place = proxy.url.split_once("://").map_or(proxy.url.as_str(), |(_, place)| place);
            match tokio::time::timeout(CONNECT, TcpStream::connect(place)).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => {
                    return Finding::failed(ProblemCode::ProxyUnreachable).saying(error.kind().to_string());
                }
                Err(_) => return Finding::failed(ProblemCode::ProxyUnreachable).saying("timed out"),
            }
        }
        let reached = async { Client::through(&proxy, &self.plan.api_base, "")?.reach().await };
        let place = self.plan.api_base.split_once("://").map_or("", |(_, place)| place);
        match reached.await {
            Ok(()) => {
                let found = Finding::passed().with("reached", place);
                if proxy.url.is_empty() { found } else { found.with("through", &proxy.url) }
            }
            Err(error) => Finding::refused(Step::Network, &error),
        }
    }

    /// The file is for this machine, has what it takes, and loads in a process of its own.
    async fn library(&self) -> AppResult<Finding> {
        let path = self.settings.library.clone().ok_or_else(|| incomplete(&[Step::Library]))?;
        let library = path.clone();
        let info = match tokio::task::spawn_blocking(move || inspect_library(&path)).await? {
            Ok(info) => info,
            Err(error) => return Ok(Finding::no_library(&error)),
        };
        let found = facts(Finding::passed(), &info);
        let Some(host) = &self.plan.host else { return Ok(found) };
        // Nothing is asked of WeCom: what stands for the secrets that are not filled in yet is not used.
        let source = host.prepare(LibrarySettings {
            library,
            corp_id: self.settings.corp_id.clone().unwrap_or_default(),
            secret: self.settings.archive.clone().unwrap_or_default(),
            proxy: self.settings.proxy(),
        });
        Ok(match source.load().await {
            Ok(()) => found.with("loaded", "yes"),
            Err(error) => facts(Finding::refused(Step::Library, &error), &info),
        })
    }

    /// The secret opens the archive's interface, by HTTP and through the library.
    async fn archive(&self) -> AppResult<Finding> {
        let secret = self.needed(&self.settings.archive, Step::Archive)?;
        let counted = async { self.client()?.count_archived(secret.expose()).await };
        let archived = match counted.await {
            Ok(archived) => archived,
            Err(error) => return Ok(Finding::refused(Step::Archive, &error)),
        };
        let found = Finding::passed().with("archived_members", archived);
        let (Some(host), Some(settings)) = (&self.plan.host, self.settings.library_settings()) else {
            return Ok(found);
        };
        let library = settings.library.clone();
        if let Err(error) = tokio::task::spawn_blocking(move || inspect_library(&library)).await? {
            return Ok(Finding::no_library(&error));
        }
        let answer = host.prepare(settings).chat_data(Seq(0), 1).await;
        Ok(match answer.map(|bytes| parse_page(&bytes)) {
            Ok(Ok(_)) => found.with("through_library", "yes"),
            Ok(Err(PageError::Refused(error))) | Err(error) => Finding::refused(Step::Archive, &error),
            Ok(Err(PageError::Unparseable { .. })) => Finding::failed(ProblemCode::AnswerUnreadable),
        })
    }

    /// The secret reads departments.
    async fn contact(&self) -> AppResult<Finding> {
        let secret = self.needed(&self.settings.contact, Step::Contact)?;
        let read = async { self.client()?.departments(secret.expose()).await };
        Ok(match read.await {
            Ok(departments) => {
                // 通讯录同步 tells ids without names.
                let named = departments.iter().filter(|department| !department.name.is_empty()).count();
                Finding::passed().with("departments", departments.len()).with("named", named)
            }
            Err(error) => Finding::refused(Step::Contact, &error),
        })
    }

    /// The secret reads who may have external contacts.
    async fn customer(&self) -> AppResult<Finding> {
        let secret = self.needed(&self.settings.customer, Step::Customer)?;
        let counted = async { self.client()?.count_following(secret.expose()).await };
        Ok(match counted.await {
            Ok(members) => Finding::passed().with("following_members", members),
            Err(error) => Finding::refused(Step::Customer, &error),
        })
    }

    /// The number and the secret belong to one app.
    async fn app(&self) -> AppResult<Finding> {
        let (agent_id, secret) = self.settings.app.clone().ok_or_else(|| incomplete(&[Step::App]))?;
        self.corp_id()?;
        let app = App { secret: secret.expose().to_owned(), agent_id };
        let read = async { self.client()?.agent(&app).await };
        Ok(match read.await {
            Ok(agent) => Finding::passed()
                .with("app_name", agent.name)
                .with("visible_members", agent.members)
                .with("visible_departments", agent.departments)
                .with("visible_tags", agent.tags)
                .with("trusted_domain", agent.trusted_domain),
            Err(error) => Finding::refused(Step::App, &error),
        })
    }

    /// The keys open what is closed with them, and WeCom has tested the address with them.
    pub(super) fn callback(&self, records: &Records) -> AppResult<Finding> {
        let (token, key) = self.settings.callback.as_ref().ok_or_else(|| incomplete(&[Step::Callback]))?;
        self.corp_id()?;
        if !is_token(token.expose()) || !is_aes_key(key.expose()) || !self.opens_its_own() {
            return Ok(Finding::failed(ProblemCode::CallbackKeysWrong));
        }
        let Some(url) = self.settings.callback_url() else {
            return Ok(Finding::waiting(ProblemCode::AddressMissing).with("round_trip", "yes"));
        };
        let set_at = records.steps.get(&Step::Callback).map_or(0, |saved| saved.at);
        let tested = records.verified.as_ref().filter(|mark| mark.at >= set_at);
        let found = match tested {
            Some(mark) => Finding::passed().with("verified_at", mark.at),
            None => Finding::waiting(ProblemCode::CallbackNotVerified),
        };
        Ok(found.with("round_trip", "yes").with("address", url))
    }

    /// Closes a message as WeCom does, and opens it as WeCom's are opened.
    fn opens_its_own(&self) -> bool {
        const SAMPLE: &[u8] = b"huicun callback rehearsal";
        let Some(callback) = callback_of(self.settings) else { return false };
        let crypt = callback.crypt();
        let (timestamp, nonce) = ("1785553200", "730015527");
        let Ok(closed) = crypt.close(SAMPLE, *b"huicun rehearsal", timestamp, nonce) else { return false };
        let signed = Signed { signature: &closed.signature, timestamp, nonce };
        crypt.open(signed, &closed.encrypted).is_ok_and(|opened| opened == SAMPLE)
    }

    fn corp_id(&self) -> AppResult<&str> {
        self.settings.corp_id.as_deref().ok_or_else(|| incomplete(&[Step::Corp]))
    }

    fn needed<'s>(&self, secret: &'s Option<Sealed>, step: Step) -> AppResult<&'s Sealed> {
        self.corp_id()?;
        secret.as_ref().ok_or_else(|| incomplete(&[step]))
    }

    fn client(&self) -> Result<Client, WecomError> {
        let corp_id = self.settings.corp_id.as_deref().unwrap_or_default();
        Client::through(&self.settings.proxy(), &self.plan.api_base, corp_id)
    }
}

/// Tells what was found out about a library.
pub(super) fn facts(found: Finding, info: &LibraryInfo) -> Finding {
    let found = found.with("machine", info.machine).with("bytes", info.size).with("md5", &info.md5);
    match &info.built_with {
        Some(version) => found.with("built_with", version),
        None => found,
    }
}
