//! Opening conversations as a reviewer does: the conversation and its newest messages, over HTTP, audited.

use crate::served::Served;
use crate::table::{Table, millis, percentile};

/// How many conversations are opened.
const OPENED: usize = 200;
/// How many messages the first screen asks for.
const SCREEN: usize = 60;

/// Measures the first screen of conversations from the most active down.
pub async fn measure(served: &Served, table: &mut Table) -> anyhow::Result<()> {
    let ids = conversations(served).await?;
    let mut times = Vec::with_capacity(ids.len());
    for id in &ids {
        let (_, head) = served.read(&format!("/conversations/{id}")).await?;
        let (_, page) =
            served.read(&format!("/conversations/{id}/messages?edge=last&limit={SCREEN}")).await?;
        times.push(head + page);
    }
    times.sort_unstable_by(f64::total_cmp);
    let shown = [50, 95, 99].map(|percent| millis(percentile(&times, percent))).join(" / ");
    let note = format!("{} conversations with their {SCREEN} newest messages, audited", ids.len());
    table.figure("first screen p50 / p95 / p99", shown, &format!("≤ 150 ms; {note}"));
    Ok(())
}

async fn conversations(served: &Served) -> anyhow::Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut path = "/conversations?limit=100".to_owned();
    while ids.len() < OPENED {
        let (page, _) = served.read(&path).await?;
        let items = page["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        ids.extend(items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/conversations?limit=100&after={next}");
    }
    ids.truncate(OPENED);
    Ok(ids)
}
