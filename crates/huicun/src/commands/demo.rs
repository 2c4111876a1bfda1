//! `huicun demo`: a virtual corp and an archive of it in one process.

mod seats;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use huicun_app::connect::Settings;
use huicun_app::connection::Sealed;
use huicun_app::ingest::{IngestSettings, import_key};
use huicun_app::media::MediaSettings;
use huicun_app::{AppError, Ctx, Services};
use huicun_derive::{SpeechService, Transcriber};
use huicun_domain::access::Role;
use huicun_domain::ids::CorpId;
use huicun_sim::{CorpCredentials, FaultScript, LiveRate, Sim, SimConfig};
use huicun_store::DataFolder;
use huicun_wechatpay::Merchant;
use zeroize::Zeroizing;

use crate::cli::Demo;
use crate::config::{Config, WecomConfig, payment};
use crate::connecting::Loops;
use crate::open::{Access, Opened, with};
use crate::output;
use crate::serving::Serving;
use crate::source::look_alike_library;

/// The span over which the virtual corp's history is spread.
const HISTORY: Duration = Duration::from_secs(120 * 24 * 3_600);
/// How long the virtual corp keeps messages: longer than its history, so that nothing expires in a demo.
const RETENTION: Duration = Duration::from_secs(400 * 24 * 3_600);

/// How often somebody writes while the demo runs.
const LIVE_EVERY: Duration = Duration::from_secs(2);

/// How long the virtual corp's service may take to put a voice into words.
const SPEECH_LIMIT: Duration = Duration::from_secs(30);

/// The operators of the demo; their passwords are made at its first start.
const OPERATORS: [(&str, &str, Role); 4] = [
    ("owner", "王敏 · 负责人", Role::Owner),
    ("officer", "陈静 · 合规专员", Role::ComplianceOfficer),
    ("reviewer", "赵磊 · 复核员", Role::Reviewer),
    ("sysadmin", "孙涛 · 系统管理员", Role::SystemAdministrator),
];

/// Starts the virtual corp, archives it, and serves the console.
pub async fn run(arguments: Demo) -> anyhow::Result<ExitCode> {
    let library = look_alike_library()?;
    let mut config = Config::load(&arguments.data, None)?;
    std::fs::create_dir_all(&arguments.data)?;
    // A folder that is served is refused before a history is made for it.
    drop(DataFolder::lock(&arguments.data).map_err(AppError::from)?);
    let sim = start_sim(&arguments).await.context("虚拟企业无法启动 / the virtual corp cannot start")?;
    if let Some(folder) = &arguments.say {
        sim.say(&plaintexts(folder)?)?;
    }
    let corp = sim.corp().clone();
    let public_url = config
        .wecom
        .settings
        .public_url
        .take()
        .or_else(|| (arguments.listen.port() != 0).then(|| format!("http://{}", arguments.listen)));
    config.wecom = wecom(&corp, library, &sim.base_url(), public_url);
    if config.media_speech.is_none() {
        let url = format!("{}/sim/speech/v1/audio/transcriptions", sim.base_url());
        let service = SpeechService::new(url, String::new(), None, SPEECH_LIMIT)?;
        config.media_speech = Some(Transcriber::Service(service));
    }
    config.wechat_pay = Some(Arc::new(wechat_pay(&sim)?));
    // A demo leaves the disk to whoever tries it.
    config.disk_reserve = 0;
    let corp_id = CorpId::new(corp.corp_id.clone());
    let work = async |opened: &Opened| serve(&config, &arguments, &sim, &corp, &opened.services).await;
    with(&config, Access::Serve, Some((&corp_id, &corp.corp_name)), work).await?;
    sim.stop().await;
    Ok(ExitCode::SUCCESS)
}

async fn serve(
    config: &Config,
    arguments: &Demo,
    sim: &Sim,
    corp: &CorpCredentials,
    services: &Services,
) -> anyhow::Result<()> {
    import_keys(services, corp, arguments.faults).await?;
    let operators = operators(services).await?;
    let mut serving = Serving::start(config, services.clone(), arguments.listen).await?;
    sim.pay().set_receiver(&format!("http://{}/wechat-pay/notify", serving.listen()));
    let seconds = Duration::from_secs;
    let ingest = IngestSettings {
        poll: seconds(1),
        gap_checks: vec![seconds(3), seconds(10), seconds(30), seconds(120), seconds(600)],
        commit_after: seconds(1),
        ..IngestSettings::default()
    };
    let media = MediaSettings {
        workers: config.media_workers,
        window: RETENTION,
        second_looks: [1, 5, 10, 20, 30].map(seconds).to_vec(),
        ..MediaSettings::default()
    };
    serving.connect(Loops { ingest, media });
    serving.derive(config)?;
    // Cards are answered by what WeCom tells the archive.
    sim.set_callback(&format!("http://{}/wecom/callback", serving.listen())).await?;
    let expected = if arguments.faults { None } else { Some(arguments.messages) };
    let ready = async {
        wait_until_searchable(services, sim, expected).await?;
        // Only what is written from now on is for the scope to decide: the history is shown whole.
        seats::set_up(arguments, sim, services).await
    };
    tokio::select! {
        outcome = ready => outcome?,
        () = serving.told_to_stop() => {
            serving.end().await;
            return Ok(());
        }
    }
    say_ready(&serving, &operators, sim);
    tokio::select! {
        outcome = serving.run_to_end() => outcome,
        () = seats::follow(arguments, sim, services) => Ok(()),
    }
}

