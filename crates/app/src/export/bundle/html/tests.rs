use std::io::{Cursor, Read};

use huicun_domain::code::ProblemCode;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{ConversationId, MediaLocator, MsgId, PartyId, PartyKind};
use huicun_domain::message::{
    Action, Article, Content, MediaRef, MessageKind, Question, Quote, RecordItem, number_files,
};
use jiff::tz::TimeZone;
use scraper::{Html, Node, Selector};
use zip::ZipArchive;

use super::super::files::FileRecord;
use super::super::layout::Viewpoint;
use super::escape::is_web;
use super::*;
use crate::view::{MessageView, PartyRef, RecallView};

fn party(name: &str) -> PartyRef {
    PartyRef { id: PartyId::new("ZhangWei"), kind: PartyKind::Member, name: Some(name.into()), left: false }
}

pub(in crate::export::bundle) fn message(seq: i64, content: Content) -> MessageView {
    MessageView {
        seq: Seq(seq),
        msgid: MsgId::new(format!("{seq}_1")),
        conversation_id: ConversationId(uuid::Uuid::nil()),
        action: Action::Send,
        sender: party("张伟"),
        sender_then: None,
        recipients: Vec::new(),
        recipient_count: 1,
        room: None,
        sent_at: 1_785_553_237_721 + seq * 1_000,
        kind: MessageKind::Text,
        content,
        files: Vec::new(),
        external: true,
        recalled: None,
        recalls_seq: None,
        received_at: 0,
        consent: None,
    }
}

pub(in crate::export::bundle) fn text(text: &str) -> Content {
    Content::Text { text: text.into(), quote: None }
}

pub(in crate::export::bundle) fn media() -> MediaRef {
    MediaRef { slot: 0, locator: MediaLocator::new("secret"), md5: None, size: Some(9), seconds: Some(61) }
}

pub(in crate::export::bundle) fn file(
    slot: u32,
    name: &str,
    media_type: &str,
    path: Option<&str>,
    reason: &str,
) -> FileRecord {
    FileRecord {
        seq: Seq(1),
        msgid: String::new(),
        slot,
        kind: MessageKind::File,
        name: name.into(),
        media_type: Some(media_type.into()),
        size: Some(1_234),
        sha256: None,
        state: "saved",
        path: path.map(Into::into),
        reason: Some(reason.into()),
    }
}

fn line(message: MessageView, files: Vec<FileRecord>) -> Line {
    Line { message, files, pictures: Vec::new(), moment: "2026-08-01 11:00:37".into() }
}

/// Writes one conversation and reads its pages back, the list first.
fn pages(title: &str, operator: &str, page_messages: usize, lines: &[Line]) -> Vec<(String, String)> {
    let occasion = Occasion {
        language: Language::Chinese,
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        operator: operator.into(),
        created_at: 1_785_553_237_721,
    };
    let mut archive = Archive::new(Vec::new());
    let mut chat = HtmlChat { page_messages, ..HtmlChat::new(occasion) };
    chat.begin(Head {
        number: 1,
        title: title.into(),
        kind: Some(ConversationKind::Direct),
        viewpoint: Viewpoint::Members,
        expected: lines.len() as u64,
    });
    for line in lines {
        chat.add(&mut archive, line).unwrap();
    }
    chat.end(&mut archive).unwrap();
    chat.finish(&mut archive).unwrap();
    let mut read = ZipArchive::new(Cursor::new(archive.finish().unwrap())).unwrap();
    let mut pages: Vec<(String, String)> = (0..read.len())
        .map(|index| {
            let mut entry = read.by_index(index).unwrap();
            let mut page = String::new();
            entry.read_to_string(&mut page).unwrap();
            (entry.name().unwrap().into_owned(), page)
        })
        .collect();
    pages.sort();
    pages.rotate_right(1);
    pages
}

fn one(content: Content, files: Vec<FileRecord>) -> Html {
    let pages = pages("标题", "李娜", 2_000, &[line(message(1, content), files)]);
    Html::parse_document(&pages[1].1)
}

fn all<'h>(page: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn said(page: &Html) -> String {
    all(page, "main").iter().flat_map(scraper::ElementRef::text).collect()
}

