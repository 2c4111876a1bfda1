//! Departments and tags: the tree, who carries what, and what changed of it.

use std::collections::BTreeSet;

use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, Fact, Span, TagId};
use huicun_domain::ids::PartyId;
use huicun_store::{DepartmentRow, DirectoryWrite, TagRow};
use huicun_wecom::api::{Department, Tagged};
use huicun_wecom::sdk::WecomError;

use super::{Reader, unread};
use crate::error::AppResult;

/// What was found of a part of the directory, and whether that is all of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub facts: BTreeSet<Fact>,
    /// Whether something could not be read: what is not found may be there all the same.
    pub in_part: bool,
}

/// Compares what is known to go on with what is found; nothing ends that may only not have been read.
pub(super) fn compare(known: &BTreeSet<Fact>, found: &Found, begun: Millis) -> DirectoryWrite {
    let ended = if found.in_part { Vec::new() } else { known.difference(&found.facts).cloned().collect() };
    let begun = found.facts.difference(known).map(|fact| (fact.clone(), begun)).collect();
    DirectoryWrite { ended, begun, ..DirectoryWrite::default() }
}

/// What goes on, of facts with their spans.
pub(super) fn open(facts: Vec<(Fact, Span)>) -> BTreeSet<Fact> {
    facts.into_iter().filter(|(_, span)| span.is_open()).map(|(fact, _)| fact).collect()
}

pub(super) fn department_row(department: &Department) -> DepartmentRow {
    DepartmentRow {
        id: DepartmentId(department.id),
        name: department.name.clone(),
        parent: DepartmentId(department.parentid),
        rank: department.order,
        gone_at: None,
    }
}

/// Where a department lies; the corp itself lies below nothing.
pub(super) fn under(department: &Department) -> Option<Fact> {
    let lies_below = department.parentid > 0;
    lies_below.then_some(Fact::Under(DepartmentId(department.id), DepartmentId(department.parentid)))
}

pub(super) fn tagged_facts(tag: i64, tagged: &Tagged) -> impl Iterator<Item = Fact> {
    let tag = TagId(tag);
    let members = tagged.members.iter().map(move |member| Fact::Tagged(PartyId::new(member.as_str()), tag));
    members.chain(tagged.departments.iter().map(move |id| Fact::DepartmentTagged(DepartmentId(*id), tag)))
}

impl Reader<'_> {
    /// Notes which departments and tags are listed no more.
    pub(super) async fn mark_gone(&self, write: &mut DirectoryWrite, now: Millis) -> AppResult<()> {
        let store = &self.services.store;
        let listed: BTreeSet<DepartmentId> = write.departments.iter().map(|row| row.id).collect();
        for row in store.departments(&self.services.corp).await? {
            if !listed.contains(&row.id) && row.gone_at.is_none() {
                write.departments.push(DepartmentRow { gone_at: Some(now), ..row });
            }
        }
        let listed: BTreeSet<TagId> = write.tags.iter().map(|row| row.id).collect();
        for row in store.tags(&self.services.corp).await? {
            if !listed.contains(&row.id) && row.gone_at.is_none() {
                write.tags.push(TagRow { gone_at: Some(now), ..row });
            }
        }
        Ok(())
    }

    /// Reads the tree of departments again, as of a moment.
    pub(super) async fn departments_again(
        &self,
        secret: &str,
        at: Millis,
    ) -> AppResult<Result<(), WecomError>> {
        let departments = match self.client.departments(secret).await {
            Ok(departments) => departments,
            Err(error) => return Ok(Err(error)),
        };
        let services = self.services;
        let known = services.store.department_facts(&services.corp).await?.into_iter().collect();
        let found = Found { facts: departments.iter().filter_map(under).collect(), in_part: false };
        let mut write = DirectoryWrite { at, ..compare(&known, &found, at) };
        write.departments = departments.iter().map(department_row).collect();
        write.tags = services.store.tags(&services.corp).await?;
        self.mark_gone(&mut write, at).await?;
        services.store.write_directory(&services.corp, &write, services.now()).await?;
        Ok(Ok(()))
    }

    /// Reads who carries a tag again, as of a moment.
    pub(super) async fn tag_again(
        &self,
        secret: &str,
        tag: TagId,
        at: Millis,
    ) -> AppResult<Result<(), WecomError>> {
        let tagged = match self.client.tagged(secret, tag.0).await {
            Ok(tagged) => tagged,
            Err(error) => return Ok(Err(error)),
        };
        let services = self.services;
        let known = services.store.tag_facts(&services.corp, tag).await?.into_iter().collect();
        let facts = tagged.iter().flat_map(|tagged| tagged_facts(tag.0, tagged)).collect();
        let mut write = DirectoryWrite { at, ..compare(&known, &Found { facts, in_part: false }, at) };
        let gone_at = tagged.is_none().then_some(at);
        let name = match tagged {
            Some(tagged) => Some(tagged.name),
            None => {
                let known = services.store.tags(&services.corp).await?;
                known.into_iter().find(|row| row.id == tag).map(|row| row.name)
            }
        };
        write.tags.extend(name.map(|name| TagRow { id: tag, name, gone_at }));
        services.store.write_directory(&services.corp, &write, services.now()).await?;
        Ok(Ok(()))
    }
}

/// Reads the tags with who carries them, as far as they can be read.
pub(super) async fn tags(reader: &Reader<'_>, secret: &str, found: &mut Found) -> Vec<TagRow> {
    let listed = match reader.client.tags(secret).await {
        Ok(listed) => listed,
        Err(error) => {
            unread("tags", &error);
            found.in_part = true;
            return Vec::new();
        }
    };
    let mut rows = Vec::with_capacity(listed.len());
    for tag in listed {
        match reader.client.tagged(secret, tag.tagid).await {
            Ok(Some(tagged)) => found.facts.extend(tagged_facts(tag.tagid, &tagged)),
            Ok(None) => continue,
            Err(error) => {
                unread("a tag", &error);
                found.in_part = true;
            }
        }
        rows.push(TagRow { id: TagId(tag.tagid), name: tag.tagname, gone_at: None });
    }
    rows
}
