//! Draws a whole company from a seed.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    corp::{
        Consent, Contact, Corp, CorpSize, Department, Member, MemberStatus, Robot, Room, Seat, Tag, Trade,
        index::LazyIndex, names,
    },
    rng::Rng,
};

/// Seconds of one day.
const DAY_S: i64 = 86_400;

/// The departments: id, name, parent, trade of the people in it.
const DEPARTMENTS: &[(u32, &str, u32, Option<Trade>)] = &[
    (1, "", 0, None),
    (2, "保险事业部", 1, Some(Trade::Insurance)),
    (3, "证券财富部", 1, Some(Trade::Securities)),
    (4, "零售电商部", 1, Some(Trade::Retail)),
    (5, "康宁门诊部", 1, Some(Trade::Clinic)),
    (6, "软件服务部", 1, Some(Trade::Software)),
    (7, "职能中心", 1, None),
    (11, "寿险一组", 2, Some(Trade::Insurance)),
    (12, "车险理赔组", 2, Some(Trade::Insurance)),
    (13, "投资顾问组", 3, Some(Trade::Securities)),
    (14, "机构业务组", 3, Some(Trade::Securities)),
    (15, "线上客服组", 4, Some(Trade::Retail)),
    (16, "华南门店", 4, Some(Trade::Retail)),
    (17, "医助团队", 5, Some(Trade::Clinic)),
    (18, "客户成功组", 6, Some(Trade::Software)),
    (19, "研发组", 6, Some(Trade::Software)),
    (20, "人力行政部", 7, None),
    (21, "财务部", 7, None),
    (22, "合规部", 7, None),
];

const CUSTOMER_TAGS: &[&str] =
    &["重点客户", "意向强", "老客户", "价格敏感", "已成交", "转介绍", "企业客户", "待回访"];

const CUSTOMER_CORPS: &[&str] = &[
    "示例科技",
    "远景贸易",
    "恒通物流",
    "蓝海餐饮",
    "启明教育",
    "华盛建材",
    "乐活超市",
    "同心药业",
    "晨光文具",
    "宏达机械",
];

/// Builds the company.
pub(super) fn build(seed: u64, size: CorpSize, now_s: i64) -> Corp {
    let mut rng = Rng::derive(seed, crate::rng::hash_text("corp"));
    let brand = rng.word(&["云图", "星河", "远山", "海棠", "青禾", "白鹭"]);
    let prefix = rng.token(6);
    let mut corp = Corp {
        corp_id: format!("ww{}", rng.hex(16)),
        name: format!("{brand}示例集团"),
        departments: Vec::new(),
        members: Vec::new(),
        tags: Vec::new(),
        contacts: Vec::new(),
        rooms: Vec::new(),
        robots: Vec::new(),
        index: LazyIndex::default(),
    };
    let plan = plan(&corp.name, size.departments);
    corp.members = members(&mut rng, &plan, size.members);
    corp.departments = departments(&plan, &corp.members);
    corp.tags = tags(&mut rng, &corp.members);
    corp.robots = robots(&mut rng, &prefix, &corp.members);
    corp.contacts = contacts(&mut rng, &prefix, &corp.members, size.contacts, now_s);
    corp.rooms = rooms(&mut rng, &prefix, &corp, size, now_s);
    corp
}

/// A department as planned: the trade of its people decides whom they serve.
struct Planned {
    id: u32,
    name: String,
    parent: u32,
    trade: Option<Trade>,
}

/// Plans at least `count` departments: those that every corp has, and teams below the teams, four to each, so that a
/// large corp is deep as well.
fn plan(root: &str, count: usize) -> Vec<Planned> {
    let mut plan: Vec<Planned> = DEPARTMENTS
        .iter()
        .map(|&(id, name, parent, trade)| {
            let name = if parent == 0 { root.to_owned() } else { name.to_owned() };
            Planned { id, name, parent, trade }
        })
        .collect();
    let first = plan.iter().position(|department| department.id > 10).unwrap_or_default();
    for at in 0..count.saturating_sub(plan.len()) {
        let above = &plan[first + at / 4];
        let name = format!("{}{}队", above.name.trim_end_matches('队'), at % 4 + 1);
        let (parent, trade) = (above.id, above.trade);
        plan.push(Planned { id: 1_000 + at as u32, name, parent, trade });
    }
    plan
}

