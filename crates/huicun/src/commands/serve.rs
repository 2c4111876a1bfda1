//! `huicun serve`

use std::net::SocketAddr;
use std::process::ExitCode;

use huicun_app::Services;
use huicun_app::ingest::IngestSettings;
use huicun_app::media::MediaSettings;

use crate::cli::Serve;
use crate::config::Config;
use crate::connecting::Loops;
use crate::open::{Access, Opened, with};
use crate::serving::Serving;

/// Runs the archive until it is told to stop.
pub async fn run(arguments: Serve) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let corp = config.wecom.corp();
    let corp = corp.as_ref().map(|(id, name)| (id, *name));
    let listen = arguments.listen.unwrap_or(config.listen);
    let work = async |opened: &Opened| serve(&config, listen, opened.services.clone()).await;
    with(&config, Access::Serve, corp, work).await?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: &Config, listen: SocketAddr, services: Services) -> anyhow::Result<()> {
    let setup = huicun_app::auth::setup_token(&services).await?;
    let is_ready = huicun_app::connect::apply(&services).await?.ready;
    let mut serving = Serving::start(config, services, listen).await?;
    let ingest = IngestSettings {
        page_limit: config.wecom.page_limit,
        poll: config.wecom.poll,
        ..IngestSettings::default()
    };
    let media = MediaSettings {
        workers: config.media_workers,
        second_looks: config.media_second_looks.clone(),
        ..MediaSettings::default()
    };
    serving.connect(Loops { ingest, media });
    serving.derive(config)?;
    println!("ready http://{}", serving.listen());
    if let Some(token) = setup {
        println!("首次使用，请打开 / first use, open: http://{}/setup#{token}", serving.listen());
    }
    if !is_ready {
        println!(
            "尚未接入企业微信，请打开 / not connected to WeCom yet, open: http://{}/admin/connection",
            serving.listen()
        );
    }
    serving.run_to_end().await
}