#[test]
fn a_conversation_is_cut_into_pages_that_lead_to_each_other() {
    let lines: Vec<Line> =
        (1..=5).map(|seq| line(message(seq, text(&format!("第{seq}条"))), vec![])).collect();
    let pages = pages("张伟、王芳", "李娜", 2, &lines);
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["chat/index.html", "chat/00001-001.html", "chat/00001-002.html", "chat/00001-003.html"]
    );
    let links = |index: usize| -> Vec<String> {
        let page = Html::parse_document(&pages[index].1);
        all(&page, "nav a").iter().map(|link| link.attr("href").unwrap().to_owned()).collect()
    };
    assert_eq!(links(1), ["index.html", "00001-002.html"]);
    assert_eq!(links(2), ["index.html", "00001-001.html", "00001-003.html"]);
    assert_eq!(links(3), ["index.html", "00001-002.html"]);
    let list = Html::parse_document(&pages[0].1);
    assert_eq!(all(&list, "li a")[0].attr("href"), Some("00001-001.html"));
    assert!(said(&list).contains("张伟、王芳") && said(&list).contains("5 条消息"));
    // A page tells its day and its first sender anew.
    assert!(
        pages[2].1.contains("<div class=\"day\">2026-08-01</div><article class=\"m own open\" id=\"m3\">")
    );
    assert!(pages[2].1.contains("id=\"m4\"") && !pages[2].1.contains("m own open\" id=\"m4\""));
}

#[test]
fn sides_recalls_and_events_stand_as_in_the_reading_room() {
    let mut gone = message(1, text("说错了"));
    gone.recalled = Some(RecallView { at: 1_785_553_297_721, by: party("张伟"), after_ms: 59_000 });
    let mut other = message(2, text("好的"));
    other.sender = PartyRef { kind: PartyKind::ExternalContact, name: Some("李雷".into()), ..party("") };
    let mut recall = message(3, Content::Revoke { recalled: MsgId::new("1_1") });
    (recall.kind, recall.recalls_seq) = (MessageKind::Revoke, Some(Seq(1)));
    let pages = pages("张伟", "李娜", 2_000, &[gone, other, recall].map(|message| line(message, vec![])));
    let page = Html::parse_document(&pages[1].1);
    assert_eq!(all(&page, "article.own .b.gone .t")[0].text().collect::<String>(), "说错了");
    assert!(
        all(&page, "article.own .rc")[0].text().collect::<String>().contains("已撤回 · 2026-08-01 11:01:37")
    );
    assert_eq!(all(&page, "article.other .a.external")[0].text().collect::<String>(), "李雷");
    let event = &all(&page, ".sys")[0];
    assert!(event.text().collect::<String>().contains("张伟 撤回了一条消息"));
    assert_eq!(all(&page, ".sys a")[0].attr("href"), Some("#m1"));
}

#[test]
fn files_are_shown_where_they_are_safe_and_said_to_be_missing_where_they_are() {
    let image = one(
        Content::Image { media: media() },
        vec![file(0, "", "image/png", Some("files/2026-08/1-0_ab.png"), "")],
    );
    assert_eq!(all(&image, "img")[0].attr("src"), Some("../files/2026-08/1-0_ab.png"));
    let voice = one(
        Content::Voice { media: media() },
        vec![file(0, "", "audio/silk", Some("files/2026-08/1-0_ab.silk"), "")],
    );
    assert!(all(&voice, "audio").is_empty(), "no browser plays it");
    assert_eq!(all(&voice, ".b a")[0].attr("href"), Some("../files/2026-08/1-0_ab.silk"));
    assert!(said(&voice).contains("1:01 · 1.2 KB"));
    let drawing = one(
        Content::Image { media: media() },
        vec![file(0, "", "image/svg+xml", Some("files/2026-08/1-0_ab.bin"), "")],
    );
    assert!(all(&drawing, "img").is_empty(), "it could run");
    for (reason, words) in [
        ("waiting", "尚未从企业微信取回"),
        ("expired", "企业微信已清除"),
        ("file_damaged", ProblemCode::FileDamaged.wording(Language::Chinese).title),
    ] {
        let content = Content::File { media: media(), name: "报价.pdf".into(), extension: "pdf".into() };
        let page = one(content, vec![file(0, "报价.pdf", "application/pdf", None, reason)]);
        assert!(said(&page).contains(words) && said(&page).contains("报价.pdf"), "{}", said(&page));
        assert!(all(&page, ".b a").is_empty());
    }
}

