//! Alarms (告警): a room of the corp is told, by its robot, of what the overview shows to whoever looks.

use std::time::Duration;

use huicun_domain::alarm::{Alarm, news};
use huicun_domain::code::{Language, ProblemCode};
use serde_json::json;
use tokio::sync::watch;
use zeroize::Zeroizing;

use crate::audit;
use crate::ctx::Ctx;
use crate::disk::Room;
use crate::error::AppResult;
use crate::services::Services;

/// How often it is looked whether something is to be told.
const LOOK: Duration = Duration::from_secs(60);

/// Who is told, and in which language.
#[derive(Clone)]
pub struct AlarmSettings {
    /// The key of the robot's webhook.
    pub webhook: Zeroizing<String>,
    /// The language.
    pub language: Language,
}

impl std::fmt::Debug for AlarmSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AlarmSettings({:?})", self.language)
    }
}

/// Tells what begins, becomes worse and is over, until `stop` turns true.
///
/// # Errors
/// That the disk failed. What goes wrong else is logged and tried again.
pub async fn run(
    services: Services,
    settings: AlarmSettings,
    mut stop: watch::Receiver<bool>,
) -> AppResult<()> {
    let mut told = Vec::new();
    while !*stop.borrow() {
        match tell(&services, &settings, &told).await {
            Ok(present) => told = present,
            Err(error) if error.code() == ProblemCode::DiskFailed => return Err(error),
            Err(error) => tracing::warn!(code = error.code().as_str(), "nobody could be told of an alarm"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stop.wait_for(|stopped| *stopped) => break,
        }
    }
    Ok(())
}

/// Tells what is new since `told`; gives what has been told then.
///
/// # Errors
/// The store's failures, WeCom's refusals: then nothing has been told.
pub async fn tell(services: &Services, settings: &AlarmSettings, told: &[Alarm]) -> AppResult<Vec<Alarm>> {
    let Some(wecom) = services.wecom.connection() else { return Ok(told.to_vec()) };
    let (news, present) = news(told, &present(services).await?);
    if news.is_empty() {
        return Ok(present);
    }
    let lines: Vec<String> = news.iter().map(|news| news.words(settings.language)).collect();
    let title = match settings.language {
        Language::Chinese => "【会话存档告警】",
        Language::English => "[Conversation archive]",
    };
    let text = format!("{title}\n{}", lines.join("\n"));
    wecom.client.notify_room(&settings.webhook, &text).await?;
    let object = json!({ "alarms": news.len() });
    audit::record(&Ctx::system(), services, "tell_alarm", object, "done").await?;
    Ok(present)
}

/// What somebody has to do something about now.
async fn present(services: &Services) -> AppResult<Vec<Alarm>> {
    let files = services.store.media_counters(&services.corp).await?.first_deadline;
    let left = crate::overview::loss_horizon(&services.ingest.status(), files, services.now());
    let urgent = crate::scope::urgent(services);
    let (storage, ending) = crate::service::warnings(services).await?;
    let room = services.disk.space().map(crate::disk::Space::room);
    let disk = room
        .filter(|room| *room >= Room::NoPreviews)
        .map(|room| Alarm::Disk { stopped: room == Room::NoFiles });
    let alarms = [
        left.text_alarm_hours.map(|hours| Alarm::Messages { hours }),
        left.media_alarm_hours.map(|hours| Alarm::Files { hours }),
        (urgent > 0).then_some(Alarm::Members { count: urgent }),
        storage.then_some(Alarm::Storage),
        ending.map(|days| Alarm::Ending { days }),
        disk,
    ];
    Ok(alarms.into_iter().flatten().collect())
}
