//! Raster images: made small and encoded anew, so that nothing of the sender's bytes reaches a browser.

use std::borrow::Cow;
use std::io::Cursor;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader};
use jpeg_encoder::ColorType;

use crate::made::{Derived, Limits, Picture, PictureRole, Problem, TextSource};

const THUMBNAIL: u32 = 320;
const PREVIEW: u32 = 1_600;
/// The longest side at which codes are looked for: a code that people point a phone at is a good part of a picture. The
/// thumbnail is made of this one, too.
const MIDDLE: u32 = 800;
/// The quality of JPEG, of 100.
const QUALITY: u8 = 80;
/// Below this, codes cannot be told apart and letters not be read.
const LEAST: u32 = 40;

/// Makes a thumbnail and a preview, and reads codes.
pub(crate) fn derive(bytes: &[u8], derived: &mut Derived) -> Result<(), Problem> {
    let image = decode(bytes)?;
    derived.facts.width = Some(image.width());
    derived.facts.height = Some(image.height());
    let middle = smaller(&image, MIDDLE)?;
    read_codes(&middle, derived)?;
    add_both(&image, &middle, PictureRole::Preview, derived)
}

/// Adds a picture at the size of its role, and its thumbnail.
pub(crate) fn add(image: &DynamicImage, role: PictureRole, derived: &mut Derived) -> Result<(), Problem> {
    add_both(image, smaller(image, MIDDLE)?.as_ref(), role, derived)
}

fn add_both(
    image: &DynamicImage,
    middle: &DynamicImage,
    role: PictureRole,
    derived: &mut Derived,
) -> Result<(), Problem> {
    derived.pictures.push(encode(smaller(middle, THUMBNAIL)?.as_ref(), PictureRole::Thumbnail)?);
    derived.pictures.push(encode(smaller(image, PREVIEW)?.as_ref(), role)?);
    Ok(())
}

/// Decodes an image to eight bits a colour, with alpha or without; its measures are looked at before any pixel is.
pub(crate) fn decode(bytes: &[u8]) -> Result<DynamicImage, Problem> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Problem::Damaged)?;
    if reader.format().is_none_or(|format| !is_known(format)) {
        return Err(Problem::NotSupported);
    }
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(Limits::PIXELS * 4);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(problem)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > Limits::PIXELS {
        return Err(Problem::OverLimit);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(problem)?;
    image.apply_orientation(orientation);
    Ok(if image.color().has_alpha() { image.into_rgba8().into() } else { image.into_rgb8().into() })
}

fn is_known(format: ImageFormat) -> bool {
    use ImageFormat as Format;
    matches!(format, Format::Jpeg | Format::Png | Format::Gif | Format::WebP | Format::Bmp | Format::Tiff)
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
fn problem(error: ImageError) -> Problem {
    match error {
        ImageError::Limits(_) => Problem::OverLimit,
        ImageError::Unsupported(_) => Problem::NotSupported,
        _ => Problem::Damaged,
    }
}

/// Gives an image whose longest side is at most `longest`.
fn smaller(image: &DynamicImage, longest: u32) -> Result<Cow<'_, DynamicImage>, Problem> {
    let now = image.width().max(image.height());
    if now <= longest {
        return Ok(Cow::Borrowed(image));
    }
    let scaled = |side: u32| (u64::from(side) * u64::from(longest)).div_ceil(u64::from(now));
    let side = |side: u32| u32::try_from(scaled(side)).unwrap_or(longest);
    let mut small = DynamicImage::new(side(image.width()), side(image.height()), image.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new().resize(image, &mut small, Some(&options)).map_err(|_| Problem::NotSupported)?;
    Ok(Cow::Owned(small))
}

fn encode(image: &DynamicImage, role: PictureRole) -> Result<Picture, Problem> {
    let (width, height) = (image.width(), image.height());
    let mut bytes = Vec::new();
    let media_type = if image.color().has_alpha() {
        let encoder = PngEncoder::new(&mut bytes);
        encoder.write_image(image.as_bytes(), width, height, image.color().into()).map_err(problem)?;
        "image/png"
    } else {
        let side = |side: u32| u16::try_from(side).map_err(|_| Problem::OverLimit);
        let encoder = jpeg_encoder::Encoder::new(&mut bytes, QUALITY);
        encoder
            .encode(image.as_bytes(), side(width)?, side(height)?, ColorType::Rgb)
            .map_err(|_| Problem::NotSupported)?;
        "image/jpeg"
    };
    Ok(Picture { role, media_type: media_type.to_owned(), width, height, size: bytes.len(), bytes })
}

fn read_codes(image: &DynamicImage, derived: &mut Derived) -> Result<(), Problem> {
    if image.width().min(image.height()) < LEAST {
        return Ok(());
    }
    let small = image.to_luma8();
    let (width, height) = (small.width() as usize, small.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        small.as_raw().get(y * width + x).copied().unwrap_or(u8::MAX)
    });
    let found = prepared.detect_grids().into_iter().filter_map(|grid| Some(grid.decode().ok()?.1));
    let texts: Vec<String> = found.collect();
    derived.add_text(TextSource::Qr, &texts.join("\n"));
    Ok(())
}
