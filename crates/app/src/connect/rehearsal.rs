//! The rehearsal (演练): a real page through the library, a real message opened with the keys at hand. Nothing is kept,
//! and the cursor stays where it is.

use std::collections::BTreeMap;

use huicun_domain::code::ProblemCode;
use huicun_domain::connection::Step;
use huicun_domain::ids::Seq;
use huicun_wecom::decode::decode;
use huicun_wecom::page::{EnvelopeItem, PageError, PageItem, parse_page};
use huicun_wecom::sdk::{DecryptItem, MessageSource, inspect_library};

use super::check::Finding;
use super::probes::incomplete;
use super::settings::Settings;
use crate::error::AppResult;
use crate::ingest::Keys;
use crate::services::Services;

/// How many messages are pulled at once.
const PAGE: u32 = 200;
/// How many pages are pulled until one holds a message that opens: what was closed with an older key comes first.
const PAGES: usize = 20;
/// How many messages of a page are opened.
const SAMPLES: usize = 5;

/// What was met so far.
#[derive(Default)]
struct Met {
    pulled: usize,
    unreadable: usize,
    versions: BTreeMap<u32, usize>,
    tried: usize,
    opened: usize,
}

/// Rehearses.
pub(super) async fn rehearse(services: &Services, settings: &Settings) -> AppResult<Finding> {
    let (Some(host), Some(library)) = (&services.wecom.plan().host, settings.library_settings()) else {
        return Err(incomplete(&missing(settings)));
    };
    let keys = Keys::load(services).await?;
    if services.store.rsa_keys(&services.corp).await?.is_empty() {
        return Err(incomplete(&[Step::Key]));
    }
    let path = library.library.clone();
    if let Err(error) = tokio::task::spawn_blocking(move || inspect_library(&path)).await? {
        return Ok(Finding::no_library(&error));
    }
    let source = host.prepare(library);
    let (mut met, mut after) = (Met::default(), Seq(0));
    for _ in 0..PAGES {
        let bytes = match source.chat_data(after, PAGE).await {
            Ok(bytes) => bytes,
            Err(error) => return Ok(told(Finding::refused(Step::Rehearsal, &error), &met, &keys)),
        };
        let page = match parse_page(&bytes) {
            Ok(page) => page,
            Err(PageError::Refused(error)) => {
                return Ok(told(Finding::refused(Step::Rehearsal, &error), &met, &keys));
            }
            Err(PageError::Unparseable { .. }) => {
                return Ok(told(Finding::failed(ProblemCode::AnswerUnreadable), &met, &keys));
            }
        };
        let count = page.items.len();
        let last = page.items.iter().filter_map(seq).max();
        if let Err(error) = look_at(&mut met, page.items, &keys, &*source).await {
            return Ok(told(Finding::refused(Step::Rehearsal, &error), &met, &keys));
        }
        if met.opened > 0 || count < PAGE as usize {
            break;
        }
        match last.filter(|last| *last > after) {
            Some(last) => after = last,
            None => break,
        }
    }
    let found = match (met.pulled, met.opened) {
        (0, _) => Finding::waiting(ProblemCode::RehearsalEmpty),
        (_, 0) => Finding::failed(ProblemCode::RehearsalUnopened),
        _ => Finding::passed(),
    };
    Ok(told(found, &met, &keys))
}

/// The steps whose forms a rehearsal needs.
fn missing(settings: &Settings) -> Vec<Step> {
    let steps = [Step::Corp, Step::Library, Step::Archive];
    steps.into_iter().filter(|step| settings.fields(*step).is_empty()).collect()
}

fn seq(item: &PageItem) -> Option<Seq> {
    match item {
        PageItem::Envelope(envelope) => Some(envelope.seq),
        PageItem::Broken { seq, .. } => *seq,
    }
}

/// Counts a page, and opens a few messages of it.
async fn look_at(
    met: &mut Met,
    items: Vec<PageItem>,
    keys: &Keys,
    source: &dyn MessageSource,
) -> Result<(), huicun_wecom::sdk::WecomError> {
    met.pulled += items.len();
    let mut samples: Vec<EnvelopeItem> = Vec::new();
    for item in items {
        match item {
            PageItem::Envelope(envelope) => {
                *met.versions.entry(envelope.key_version).or_default() += 1;
                if keys.get(envelope.key_version).is_some() {
                    samples.push(envelope);
                }
            }
            PageItem::Broken { .. } => met.unreadable += 1,
        }
    }
    // The newest were closed with the key that counts.
    let samples = samples.split_off(samples.len().saturating_sub(SAMPLES));
    let open = |envelope: &EnvelopeItem| {
        let random_key = keys.get(envelope.key_version)?.open(&envelope.random_key)?;
        let is_text = !random_key.contains(&0);
        is_text.then(|| DecryptItem { random_key, chat_msg: envelope.chat_msg.clone() })
    };
    let ready: Vec<DecryptItem> = samples.iter().filter_map(open).collect();
    met.tried += samples.len();
    if ready.is_empty() {
        return Ok(());
    }
    let texts = source.decrypt(&ready).await?;
    met.opened += texts.iter().flatten().filter(|text| decode(text).is_ok()).count();
    Ok(())
}

fn told(found: Finding, met: &Met, keys: &Keys) -> Finding {
    let versions: Vec<String> =
        met.versions.iter().map(|(version, count)| format!("v{version} × {count}")).collect();
    let absent: Vec<String> = met
        .versions
        .keys()
        .filter(|version| keys.get(**version).is_none())
        .map(|version| format!("v{version}"))
        .collect();
    let found = found.with("pulled", met.pulled).with("versions", versions.join(", "));
    let found = found.with("tried", met.tried).with("opened", met.opened);
    let found = if absent.is_empty() { found } else { found.with("absent_keys", absent.join(", ")) };
    if met.unreadable == 0 { found } else { found.with("unreadable", met.unreadable) }
}
