//! Reminders that go out by themselves.

use std::collections::BTreeMap;

use huicun_domain::code::ProblemCode;
use huicun_domain::notice::remind::{Delivered, due};

use super::deliver::{DELIVERY_JOB, DeliveryRequest, LISTED, Payload, deliver};
use super::texts;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// Reminds those who have not answered of each notice whose delivery asked for it, where its days have passed.
///
/// # Errors
/// The store's failures.
pub async fn remind(services: &Services) -> AppResult<()> {
    let mut of_notice = BTreeMap::<_, Vec<(Payload, Delivered)>>::new();
    for row in services.store.jobs(&services.corp, DELIVERY_JOB, LISTED).await? {
        let payload = Payload::of(&row)?;
        let delivered =
            Delivered { ended: row.finished_at, reminder: payload.reminder, reminders: payload.reminders };
        of_notice.entry(payload.notice).or_default().push((payload, delivered));
    }
    for (notice, mut deliveries) in of_notice {
        let version = texts::current(services, notice).await?.version;
        deliveries.retain(|(payload, _)| payload.version == version);
        let found: Vec<Delivered> = deliveries.iter().map(|(_, delivered)| *delivered).collect();
        let Some(place) = due(&found, services.now()) else { continue };
        let Payload { channel, in_scope, .. } = deliveries[place].0;
        let request =
            DeliveryRequest { channel, members: Vec::new(), in_scope, reminder: true, reminders: None };
        match deliver(&Ctx::system(), services, notice, &request).await {
            // Everybody has answered.
            Err(error) if error.code() == ProblemCode::NobodyToTell => {}
            outcome => drop(outcome?),
        }
    }
    Ok(())
}
