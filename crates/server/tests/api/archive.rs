//! The archive that tests read.

use huicun_domain::ids::PartyKind;
use huicun_testkit::{Line, PartyInfo, START, TestApp, TestAppBuilder};
use serde_json::json;

pub const ZHANG: &str = "ZhangWei";
pub const LI: &str = "LiNa";
pub const WANG: &str = "WangFang";
pub const CUSTOMER: &str = "wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5";
pub const ROOM: &str = "wrQk7xDQAAb3Z5nXyXyXyXyXyXyXyXyX";
pub const UNNAMED_ROOM: &str = "wrQk7xDQAAb3Z5nXyXyXyXyXyXyXyXyY";
/// How many lines the direct chat of Zhang and the customer has.
pub const LONG: i64 = 250;
const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

pub fn party(id: &str, kind: PartyKind, name: &str) -> PartyInfo {
    PartyInfo { id: id.into(), kind, name: Some(name.into()), detail: Some("销售部".into()), left: false }
}

/// A small archive: a room, a long direct chat, a recall, a broken message, a room without a name.
pub fn small() -> TestAppBuilder {
    TestApp::builder()
        .party(party(ZHANG, PartyKind::Member, "张伟"))
        .party(PartyInfo { left: true, ..party(LI, PartyKind::Member, "李娜") })
        .party(party(CUSTOMER, PartyKind::ExternalContact, "客户赵先生"))
        .room(ROOM, "理财交流群")
        .lines([
            Line::text(1, ZHANG, &[LI, WANG], "大家好，本周  赎回\n规则有变化").room(ROOM),
            Line::text(2, LI, &[ZHANG, WANG], "收到").room(ROOM),
            Line::text(3, ZHANG, &[LI], "密码我发错了"),
            Line::recall(4, ZHANG, &[LI], 3),
            Line::text(5, LI, &[ZHANG], "这条已经损坏").damaged(b"{\"not\": \"a message\"}"),
            Line::text(6, WANG, &[ZHANG, LI, CUSTOMER], "在没有名字的群里").room(UNNAMED_ROOM),
            Line::raw(
                7,
                json!({
                    "msgid": "1000007_1785553237721", "action": "send", "from": LI, "tolist": [ZHANG],
                    "roomid": "", "msgtime": START + 7_000, "msgtype": "text", "text": { "content": "次日的消息" },
                }),
            )
            .at(START + DAY),
        ])
        .lines((100..100 + LONG).map(|seq| {
            let (from, to) = if seq % 2 == 0 { (ZHANG, CUSTOMER) } else { (CUSTOMER, ZHANG) };
            // Two lines share each moment: the number decides between them.
            Line::text(seq, from, &[to], &format!("第{seq}句 order-{seq}")).at(START + (seq / 2) * 60_000)
        }))
        .unindexed(Line::text(500, LI, &[ZHANG], "索引还没有到的赎回").at(START + DAY + HOUR))
}
