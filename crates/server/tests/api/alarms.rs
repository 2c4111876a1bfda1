//! Alarms: a room of the virtual corp is told by its robot.

use huicun_app::Services;
use huicun_app::alarms::{AlarmSettings, tell};
use huicun_app::disk::{Disk, Space};
use huicun_domain::alarm::Alarm;
use huicun_domain::code::{Language, ProblemCode};
use zeroize::Zeroizing;

use crate::notices::{connected, end};

const SIZE: u64 = 1 << 40;

fn with_free(services: &Services, free: u64) -> Services {
    let disk = Disk::probed_by(services.folder.clone(), move |_| Ok(Space { size: SIZE, free }));
    Services { disk, ..services.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_told_what_begins_what_becomes_worse_and_what_is_over() {
    let (corp, api) = connected().await;
    let services = &api.app.services;
    let key = corp.sim.company().robots[0].webhook_key.clone();
    let settings = AlarmSettings { webhook: Zeroizing::new(key), language: Language::English };
    let said = || {
        let sent = corp.sim.outbox().into_iter().filter(|sent| sent["channel"] == "webhook");
        let texts: Vec<String> =
            sent.map(|sent| sent["body"]["text"]["content"].as_str().unwrap().to_owned()).collect();
        texts
    };

    assert_eq!(tell(&with_free(services, SIZE / 2), &settings, &[]).await.unwrap(), []);
    assert!(said().is_empty(), "all is well");
    let short = tell(&with_free(services, 8 << 30), &settings, &[]).await.unwrap();
    assert_eq!(short, [Alarm::Disk { stopped: false }]);
    assert_eq!(tell(&with_free(services, 8 << 30), &settings, &short).await.unwrap(), short);
    let full = tell(&with_free(services, 1 << 30), &settings, &short).await.unwrap();
    assert_eq!(full, [Alarm::Disk { stopped: true }]);

    let wrong = AlarmSettings { webhook: Zeroizing::new("nobody's".into()), ..settings.clone() };
    let refused = tell(&with_free(services, SIZE / 2), &wrong, &full).await.unwrap_err();
    assert_eq!(refused.code(), ProblemCode::WecomRefused);
    assert_eq!(tell(&with_free(services, SIZE / 2), &settings, &full).await.unwrap(), []);
    let said = said();
    let expected = ["The disk runs short", "The disk is nearly full", "Over: The disk is nearly full"];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(&format!("[Conversation archive]\n{expected}")), "{said}");
    }
    end(corp, api).await;
}