fn departments(plan: &[Planned], members: &[Member]) -> Vec<Department> {
    let mut leaders: HashMap<u32, usize> = HashMap::new();
    for (at, member) in members.iter().enumerate() {
        leaders.entry(member.departments.first().copied().unwrap_or_default()).or_insert(at);
    }
    let department = |(at, planned): (usize, &Planned)| Department {
        id: planned.id,
        name: planned.name.clone(),
        parent: planned.parent,
        order: 100_000_000 - 1_000 * at as u32,
        leader: leaders.get(&planned.id).copied(),
    };
    plan.iter().enumerate().map(department).collect()
}

fn members(rng: &mut Rng, plan: &[Planned], count: usize) -> Vec<Member> {
    let leaves: Vec<_> = plan.iter().filter(|department| department.id > 10).collect();
    let mut taken = HashSet::new();
    (0..count)
        .map(|at| {
            // Every leaf gets its people in turn, so that no department of a small corp is empty.
            let &Planned { id: department, parent, trade, .. } =
                leaves[if at < leaves.len() * 2 { at % leaves.len() } else { rng.below(leaves.len()) }];
            let surname = names::SURNAMES[rng.below(names::SURNAMES.len())];
            let (given, given_latin) = names::given_name(rng);
            let is_leader = at < leaves.len();
            let status = if is_leader { MemberStatus::Active } else { status(rng) };
            Member {
                userid: userid(rng, &mut taken, surname.1, &given_latin),
                name: format!("{}{given}", surname.0).into(),
                alias: if rng.chance(150) {
                    rng.word(&["Amy", "Leo", "Tina", "Jason", "小美", "阿杰", "Vivi"]).to_owned()
                } else {
                    String::new()
                },
                departments: if rng.chance(80) { vec![department, parent] } else { vec![department] },
                position: position(rng, trade, is_leader).to_owned(),
                mobile: format!("1{}0000{}", rng.range(30, 99), rng.digits(4)),
                gender: rng.range(1, 2) as u8,
                edition: if is_leader || status == MemberStatus::Left { 2 } else { edition(rng) },
                status,
                trade,
            }
        })
        .collect()
}

fn status(rng: &mut Rng) -> MemberStatus {
    match rng.below(100) {
        0..=8 => MemberStatus::Left,
        9 => MemberStatus::Disabled,
        10 => MemberStatus::Invited,
        _ => MemberStatus::Active,
    }
}

fn edition(rng: &mut Rng) -> u8 {
    match rng.below(100) {
        0..=5 => 0,
        6..=11 => 1,
        12..=31 => 3,
        _ => 2,
    }
}

fn position(rng: &mut Rng, trade: Option<Trade>, is_leader: bool) -> &'static str {
    if is_leader {
        return rng.word(&["主管", "经理", "高级经理", "负责人"]);
    }
    match trade {
        Some(Trade::Insurance) => rng.word(&["保险顾问", "理赔专员", "续期专员"]),
        Some(Trade::Securities) => rng.word(&["投资顾问", "客户经理", "研究员"]),
        Some(Trade::Retail) => rng.word(&["在线客服", "店长", "导购", "售后专员"]),
        Some(Trade::Clinic) => rng.word(&["医生助理", "护士", "前台", "健康管理师"]),
        Some(Trade::Software) => rng.word(&["客户成功经理", "后端工程师", "测试工程师", "实施顾问"]),
        None => rng.word(&["人事专员", "会计", "合规专员", "行政专员"]),
    }
}

/// Draws an id in one of the styles companies use; some start like an external id on purpose.
fn userid(rng: &mut Rng, taken: &mut HashSet<String>, surname: &str, given: &str) -> Arc<str> {
    let base = match rng.below(20) {
        0 => rng.digits(6),
        1 => format!("{}.{}", given.to_lowercase(), surname.to_lowercase()),
        2 | 3 => format!("{}{}", surname.to_lowercase(), given.to_lowercase()),
        4 => format!("w{}_{}", rng.word(&["m", "o"]), surname.to_lowercase()),
        _ => format!("{surname}{given}"),
    };
    let mut id = base.clone();
    let mut again = 1;
    // WeCom's ids differ in more than their case.
    while !taken.insert(id.to_lowercase()) {
        again += 1;
        id = format!("{base}{again:02}");
    }
    id.into()
}

