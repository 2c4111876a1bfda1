//! Slots that are computed rather than listed.

use std::fmt::Write as _;

use crate::{corp, grammar::Facts, rng::Rng};

/// Appends the value of a computed slot; an unknown name is written as it stands.
pub(super) fn built_in(name: &str, facts: &Facts, rng: &mut Rng, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = match name {
        "me" => write!(out, "{}", facts.me),
        "peer" => write!(out, "{}", facts.peer),
        "corp" => write!(out, "{}", facts.corp),
        "order" => {
            write!(out, "{}2026{:02}{}", rng.word(&["", "DD", "SO-", "NO."]), rng.range(1, 12), rng.digits(8))
        }
        "policy" => write!(out, "P{}{}", rng.range(10, 99), rng.digits(12)),
        "tracking" => write!(out, "{}{}", rng.word(&["SF", "YT", "JD", "ZTO"]), rng.digits(12)),
        "ticket" => write!(out, "{}-{}", rng.word(&["BUG", "TASK", "REQ", "OPS"]), rng.range(101, 9_999)),
        "version" => write!(out, "v{}.{}.{}", rng.range(1, 9), rng.range(0, 20), rng.range(0, 9)),
        "stock" => write!(out, "{}", rng.word(&["600", "000", "300", "688"]).to_owned() + &rng.digits(3)),
        "money" => write!(out, "{}", money(large(rng), rng)),
        "small" => write!(out, "{}", money(rng.range(9, 900), rng)),
        "wan" => write!(out, "{}万", rng.range(1, 60) * 5),
        "percent" => write!(out, "{}.{}%", rng.range(0, 12), rng.range(0, 99)),
        "phone" => write!(out, "1{}0000{}", rng.range(30, 99), rng.digits(4)),
        "hotline" => write!(out, "400-{}-{}", rng.digits(3), rng.digits(4)),
        "date" => write!(out, "{}月{}日", rng.range(1, 12), rng.range(1, 28)),
        "iso" => write!(out, "2026-{:02}-{:02}", rng.range(1, 12), rng.range(1, 28)),
        "hour" => write!(
            out,
            "{}",
            rng.word(&["上午9点", "上午10点半", "11:30", "下午2点", "15:00", "下午四点", "16:45", "晚上7点"])
        ),
        "weekday" => write!(out, "周{}", rng.word(&["一", "二", "三", "四", "五", "六"])),
        "few" => write!(out, "{}", rng.range(1, 3)),
        "n" => write!(out, "{}", rng.range(2, 9)),
        "nn" => write!(out, "{}", rng.range(11, 98)),
        "nnn" => write!(out, "{}", rng.range(101, 999)),
        "room" => write!(out, "{}{:02}", rng.range(1, 32), rng.range(1, 28)),
        "plate" => {
            write!(out, "{}{}", rng.word(&["粤A·", "沪B·", "京C·", "浙A·"]), rng.hex(5).to_uppercase())
        }
        "mail" => write!(
            out,
            "{}{}@example.com",
            rng.word(&["sales", "service", "zhang", "liu", "info"]),
            rng.range(1, 99)
        ),
        "url" => write!(
            out,
            "https://example.com/{}/{}",
            rng.word(&["p", "doc", "order", "live", "s"]),
            rng.hex(8)
        ),
        "addr" => {
            let (city, districts) = corp::CITIES[rng.below(corp::CITIES.len())];
            write!(
                out,
                "{city}{}{}{}号{}",
                rng.word(&districts),
                road(rng),
                rng.range(1, 888),
                rng.word(&["", "3栋2单元1201", "A座15楼", "底商2铺"])
            )
        }
        "city" => write!(out, "{}", corp::CITIES[rng.below(corp::CITIES.len())].0),
        "someone" => write!(out, "{}{}", corp::SURNAMES[rng.below(30)].0, corp::given_name(rng).0),
        "surname" => write!(out, "{}", corp::SURNAMES[rng.below(30)].0),
        other => write!(out, "{other}"),
    };
}

/// Draws a street.
pub(super) fn road(rng: &mut Rng) -> String {
    format!(
        "{}{}",
        rng.word(&["新港", "人民", "解放", "文昌", "长江", "青年", "科技", "学府", "滨河", "桃源"]),
        rng.word(&["中路", "东路", "大道", "北街", "西路"])
    )
}

/// Draws an amount: mostly hundreds and thousands, now and then a fortune.
fn large(rng: &mut Rng) -> i64 {
    match rng.below(20) {
        0..=9 => rng.range(20, 999) * 10,
        10..=17 => rng.range(100, 990) * 100,
        _ => rng.range(10, 98) * 10_000 + rng.range(0, 99) * 100,
    }
}

fn money(amount: i64, rng: &mut Rng) -> String {
    let grouped = if amount >= 1_000 {
        format!("{},{:03}", amount / 1_000, amount % 1_000)
    } else {
        amount.to_string()
    };
    match rng.below(6) {
        0 => format!("¥{grouped}"),
        1 => format!("{amount}.{:02}元", rng.below(100)),
        2 => format!("{grouped}元"),
        3 => format!("{amount}块"),
        4 => format!("RMB {grouped}"),
        _ => format!("{amount}元"),
    }
}
