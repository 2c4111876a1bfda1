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
/// The longest side at which codes are looked for: a code that people point a phone at is a good part of a picture. Each
/// size is made of the next larger one, so that the whole picture is gone through once.
const MIDDLE: u32 = 800;
/// The quality of JPEG, of 100.
const QUALITY: u8 = 80;
/// Below this, codes cannot be told apart and letters not be read.
const LEAST: u32 = 40;

/// Makes a thumbnail alone, which takes a fraction of the time.
pub(crate) fn thumbnail(bytes: &[u8], derived: &mut Derived) -> Result<(), Problem> {
    let image = decode(bytes)?;
    derived.facts.width = Some(image.width());
    derived.facts.height = Some(image.height());
    derived.pictures.push(encode(smaller(&image, THUMBNAIL)?.as_ref(), PictureRole::Thumbnail)?);
    Ok(())
}

/// Makes a thumbnail and a preview, and reads codes.
pub(crate) fn derive(bytes: &[u8], derived: &mut Derived) -> Result<(), Problem> {
    let image = decode(bytes)?;
    derived.facts.width = Some(image.width());
    derived.facts.height = Some(image.height());
    let preview = smaller(&image, PREVIEW)?;
    let middle = smaller(&preview, MIDDLE)?;
    read_codes(&middle, derived)?;
    add_both(&preview, &middle, PictureRole::Preview, derived)
}

/// Adds a picture at the size of its role, and its thumbnail.
pub(crate) fn add(image: &DynamicImage, role: PictureRole, derived: &mut Derived) -> Result<(), Problem> {
    let preview = smaller(image, PREVIEW)?;
    let middle = smaller(&preview, MIDDLE)?;
    add_both(&preview, &middle, role, derived)
}

fn add_both(
    preview: &DynamicImage,
    middle: &DynamicImage,
    role: PictureRole,
    derived: &mut Derived,
) -> Result<(), Problem> {
    derived.pictures.push(encode(smaller(middle, THUMBNAIL)?.as_ref(), PictureRole::Thumbnail)?);
    derived.pictures.push(encode(preview, role)?);
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
    let (width, colours) = (image.width() as usize, usize::from(image.color().channel_count()));
    let pixels = image.as_bytes();
    // The weights of ITU-R BT.601, of 256: nothing is made in between.
    let grey = |x: usize, y: usize| {
        let at = (y * width + x) * colours;
        let Some([red, green, blue]) = pixels.get(at..at + 3) else { return u8::MAX };
        let weighed = 77 * u32::from(*red) + 150 * u32::from(*green) + 29 * u32::from(*blue);
        u8::try_from(weighed >> 8).unwrap_or(u8::MAX)
    };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, image.height() as usize, grey);
    let found = prepared.detect_grids().into_iter().filter_map(|grid| Some(grid.decode().ok()?.1));
    let texts: Vec<String> = found.collect();
    derived.add_text(TextSource::Qr, &texts.join("\n"));
    Ok(())
}