/// Says where the console is, who may sign in, and where the virtual corp is told what to do: to pay an order, to press
/// a button. Nobody has to listen.
fn say_ready(serving: &Serving, operators: &[(String, String, String)], sim: &Sim) {
    let mut said = format!("ready http://{}\n", serving.listen());
    for (name, password, display_name) in operators {
        said.push_str(&format!("{name}\t{password}\t{display_name}\n"));
    }
    said.push_str(&format!("virtual corp {}\n", sim.base_url()));
    let _ = std::io::stdout().write_all(said.as_bytes());
}

async fn start_sim(arguments: &Demo) -> anyhow::Result<Sim> {
    let live = (!arguments.no_live).then_some(LiveRate { every: LIVE_EVERY });
    let faults =
        if arguments.faults { FaultScript::acceptance(arguments.seed) } else { FaultScript::default() };
    Sim::start(SimConfig {
        corpus: arguments.corpus.clone(),
        corpus_everywhere: arguments.corpus_everywhere,
        live,
        retention: RETENTION,
        history: HISTORY,
        faults,
        least_members: arguments.scope_members.unwrap_or_default(),
        range: seats::range(arguments),
        ..SimConfig::new(arguments.data.join("sim"), arguments.seed, arguments.messages)
    })
    .await
}

/// Reads the files of a folder, in the order of their names.
fn plaintexts(folder: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let read = || {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_file() {
                paths.push(path);
            }
        }
        paths.sort();
        paths.iter().map(std::fs::read).collect::<std::io::Result<Vec<_>>>()
    };
    let name = folder.display();
    read().with_context(|| format!("无法读取 {name} 中的消息 / the messages in {name} cannot be read"))
}

/// The connection of the demo that a data folder belongs to, for commands beside it.
pub fn connection(data: &Path) -> Option<WecomConfig> {
    let folder = data.join("sim");
    let corp = CorpCredentials::load(&folder).ok()?;
    let base_url = huicun_sim::last_address(&folder)?;
    Some(wecom(&corp, PathBuf::new(), &base_url, None))
}

/// The virtual corp as a configuration would name it.
fn wecom(
    corp: &CorpCredentials,
    library: PathBuf,
    base_url: &str,
    public_url: Option<String>,
) -> WecomConfig {
    let secret = |text: &str| Sealed::new(text);
    WecomConfig {
        settings: Settings {
            corp_id: Some(corp.corp_id.clone()),
            corp_name: Some(corp.corp_name.clone()),
            proxy: None,
            public_url,
            library: Some(library),
            archive: Some(secret(&corp.archive_secret)),
            contact: Some(secret(&corp.app_secret)),
            customer: Some(secret(&corp.customer_secret)),
            app: Some((corp.agent_id, secret(&corp.app_secret))),
            callback: Some((secret(&corp.callback_token), secret(&corp.encoding_aes_key))),
        },
        page_limit: 1_000,
        poll: Duration::from_secs(1),
        timeout: Duration::from_secs(5),
        api_base: base_url.to_owned(),
        authorize_url: format!("{base_url}/connect/oauth2/authorize"),
        environment: vec![("WECOM_SIM_URL".to_owned(), base_url.to_owned())],
    }
}

/// The merchant of the virtual WeChat Pay: everything is real but who is paid.
fn wechat_pay(sim: &Sim) -> anyhow::Result<huicun_wechatpay::Client> {
    let pay = sim.pay();
    let told = pay.credentials();
    payment::client(Merchant {
        mchid: told.mchid.clone(),
        appid: told.appid.clone(),
        serial: told.serial.clone(),
        private_key: Zeroizing::new(told.private_key.clone()),
        api_v3_key: Zeroizing::new(told.api_v3_key.clone()),
        base_url: format!("{}/pay", sim.base_url()),
        // Only known once the server listens: the virtual WeChat Pay is told then.
        notify_url: format!("{}/wechat-pay/notify", sim.base_url()),
        public_key: None,
    })
}

async fn import_keys(services: &Services, corp: &CorpCredentials, faults: bool) -> anyhow::Result<()> {
    let known = services.store.rsa_keys(&services.corp).await.map_err(AppError::from)?;
    for (version, pem) in &corp.private_keys {
        if known.iter().all(|row| row.version != *version) {
            import_key(&Ctx::system(), services, *version, pem).await?;
        }
    }
    tracing::debug!(keys = corp.private_keys.len(), faults, "keys are at hand");
    Ok(())
}

/// Creates the demo's operators, or gives those that exist new passwords.
async fn operators(services: &Services) -> anyhow::Result<Vec<(String, String, String)>> {
    let mut made = Vec::new();
    for (name, display_name, role) in OPERATORS {
        let password = huicun_app::auth::random_password()?;
        huicun_app::auth::put_operator(&Ctx::system(), services, name, display_name, role, &password).await?;
        made.push((name.to_owned(), password, display_name.to_owned()));
    }
    Ok(made)
}

/// Waits until all messages are in the archive and in the index.
async fn wait_until_searchable(services: &Services, sim: &Sim, expected: Option<u64>) -> anyhow::Result<()> {
    let bar = output::progress(expected.unwrap_or_else(|| sim.last_seq()), "messages");
    loop {
        let counters = services.store.counters(&services.corp).await.map_err(AppError::from)?;
        bar.set_position(counters.messages);
        let settled = match expected {
            Some(expected) => counters.messages >= expected,
            None => {
                counters.unsealing() == 0
                    && services.store.cursor(&services.corp).await.map_err(AppError::from)?.0.unsigned_abs()
                        >= sim.last_seq()
            }
        };
        if settled && services.tail.is_empty() && services.index.problem().is_none() {
            bar.finish_and_clear();
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
