//! `huicun serve`

use std::net::SocketAddr;
use std::process::ExitCode;

use huicun_app::Services;
use huicun_app::directory::DirectorySecrets;
use huicun_app::ingest::IngestSettings;
use huicun_app::media::MediaSettings;
use huicun_wecom::api::Client;

use crate::cli::Serve;
use crate::config::{Config, Secret, WecomConfig};
use crate::open::{Access, Opened, with};
use crate::serving::Serving;
use crate::source::message_source;

/// Runs the archive until it is told to stop.
pub async fn run(arguments: Serve) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let corp = config.wecom.as_ref().map(|wecom| (&wecom.corp_id, wecom.corp_name.as_str()));
    let listen = arguments.listen.unwrap_or(config.listen);
    let work = async |opened: &Opened| serve(&config, listen, opened.services.clone()).await;
    with(&config, Access::Serve, corp, work).await?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: &Config, listen: SocketAddr, services: Services) -> anyhow::Result<()> {
    let setup = huicun_app::auth::setup_token(&services).await?;
    let mut serving = Serving::start(config, services, listen).await?;
    if let Some(wecom) = &config.wecom {
        let settings =
            IngestSettings { page_limit: wecom.page_limit, poll: wecom.poll, ..IngestSettings::default() };
        let media = MediaSettings {
            workers: config.media_workers,
            second_looks: config.media_second_looks.clone(),
            ..MediaSettings::default()
        };
        serving.ingest(message_source(wecom, Vec::new())?, settings, media);
        serving.directory(Client::new(&wecom.api_base, wecom.corp_id.as_str())?, secrets(wecom));
    } else {
        serving.keep_index();
    }
    serving.derive(config)?;
    println!("ready http://{}", serving.listen());
    if let Some(token) = setup {
        println!("首次使用，请打开 / first use, open: http://{}/setup#{token}", serving.listen());
    }
    serving.run_to_end().await
}

fn secrets(wecom: &WecomConfig) -> DirectorySecrets {
    let text = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    DirectorySecrets {
        contact: text(&wecom.contact_secret),
        customer: text(&wecom.customer_secret),
        archive: Some(wecom.secret.expose().to_owned()),
    }
}
