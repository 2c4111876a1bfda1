//! Messages to measure with: lines of a corpus drawn unevenly, as people repeat themselves, among numbers and phrases.

use huicun_domain::fold::fold_texts;
use huicun_domain::ids::{ConversationId, PartyId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::Side;
use huicun_search::Document;
use uuid::Uuid;

/// 2023-09-01, the begin of 36 months.
const BEGIN: i64 = 1_693_526_400_000;
const MONTHS_MS: i64 = 36 * 30_437 * 86_400;
const MEMBERS: usize = 500;
const CONTACTS: usize = 20_000;
const ROOMS: usize = 2_000;

const PHRASES: &[&str] =
    &["好的", "收到", "谢谢", "嗯嗯", "在的", "稍等一下", "没问题", "明白了", "辛苦了", "ok", "👍", "您好"];
const CHARACTERS: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞";

/// A seeded generator of numbers: splitmix64.
pub struct Dice(pub u64);

impl Dice {
    /// Rolls a number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (sides.max(1) as u64)).unwrap_or_default()
    }

    /// Rolls a number below `sides`, low ones more often: by a power law with exponent -0.55.
    fn uneven(&mut self, sides: usize) -> usize {
        let even = self.roll(1 << 30) as f64 / f64::from(1 << 30);
        let drawn = (sides as f64 * even.powf(1.0 / 0.45)).floor();
        // In range by construction; the cast cannot lose what matters here.
        (drawn as usize).min(sides - 1)
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.roll(10)).unwrap_or_default())).collect()
    }
}

/// An id as WeCom makes them: `wm` and 30 characters without any order.
fn contact_id(number: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut dice = Dice(number as u64);
    std::iter::once("wm".to_owned())
        .chain((0..30).map(|_| char::from(ALPHABET[dice.roll(ALPHABET.len())]).to_string()))
        .collect()
}

/// Makes messages one after the other.
pub struct Corpus {
    lines: Vec<String>,
    dice: Dice,
    count: i64,
}

impl Corpus {
    /// Takes texts from a file of `source<TAB>text` lines, or makes up its own.
    pub fn new(file: Option<&str>, count: usize) -> std::io::Result<Self> {
        let mut dice = Dice(42);
        let lines = match file {
            Some(path) => {
                let text = std::fs::read_to_string(path)?;
                text.lines()
                    .map(|line| line.split_once('\t').map_or(line, |(_, text)| text).to_owned())
                    .collect()
            }
            None => {
                let characters: Vec<char> = CHARACTERS.chars().collect();
                let mut line = || {
                    let length = 4 + dice.roll(36);
                    (0..length).map(|_| characters[dice.uneven(characters.len())]).collect()
                };
                (0..100_000).map(|_| line()).collect()
            }
        };
        Ok(Self { lines, dice, count: i64::try_from(count).map_err(std::io::Error::other)? })
    }

    fn text(&mut self) -> String {
        let dice = &mut self.dice;
        match dice.roll(100) {
            0..12 => PHRASES[dice.uneven(PHRASES.len())].to_owned(),
            12..18 => format!("订单号{}已发货，单号SF{}", dice.digits(16), dice.digits(12)),
            18..22 => format!("电话1{}，地址：朝阳区{}号楼", dice.digits(10), dice.digits(2)),
            22..25 => format!("https://example.com/p/{}?from=wx", dice.digits(8)),
            25..28 => format!(
                "请看附件 报价单_v{}.xlsx，金额{}.{}元",
                dice.digits(1),
                dice.digits(4),
                dice.digits(2)
            ),
            28..30 => {
                let at = dice.uneven(self.lines.len());
                self.lines.iter().cycle().skip(at).take(4).map(String::as_str).collect::<Vec<_>>().join("。")
            }
            _ => self.lines[dice.uneven(self.lines.len())].clone(),
        }
    }

    /// Makes the next message.
    pub fn document(&mut self, number: i64) -> Document {
        let text = fold_texts([self.text().as_str()]);
        let dice = &mut self.dice;
        let member = |number: usize| PartyId::new(format!("member{number:04}"));
        let contact = |number: usize| PartyId::new(contact_id(number));
        let first = dice.uneven(MEMBERS);
        let (conversation, participants, side) = match dice.roll(10) {
            0..4 => {
                // A room of three to eight, always the same for its number.
                let room = dice.uneven(ROOMS);
                let mut others: Vec<_> =
                    (0..2 + room % 6).map(|at| member((room * 7 + at * 31) % MEMBERS)).collect();
                others.push(contact(room * 9 % CONTACTS));
                (format!("room{room}"), others, Side::External)
            }
            4..8 => {
                let other = first * 40 + dice.uneven(CONTACTS / MEMBERS);
                (format!("contact{first}-{other}"), vec![member(first), contact(other)], Side::External)
            }
            _ => {
                let other = (first + 1 + dice.uneven(20)) % MEMBERS;
                (format!("member{first}-{other}"), vec![member(first), member(other)], Side::Internal)
            }
        };
        let sender = participants[dice.roll(participants.len())].clone();
        let kind = match dice.roll(100) {
            0..78 => MessageKind::Text,
            78..88 => MessageKind::Image,
            88..93 => MessageKind::File,
            93..97 => MessageKind::Link,
            _ => MessageKind::Voice,
        };
        Document {
            position: Position(number),
            seq: Seq(number + number / 50),
            sent_at: BEGIN
                + MONTHS_MS / self.count * number
                + i64::try_from(dice.roll(900)).unwrap_or_default(),
            kind,
            conversation: ConversationId(Uuid::new_v5(&Uuid::NAMESPACE_URL, conversation.as_bytes())),
            sender,
            participants,
            side,
            text,
        }
    }
}
