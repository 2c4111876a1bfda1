//! What is asked for and what is answered.

use serde::{Deserialize, Serialize};

/// Bounds on what one file may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits;

impl Limits {
    /// Memory of the child and of each tool that it runs, in bytes.
    pub const MEMORY: u64 = 256 << 20;
    /// Processor time of one tool, in seconds.
    pub const PROCESSOR: u64 = 10;
    /// Time by the clock for one file, in seconds, from when the child has it.
    pub const WALL: u64 = 60;
    /// Bytes of a file; larger ones are kept and not looked into.
    pub const INPUT: u64 = 64 << 20;
    /// Pixels of a picture.
    pub const PIXELS: u64 = 40_000_000;
    /// How many times larger a packed entry may become.
    pub const RATIO: u64 = 100;
    /// Entries of an archive.
    pub const ENTRIES: usize = 10_000;
    /// Bytes that all that is unpacked of one file may have.
    pub const UNPACKED: u64 = 64 << 20;
    /// Characters of one text.
    pub const TEXT: usize = 400_000;
    /// Seconds of sound that are made playable.
    pub const SOUND: u64 = 600;
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// What the file is, by its content: `image/png`.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// How far it is looked into.
    pub depth: Depth,
}

/// How far a file is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// Of a picture, its thumbnail alone.
    Thumbnail,
    /// Everything that needs no letters to be recognised.
    Whole,
    /// Everything.
    Letters,
}

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureRole {
    /// In a list: at most 320 pixels long.
    Thumbnail,
    /// On a screen: at most 1,600 pixels long.
    Preview,
    /// A frame of a video.
    Poster,
    /// The first page of a document.
    FirstPage,
}

impl PictureRole {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Thumbnail => "thumbnail",
            Self::Preview => "preview",
            Self::Poster => "poster",
            Self::FirstPage => "first_page",
        }
    }
}

/// A picture that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// What it is for.
    pub role: PictureRole,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How many bytes it has.
    pub size: usize,
    /// The bytes; in a frame they follow the head.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Sound made playable: WAV, 16 bits, one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sound {
    /// How long it is, in milliseconds.
    pub duration_ms: u64,
    /// How loud it is along its length, each from 0 to 255.
    pub peaks: Vec<u8>,
    /// How many bytes it has.
    pub size: usize,
    /// The bytes; in a frame they follow the head.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Where a text was drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSource {
    /// The file's own text.
    File,
    /// The names in an archive.
    Listing,
    /// Letters recognised in a picture.
    Ocr,
    /// A QR code in a picture.
    Qr,
}

impl TextSource {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Listing => "listing",
            Self::Ocr => "ocr",
            Self::Qr => "qr",
        }
    }
}

/// A text that was drawn.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DerivedText {
    /// Where from.
    pub source: TextSource,
    /// The text.
    pub text: String,
}

impl std::fmt::Debug for DerivedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} bytes", self.source.as_str(), self.text.len())
    }
}

/// Why something was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// The tool for it is not installed here.
    ToolMissing,
    /// The file is larger than what is looked into.
    TooLarge,
    /// It is locked with a password.
    Encrypted,
    /// It is not what it says, or ends early.
    Damaged,
    /// It asks for more pixels, memory, time or room than it may.
    OverLimit,
    /// Nothing is made of files of this kind.
    NotSupported,
    /// It holds macros: programs that an office suite would run.
    Macros,
}

impl Problem {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ToolMissing => "tool_missing",
            Self::TooLarge => "too_large",
            Self::Encrypted => "encrypted",
            Self::Damaged => "damaged",
            Self::OverLimit => "over_limit",
            Self::NotSupported => "not_supported",
            Self::Macros => "macros",
        }
    }
}

/// What is known about a file besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Of a picture or a video, in pixels.
    pub width: Option<u32>,
    /// Of a picture or a video, in pixels.
    pub height: Option<u32>,
    /// Of sound or a video, in milliseconds.
    pub duration_ms: Option<u64>,
    /// Of a document.
    pub pages: Option<u32>,
}

/// What was made of a file. A part that failed does not take the others away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derived {
    /// Pictures.
    pub pictures: Vec<Picture>,
    /// Sound.
    pub sound: Option<Sound>,
    /// Texts.
    pub texts: Vec<DerivedText>,
    /// What else is known.
    pub facts: Facts,
    /// Why something is missing.
    pub problems: Vec<Problem>,
}

impl Derived {
    /// Nothing but a reason.
    #[must_use]
    pub fn lacking(problem: Problem) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    /// Takes note of a failed part.
    pub(crate) fn note(&mut self, outcome: Result<(), Problem>) {
        if let Err(problem) = outcome
            && !self.problems.contains(&problem)
        {
            self.problems.push(problem);
        }
    }

    /// Adds a text, cut to what is allowed, where it says anything.
    pub(crate) fn add_text(&mut self, source: TextSource, text: &str) {
        let text = text.replace('\0', " ");
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let end = text.char_indices().nth(Limits::TEXT).map_or(text.len(), |(at, _)| at);
        self.texts.push(DerivedText { source, text: text[..end].to_owned() });
    }
}
