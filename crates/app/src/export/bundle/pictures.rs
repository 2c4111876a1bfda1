//! Pictures as large as a thumb, for documents that hold no files.

use std::io::Cursor;

use huicun_domain::ids::Seq;
use huicun_domain::message::files;
use huicun_store::FileRow;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::files::{FileRecord, record};
use crate::error::AppResult;
use crate::media;
use crate::services::Services;
use crate::view::MessageView;

/// How much memory one may take while it is read, and how many pixels wide or high it may be.
const MEMORY: u64 = 16 << 20;
const PIXELS: u32 = 2_000;
/// The longest side of what comes out.
const SIDE: u32 = 480;
const QUALITY: u8 = 78;

/// A picture made small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) jpeg: Vec<u8>,
    pub(super) width: u16,
    pub(super) height: u16,
}

/// Tells of the files of some messages, with pictures of those that are any.
pub(super) async fn look(
    services: &Services,
    messages: &[MessageView],
) -> AppResult<Vec<(Vec<FileRecord>, Vec<Option<Picture>>)>> {
    let carriers = messages.iter().filter(|message| message.kind.may_carry_files());
    let seqs: Vec<Seq> = carriers.map(|message| message.seq).collect();
    let rows = services.store.files_of(&services.corp, &seqs).await?;
    let mut told = Vec::with_capacity(messages.len());
    for message in messages {
        let (mut records, mut pictures) = (Vec::new(), Vec::new());
        for file in files(&message.content) {
            let row = rows.iter().find(|row| row.seq == message.seq && row.slot == file.media.slot);
            records.push(record(message, file, row));
            pictures.push(match row {
                Some(row) => picture(services, row).await?,
                None => None,
            });
        }
        told.push((records, pictures));
    }
    Ok(told)
}

/// The picture that was made of a file, where there is one. The file itself is never looked into here: it is a
/// stranger's.
async fn picture(services: &Services, row: &FileRow) -> AppResult<Option<Picture>> {
    let Some(thumbnail) = media::thumbnail(services, row).await? else { return Ok(None) };
    let format = if thumbnail.media_type == "image/png" { ImageFormat::Png } else { ImageFormat::Jpeg };
    Ok(tokio::task::spawn_blocking(move || shrink(&thumbnail.bytes, format)).await?)
}

/// Lays a picture on white and makes it small where it is not; nothing where it cannot be read.
pub(super) fn shrink(bytes: &[u8], format: ImageFormat) -> Option<Picture> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    limits.max_image_width = Some(PIXELS);
    limits.max_image_height = Some(PIXELS);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut whole = DynamicImage::from_decoder(reader.into_decoder().ok()?).ok()?;
    let small = whole.width().max(whole.height()) > SIDE;
    if small {
        whole = whole.thumbnail(SIDE, SIDE);
    }
    let flat = on_white(&whole);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&flat).ok()?;
    let (width, height) = (u16::try_from(flat.width()).ok()?, u16::try_from(flat.height()).ok()?);
    Some(Picture { jpeg, width, height })
}

/// Lays what can be seen through on white.
fn on_white(image: &DynamicImage) -> RgbImage {
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0;
        let mix = |channel: u8| {
            let (channel, alpha) = (u16::from(channel), u16::from(alpha));
            u8::try_from((channel * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        Rgb([mix(red), mix(green), mix(blue)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_made_small_and_what_is_none_is_nothing() {
        let mut png = Vec::new();
        let clear = image::RgbaImage::from_pixel(1_000, 500, image::Rgba([9, 9, 9, 0]));
        clear.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        let picture = shrink(&png, ImageFormat::Png).unwrap();
        assert_eq!((picture.width, picture.height), (480, 240));
        let back = image::load_from_memory(&picture.jpeg).unwrap().to_rgb8();
        assert!(back.get_pixel(3, 3).0.iter().all(|channel| *channel > 250), "it lies on white");
        assert_eq!(shrink(b"\x89PNG\r\n\x1a\nno", ImageFormat::Png), None);
        assert_eq!(shrink(&png[..png.len() / 2], ImageFormat::Jpeg), None);
    }
}
