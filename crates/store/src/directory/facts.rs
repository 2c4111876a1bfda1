//! Facts of the directory as rows: a kind, who or what it is about, and what it says.

use std::collections::BTreeMap;

use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, Fact, Span, TagId};
use huicun_domain::ids::{CorpId, PartyId, RoomId};
use sqlx::AssertSqlSafe;

use super::DirectoryWrite;
use crate::db::{Tx, insert_rows, look_up, numbered, read, within};
use crate::{Store, StoreError, StoreResult, doubts};

const EMPLOYED: &str = "employed";
const IN_DEPARTMENT: &str = "in_department";
const TAGGED: &str = "tagged";
const UNDER: &str = "under";
const DEPARTMENT_TAGGED: &str = "department_tagged";
const SERVES: &str = "serves";
const IN_ROOM: &str = "in_room";
/// What is about members, departments and tags, as far as the right to archive depends on it.
const OF_MEMBERS: [&str; 5] = [EMPLOYED, IN_DEPARTMENT, TAGGED, UNDER, DEPARTMENT_TAGGED];

/// Tells whether the right to archive may depend on a fact: those about customers and rooms are for showing.
pub(super) fn is_of_members(fact: &Fact) -> bool {
    OF_MEMBERS.contains(&fields(fact).0)
}