fn tags(rng: &mut Rng, members: &[Member]) -> Vec<Tag> {
    ["销售", "持证人员", "新员工", "管理层", "值班", "可外呼"]
        .iter()
        .enumerate()
        .map(|(at, name)| Tag {
            id: at as u32 + 1,
            name: (*name).to_owned(),
            members: (0..members.len()).filter(|_| rng.chance(140)).collect(),
            departments: if at == 1 { vec![13, 14] } else { Vec::new() },
        })
        .collect()
}

fn robots(rng: &mut Rng, prefix: &str, members: &[Member]) -> Vec<Robot> {
    ["值班机器人", "构建播报", "日报助手", "库存预警"]
        .iter()
        .map(|name| Robot {
            robot_id: external_id(rng, "wb", prefix),
            name: (*name).to_owned(),
            creator: rng.below(members.len().min(12)),
            webhook_key: format!(
                "{}-{}-{}-{}-{}",
                rng.hex(8),
                rng.hex(4),
                rng.hex(4),
                rng.hex(4),
                rng.hex(12)
            ),
        })
        .collect()
}

fn external_id(rng: &mut Rng, kind: &str, prefix: &str) -> Arc<str> {
    format!("{kind}{prefix}DQAA{}", rng.token(20)).into()
}

/// Which customer talks with several members of staff, as large customers do; one of the busiest.
const LARGE_CUSTOMER: usize = 1;
/// With how many.
const LARGE_CUSTOMER_OWNERS: usize = 4;

fn contacts(rng: &mut Rng, prefix: &str, members: &[Member], count: usize, now_s: i64) -> Vec<Contact> {
    let staff: Vec<Vec<usize>> = Trade::ALL
        .iter()
        .map(|trade| {
            let fits = |member: &Member| {
                member.trade == Some(*trade)
                    && member.edition >= 2
                    && matches!(member.status, MemberStatus::Active | MemberStatus::Left)
            };
            (0..members.len()).filter(|&at| fits(&members[at])).collect()
        })
        .collect();
    (0..count)
        .map(|at| {
            let trade_at = if at < 5 { at } else { rng.below(5) };
            let team = &staff[trade_at];
            // The busiest contacts belong to people who are still here.
            let mut owners = vec![*rng.pick(team).unwrap_or(&0)];
            if at < 20 && members[owners[0]].status == MemberStatus::Left {
                owners[0] = team[0];
            }
            if rng.chance(180) {
                let second = *rng.pick(team).unwrap_or(&0);
                if second != owners[0] {
                    owners.push(second);
                }
            }
            if at == LARGE_CUSTOMER {
                owners.extend(team.iter().copied());
                let mut known = std::collections::HashSet::new();
                owners.retain(|owner| known.insert(*owner));
                owners.truncate(LARGE_CUSTOMER_OWNERS);
            }
            contact(rng, prefix, Trade::ALL[trade_at], owners, now_s)
        })
        .collect()
}

fn contact(rng: &mut Rng, prefix: &str, trade: Trade, owners: Vec<usize>, now_s: i64) -> Contact {
    let (surname, _) = names::SURNAMES[rng.below(names::SURNAMES.len())];
    let (given, _) = names::given_name(rng);
    let is_wecom = rng.chance(if trade == Trade::Software { 450 } else { 100 });
    let gender = rng.range(1, 2) as u8;
    let address = format!(
        "{surname}{}",
        match (is_wecom, gender) {
            (true, _) if rng.chance(600) => "总",
            (_, 1) => "先生",
            _ => rng.word(&["女士", "姐", "小姐"]),
        }
    );
    let corp_name =
        is_wecom.then(|| format!("{}{}", rng.word(CUSTOMER_CORPS), rng.word(&["", "(华东)", "有限公司"])));
    let created_at = now_s - rng.range(6, 700) * DAY_S;
    Contact {
        external_userid: external_id(rng, if is_wecom { "wo" } else { "wm" }, prefix),
        name: if is_wecom { format!("{surname}{given}") } else { names::nickname(rng, surname, &given) }
            .into(),
        remark: format!(
            "{address}{}",
            if rng.chance(400) {
                rng.word(&["-老客户", "（转介绍）", "-广州", "-2026"])
            } else {
                ""
            }
        ),
        address,
        corp_name,
        gender: if rng.chance(150) { 0 } else { gender },
        trade,
        owners,
        tags: CUSTOMER_TAGS.iter().copied().filter(|_| rng.chance(180)).collect(),
        add_way: *rng.pick(&[1, 2, 3, 4, 6, 7, 10, 201, 202]).unwrap_or(&0),
        created_at,
        consent: if rng.chance(25) { Consent::Disagree } else { Consent::Agree },
        consent_at: created_at + rng.range(0, 3_600),
        is_lost: rng.chance(20),
    }
}

