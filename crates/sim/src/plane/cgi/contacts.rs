//! 通讯录: departments, members, tags. What privacy rules took away since 2022 is not given.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    corp::{Corp, Department, Member, MemberStatus},
    plane::cgi::{
        Answer, Done, Refusal,
        access::{Caller, Holder},
    },
    rng::hash_text,
    sync::lock,
};

/// Who may see departments.
const DEPARTMENTS: &[Holder] = &[Holder::App, Holder::ContactSync, Holder::Customers];
/// Who may see names.
const NAMES: &[Holder] = &[Holder::App];

fn id(text: &str) -> Result<u32, Refusal> {
    text.parse().map_err(|_| Refusal::new(60_003))
}

fn department_json(corp: &Corp, department: &Department) -> Value {
    let leader =
        department.leader.and_then(|at| corp.members.get(at)).map(|member| member.userid.to_string());
    json!({
        "id": department.id,
        "name": department.name,
        "name_en": "",
        "department_leader": leader.into_iter().collect::<Vec<_>>(),
        "parentid": department.parent,
        "order": department.order,
    })
}

/// Gives the departments below `root`, itself included, or all.
fn below(corp: &Corp, root: Option<&str>) -> Result<Vec<Department>, Refusal> {
    let Some(root) = root else { return Ok(corp.departments.clone()) };
    let root = id(root)?;
    let kept: Vec<Department> =
        corp.departments.iter().filter(|department| lies_in(corp, department, root)).cloned().collect();
    if kept.is_empty() { Err(Refusal::new(60_003)) } else { Ok(kept) }
}

/// Says whether a department is `root` or lies below it.
fn lies_in(corp: &Corp, department: &Department, root: u32) -> bool {
    let mut at = department;
    for _ in 0..corp.departments.len() {
        if at.id == root {
            return true;
        }
        let Some(parent) = corp.departments.iter().find(|known| known.id == at.parent) else { break };
        at = parent;
    }
    false
}

/// `department/list`, which the sync secret may not call since 2022.
pub(super) async fn department_list(caller: Caller) -> Answer {
    caller.allow(NAMES)?;
    let corp = caller.shared.corp();
    let list: Vec<Value> = below(&corp, caller.optional("id"))?
        .iter()
        .map(|department| department_json(&corp, department))
        .collect();
    Ok(Done(json!({ "department": list })))
}

/// `department/simplelist`: ids only.
pub(super) async fn department_simplelist(caller: Caller) -> Answer {
    caller.allow(DEPARTMENTS)?;
    let corp = caller.shared.corp();
    let list: Vec<Value> = below(&corp, caller.optional("id"))?
        .iter()
        .map(|department| json!({ "id": department.id, "parentid": department.parent, "order": department.order }))
        .collect();
    Ok(Done(json!({ "department_id": list })))
}

/// `department/get`.
pub(super) async fn department_get(caller: Caller) -> Answer {
    caller.allow(DEPARTMENTS)?;
    let corp = caller.shared.corp();
    let wanted = id(caller.required("id")?)?;
    let found = corp.departments.iter().find(|department| department.id == wanted);
    let department = found.ok_or(Refusal::new(60_003))?;
    Ok(Done(json!({ "department": department_json(&corp, department) })))
}

/// Writes a member as an app created after 2022 sees it: no number, address, portrait or sex.
fn member_json(corp: &Corp, member: &Member) -> Value {
    let leads: Vec<u8> = member
        .departments
        .iter()
        .map(|id| {
            let leader = corp.departments.iter().find(|d| d.id == *id).and_then(|d| d.leader);
            u8::from(leader.is_some_and(|at| corp.members[at].userid == member.userid))
        })
        .collect();
    json!({
        "userid": *member.userid,
        "name": *member.name,
        "department": member.departments,
        "order": vec![0; member.departments.len()],
        "position": member.position,
        "alias": member.alias,
        "is_leader_in_dept": leads,
        "direct_leader": [],
        "main_department": member.departments.first(),
        "status": member.status.code(),
        "open_userid": format!("wo{:016x}", hash_text(&member.userid)),
        "extattr": { "attrs": [] },
    })
}

/// Says whether a member can still be seen: who left cannot.
fn is_visible(member: &Member) -> bool {
    member.status != MemberStatus::Left
}

/// `user/get`.
pub(super) async fn user_get(caller: Caller) -> Answer {
    caller.allow(NAMES)?;
    let corp = caller.shared.corp();
    let userid = caller.required("userid")?;
    let member = corp.member(userid).filter(|member| is_visible(member)).ok_or(Refusal::new(60_111))?;
    Ok(Done(member_json(&corp, member)))
}

fn members_of<'a>(corp: &'a Corp, caller: &Caller) -> Result<Vec<&'a Member>, Refusal> {
    let wanted = id(caller.required("department_id")?)?;
    if !corp.departments.iter().any(|department| department.id == wanted) {
        return Err(Refusal::new(60_003));
    }
    let ids: Vec<u32> = match caller.optional("fetch_child") {
        Some("1") => below(corp, Some(&wanted.to_string()))?.iter().map(|department| department.id).collect(),
        _ => vec![wanted],
    };
    let index = corp.index();
    let mut found: Vec<usize> =
        ids.iter().flat_map(|id| index.in_department.get(id).into_iter().flatten().copied()).collect();
    found.sort_unstable();
    found.dedup();
    Ok(found.into_iter().map(|at| &corp.members[at]).filter(|member| is_visible(member)).collect())
}

