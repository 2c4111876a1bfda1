//! A volume: pages that fill up from top to bottom, and the document they become.

use std::io;

use huicun_domain::code::Language;
use krilla::Document;
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};

use super::page::{self, Colour, HEIGHT, Item, Line, OWN, QUIET, TEXT, WHITE, WIDTH};
use super::wrap::wrap;
use crate::export::bundle::chat::Occasion;
use crate::export::bundle::fonts::Fonts;
use crate::export::bundle::layout::Side;
use crate::export::bundle::pictures::Picture;
use crate::export::time::moment;
use crate::export::words::say;

const MARGIN: f32 = 40.0;
const TOP: f32 = 62.0;
const BOTTOM: f32 = HEIGHT - 50.0;
/// The widest that a bubble gets, and the room within its edges.
const BUBBLE: f32 = 360.0;
const PADDING: f32 = 8.0;
/// Sizes of letters, and how far apart their lines are.
pub(super) const BODY: f32 = 10.0;
pub(super) const SMALL: f32 = 8.0;
const LEADING: f32 = 1.5;

/// One thing of a bubble.
pub(super) enum Piece {
    /// Text, broken into lines as needed.
    Text { text: String, size: f32, colour: Colour },
    /// A picture.
    Picture { picture: Picture, width: f32, height: f32 },
}

/// A piece that is no longer broken.
enum Atom {
    Line { text: String, size: f32, colour: Colour, width: f32 },
    Picture { picture: Picture, width: f32, height: f32 },
}

impl Atom {
    fn size(&self) -> (f32, f32) {
        match self {
            Self::Line { size, width, .. } => (*width, size * LEADING),
            Self::Picture { width, height, .. } => (*width, height + 4.0),
        }
    }
}

/// A document that is being filled: it is drawn when it is full.
pub(super) struct Volume {
    title: &'static str,
    heading: String,
    language: Language,
    number: usize,
    /// The conversations, with the page and the height where each begins.
    titles: Vec<(String, usize, f32)>,
    pages: Vec<Vec<Item>>,
    items: Vec<Item>,
    y: f32,
    /// How many messages it holds, and how many bytes of pictures.
    pub(super) messages: usize,
    pub(super) picture_bytes: usize,
}

impl Volume {
    /// Begins a volume.
    pub(super) fn new(occasion: &Occasion, number: usize) -> Self {
        let title = say(occasion.language, "会存 · 会话导出", "Huicun conversation export");
        let at = moment(occasion.created_at, &occasion.zone);
        Self {
            title,
            heading: format!("{title} · {} · {at}", occasion.operator),
            language: occasion.language,
            number,
            titles: Vec::new(),
            pages: Vec::new(),
            items: Vec::new(),
            y: TOP,
            messages: 0,
            picture_bytes: 0,
        }
    }

    /// Puts the title of a conversation, and what it says below it.
    pub(super) fn title(&mut self, fonts: &mut Fonts, title: &str, below: &str) {
        self.need(fonts, 120.0);
        if self.y > TOP {
            self.y += 16.0;
        }
        self.titles.push((title.to_owned(), self.pages.len(), self.y));
        self.column(fonts, title, 14.0, TEXT);
        self.column(fonts, below, SMALL, QUIET);
        self.y += 6.0;
    }

    /// Puts a line in the middle: a day, or something that happened to the conversation.
    pub(super) fn centred(&mut self, fonts: &mut Fonts, text: &str) {
        for line in wrap(fonts, text, SMALL, WIDTH - 2.0 * MARGIN) {
            self.need(fonts, SMALL * LEADING + 8.0);
            let x = (WIDTH - fonts.width(&line, SMALL)) / 2.0;
            self.y += 4.0;
            self.text(x, SMALL, QUIET, line);
            self.y += 4.0;
        }
    }

    /// Puts the name and the time above a bubble.
    pub(super) fn head(&mut self, fonts: &mut Fonts, side: Side, text: &str) {
        // With the first line of what it stands above.
        self.need(fonts, 64.0);
        self.y += 6.0;
        for line in wrap(fonts, text, SMALL, BUBBLE) {
            let x = start(side, fonts.width(&line, SMALL));
            self.text(x, SMALL, QUIET, line);
        }
        self.y += 2.0;
    }