fn rooms(rng: &mut Rng, prefix: &str, corp: &Corp, size: CorpSize, now_s: i64) -> Vec<Room> {
    let here: Vec<usize> =
        (0..corp.members.len()).filter(|&at| corp.members[at].status != MemberStatus::Invited).collect();
    let internal = corp.members.len() / 4;
    let mut teams: HashMap<u32, Vec<usize>> = HashMap::new();
    for &at in &here {
        for department in &corp.members[at].departments {
            teams.entry(*department).or_default().push(at);
        }
    }
    let people = People { here: &here, teams: &teams };
    let mut rooms: Vec<Room> =
        (0..internal).map(|at| internal_room(rng, prefix, corp, &people, at, now_s)).collect();
    let candidates: Vec<Vec<usize>> = Trade::ALL.iter().map(|trade| candidates(corp, *trade)).collect();
    for at in 0..size.customer_rooms {
        rooms.push(customer_room(rng, prefix, corp, &candidates[at % 5], at, now_s));
    }
    rooms
}

/// Who may sit in rooms: everybody, and those of each department.
struct People<'a> {
    here: &'a [usize],
    teams: &'a HashMap<u32, Vec<usize>>,
}

/// The contacts of a trade who agreed to being archived.
fn candidates(corp: &Corp, trade: Trade) -> Vec<usize> {
    let fits = |contact: &Contact| contact.trade == trade && contact.consent == Consent::Agree;
    (0..corp.contacts.len()).filter(|&at| fits(&corp.contacts[at])).collect()
}

fn internal_room(
    rng: &mut Rng,
    prefix: &str,
    corp: &Corp,
    people: &People<'_>,
    at: usize,
    now_s: i64,
) -> Room {
    let here = people.here;
    let topics = [
        "周会",
        "项目推进",
        "值班",
        "新品上线",
        "月度冲刺",
        "培训",
        "夜班",
        "数据核对",
        "双十一备战",
        "合规自查",
    ];
    let department = DEPARTMENTS[(at + 1) % DEPARTMENTS.len()];
    let size = match at {
        0 => here.len().min(120),
        _ => rng.range(3, 14) as usize,
    };
    let mut sitting: Vec<usize> = Vec::new();
    let own = people.teams.get(&department.0).map(Vec::as_slice).unwrap_or_default();
    while sitting.len() < size {
        let source = if rng.chance(600) && !own.is_empty() { own } else { here };
        let chosen = source[rng.below(source.len())];
        let is_new = !sitting.contains(&chosen);
        if is_new {
            sitting.push(chosen);
        } else if rng.chance(200) {
            // A small department runs out of people; fill up from everybody.
            sitting.extend(here.iter().copied().find(|member| !sitting.contains(member)));
        }
    }
    // At least one archived person, or the room would never reach the archive.
    if let Some(&archived) = here.iter().find(|&&m| corp.members[m].is_archived())
        && !sitting.iter().any(|&m| corp.members[m].is_archived())
    {
        sitting[0] = archived;
    }
    let mut seats: Vec<Seat> = sitting.iter().map(|&member| Seat::Member(member)).collect();
    if at.is_multiple_of(3) {
        seats.push(Seat::Robot(at / 3 % corp.robots.len()));
    }
    Room {
        roomid: external_id(rng, "wr", prefix),
        name: if at > 2 && rng.chance(80) {
            String::new()
        } else if at == 0 {
            "全员通知群".to_owned()
        } else {
            format!("{}{}群", department.1, topics[at % topics.len()])
        },
        is_external: false,
        owner: sitting[0],
        seats,
        created_at: now_s - rng.range(10, 900) * DAY_S,
        notice: if rng.chance(300) {
            "请将重要事项写在群公告，文件统一上传微盘。".to_owned()
        } else {
            String::new()
        },
        trade: department.3,
    }
}