/// `user/simplelist`: the members of one department by name.
pub(super) async fn user_simplelist(caller: Caller) -> Answer {
    caller.allow(NAMES)?;
    let corp = caller.shared.corp();
    let list: Vec<Value> = members_of(&corp, &caller)?
        .iter()
        .map(|member| {
            json!({
                "userid": *member.userid,
                "name": *member.name,
                "department": member.departments,
                "open_userid": format!("wo{:016x}", hash_text(&member.userid)),
            })
        })
        .collect();
    Ok(Done(json!({ "userlist": list })))
}

/// `user/list`: the members of one department in detail.
pub(super) async fn user_list(caller: Caller) -> Answer {
    caller.allow(NAMES)?;
    let corp = caller.shared.corp();
    let list: Vec<Value> =
        members_of(&corp, &caller)?.iter().map(|member| member_json(&corp, member)).collect();
    Ok(Done(json!({ "userlist": list })))
}

/// A page of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PageRequest {
    cursor: String,
    limit: usize,
}

/// Cuts the asked page out of `rows`; the cursor is where the next page begins.
pub(super) fn page<T: Clone>(rows: &[T], cursor: &str, limit: usize) -> Result<(Vec<T>, String), Refusal> {
    let start: usize = match cursor.strip_prefix("sim-") {
        Some(at) => at.parse().map_err(|_| Refusal::new(40_058))?,
        None if cursor.is_empty() => 0,
        None => return Err(Refusal::new(40_058)),
    };
    let end = rows.len().min(start.saturating_add(limit));
    let part = rows.get(start..end).ok_or(Refusal::new(40_058))?.to_vec();
    Ok((part, if end < rows.len() { format!("sim-{end}") } else { String::new() }))
}

/// `user/list_id`: everybody's id by department, for the sync secret only.
pub(super) async fn user_list_id(caller: Caller) -> Answer {
    caller.allow(&[Holder::ContactSync])?;
    let asked: PageRequest = caller.body()?;
    let corp = caller.shared.corp();
    let rows: Vec<Value> = corp
        .members
        .iter()
        .filter(|member| is_visible(member))
        .flat_map(|member| {
            member.departments.iter().map(|id| json!({ "userid": *member.userid, "department": id }))
        })
        .collect();
    let limit = if asked.limit == 0 { 10_000 } else { asked.limit.min(10_000) };
    let (rows, next) = page(&rows, &asked.cursor, limit)?;
    Ok(Done(json!({ "next_cursor": next, "dept_user": rows })))
}

/// `tag/list`.
pub(super) async fn tag_list(caller: Caller) -> Answer {
    caller.allow(NAMES)?;
    let corp = caller.shared.corp();
    let list: Vec<Value> =
        corp.tags.iter().map(|tag| json!({ "tagid": tag.id, "tagname": tag.name })).collect();
    Ok(Done(json!({ "taglist": list })))
}

/// `tag/get`.
pub(super) async fn tag_get(caller: Caller) -> Answer {
    caller.allow(NAMES)?;
    let corp = caller.shared.corp();
    let wanted = caller.required("tagid")?;
    let tag = corp.tags.iter().find(|tag| tag.id.to_string() == wanted).ok_or(Refusal::new(40_068))?;
    let users: Vec<Value> = tag
        .members
        .iter()
        .filter_map(|at| corp.members.get(*at))
        .filter(|member| is_visible(member))
        .map(|member| json!({ "userid": *member.userid, "name": *member.name }))
        .collect();
    Ok(Done(json!({ "tagname": tag.name, "userlist": users, "partylist": tag.departments })))
}

/// `agent/get`: the app and its visible range, which is the whole company.
pub(super) async fn agent_get(caller: Caller) -> Answer {
    caller.allow(&[Holder::App])?;
    let agent_id = lock(&caller.shared.file).credentials.agent_id;
    if caller.required("agentid")? != agent_id.to_string() {
        return Err(Refusal::new(301_002));
    }
    Ok(Done(json!({
        "agentid": agent_id,
        "name": "会话存档",
        "description": "",
        "allow_userinfos": { "user": [] },
        "allow_partys": { "partyid": [1] },
        "allow_tags": { "tagid": [] },
        "close": 0,
        "redirect_domain": "127.0.0.1",
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let rows: Vec<u8> = (0..5).collect();
        let (first, next) = page(&rows, "", 2).unwrap();
        assert_eq!((first, next.as_str()), (vec![0, 1], "sim-2"));
        let (last, next) = page(&rows, "sim-4", 2).unwrap();
        assert_eq!((last, next.as_str()), (vec![4], ""));
        for forged in ["sim-9", "sim-x", "9"] {
            assert_eq!(page(&rows, forged, 2).err(), Some(Refusal::new(40_058)));
        }
    }
}