/// A fact's kind, subject and object.
struct Fields(&'static str, String, String);

fn fields(fact: &Fact) -> Fields {
    match fact {
        Fact::Employed(member) => Fields(EMPLOYED, member.to_string(), String::new()),
        Fact::InDepartment(member, department) => {
            Fields(IN_DEPARTMENT, member.to_string(), department.to_string())
        }
        Fact::Tagged(member, tag) => Fields(TAGGED, member.to_string(), tag.to_string()),
        Fact::Under(child, parent) => Fields(UNDER, child.to_string(), parent.to_string()),
        Fact::DepartmentTagged(department, tag) => {
            Fields(DEPARTMENT_TAGGED, department.to_string(), tag.to_string())
        }
        Fact::Serves(member, contact) => Fields(SERVES, member.to_string(), contact.to_string()),
        Fact::InRoom(party, room) => Fields(IN_ROOM, party.to_string(), room.to_string()),
    }
}

fn fact(kind: &str, subject: String, object: String) -> Option<Fact> {
    let department = |text: &str| text.parse().ok().map(DepartmentId);
    let tag = |text: &str| text.parse().ok().map(TagId);
    Some(match kind {
        EMPLOYED => Fact::Employed(PartyId::new(subject)),
        IN_DEPARTMENT => Fact::InDepartment(PartyId::new(subject), department(&object)?),
        TAGGED => Fact::Tagged(PartyId::new(subject), tag(&object)?),
        UNDER => Fact::Under(department(&subject)?, department(&object)?),
        DEPARTMENT_TAGGED => Fact::DepartmentTagged(department(&subject)?, tag(&object)?),
        SERVES => Fact::Serves(PartyId::new(subject), PartyId::new(object)),
        IN_ROOM => Fact::InRoom(PartyId::new(subject), RoomId::new(object)),
        _ => return None,
    })
}

type FactFields = (String, String, String, i64, i64);

fn known(rows: Vec<FactFields>) -> StoreResult<Vec<(Fact, Span)>> {
    let row = |(kind, subject, object, from, until): FactFields| {
        let fact = fact(&kind, subject, object).ok_or(StoreError::Unreadable("directory_fact"))?;
        Ok((fact, Span { from, until }))
    };
    rows.into_iter().map(row).collect()
}

/// The columns of a fact.
const COLUMNS: &str = "kind, subject, object, from_at, until_at";

impl Store {
    /// Reads what was ever so of members, departments and tags.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn directory_facts(&self, corp: &CorpId) -> StoreResult<Vec<(Fact, Span)>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM directory_fact WHERE corp_id = $1 AND kind IN ({})",
            numbered(2, 5)
        );
        let rows = read!(self, |db| {
            let mut query = sqlx::query_as::<_, FactFields>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            for kind in OF_MEMBERS {
                query = query.bind(kind);
            }
            query.fetch_all(db).await
        })?;
        known(rows)
    }

    /// Reads what is so of a party now: where it belongs, whom it serves, in which rooms it sits.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn facts_of_party(&self, corp: &CorpId, party: &PartyId) -> StoreResult<Vec<(Fact, Span)>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM directory_fact WHERE corp_id = $1 AND subject = $2 AND until_at = $3 \
             AND kind IN ('{EMPLOYED}', '{IN_DEPARTMENT}', '{TAGGED}', '{SERVES}', '{IN_ROOM}')"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, FactFields>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            query.bind(party.as_str()).bind(Span::OPEN).fetch_all(db).await
        })?;
        known(rows)
    }

    /// Reads who served an external contact, at all times.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn who_served(&self, corp: &CorpId, contact: &PartyId) -> StoreResult<Vec<(PartyId, Span)>> {
        let facts = self.facts_about(corp, SERVES, contact.as_str()).await?;
        let served = |(fact, span)| match fact {
            Fact::Serves(member, _) => Some((member, span)),
            _ => None,
        };
        Ok(facts.into_iter().filter_map(served).collect())
    }

    /// Reads who sat in a room, at all times.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn who_sat_in(&self, corp: &CorpId, room: &RoomId) -> StoreResult<Vec<(PartyId, Span)>> {
        let facts = self.facts_about(corp, IN_ROOM, room.as_str()).await?;
        let sat = |(fact, span)| match fact {
            Fact::InRoom(party, _) => Some((party, span)),
            _ => None,
        };
        Ok(facts.into_iter().filter_map(sat).collect())
    }

    /// Reads which departments lie below which now.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn department_facts(&self, corp: &CorpId) -> StoreResult<Vec<Fact>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM directory_fact WHERE corp_id = $1 AND kind = '{UNDER}' AND until_at = $2"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, FactFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(Span::OPEN).fetch_all(db).await
        })?;
        Ok(known(rows)?.into_iter().map(|(fact, _)| fact).collect())
    }

    /// Reads which members and departments carry a tag now.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn tag_facts(&self, corp: &CorpId, tag: TagId) -> StoreResult<Vec<Fact>> {
        let object = tag.to_string();
        let mut facts = Vec::new();
        for kind in [TAGGED, DEPARTMENT_TAGGED] {
            facts.extend(self.facts_about(corp, kind, &object).await?);
        }
        Ok(facts.into_iter().filter(|(_, span)| span.is_open()).map(|(fact, _)| fact).collect())
    }

    async fn facts_about(&self, corp: &CorpId, kind: &str, object: &str) -> StoreResult<Vec<(Fact, Span)>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM directory_fact WHERE corp_id = $1 AND kind = $2 AND object = $3 \
             ORDER BY from_at, subject"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, FactFields>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            query.bind(kind).bind(object).fetch_all(db).await
        })?;
        known(rows)
    }

    /// Reads whom members serve now.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn served_by(&self, corp: &CorpId, members: &[PartyId]) -> StoreResult<Vec<Fact>> {
        let rows = look_up!(
            self,
            corp,
            members,
            32,
            FactFields,
            "SELECT {COLUMNS} FROM directory_fact WHERE corp_id = $1 AND kind = 'serves' AND subject IN ({}) \
             AND until_at = 9223372036854775807",
            |id| id.as_str()
        );
        Ok(known(rows)?.into_iter().map(|(fact, _)| fact).collect())
    }

    /// Reads former ids of members with the present ones.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn renamed_parties(&self, corp: &CorpId) -> StoreResult<Vec<(PartyId, PartyId)>> {
        const SQL: &str = "SELECT former, present FROM party_rename WHERE corp_id = $1";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (String, String)>(SQL).bind(corp.as_str()).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(|(former, present)| (PartyId::new(former), PartyId::new(present))).collect())
    }
}

