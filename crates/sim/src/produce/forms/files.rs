//! Messages that are a media file.

use crate::{
    json::Json,
    media::{Asset, Facts, FileId, Format},
    produce::{
        Form,
        forms::{Desk, Written},
        render::POOL,
    },
};

impl Desk<'_> {
    /// Chooses an asset: now and then one that was sent before.
    pub(super) fn asset(&mut self, format: Format, size: u8, pooled_per_mille: u32) -> Asset {
        if self.rng.chance(pooled_per_mille) {
            let seed = self.rng.skewed(POOL as usize / 8) as u64;
            // The size belongs to the asset, so that the same seed is the same file.
            return Asset { format, seed, size: 6 + (seed % 40) as u8 };
        }
        Asset { format, seed: POOL + (self.rng.number() >> 1), size }
    }

    /// Measures an asset, and notes it for the oracle.
    pub(super) fn measure(&mut self, asset: Asset) -> (Facts, String) {
        let mut facts = self.renderer.facts(asset);
        self.media.push(facts.sha256.clone());
        let sent_at = u32::try_from(self.seconds()).unwrap_or(u32::MAX);
        let id = FileId { asset, sent_at }.encode(&facts, self.renderer.secret);
        if self.item.has_wrong_md5 {
            facts.md5 = self.rng.hex(32);
        }
        (facts, id)
    }

    pub(super) fn image(&mut self, form: Form) -> Written {
        let size = self.rng.range(10, 44) as u8;
        let asset = match form {
            Form::ImagePng => self.asset(Format::Png, size, 300),
            Form::ImageGif => self.asset(Format::Gif, size, 300),
            _ => self.asset(Format::Jpeg, size, 200),
        };
        let (mut facts, id) = self.measure(asset);
        if form == Form::ImageEmptyMd5 {
            facts = Facts { len: 0, md5: String::new(), ..facts };
        }
        let mut written = self.sent("image");
        written
            .json
            .open("image")
            .text("md5sum", &facts.md5)
            .number("filesize", facts.len)
            .text("sdkfileid", &id)
            .close();
        written
    }

    pub(super) fn voice(&mut self, form: Form) -> Written {
        let seconds = if self.rng.chance(100) { self.rng.range(20, 59) } else { self.rng.range(1, 14) } as u8;
        let asset = self.asset(if form == Form::VoiceSilk { Format::Silk } else { Format::Amr }, seconds, 0);
        let (facts, id) = self.measure(asset);
        let mut written = self.sent("voice");
        written.json.open("voice").text("md5sum", &facts.md5).number("voice_size", facts.len);
        written.json.number("play_length", seconds).text("sdkfileid", &id).close();
        written
    }

    pub(super) fn video(&mut self) -> Written {
        let seconds = if self.rng.chance(150) { self.rng.range(12, 25) } else { self.rng.range(2, 8) } as u8;
        let asset = self.asset(Format::Mp4, seconds, 0);
        let (facts, id) = self.measure(asset);
        let mut written = self.sent("video");
        written.json.open("video").text("md5sum", &facts.md5).number("filesize", facts.len);
        written.json.number("play_length", seconds).text("sdkfileid", &id).close();
        written
    }

    pub(super) fn emotion(&mut self, form: Form) -> Written {
        // Stickers come out of a small collection.
        let seed = self.rng.skewed(40) as u64;
        let is_png = form == Form::EmotionPng;
        let asset = Asset {
            format: if is_png { Format::Png } else { Format::Gif },
            seed,
            size: 12 + (seed % 12) as u8,
        };
        let side = u32::from(asset.size) * if is_png { 8 } else { 4 };
        let (mut facts, id) = self.measure(asset);
        if form == Form::EmotionWrongMd5 || (form == Form::Emotion && self.rng.chance(150)) {
            facts.md5 = self.rng.hex(32);
        }
        let mut written = self.sent("emotion");
        written.json.open("emotion").number("type", if is_png { 2 } else { 1 });
        written.json.number("width", side).number("height", side).number("imagesize", facts.len);
        written.json.text("md5sum", &facts.md5).text("sdkfileid", &id).close();
        written
    }

    pub(super) fn file(&mut self, form: Form) -> Written {
        let formats =
            [Format::Docx, Format::Xlsx, Format::Pdf, Format::Pdf, Format::Xlsx, Format::Zip, Format::Text];
        let format = if form == Form::FileLarge {
            Format::Zip
        } else {
            *self.rng.pick(&formats).unwrap_or(&Format::Pdf)
        };
        let size = match form {
            Form::FileLarge => self.rng.range(70, 220) as u8,
            _ => self.rng.range(1, 6) as u8,
        };
        let asset = self.asset(format, size, if form == Form::File { 250 } else { 0 });
        let (mut name, mut extension) = (self.draw("filename"), asset.format.extension().to_owned());
        match form {
            Form::FileNasty => name = self.rng.word(&NASTY_NAMES).to_owned(),
            _ if self.rng.chance(80) => extension = extension.to_uppercase(),
            _ => {}
        }
        let mut written = self.sent("file");
        written.json.open("file");
        self.file_fields(&mut written.json, asset, &format!("{name}.{extension}"), &extension);
        written.json.close();
        written
    }

    pub(super) fn file_fields(&mut self, json: &mut Json, asset: Asset, name: &str, extension: &str) {
        let (facts, id) = self.measure(asset);
        json.text("md5sum", &facts.md5).text("filename", name).text("fileext", extension);
        json.number("filesize", facts.len).text("sdkfileid", &id);
    }
}

/// File names that must never be used as paths, headers or markup.
const NASTY_NAMES: [&str; 6] = [
    "../../../../etc/passwd",
    "..\\..\\Windows\\报价",
    "合同\"; filename=\"x",
    "<img src=x onerror=alert(1)>",
    "报价⟦control⟧单\u{202E}fdp",
    "CON:超长文件名超长文件名超长文件名超长文件名超长文件名超长文件名超长文件名超长文件名超长文件名超长文件名超长文件名超长文件名",
];