fn customer_room(
    rng: &mut Rng,
    prefix: &str,
    corp: &Corp,
    candidates: &[usize],
    at: usize,
    now_s: i64,
) -> Room {
    let trade = Trade::ALL[at % 5];
    let mut owners = Vec::new();
    let mut seats = Vec::new();
    let size = if at % 9 == 4 { rng.range(20, 60) } else { rng.range(2, 8) } as usize;
    for _ in 0..size {
        let Some(&chosen) = rng.pick(candidates) else { continue };
        if seats.contains(&Seat::Contact(chosen)) {
            continue;
        }
        seats.push(Seat::Contact(chosen));
        let owner = corp.contacts[chosen].owners[0];
        if !owners.contains(&owner) && owners.len() < 3 {
            owners.push(owner);
        }
    }
    let kind = match trade {
        Trade::Insurance => rng.word(&["保单服务群", "理赔协助群", "客户答疑群"]),
        Trade::Securities => rng.word(&["投资者交流群", "打新提醒群", "财富早餐会"]),
        Trade::Retail => rng.word(&["会员福利群", "团购群", "门店VIP群"]),
        Trade::Clinic => rng.word(&["复诊随访群", "健康打卡群", "宝妈咨询群"]),
        Trade::Software => rng.word(&["项目实施群", "技术支持群", "需求对接群"]),
    };
    let label = if trade == Trade::Software {
        rng.word(CUSTOMER_CORPS)
    } else {
        rng.word(&["尊享", "华南", "一期", "二期", "暖心", "周末"])
    };
    let mut all: Vec<Seat> = owners.iter().map(|&owner| Seat::Member(owner)).collect();
    all.extend(seats);
    Room {
        roomid: external_id(rng, "wr", prefix),
        name: if rng.chance(60) { String::new() } else { format!("{label}{kind}{}", at + 1) },
        is_external: true,
        owner: owners.first().copied().unwrap_or(0),
        seats: all,
        created_at: now_s - rng.range(10, 500) * DAY_S,
        notice: if rng.chance(300) {
            "文明沟通，谨防诈骗，工作人员不会索要验证码。".to_owned()
        } else {
            String::new()
        },
        trade: Some(trade),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Corp {
        build(42, CorpSize::for_messages(20_000, 42), 1_785_000_000)
    }

    #[test]
    fn ids_are_unique_and_shaped_like_wecoms() {
        let corp = sample();
        let mut seen = HashSet::new();
        for contact in &corp.contacts {
            assert_eq!(contact.external_userid.len(), 32);
            assert!(contact.external_userid.starts_with("wm") || contact.external_userid.starts_with("wo"));
            assert!(seen.insert(contact.external_userid.clone()));
        }
        for room in &corp.rooms {
            assert_eq!(room.roomid.len(), 32);
            assert!(seen.insert(room.roomid.clone()));
        }
        for member in &corp.members {
            assert!(seen.insert(member.userid.to_lowercase().into()), "{} twice", member.userid);
        }
    }

    #[test]
    fn rooms_have_people_and_one_who_is_archived() {
        let corp = sample();
        for room in &corp.rooms {
            assert!(room.seats.len() >= 2, "{}", room.name);
            let served = |seat: &Seat| matches!(seat, Seat::Member(at) if corp.members[*at].edition > 0);
            assert!(room.seats.iter().any(served), "{}", room.name);
            let mut ids: Vec<_> = room.seats.iter().map(|seat| corp.seat_id(*seat)).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), room.seats.len());
        }
        assert!(corp.members.iter().any(|member| member.status == MemberStatus::Left));
    }

    #[test]
    fn every_department_has_a_leader_where_people_sit() {
        let corp = sample();
        assert!(corp.departments.iter().filter(|d| d.id > 10).all(|d| d.leader.is_some()));
    }
}