/// Ends what goes on; what would have ended before it began never was.
pub(super) async fn end(tx: &mut Tx, corp: &CorpId, facts: &[Fact], at: Millis) -> StoreResult<()> {
    const NEVER: &str = "DELETE FROM directory_fact WHERE corp_id = $1 AND kind = $2 AND subject = $3 \
                         AND object = $4 AND until_at = $5 AND from_at >= $6";
    const END: &str = "UPDATE directory_fact SET until_at = $6 WHERE corp_id = $1 AND kind = $2 AND subject = $3 \
                       AND object = $4 AND until_at = $5";
    for fact in facts {
        let Fields(kind, subject, object) = fields(fact);
        for sql in [NEVER, END] {
            within!(&mut *tx, |c| {
                let query = sqlx::query(sql).bind(corp.as_str()).bind(kind).bind(subject.as_str());
                query.bind(object.as_str()).bind(Span::OPEN).bind(at).execute(c).await.map(|_| ())
            })?;
        }
    }
    Ok(())
}

/// Begins what goes on from its moment.
pub(super) async fn begin(tx: &mut Tx, corp: &CorpId, facts: &[(Fact, Millis)]) -> StoreResult<()> {
    let rows: Vec<(Fields, Millis)> = facts.iter().map(|(fact, at)| (fields(fact), *at)).collect();
    insert_rows!(
        tx,
        &rows,
        "directory_fact (corp_id, kind, subject, object, from_at, until_at)",
        6,
        "ON CONFLICT (corp_id, kind, subject, object, from_at) DO UPDATE SET until_at = excluded.until_at",
        |query, (Fields(kind, subject, object), at)| query
            .bind(corp.as_str())
            .bind(*kind)
            .bind(subject.as_str())
            .bind(object.as_str())
            .bind(*at)
            .bind(Span::OPEN)
    );
    Ok(())
}

/// Carries what is known of a member over to its new id.
pub(super) async fn rename(
    tx: &mut Tx,
    corp: &CorpId,
    former: &PartyId,
    present: &PartyId,
    at: Millis,
) -> StoreResult<()> {
    const FACTS: &str = "UPDATE directory_fact SET subject = $3 WHERE corp_id = $1 AND subject = $2 AND kind IN \
         ('employed', 'in_department', 'tagged', 'serves', 'in_room') AND NOT EXISTS (SELECT 1 FROM directory_fact o \
         WHERE o.corp_id = directory_fact.corp_id AND o.kind = directory_fact.kind AND o.subject = $3 \
         AND o.object = directory_fact.object AND o.from_at = directory_fact.from_at)";
    const RENAME: &str = "INSERT INTO party_rename (corp_id, former, present, at) VALUES ($1, $2, $3, $4) \
                          ON CONFLICT (corp_id, former) DO UPDATE SET present = excluded.present, at = excluded.at";
    within!(&mut *tx, |c| {
        let query = sqlx::query(FACTS).bind(corp.as_str()).bind(former.as_str()).bind(present.as_str());
        query.execute(c).await.map(|_| ())
    })?;
    within!(tx, |c| {
        let query = sqlx::query(RENAME).bind(corp.as_str()).bind(former.as_str()).bind(present.as_str());
        query.bind(at).execute(c).await.map(|_| ())
    })
}

/// Notes whose messages are to be decided about again after what was written: a member's where it is about members, and
/// everybody's where departments moved or were tagged. Customers and rooms change nothing.
pub(super) async fn doubt(tx: &mut Tx, corp: &CorpId, write: &DirectoryWrite) -> StoreResult<()> {
    let ended = write.ended.iter().map(|fact| (fact, write.at));
    let begun = write.begun.iter().map(|(fact, from)| (fact, *from));
    let mut everybody: Option<Millis> = None;
    let mut members: BTreeMap<&PartyId, Millis> = BTreeMap::new();
    for (fact, since) in ended.chain(begun) {
        match fact {
            Fact::Employed(member) | Fact::InDepartment(member, _) | Fact::Tagged(member, _) => {
                members.entry(member).and_modify(|first| *first = since.min(*first)).or_insert(since);
            }
            Fact::Under(..) | Fact::DepartmentTagged(..) => {
                everybody = Some(everybody.map_or(since, |first| first.min(since)));
            }
            Fact::Serves(..) | Fact::InRoom(..) => {}
        }
    }
    if let Some((former, present)) = &write.renamed {
        members.insert(former, Millis::MIN);
        members.insert(present, Millis::MIN);
    }
    if let Some(since) = everybody {
        doubts::raise_for_all(tx, corp, since).await?;
    }
    let members: Vec<(&PartyId, Millis)> = members.into_iter().collect();
    doubts::raise(tx, corp, &members).await
}
