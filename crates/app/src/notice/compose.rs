//! Writing the message that carries a notice. What a message does not hold must be reachable from it.

use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::notice::{Asks, card};
use huicun_store::NoticeVersionRow;
use huicun_wecom::api::message::{AppMessage, CARD_TEXT_CHARS, DESCRIPTION_CHARS, TEXT_BYTES};

use super::view::Channel;
use crate::error::AppResult;

/// Where on this archive the employee's page signs in by WeCom.
pub(super) const OWN_PAGE: &str = "/me/oauth";

/// Writes the message of a version. `base` is the address at which members reach this archive.
///
/// # Errors
/// [`ProblemCode::AddressMissing`] for a card that opens an address, [`ProblemCode::NoticeTooLong`] where the text does
/// not fit and nothing leads to the whole.
pub(super) fn message(
    channel: Channel,
    asks: Asks,
    version: &NoticeVersionRow,
    task_id: &str,
    base: Option<&str>,
) -> AppResult<AppMessage> {
    let page = base.map(|base| format!("{base}{OWN_PAGE}"));
    let (title, body) = version.text.in_language(Language::Chinese);
    Ok(match channel {
        Channel::Text => AppMessage::Text(text(version, page.as_deref())?),
        Channel::TextCard => AppMessage::TextCard {
            title: title.to_owned(),
            description: shortened(body, DESCRIPTION_CHARS),
            url: page.ok_or(ProblemCode::AddressMissing)?,
        },
        Channel::Buttons => {
            let mut facts = vec![("版本".to_owned(), format!("V{}", version.version), None)];
            match page {
                Some(page) => facts.push(("全文".to_owned(), "点击查看".to_owned(), Some(page))),
                None if body.chars().count() > CARD_TEXT_CHARS => {
                    return Err(ProblemCode::NoticeTooLong.into());
                }
                None => {}
            }
            AppMessage::Buttons {
                task_id: task_id.to_owned(),
                title: title.to_owned(),
                text: shortened(body, CARD_TEXT_CHARS),
                facts,
                buttons: buttons(asks),
            }
        }
    })
}

fn buttons(asks: Asks) -> Vec<(String, &'static str)> {
    match asks {
        Asks::Receipt => vec![("确认已阅读".to_owned(), card::CONFIRM)],
        Asks::Consent => vec![("同意".to_owned(), card::CONFIRM), ("不同意".to_owned(), card::DECLINE)],
    }
}

/// The words that take the place of a card's buttons.
pub(super) fn settled(asks: Asks, confirmed: bool) -> &'static str {
    match (asks, confirmed) {
        (Asks::Receipt, true) => "已确认",
        (Asks::Consent, true) => "已同意",
        (_, false) => "已登记：不同意",
    }
}

/// Both languages where they fit, else Chinese, else its beginning with a way to the whole.
fn text(version: &NoticeVersionRow, page: Option<&str>) -> AppResult<String> {
    let (title, body) = version.text.in_language(Language::Chinese);
    let foot = page.map(|page| format!("\n\n查看全文并确认：{page}")).unwrap_or_default();
    let chinese = format!("{title}\n\n{body}");
    let english = match version.text.in_language(Language::English) {
        (title_en, body_en) if !version.text.body_en.is_empty() => format!("\n\n{title_en}\n\n{body_en}"),
        _ => String::new(),
    };
    for whole in [format!("{chinese}{english}{foot}"), format!("{chinese}{foot}")] {
        if whole.len() <= TEXT_BYTES {
            return Ok(whole);
        }
    }
    if page.is_none() {
        return Err(ProblemCode::NoticeTooLong.into());
    }
    let mut end = TEXT_BYTES.saturating_sub(foot.len() + '…'.len_utf8());
    while !chinese.is_char_boundary(end) {
        end -= 1;
    }
    Ok(format!("{}…{foot}", &chinese[..end]))
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use huicun_domain::ids::NoticeId;
    use huicun_domain::notice::NoticeText;
    use uuid::Uuid;

    use super::*;

    fn version(body_zh: &str, body_en: &str) -> NoticeVersionRow {
        let title_en = if body_en.is_empty() { "" } else { "Notice" };
        NoticeVersionRow {
            notice: NoticeId(Uuid::nil()),
            version: 3,
            text: NoticeText {
                title_zh: "存档告知".into(),
                body_zh: body_zh.into(),
                title_en: title_en.into(),
                body_en: body_en.into(),
            },
            sha256: String::new(),
            edited_at: 0,
            published_at: Some(0),
            published_by: None,
        }
    }

    fn code(channel: Channel, version: &NoticeVersionRow, base: Option<&str>) -> Option<ProblemCode> {
        message(channel, Asks::Receipt, version, "t", base).err().map(|error| error.code())
    }

    #[test]
    fn a_text_holds_what_fits_and_leads_to_the_rest() {
        let base = Some("https://a.example");
        let AppMessage::Text(short) =
            message(Channel::Text, Asks::Receipt, &version("正文", "Text"), "t", None).unwrap()
        else {
            unreachable!()
        };
        assert_eq!(short, "存档告知\n\n正文\n\nNotice\n\nText");
        let long = version(&"长".repeat(700), &"e".repeat(600));
        let AppMessage::Text(cut) = message(Channel::Text, Asks::Receipt, &long, "t", base).unwrap() else {
            unreachable!()
        };
        assert!(cut.len() <= TEXT_BYTES && cut.ends_with("https://a.example/me/oauth"), "{}", cut.len());
        assert_eq!(code(Channel::Text, &long, None), Some(ProblemCode::NoticeTooLong));
        assert_eq!(code(Channel::Text, &version(&"长".repeat(600), &"e".repeat(600)), None), None);
    }

    #[test]
    fn a_card_without_an_address_must_hold_the_whole() {
        let (short, long) = (version("正文", ""), version(&"长".repeat(161), ""));
        assert_eq!(code(Channel::Buttons, &short, None), None);
        assert_eq!(code(Channel::Buttons, &long, None), Some(ProblemCode::NoticeTooLong));
        assert_eq!(code(Channel::Buttons, &long, Some("https://a.example")), None);
        assert_eq!(code(Channel::TextCard, &short, None), Some(ProblemCode::AddressMissing));
        let card = message(Channel::Buttons, Asks::Consent, &long, "t", Some("https://a.example")).unwrap();
        let AppMessage::Buttons { text, buttons, facts, .. } = card else { unreachable!() };
        assert_eq!((text.chars().count(), buttons.len(), facts.len()), (CARD_TEXT_CHARS, 2, 2));
    }
}
