//! What a serving process runs: the HTTP server, ingest, jobs, the directory; and how it ends.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use huicun_app::media::{DeriveSettings, SpeechSettings};
use huicun_app::{AppError, Services};
use huicun_domain::code::ProblemCode;
use huicun_server::ServerSettings;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::Config;
use crate::connecting::{self, Loops};
use crate::source::derive_host;

/// How long the other parts may take to end after one has failed.
const LAST: Duration = Duration::from_secs(10);

/// A serving process.
pub struct Serving {
    services: Services,
    tasks: JoinSet<anyhow::Result<()>>,
    stop: watch::Sender<bool>,
    stopped: watch::Receiver<bool>,
    listen: SocketAddr,
    /// Ctrl-C and the termination signal, caught from the start: one that comes between two waits is not lost.
    signals: [Signal; 2],
}

impl Serving {
    /// Takes the port and starts answering.
    ///
    /// # Errors
    /// The port is taken, or not to be had.
    pub async fn start(config: &Config, services: Services, listen: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(listen).await.map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                anyhow::Error::from(AppError::Detailed(ProblemCode::PortTaken, listen.to_string()))
            }
            _ => anyhow::Error::from(error).context(format!("{listen}")),
        })?;
        let listen = listener.local_addr()?;
        let signals = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
        let (stop, stopped) = watch::channel(false);
        // The keys of the callback are part of the connection.
        let settings = ServerSettings { https: config.https, callback: None };
        let router = huicun_server::router(services.clone(), settings).merge(huicun_console::router());
        let mut tasks = JoinSet::new();
        let ended = stopped.clone();
        tasks.spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service)
                .with_graceful_shutdown(until(ended))
                .await
                .context("the HTTP server ended")
        });
        let (jobs, ended) = (services.clone(), stopped.clone());
        tasks.spawn(async move { Ok(huicun_app::jobs::run_worker(jobs, ended).await?) });
        let (orders, ended) = (services.clone(), stopped.clone());
        tasks.spawn(async move { Ok(huicun_app::service::run(orders, ended).await?) });
        let (disk, ended) = (services.clone(), stopped.clone());
        tasks.spawn(async move { Ok(huicun_app::disk::watch(disk, ended).await?) });
        let (texts, ended) = (services.clone(), stopped.clone());
        tasks.spawn(async move { Ok(huicun_app::file_texts::keep_index(texts, ended).await?) });
        if let Some(settings) = config.alarm.clone() {
            let (alarms, ended) = (services.clone(), stopped.clone());
            tasks.spawn(async move { Ok(huicun_app::alarms::run(alarms, settings, ended).await?) });
        }
        Ok(Self { services, tasks, stop, stopped, listen, signals })
    }

    /// Where it listens.
    pub fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Starts what runs on the connection, as soon as there is one.
    pub fn connect(&mut self, loops: Loops) {
        let (services, stopped) = (self.services.clone(), self.stopped.clone());
        self.tasks.spawn(connecting::run(services, loops, stopped));
    }

    /// Starts making pictures, sound and texts of files that are kept, and putting voices into words, where the
    /// configuration wants it.
    ///
    /// # Errors
    /// The program's own file is not found.
    pub fn derive(&mut self, config: &Config) -> anyhow::Result<()> {
        if !config.media_previews {
            return Ok(());
        }
        let settings =
            DeriveSettings { program: derive_host()?, ocr: config.media_ocr, holder: "server".into() };
        let (services, stopped) = (self.services.clone(), self.stopped.clone());
        self.tasks.spawn(async move { Ok(huicun_app::media::derive(services, settings, stopped).await?) });
        let Some(transcriber) = config.media_speech.clone() else { return Ok(()) };
        let settings = SpeechSettings { transcriber, holder: "server".into() };
        let (services, stopped) = (self.services.clone(), self.stopped.clone());
        self.tasks.spawn(async move { Ok(huicun_app::media::hear(services, settings, stopped).await?) });
        Ok(())
    }

    /// Waits for Ctrl-C or a termination signal.
    pub async fn told_to_stop(&mut self) {
        told(&mut self.signals).await;
    }

    /// Waits for Ctrl-C, a termination signal, or a failure of a part, and ends all parts in order.
    ///
    /// # Errors
    /// The failure of a part.
    pub async fn run_to_end(mut self) -> anyhow::Result<()> {
        let outcome = tokio::select! {
            () = told(&mut self.signals) => Ok(()),
            ended = self.tasks.join_next() => match ended {
                Some(Ok(outcome)) => outcome,
                Some(Err(error)) => Err(error.into()),
                None => Ok(()),
            },
        };
        match outcome {
            Ok(()) => self.end().await,
            // What failed may keep other parts from ending: the reason is told in any case.
            Err(_) => drop(tokio::time::timeout(LAST, self.end()).await),
        }
        outcome
    }

    /// Ends all parts in order.
    pub async fn end(mut self) {
        tracing::info!("stopping");
        let _ = self.stop.send(true);
        while let Some(ended) = self.tasks.join_next().await {
            if let Ok(Err(error)) = ended {
                tracing::warn!("{error:#}");
            }
        }
        self.services.store.close().await;
    }
}

async fn told([interrupt, terminate]: &mut [Signal; 2]) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

async fn until(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
