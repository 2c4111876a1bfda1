//! What stands on a page, and how it is drawn.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use crate::export::bundle::fonts::Fonts;
use crate::export::bundle::pictures::Picture;

/// A4 in points.
pub(super) const WIDTH: f32 = 595.0;
pub(super) const HEIGHT: f32 = 842.0;

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

pub(super) const TEXT: Colour = Colour(0x1f, 0x23, 0x29);
pub(super) const QUIET: Colour = Colour(0x5b, 0x64, 0x72);
pub(super) const DANGER: Colour = Colour(0xc4, 0x2b, 0x2b);
pub(super) const BORDER: Colour = Colour(0xe4, 0xe7, 0xec);
pub(super) const OWN: Colour = Colour(0xd6, 0xe2, 0xff);
pub(super) const WHITE: Colour = Colour(0xff, 0xff, 0xff);

/// A thing on a page; places are points from the upper left corner.
pub(super) enum Item {
    /// A line of text; `y` is where its letters stand.
    Text { x: f32, y: f32, size: f32, colour: Colour, text: String },
    /// A box.
    Frame { x: f32, y: f32, width: f32, height: f32, fill: Colour, line: Option<Line> },
    /// A picture.
    Picture { x: f32, y: f32, width: f32, height: f32, picture: Picture },
}

/// The line around a box.
#[derive(Clone, Copy)]
pub(super) enum Line {
    Plain,
    /// Of something that was recalled.
    Dashed,
}

/// Draws a page and adds it to a document.
pub(super) fn draw(document: &mut Document, fonts: &mut Fonts, items: Vec<Item>) {
    let Some(settings) = PageSettings::from_wh(WIDTH, HEIGHT) else { return };
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for item in items {
        match item {
            Item::Text { x, y, size, colour, text } => {
                surface.set_stroke(None);
                surface.set_fill(Some(fill(colour)));
                draw_text(&mut surface, fonts, Point::from_xy(x, y), size, &text);
            }
            Item::Frame { x, y, width, height, fill: colour, line } => {
                let Some(rect) = Rect::from_xywh(x, y, width, height) else { continue };
                let mut path = PathBuilder::new();
                path.push_rect(rect);
                let Some(path) = path.finish() else { continue };
                surface.set_fill(Some(fill(colour)));
                surface.set_stroke(line.map(stroke));
                surface.draw_path(&path);
            }
            Item::Picture { x, y, width, height, picture } => {
                let Ok(image) = Image::from_jpeg(picture.jpeg.into(), true) else { continue };
                let Some(size) = Size::from_wh(width, height) else { continue };
                surface.push_transform(&Transform::from_translate(x, y));
                surface.draw_image(image, size);
                surface.pop();
            }
        }
    }
    surface.finish();
    page.finish();
}

fn fill(Colour(red, green, blue): Colour) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

fn stroke(line: Line) -> Stroke {
    let (Colour(red, green, blue), dash) = match line {
        Line::Plain => (BORDER, None),
        Line::Dashed => (DANGER, Some(StrokeDash { array: vec![3.0, 2.0], offset: 0.0 })),
    };
    Stroke { paint: rgb::Color::new(red, green, blue).into(), width: 0.75, dash, ..Stroke::default() }
}

/// Draws a line of text, changing fonts where a character asks for it. Copying it gives the text back.
fn draw_text(surface: &mut Surface<'_>, fonts: &mut Fonts, at: Point, size: f32, text: &str) {
    let (mut x, mut run) = (at.x, Run::default());
    for c in text.chars() {
        let Some(drawn) = fonts.drawn(c) else { continue };
        if drawn.face != run.face {
            x += run.draw(surface, fonts, Point::from_xy(x, at.y), size);
            run = Run { face: drawn.face, ..Run::default() };
        }
        let from = run.text.len();
        run.text.push(c);
        let glyph = GlyphId::new(drawn.glyph);
        run.glyphs.push(KrillaGlyph::new(glyph, drawn.advance, 0.0, 0.0, 0.0, from..run.text.len(), None));
    }
    run.draw(surface, fonts, Point::from_xy(x, at.y), size);
}

/// Characters of one font.
#[derive(Default)]
struct Run {
    face: usize,
    text: String,
    glyphs: Vec<KrillaGlyph>,
}

impl Run {
    /// Draws it and tells how wide it is.
    fn draw(&self, surface: &mut Surface<'_>, fonts: &Fonts, at: Point, size: f32) -> f32 {
        let Some(font) = fonts.font(self.face).filter(|_| !self.glyphs.is_empty()) else { return 0.0 };
        surface.draw_glyphs(at, &self.glyphs, font, &self.text, size, false);
        self.glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() * size
    }
}