/// What people have tried on pages that show what others wrote.
const VECTORS: [&str; 40] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<body onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<style>@import 'https://evil.test/x.css'</style>",
    "<link rel=stylesheet href=https://evil.test/x.css>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.test\">",
    "<base href=https://evil.test/>",
    "<form action=https://evil.test><input name=x autofocus onfocus=alert(1)>",
    "<object data=https://evil.test>",
    "<embed src=https://evil.test>",
    "<video><source onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "` onmouseover=`alert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://",
    "data:text/html,<script>alert(1)</script>",
    "https://evil.test/\"onclick=alert(1)//",
    "https://evil.test/ onclick=alert(1)",
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\calc.exe",
    "photo\u{202e}gnp.exe",
    "\u{2066}\u{200f}abc\u{2069}",
    "\0\u{1b}[31m\u{7f}\u{85}\u{feff}\u{fffe}<b\0r>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;x&#62; &amp;&quot;",
];

/// What stands around them.
fn wrapped(vector: &str) -> [String; 5] {
    [
        vector.to_owned(),
        format!("\">{vector}"),
        format!("</div></p></bdi></article>{vector}"),
        format!("http://x.test/{vector}"),
        vector.chars().flat_map(|c| [c, '\u{200b}']).take(60).collect::<String>() + vector,
    ]
}

/// Every place where a sender's words can stand: with each, what the files are called.
fn contents(words: &str) -> Vec<Content> {
    let w = || words.to_owned();
    let id = || PartyId::new(words);
    vec![
        text(words),
        Content::Text { text: w(), quote: Some(Quote { author: w(), text: w(), reply: w() }) },
        Content::Markdown { text: w() },
        Content::Image { media: media() },
        Content::Voice { media: media() },
        Content::Video { media: media() },
        Content::File { media: media(), name: w(), extension: w() },
        Content::VoipDocShare { voip_id: w(), name: w(), media: media() },
        Content::Link { title: w(), description: w(), url: w(), image_url: w() },
        Content::Docmsg { title: w(), creator: id(), url: w() },
        Content::News {
            articles: vec![Article { title: w(), description: w(), url: w(), picture_url: w() }],
        },
        Content::Weapp { title: w(), description: w(), username: w(), display_name: w(), page: Some(w()) },
        Content::Card { company: w(), party: id() },
        Content::Location { longitude: 1.0, latitude: 2.0, title: w(), address: w(), zoom: None },
        Content::Chatrecord {
            title: w(),
            items: vec![RecordItem { sent_at: Some(0), from_room: true, content: text(words) }],
        },
        Content::Todo { title: w(), task: w() },
        Content::Vote { title: w(), options: vec![w()], taking_part: true, vote_id: w() },
        Content::Collect {
            title: w(),
            room_name: w(),
            creator: w(),
            created: w(),
            questions: vec![Question { id: w(), text: w(), answer: w() }],
        },
        Content::Redpacket { flavour: 1, wish: w(), count: 1, amount_fen: 1, external: true },
        Content::MeetingNotification { text: w(), meeting_id: w(), notification: 1 },
        Content::Calendar {
            title: w(),
            creator: w(),
            attendees: vec![w()],
            starts_at: None,
            ends_at: None,
            place: w(),
            remarks: w(),
        },
        Content::Mixed { items: vec![text(words), Content::Qydiskfile { name: w() }] },
        Content::Note { items: vec![text(words)] },
        Content::Sphfeed { feed: 4, author: w(), description: w() },
        Content::Unknown { msgtype: w(), raw: w(), texts: vec![w()] },
    ]
}

