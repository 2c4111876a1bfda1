//! Kinds that are shown as a card: places, links, votes, forms, red packets, documents.

use huicun_domain::message::{Article, Content, Question, Quote};
use serde_json::Value;

use super::Beside;
use super::fields::{Fields, text_of};

/// Decodes a text; a reply has its quote written into it.
pub(super) fn text(text: String) -> Content {
    let quote = wecom_quote(&text).or_else(|| wechat_quote(&text));
    Content::Text { text, quote }
}

/// `这是一条引用/回复消息：\n"AUTHOR：\nQUOTED"\n------\nREPLY`, or its English form.
fn wecom_quote(text: &str) -> Option<Quote> {
    const HEADS: [&str; 2] = ["这是一条引用/回复消息：", "This is a quote/reply:"];
    let rest = HEADS.iter().find_map(|head| text.strip_prefix(head))?.trim_start();
    let (quoted, reply) = rest.strip_prefix('"')?.split_once("\"\n------\n")?;
    let (author, quoted) = quoted.split_once("：\n").or_else(|| quoted.split_once(":\n"))?;
    Some(Quote { author: author.to_owned(), text: quoted.to_owned(), reply: reply.to_owned() })
}

/// `「AUTHOR：QUOTED」\n- - - - - - - - - - - - - - -\nREPLY`
fn wechat_quote(text: &str) -> Option<Quote> {
    let (quoted, reply) = text.strip_prefix('「')?.split_once("」\n- - - - - - - - - - - - - - -\n")?;
    let (author, quoted) = quoted.split_once('：').or_else(|| quoted.split_once(':'))?;
    Some(Quote { author: author.to_owned(), text: quoted.to_owned(), reply: reply.to_owned() })
}

/// Decodes a card; `None` for a kind that is none.
pub(super) fn content(msgtype: &str, payload: &Value, beside: Beside<'_>) -> Option<Content> {
    let fields = Fields(payload);
    Some(match msgtype {
        "card" => Content::Card {
            company: fields.text("corpname"),
            party: fields
                .optional("userid")
                .or_else(|| fields.optional("Userid"))
                .unwrap_or_default()
                .as_str()
                .into(),
        },
        "location" => Content::Location {
            longitude: fields.decimal("longitude"),
            latitude: fields.decimal("latitude"),
            title: fields.text("title"),
            address: fields.text("address"),
            zoom: fields.small("zoom"),
        },
        "link" => Content::Link {
            title: fields.text("title"),
            description: fields.text("description"),
            url: fields.text("link_url"),
            image_url: fields.text("image_url"),
        },
        "weapp" => Content::Weapp {
            title: fields.text("title"),
            description: fields.text("description"),
            username: fields.text("username"),
            display_name: fields.text("displayname"),
            page: fields.optional("pagepath"),
        },
        "todo" => Content::Todo { title: fields.text("title"), task: fields.text("content") },
        "vote" => vote(payload, beside),
        "collect" => collect(payload),
        "redpacket" | "external_redpacket" => Content::Redpacket {
            flavour: fields.small("type").unwrap_or_default(),
            wish: fields.text("wish"),
            count: fields.small("totalcnt").unwrap_or_default(),
            amount_fen: fields.large("totalamount").unwrap_or_default(),
            external: msgtype == "external_redpacket",
        },
        "docmsg" => Content::Docmsg {
            title: fields.text("title"),
            creator: fields.party("doc_creator"),
            url: fields.text("link_url"),
        },
        "markdown" => Content::Markdown { text: fields.text("content") },
        "news" => news(payload),
        "sphfeed" => Content::Sphfeed {
            feed: fields.small("feed_type").unwrap_or_default(),
            author: fields.text("sph_name"),
            description: fields.text("feed_desc"),
        },
        "qydiskfile" => Content::Qydiskfile { name: fields.text("filename") },
        _ => return None,
    })
}

/// A vote lies under `vote`, or its fields lie beside `msgtype`.
fn vote(payload: &Value, beside: Beside<'_>) -> Content {
    const KEYS: [&str; 4] = ["votetitle", "voteitem", "votetype", "voteid"];
    let flat: Value = KEYS.iter().filter_map(|key| Some(((*key).to_owned(), beside(key)?))).collect();
    let fields = Fields(if payload.get("votetitle").is_some() { payload } else { &flat });
    Content::Vote {
        title: fields.text("votetitle"),
        options: fields.texts("voteitem"),
        taking_part: fields.small("votetype") == Some(102),
        vote_id: fields.text("voteid"),
    }
}

fn collect(payload: &Value) -> Content {
    let fields = Fields(payload);
    let details = payload["details"].as_array().map(Vec::as_slice).unwrap_or_default();
    let questions = details.iter().map(Fields).map(|question| Question {
        id: question.text("id"),
        text: question.text("ques"),
        answer: question.text("type"),
    });
    Content::Collect {
        title: fields.text("title"),
        room_name: fields.text("room_name"),
        creator: fields.text("creator"),
        created: fields.text("create_time"),
        questions: questions.collect(),
    }
}

/// News lie in `item`; those of old are one article, flat.
fn news(payload: &Value) -> Content {
    let article = |value: &Value| {
        let fields = Fields(value);
        Article {
            title: fields.text("title"),
            description: fields.text("description"),
            url: fields.text("url"),
            picture_url: text_of(value.get("picurl").or_else(|| value.get("image_url"))),
        }
    };
    let articles = match payload.get("item").and_then(Value::as_array) {
        Some(items) => items.iter().map(article).collect(),
        None => vec![article(payload)],
    };
    Content::News { articles }
}