    /// Puts a bubble; one that is too long goes on on the next page.
    pub(super) fn bubble(&mut self, fonts: &mut Fonts, side: Side, recalled: bool, pieces: Vec<Piece>) {
        let mut atoms: Vec<Atom> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Picture { picture, width, height } => {
                    atoms.push(Atom::Picture { picture, width, height });
                }
                Piece::Text { text, size, colour } => {
                    for text in wrap(fonts, &text, size, BUBBLE - 2.0 * PADDING) {
                        let width = fonts.width(&text, size);
                        atoms.push(Atom::Line { text, size, colour, width });
                    }
                }
            }
        }
        let width = atoms.iter().map(|atom| atom.size().0).fold(8.0, f32::max) + 2.0 * PADDING;
        let mut atoms = atoms.into_iter().peekable();
        while let Some(first) = atoms.next() {
            self.need(fonts, first.size().1 + 2.0 * PADDING + 4.0);
            let mut height = first.size().1 + 2.0 * PADDING;
            let mut part = vec![first];
            let room = BOTTOM - self.y - 4.0;
            while let Some(next) = atoms.next_if(|next| height + next.size().1 <= room) {
                height += next.size().1;
                part.push(next);
            }
            self.frame(side, recalled, width, height, part);
        }
    }

    fn frame(&mut self, side: Side, recalled: bool, width: f32, height: f32, atoms: Vec<Atom>) {
        let (x, top) = (start(side, width), self.y);
        let fill = if side == Side::Own { OWN } else { WHITE };
        let line = match (recalled, side) {
            (true, _) => Some(Line::Dashed),
            (false, Side::Own) => None,
            (false, _) => Some(Line::Plain),
        };
        self.items.push(Item::Frame { x, y: top, width, height, fill, line });
        self.y += PADDING;
        for atom in atoms {
            match atom {
                Atom::Line { text, size, colour, .. } => self.text(x + PADDING, size, colour, text),
                Atom::Picture { picture, width, height } => {
                    self.items.push(Item::Picture { x: x + PADDING, y: self.y, width, height, picture });
                    self.y += height + 4.0;
                }
            }
        }
        self.y = top + height + 4.0;
    }

    /// Ends the volume and gives its bytes.
    pub(super) fn finish(mut self, fonts: &mut Fonts) -> io::Result<Vec<u8>> {
        self.end_page(fonts);
        let mut document = Document::new();
        let language = say(self.language, "zh-CN", "en").to_owned();
        let about = Metadata::new().title(self.title.to_owned()).language(language);
        document.set_metadata(about.creator("Huicun".to_owned()));
        for items in self.pages {
            page::draw(&mut document, fonts, items);
        }
        let mut outline = Outline::new();
        for (title, page, y) in self.titles {
            let place = XyzDestination::new(page, Point::from_xy(0.0, y));
            outline.push_child(OutlineNode::new(title, place));
        }
        document.set_outline(outline);
        document.finish().map_err(|error| io::Error::other(format!("{error:?}")))
    }

    fn column(&mut self, fonts: &mut Fonts, text: &str, size: f32, colour: Colour) {
        for line in wrap(fonts, text, size, WIDTH - 2.0 * MARGIN) {
            self.need(fonts, size * LEADING);
            self.text(MARGIN, size, colour, line);
        }
    }

    /// Puts a line of text and moves on below it.
    fn text(&mut self, x: f32, size: f32, colour: Colour, text: String) {
        let y = self.y + size * 1.1;
        self.items.push(Item::Text { x, y, size, colour, text });
        self.y += size * LEADING;
    }

    /// Begins a new page where less than `height` is left.
    fn need(&mut self, fonts: &mut Fonts, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.end_page(fonts);
        }
    }

    fn end_page(&mut self, fonts: &mut Fonts) {
        let page = self.pages.len() + 1;
        let foot = match self.language {
            Language::Chinese => format!("卷 {} · 第 {page} 页", self.number),
            Language::English => format!("Volume {} · page {page}", self.number),
        };
        let middle = (WIDTH - fonts.width(&foot, SMALL)) / 2.0;
        let heading = self.heading.clone();
        self.items.push(Item::Text { x: MARGIN, y: 40.0, size: SMALL, colour: QUIET, text: heading });
        self.items.push(Item::Text { x: middle, y: HEIGHT - 28.0, size: SMALL, colour: QUIET, text: foot });
        self.pages.push(std::mem::take(&mut self.items));
        self.y = TOP;
    }
}

/// Where something of a width begins.
fn start(side: Side, width: f32) -> f32 {
    if side == Side::Own { WIDTH - MARGIN - width } else { MARGIN }
}
