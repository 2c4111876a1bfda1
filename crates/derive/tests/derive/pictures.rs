//! Images and videos.

use std::io::Cursor;

use huicun_derive::{Depth, PictureRole, Problem, TextSource};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, RgbaImage};

use crate::harness::{ask, derive, deriver, has, output, recorded};

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn gradient(width: u32, height: u32) -> DynamicImage {
    let shade = |value: u32| u8::try_from(value % 256).unwrap();
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| Rgb([shade(x), shade(y), shade(x + y)])))
}

#[tokio::test]
async fn images_of_common_formats_become_small_and_new() {
    let image = gradient(2_000, 1_000);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::Tiff]
    {
        let small = if format == ImageFormat::Gif { gradient(400, 200) } else { image.clone() };
        let derived = derive(format.to_mime_type(), &encoded(&small, format)).await;
        assert_eq!(derived.problems, [], "{format:?}");
        let [thumbnail, preview] = &derived.pictures[..] else {
            panic!("{format:?}: {:?}", derived.pictures)
        };
        assert_eq!((thumbnail.role, preview.role), (PictureRole::Thumbnail, PictureRole::Preview));
        assert_eq!((thumbnail.width, thumbnail.height), (320, 160), "{format:?}");
        assert_eq!(preview.width, 1_600.min(small.width()));
        assert_eq!(derived.facts.width, Some(small.width()));
        let shown = image::load_from_memory(&preview.bytes).unwrap();
        assert_eq!((shown.width(), shown.height()), (preview.width, preview.height));
    }
}

#[tokio::test]
async fn a_thumbnail_is_made_alone_where_that_is_asked_for() {
    let image = encoded(&gradient(2_000, 1_000), ImageFormat::Jpeg);
    let derived = ask(&deriver(), "image/jpeg", &image, Depth::Thumbnail).await.unwrap();
    let [thumbnail] = &derived.pictures[..] else { panic!("{:?}", derived.pictures) };
    assert_eq!((thumbnail.role, thumbnail.width), (PictureRole::Thumbnail, 320));
    assert_eq!((derived.facts.width, &derived.problems[..]), (Some(2_000), &[][..]));
    let damaged = ask(&deriver(), "image/jpeg", &image[..100], Depth::Thumbnail).await.unwrap();
    assert_eq!((damaged.pictures.len(), damaged.problems), (0, vec![Problem::Damaged]));
}

#[tokio::test]
async fn what_is_see_through_stays_so_and_nothing_else_of_the_file_is_kept() {
    let clear = DynamicImage::ImageRgba8(RgbaImage::new(50, 50));
    let derived = derive("image/png", &encoded(&clear, ImageFormat::Png)).await;
    assert_eq!(derived.pictures[0].media_type, "image/png");
    let mut bytes = encoded(&gradient(64, 64), ImageFormat::Jpeg);
    let comment = b"\xff\xfe\x00\x12secret-location!";
    bytes.splice(2..2, comment.iter().copied());
    let derived = derive("image/jpeg", &bytes).await;
    let kept = &derived.pictures[1].bytes;
    assert!(!kept.windows(6).any(|window| window == b"secret"));
}

#[tokio::test]
async fn letters_and_codes_are_read() {
    if !has("tesseract") || !has("pdftoppm") {
        return;
    }
    let pdf = crate::harness::pdf("Invoice 20260801 total 4096 yuan");
    let page = output("pdftoppm", &["-png", "-r", "150", "-singlefile", "-"], &pdf);
    let derived = ask(&deriver(), "image/png", &page, Depth::Letters).await.unwrap();
    let read = derived.texts.iter().find(|text| text.source == TextSource::Ocr).unwrap();
    assert!(read.text.contains("20260801") && read.text.contains("4096"), "{}", read.text);
    let silent = ask(&deriver(), "image/png", &page, Depth::Whole).await.unwrap();
    assert_eq!(silent.texts, []);
}

#[tokio::test]
async fn a_video_has_a_poster_measures_and_a_length() {
    if !has("ffmpeg") {
        return;
    }
    let film =
        recorded(&["-f", "lavfi", "-i", "testsrc=duration=3:size=640x360:rate=10", "-c:v", "mpeg4"], "mp4");
    let derived = derive("video/mp4", &film).await;
    assert_eq!(derived.problems, []);
    let poster = derived.pictures.iter().find(|picture| picture.role == PictureRole::Poster).unwrap();
    assert_eq!((poster.width, poster.height), (640, 360));
    assert_eq!((derived.facts.width, derived.facts.height), (Some(640), Some(360)));
    assert_eq!(derived.facts.duration_ms, Some(3_000));
    let cut = derive("video/mp4", &film[..film.len() / 2]).await;
    assert!(!cut.problems.is_empty() && cut.pictures.is_empty(), "{cut:?}");
    assert_eq!(derive("image/svg+xml", b"<svg/>").await.problems, [Problem::NotSupported]);
}
