//! Ingest: nothing is lost, nothing is doubled, and nothing that fails stops the next one.

use huicun_app::Ctx;
use huicun_app::ingest::{Phase, import_key};
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::Seq;

use crate::virtual_source::{LATE_KEY, Running, VirtualSource, error};

#[tokio::test(flavor = "multi_thread")]
async fn messages_arrive_once_and_in_order() {
    let source = VirtualSource::default();
    for seq in 1..=700 {
        source.say(seq, &format!("第{seq}条"));
    }
    let running = Running::start(source.clone()).await;
    running.until(|counters| counters.messages == 700).await;
    source.say(701, "后来的一条");
    running.services.ingest.wake();
    let counters = running.until(|counters| counters.messages == 701).await;
    assert_eq!((counters.received, counters.poison, counters.duplicates), (701, 0, 0));
    let services = running.stop().await;
    assert_eq!(services.store.cursor(&services.corp).await.unwrap(), Seq(701));
    assert!(services.tail.is_empty(), "what was stored was indexed at the end");
    services.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_its_key_waits_and_is_unsealed_when_the_key_comes() {
    let source = VirtualSource::default();
    source.say(1, "先");
    let late = serde_json::json!({
        "msgid": "2_1785553237721_external", "action": "send", "from": "ZhangWei", "tolist": ["LiNa"], "roomid": "",
        "msgtime": 1_785_553_300_000_u64, "msgtype": "text", "text": {"content": "迟到的钥匙"},
    });
    source.put(2, 7, LATE_KEY, &late.to_string());
    source.say(3, "后");
    let running = Running::start(source).await;
    let counters = running.until(|counters| counters.messages == 2 && !counters.parked.is_empty()).await;
    assert_eq!(counters.parked, [(7, 1)]);

    let wrong =
        import_key(&Ctx::system(), &running.services, 7, crate::virtual_source::KEY).await.unwrap_err();
    assert_eq!(wrong.code(), ProblemCode::KeyRejected);
    let report = import_key(&Ctx::system(), &running.services, 7, LATE_KEY).await.unwrap();
    assert_eq!((report.waiting, report.proven), (1, 1));
    let counters = running.until(|counters| counters.messages == 3).await;
    assert!(counters.parked.is_empty());
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_is_kept_and_stops_nothing() {
    let source = VirtualSource::default();
    for seq in 1..=40 {
        source.say(seq, &format!("第{seq}条"));
    }
    source.put(41, 1, crate::virtual_source::KEY, "这不是一条消息");
    source.put(42, 1, LATE_KEY, "{\"msgid\":\"42\"}");
    source.say(43, "致命的文字");
    source.say(44, "最后一条");
    source.0.lock().unwrap().deadly.push("致命的文字".into());
    let running = Running::start(source).await;
    let counters = running.until(|counters| counters.messages == 41 && counters.poison == 3).await;
    assert_eq!(counters.received, 44);
    let services = running.stop().await;
    let poison = services.store.poison_list(&services.corp, Seq(0), 10).await.unwrap();
    let reasons: Vec<(i64, &str)> = poison.iter().map(|row| (row.seq.0, row.reason.as_str())).collect();
    assert_eq!(reasons[0], (41, "not_a_message"));
    assert_eq!(reasons[2], (43, "decrypt_crashed"));
    services.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_never_parses_is_bisected_down_to_its_item() {
    let source = VirtualSource::default();
    for seq in 1..=20 {
        source.say(seq, &format!("第{seq}条"));
    }
    source.0.lock().unwrap().garbled.insert(13);
    let running = Running::start(source).await;
    let counters = running.until(|counters| counters.messages == 19).await;
    assert_eq!(counters.broken, 1);
    let services = running.stop().await;
    assert_eq!(services.store.cursor(&services.corp).await.unwrap(), Seq(20));
    services.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_recorded_and_filled_when_its_messages_come() {
    let source = VirtualSource::default();
    for seq in 1..=30 {
        source.say(seq, &format!("第{seq}条"));
    }
    source.0.lock().unwrap().withheld.extend([10, 11, 20]);
    let running = Running::start(source.clone()).await;
    let counters = running.until(|counters| counters.messages == 27).await;
    assert_eq!(counters.gaps_open, 2);
    source.0.lock().unwrap().withheld.clear();
    let counters = running.until(|counters| counters.messages == 30).await;
    assert_eq!((counters.gaps_open, counters.duplicates), (0, 0));
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_shown_and_healed() {
    let source = VirtualSource::default();
    source.say(1, "一条");
    source.0.lock().unwrap().refusals = vec![error(ProblemCode::IpNotTrusted, 301_042); 2];
    let running = Running::start(source).await;
    let mut seen = false;
    for _ in 0..500 {
        let status = running.services.ingest.status();
        seen |= status.phase == Phase::Failing
            && status.problem.as_ref().is_some_and(|(code, ..)| *code == ProblemCode::IpNotTrusted);
        if status.phase == Phase::Idle {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert!(seen, "the refusal was shown");
    running.until(|counters| counters.messages == 1).await;
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_holds_the_cursor_and_is_over_when_there_is_space() {
    let source = VirtualSource::default();
    source.say(1, "一条");
    let running = Running::start(source.clone()).await;
    running.until(|counters| counters.messages == 1).await;
    let (services, corp) = (&running.services, &running.services.corp);
    services.store.limit_pages(1).await.unwrap();
    for seq in 2..=1_500 {
        source.say(seq, &"满".repeat(200));
    }
    services.ingest.wake();
    let full = |services: &huicun_app::Services| {
        let status = services.ingest.status();
        status.problem.is_some_and(|(code, ..)| code == ProblemCode::DiskFull)
            && status.phase == Phase::Failing
    };
    running.until(|_| full(services)).await;
    assert!(services.store.cursor(corp).await.unwrap() < Seq(1_500), "what is not durable is not passed by");
    let status = huicun_app::status::status(&Ctx::system(), services).await.unwrap();
    assert_eq!(status.problem.as_deref(), Some("disk_full"));

    services.store.limit_pages(1 << 30).await.unwrap();
    let counters = running.until(|counters| counters.messages == 1_500 && !full(services)).await;
    assert_eq!((counters.received, counters.duplicates, counters.gaps_open), (1_500, 0, 0));
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_archive_of_one_corp_is_refused() {
    let running = Running::start(VirtualSource::default()).await;
    running.until(|counters| counters.messages == 0).await;
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let mut settings = crate::virtual_source::settings();
    settings.holder = "another".into();
    let source = std::sync::Arc::new(VirtualSource::default());
    let second = huicun_app::ingest::run(running.services.clone(), source, settings, stopped).await;
    assert_eq!(second.unwrap_err().code(), ProblemCode::DataInUse);
    running.finish().await;
}
