//! Members: who is listed, in which departments, with which tags; and who left.

use std::collections::{BTreeSet, HashMap, HashSet};

use futures::{StreamExt, stream};
use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, Fact};
use huicun_domain::ids::{PartyId, PartyKind};
use huicun_store::{DirectoryWrite, PartyInfo};
use huicun_wecom::api::{Department, Member};
use huicun_wecom::sdk::WecomError;

use super::hints::DepartmentNames;
use super::tree::{Found, compare, department_row, open, tags, under};
use super::{Reader, unread};
use crate::error::AppResult;

/// How many departments are read at once.
const AT_ONCE: usize = 4;
/// WeCom's number for a member who left.
const LEFT: i64 = 5;

/// Who is listed.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub members: Vec<PartyId>,
    /// How many are listed no more since the last reading.
    pub left: usize,
}

fn facts_of(member: &Member) -> impl Iterator<Item = Fact> {
    let id = PartyId::new(member.userid.as_str());
    let departments = member.department.clone().into_iter();
    let belongs = {
        let id = id.clone();
        departments.map(move |department| Fact::InDepartment(id.clone(), DepartmentId(department)))
    };
    std::iter::once(Fact::Employed(id)).chain(belongs)
}

fn party(member: &Member, names: &HashMap<i64, String>) -> PartyInfo {
    let main = member.main_department.or_else(|| member.department.first().copied());
    PartyInfo {
        id: PartyId::new(member.userid.as_str()),
        kind: PartyKind::Member,
        name: Some(member.name.clone()).filter(|name| !name.is_empty()),
        detail: main.and_then(|id| names.get(&id).cloned()).filter(|name| !name.is_empty()),
        left: member.status == Some(LEFT),
    }
}

fn gone(id: &PartyId) -> PartyInfo {
    PartyInfo { id: id.clone(), kind: PartyKind::Member, name: None, detail: None, left: true }
}

impl Reader<'_> {
    /// Reads departments, members and tags, and keeps what changed.
    pub(super) async fn members(&self, secret: &str) -> AppResult<Listed> {
        let departments = match self.client.departments(secret).await {
            Ok(departments) => departments,
            Err(error) => {
                unread("departments", &error);
                return Ok(Listed::default());
            }
        };
        let services = self.services;
        let names: HashMap<i64, String> =
            departments.iter().map(|department| (department.id, department.name.clone())).collect();
        let (members, mut found) = self.members_of(secret, &departments).await;
        found.facts.extend(departments.iter().filter_map(under));
        found.facts.extend(members.iter().flat_map(facts_of));
        let tags = tags(self, secret, &mut found).await;

        let now = services.now();
        let known = open(services.store.directory_facts(&services.corp).await?);
        // Of what is found at the first reading nobody knows since when it is so: it always was.
        let begun = if known.is_empty() { Millis::MIN } else { now };
        let mut write = DirectoryWrite { at: now, ..compare(&known, &found, begun) };
        write.parties = members.iter().map(|member| party(member, &names)).collect();
        let left: Vec<PartyId> = write.ended.iter().filter_map(left).collect();
        write.parties.extend(left.iter().map(gone));
        write.departments = departments.iter().map(department_row).collect();
        write.tags = tags;
        if !found.in_part {
            self.mark_gone(&mut write, now).await?;
        }
        services.store.write_directory(&services.corp, &write, now).await?;
        let members = write.parties.into_iter().filter(|info| !info.left).map(|info| info.id).collect();
        Ok(Listed { members, left: left.len() })
    }

    async fn members_of(&self, secret: &str, departments: &[Department]) -> (Vec<Member>, Found) {
        let mut found = Found::default();
        let mut members = Vec::new();
        let mut seen = HashSet::new();
        let ids: Vec<i64> = departments.iter().map(|department| department.id).collect();
        let pages = stream::iter(ids).map(|id| self.client.members_of(secret, id));
        let mut pages = pages.buffered(AT_ONCE);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    members.extend(page.into_iter().filter(|member| seen.insert(member.userid.clone())));
                }
                Err(error) => {
                    unread("members of a department", &error);
                    found.in_part = true;
                }
            }
        }
        (members, found)
    }

    /// Reads a member again, as of a moment.
    pub(super) async fn member_again(
        &self,
        secret: &str,
        userid: &PartyId,
        renamed_to: Option<&PartyId>,
        at: Millis,
        names: &mut DepartmentNames,
    ) -> AppResult<Result<(), WecomError>> {
        let present = renamed_to.unwrap_or(userid);
        let member = match self.client.member(secret, present.as_str()).await {
            Ok(member) => member,
            Err(error) => return Ok(Err(error)),
        };
        let services = self.services;
        let renamed = renamed_to.map(|present| (userid.clone(), present.clone()));
        let mut known = BTreeSet::new();
        for id in std::iter::once(userid).chain(renamed_to) {
            let facts = open(services.store.facts_of_party(&services.corp, id).await?);
            known.extend(facts.into_iter().map(|fact| of(fact, present)));
        }
        let mut write = match &member {
            Some(member) => {
                let names = names.get(services).await?;
                known.retain(|fact| matches!(fact, Fact::Employed(_) | Fact::InDepartment(..)));
                let found = Found { facts: facts_of(member).collect(), in_part: false };
                DirectoryWrite { parties: vec![party(member, names)], ..compare(&known, &found, at) }
            }
            None => DirectoryWrite { parties: vec![gone(present)], ..compare(&known, &Found::default(), at) },
        };
        if let Some((former, _)) = &renamed {
            write.parties.push(gone(former));
        }
        (write.at, write.renamed) = (at, renamed);
        services.store.write_directory(&services.corp, &write, services.now()).await?;
        Ok(Ok(()))
    }

    /// Names robots that messages mention.
    pub(super) async fn robots(&self, secret: &str) -> AppResult<()> {
        let services = self.services;
        let unnamed = services.store.unnamed_robots(&services.corp, 100).await?;
        let mut named = Vec::with_capacity(unnamed.len());
        for id in unnamed {
            match self.client.robot(secret, id.as_str()).await {
                Ok(robot) => named.push(PartyInfo {
                    id,
                    kind: PartyKind::Robot,
                    name: Some(robot.name),
                    detail: None,
                    left: false,
                }),
                Err(error) => unread("a robot", &error),
            }
        }
        Ok(services.store.upsert_parties(&services.corp, &named, services.now()).await?)
    }
}

/// The same fact about a member under its present id.
fn of(fact: Fact, present: &PartyId) -> Fact {
    match fact {
        Fact::Employed(_) => Fact::Employed(present.clone()),
        Fact::InDepartment(_, department) => Fact::InDepartment(present.clone(), department),
        Fact::Tagged(_, tag) => Fact::Tagged(present.clone(), tag),
        Fact::Serves(_, contact) => Fact::Serves(present.clone(), contact),
        Fact::InRoom(_, room) => Fact::InRoom(present.clone(), room),
        other => other,
    }
}

/// Who left by the end of a fact.
fn left(ended: &Fact) -> Option<PartyId> {
    match ended {
        Fact::Employed(member) => Some(member.clone()),
        _ => None,
    }
}
