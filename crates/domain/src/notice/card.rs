//! The buttons of a card: what a press means.

use super::consent::{MemberConsent, Said, changed_by};
use super::{Answer, Asks, consent};
use crate::clock::Millis;

/// The key of the button that confirms or agrees.
pub const CONFIRM: &str = "confirm";
/// The key of the button that declines.
pub const DECLINE: &str = "decline";

/// A card as it was sent to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentCard {
    /// What it asks.
    pub asks: Asks,
    /// When it was sent.
    pub sent_at: Millis,
}

/// What became of a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// It is an answer, and changes consent to this where the card asks for consent.
    Taken(Answer, Option<MemberConsent>),
    /// The same was answered already.
    Again,
    /// The card was not sent to whoever pressed: nothing is believed of it.
    OtherMember,
    /// The member took a consent back after the card was sent: an old card does not give it again.
    AfterWithdrawal,
    /// No card of ours has such a button.
    UnknownButton,
}

impl Pressed {
    /// The word that the audit keeps.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken(..) => "done",
            Self::Again => "again",
            Self::OtherMember => "other_member",
            Self::AfterWithdrawal => "after_withdrawal",
            Self::UnknownButton => "unknown_button",
        }
    }
}

/// Decides what a press means. `card` is the card as it was sent to whoever pressed, `answered` the last answer to its
/// version, `history` the member's consents.
#[must_use]
pub fn press(
    card: Option<SentCard>,
    key: &str,
    at: Millis,
    answered: Option<Answer>,
    history: &[Said<MemberConsent>],
) -> Pressed {
    let Some(card) = card else { return Pressed::OtherMember };
    let answer = match key {
        CONFIRM => Answer::Confirmed,
        DECLINE => Answer::Declined,
        _ => return Pressed::UnknownButton,
    };
    let withdrawn =
        history.iter().any(|said| said.state == MemberConsent::Withdrawn && said.at >= card.sent_at);
    match card.asks {
        Asks::Receipt if answered == Some(answer) => Pressed::Again,
        Asks::Receipt => Pressed::Taken(answer, None),
        Asks::Consent if withdrawn => Pressed::AfterWithdrawal,
        Asks::Consent => {
            let wish = match answer {
                Answer::Confirmed => consent::Wish::Agree,
                Answer::Declined => consent::Wish::Refuse,
            };
            match changed_by(consent::member_state_at(history, at), wish) {
                Some(state) => Pressed::Taken(answer, Some(state)),
                // The consent is there already, this version may not have been confirmed yet.
                None if answered == Some(answer) => Pressed::Again,
                None => Pressed::Taken(answer, None),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MemberConsent::{Agreed, Refused, Withdrawn};
    use super::*;

    fn said(at: Millis, state: MemberConsent) -> Said<MemberConsent> {
        Said { at, learnt_at: at, state }
    }

    #[test]
    fn each_press_has_its_meaning() {
        let consent = Some(SentCard { asks: Asks::Consent, sent_at: 100 });
        let receipt = Some(SentCard { asks: Asks::Receipt, sent_at: 100 });
        let (yes, no) = (Some(Answer::Confirmed), Some(Answer::Declined));
        let taken = |answer, state| Pressed::Taken(answer, state);
        type Case<'a> = (Option<SentCard>, &'a str, Option<Answer>, &'a [Said<MemberConsent>], Pressed);
        let cases: &[Case<'_>] = &[
            (consent, CONFIRM, None, &[], taken(Answer::Confirmed, Some(Agreed))),
            (consent, DECLINE, None, &[], taken(Answer::Declined, Some(Refused))),
            (consent, CONFIRM, yes, &[said(120, Agreed)], Pressed::Again),
            (consent, DECLINE, yes, &[said(120, Agreed)], taken(Answer::Declined, Some(Withdrawn))),
            (consent, CONFIRM, None, &[said(50, Agreed)], taken(Answer::Confirmed, None)),
            (consent, CONFIRM, yes, &[said(120, Agreed), said(130, Withdrawn)], Pressed::AfterWithdrawal),
            (consent, DECLINE, yes, &[said(120, Agreed), said(130, Withdrawn)], Pressed::AfterWithdrawal),
            // A card that was sent after the withdrawal asks anew.
            (
                consent,
                CONFIRM,
                None,
                &[said(20, Agreed), said(30, Withdrawn)],
                taken(Answer::Confirmed, Some(Agreed)),
            ),
            (receipt, CONFIRM, None, &[], taken(Answer::Confirmed, None)),
            (receipt, CONFIRM, yes, &[], Pressed::Again),
            (receipt, CONFIRM, no, &[], taken(Answer::Confirmed, None)),
            (None, CONFIRM, None, &[], Pressed::OtherMember),
            (consent, "contact", None, &[], Pressed::UnknownButton),
        ];
        for (card, key, answered, history, expected) in cases {
            assert_eq!(press(*card, key, 200, *answered, history), *expected, "{card:?} {key} {answered:?}");
        }
    }
}