/// What a page may hold: elements with their attributes.
fn is_allowed(element: &str, attribute: &str, value: &str) -> bool {
    let own_page = |value: &str| {
        value == "index.html"
            || value.strip_prefix("#m").is_some_and(|seq| seq.parse::<i64>().is_ok())
            || value
                .strip_suffix(".html")
                .is_some_and(|name| name.chars().all(|c| c.is_ascii_digit() || c == '-'))
    };
    let own_file = |value: &str| {
        value.strip_prefix("../files/").is_some_and(|path| {
            !path.contains("..") && path.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c))
        })
    };
    match (element, attribute) {
        ("html", "lang") | ("meta", "charset" | "name" | "http-equiv" | "content") => true,
        (_, "class") => value.chars().all(|c| c.is_ascii_lowercase() || c == ' '),
        (_, "id") => value.starts_with('m') && value[1..].parse::<i64>().is_ok(),
        (_, "dir") => value == "auto",
        ("span", "aria-hidden") | ("img", "alt" | "loading") => true,
        ("audio" | "video", "controls" | "preload") => true,
        ("a", "rel") => value == "noreferrer noopener",
        ("a", "href") => own_page(value) || own_file(value) || value.to_ascii_lowercase().starts_with("http"),
        ("img" | "audio" | "video", "src") => own_file(value),
        _ => false,
    }
}

fn inspect(page: &str, why: &str) {
    let html = Html::parse_document(page);
    for node in html.tree.nodes() {
        match node.value() {
            Node::Element(element) => {
                let name = element.name();
                let known = [
                    "html",
                    "head",
                    "body",
                    "meta",
                    "title",
                    "style",
                    "header",
                    "main",
                    "footer",
                    "nav",
                    "h1",
                    "p",
                    "div",
                    "span",
                    "article",
                    "a",
                    "bdi",
                    "blockquote",
                    "ol",
                    "ul",
                    "li",
                    "img",
                    "audio",
                    "video",
                ];
                assert!(known.contains(&name), "<{name}> by {why:?}");
                for (attribute, value) in element.attrs() {
                    assert!(is_allowed(name, attribute, value), "{name} {attribute}={value:?} by {why:?}");
                }
                if let Some(address) = element.attr("href").filter(|address| address.contains(':')) {
                    assert!(is_web(address) && element.attr("rel").is_some(), "{address:?} by {why:?}");
                }
            }
            Node::Comment(_) | Node::ProcessingInstruction(_) => panic!("a comment by {why:?}"),
            _ => {}
        }
    }
    let style: Vec<String> = all(&html, "style").iter().map(|style| style.text().collect()).collect();
    assert_eq!(style, [STYLE], "by {why:?}");
    assert_eq!(all(&html, "meta").len(), 4, "by {why:?}");
    assert!(!page.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "by {why:?}");
}

/// 40 vectors, in 5 wrappings, in 25 places: 5,000 payloads, and as many again as names of people and conversations.
#[test]
fn nothing_that_anybody_wrote_is_more_than_text() {
    let mut payloads = 0;
    for vector in VECTORS {
        for words in wrapped(vector) {
            let lines: Vec<Line> = contents(&words)
                .into_iter()
                .zip(1..)
                .map(|(mut content, seq)| {
                    number_files(&mut content);
                    let path = format!("files/2026-08/{seq}-0_ab.png");
                    let path = (seq % 2 == 0).then_some(path.as_str());
                    let types = ["image/png", "audio/mpeg", "video/mp4", words.as_str()];
                    let files = vec![file(0, &words, types[seq as usize % 4], path, &words)];
                    let mut message = message(seq, content);
                    message.sender = PartyRef { id: PartyId::new(words.as_str()), ..party(&words) };
                    line(message, files)
                })
                .collect();
            payloads += lines.len();
            let pages = pages(&words, &words, 2_000, &lines);
            assert_eq!(pages.len(), 2);
            for (_, page) in &pages {
                inspect(page, &words);
            }
            let page = Html::parse_document(&pages[1].1);
            let mut expected = String::new();
            put_text(&mut expected, &words);
            let expected: String = Html::parse_fragment(&expected).root_element().text().collect();
            assert_eq!(all(&page, "#m1 .t")[0].text().collect::<String>(), expected, "text is unchanged");
        }
    }
    assert_eq!(payloads, 5_000);
}
