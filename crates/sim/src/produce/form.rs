//! Every shape of message there is, with its quirks, and where it is said.

/// Where a message of a form is said, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scene {
    /// By a member to a customer.
    ToCustomer,
    /// By a customer to a member.
    FromCustomer,
    /// By a member to a partner in another company, upstream or downstream.
    ToPartner,
    /// By a customer in a customer room.
    Group,
    /// Between two members.
    Direct,
    /// In an internal room.
    Team,
    /// By a robot in an internal room.
    Robot,
    /// By nobody to nobody: a log entry of a member.
    Log,
}

macro_rules! forms {
    ($($(#[$doc:meta])* $form:ident $name:literal $scene:ident),+ $(,)?) => {
        /// A message that is not one line of a dialogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Form {
            $($(#[$doc])* $form,)+
        }

        impl Form {
            /// All forms.
            pub(crate) const ALL: &[Form] = &[$(Form::$form),+];

            /// Gives the name the grammar sheets use.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Form::$form => $name),+ }
            }

            /// Gives where it is said.
            pub(crate) fn scene(self) -> Scene {
                match self { $(Form::$form => Scene::$scene),+ }
            }
        }
    };
}

forms! {
    TextQuote "text-quote" FromCustomer,
    TextQuoteEnglish "text-quote-english" ToCustomer,
    TextQuoteWechat "text-quote-wechat" FromCustomer,
    TextMention "text-mention" Team,
    TextEmpty "text-empty" FromCustomer,
    /// Raw control characters inside the string: not strictly JSON.
    TextControl "text-control" FromCustomer,
    /// Half of a surrogate pair, escaped.
    TextSurrogate "text-surrogate" FromCustomer,
    TextUpDown "text-updown" ToPartner,
    TextRobot "text-robot" Robot,
    TextSolitaire "text-solitaire" Group,
    TextLong "text-long" ToCustomer,
    /// Blanks, zero-width and full-width characters.
    TextBlank "text-blank" FromCustomer,
    TextTraditional "text-traditional" FromCustomer,
    /// What a customer who refused archiving gets automatically.
    TextConsent "text-consent" ToCustomer,
    TextMarkup "text-markup" FromCustomer,
    /// Begins like a formula of a spreadsheet.
    TextFormula "text-formula" Direct,
    /// A message id of the old form.
    TextOldId "text-old-id" Direct,
    Image "image" FromCustomer,
    ImageEmptyMd5 "image-empty-md5" FromCustomer,
    ImagePng "image-png" ToCustomer,
    ImageGif "image-gif" Team,
    RevokeOrphan "revoke-orphan" ToCustomer,
    Agree "agree" FromCustomer,
    Disagree "disagree" FromCustomer,
    DisagreeUnderAgree "disagree-under-agree" FromCustomer,
    Voice "voice" FromCustomer,
    VoiceSilk "voice-silk" FromCustomer,
    Video "video" ToCustomer,
    Card "card" ToCustomer,
    CardCorp "card-corp" FromCustomer,
    CardCapital "card-capital" ToCustomer,
    CardMember "card-member" ToCustomer,
    Location "location" FromCustomer,
    Emotion "emotion" FromCustomer,
    EmotionWrongMd5 "emotion-wrong-md5" FromCustomer,
    EmotionPng "emotion-png" Direct,
    File "file" ToCustomer,
    FileNasty "file-nasty" FromCustomer,
    FileLarge "file-large" Direct,
    Link "link" ToCustomer,
    LinkNoImage "link-no-image" Direct,
    LinkBare "link-bare" ToCustomer,
    Weapp "weapp" ToCustomer,
    WeappConsent "weapp-consent" ToCustomer,
    WeappExtended "weapp-extended" ToCustomer,
    ChatRecord "chatrecord" ToCustomer,
    ChatRecordNested "chatrecord-nested" Direct,
    ChatRecordBad "chatrecord-bad" Team,
    Mixed "mixed" Team,
    Todo "todo" Direct,
    Vote "vote" Team,
    VoteJoin "vote-join" Team,
    /// Fields at the top level instead of under `vote`.
    VoteFlat "vote-flat" Team,
    Collect "collect" Team,
    RedPacket "redpacket" Team,
    ExternalRedPacket "external-redpacket" Group,
    Meeting "meeting" Team,
    MeetingHandled "meeting-handled" Team,
    /// A quick meeting, whose id does not fit into 63 bits.
    MeetingQuick "meeting-quick" Team,
    MeetingNotification "meeting-notification" Team,
    Switch "switch" Log,
    DocMsg "docmsg" Team,
    Markdown "markdown" Robot,
    News "news" Robot,
    NewsFlat "news-flat" Robot,
    Calendar "calendar" Team,
    MeetingVoiceCall "meeting-voice-call" ToCustomer,
    MeetingVoiceCallBare "meeting-voice-call-bare" FromCustomer,
    VoipDocShare "voip-doc-share" ToCustomer,
    VoipText "voiptext" ToCustomer,
    SphFeed "sphfeed" ToCustomer,
    QyDiskFile "qydiskfile" ToCustomer,
    Note "note" FromCustomer,
    Solitaire "solitaire" Group,
    /// A kind nobody knows yet.
    Unknown "unknown" FromCustomer,
}

impl Form {
    /// Finds a form by its name.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|form| form.name() == name)
    }

    /// Gives the name's part before its quirk, by which lines around it are found.
    pub(crate) fn family(self) -> &'static str {
        let name = self.name();
        name.split('-').next().unwrap_or(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for form in Form::ALL {
            assert_eq!(Form::by_name(form.name()), Some(*form));
        }
        assert_eq!(Form::by_name("telegram"), None);
        assert_eq!(Form::CardCapital.family(), "card");
    }
}
