//! Looking at the operator's library before it is loaded: is it there, for this machine, and the right one?

use std::fs;
use std::path::Path;

use huicun_domain::code::ProblemCode;
use md5::{Digest, Md5};
use thiserror::Error;

/// More is no library, and is not read.
const LARGEST: u64 = 256 << 20;

/// The seventeen functions of the library.
pub(crate) const SYMBOLS: [&str; 17] = [
    "NewSdk",
    "Init",
    "GetChatData",
    "DecryptData",
    "GetMediaData",
    "DestroySdk",
    "NewSlice",
    "FreeSlice",
    "GetContentFromSlice",
    "GetSliceLen",
    "NewMediaData",
    "FreeMediaData",
    "GetOutIndexBuf",
    "GetData",
    "GetIndexLen",
    "GetDataLen",
    "IsMediaDataFinish",
];

/// Why a library cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LibraryError {
    /// It is not there, or cannot be read.
    #[error("{0} cannot be read")]
    Missing(String),
    /// It is for another processor.
    #[error("the library is for {found}, this machine is {expected}")]
    WrongMachine {
        /// What the library is for.
        found: &'static str,
        /// What this machine is.
        expected: &'static str,
    },
    /// It is no shared library.
    #[error("the file is not an ELF shared library")]
    NotElf,
    /// A function is not in it.
    #[error("the library has no function {0}")]
    NoSymbol(&'static str),
    /// The system's loader refused it.
    #[error("the library cannot be loaded: {0}")]
    NotLoaded(String),
}

impl LibraryError {
    /// Names the row of the table of codes.
    #[must_use]
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::Missing(_) => ProblemCode::LibraryMissing,
            Self::WrongMachine { .. } => ProblemCode::LibraryWrongMachine,
            Self::NotElf | Self::NoSymbol(_) | Self::NotLoaded(_) => ProblemCode::LibraryWrongSymbol,
        }
    }
}

/// What was found out about a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryInfo {
    /// `x86_64` or `aarch64`.
    pub machine: &'static str,
    /// Its size in bytes.
    pub size: u64,
    /// Its md5 in hex, to be compared with `md5.txt` of WeCom's package.
    pub md5: String,
    /// The OpenSSL it was built with, in that library's own words, where they are in it: WeCom's packages are told apart
    /// by it (1.1 in v2.0, 3.0 in v3.0).
    pub built_with: Option<String>,
}

fn machine_name(machine: u16) -> &'static str {
    match machine {
        62 => "x86_64",
        183 => "aarch64",
        _ => "another processor",
    }
}

const THIS_MACHINE: &str = if cfg!(target_arch = "x86_64") { "x86_64" } else { "aarch64" };

/// Checks a library without loading it.
///
/// # Errors
/// [`LibraryError`], by what is wrong with it.
pub fn inspect_library(path: &Path) -> Result<LibraryInfo, LibraryError> {
    let missing = |_| LibraryError::Missing(path.display().to_string());
    let metadata = fs::metadata(path).map_err(missing)?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(LibraryError::NotElf);
    }
    let bytes = fs::read(path).map_err(missing)?;
    let elf = Elf(&bytes);
    if bytes.get(..5) != Some(b"\x7fELF\x02") {
        return Err(LibraryError::NotElf);
    }
    let found = machine_name(elf.u16(18).ok_or(LibraryError::NotElf)?);
    if found != THIS_MACHINE {
        return Err(LibraryError::WrongMachine { found, expected: THIS_MACHINE });
    }
    let names = elf.dynamic_names().ok_or(LibraryError::NotElf)?;
    match SYMBOLS.iter().find(|symbol| !names.contains(symbol)) {
        Some(missing) => Err(LibraryError::NoSymbol(missing)),
        None => Ok(LibraryInfo {
            machine: found,
            size: metadata.len(),
            md5: hex(&Md5::digest(&bytes)),
            built_with: openssl_version(&bytes),
        }),
    }
}

/// Finds `OpenSSL 3.0.13 30 Jan 2024`, or the like, among the texts of a file.
fn openssl_version(bytes: &[u8]) -> Option<String> {
    const NAME: &[u8] = b"OpenSSL ";
    const LONGEST: usize = 40;
    let mut places = bytes.windows(NAME.len() + 1).enumerate();
    let (at, _) =
        places.find(|(_, window)| window.starts_with(NAME) && window[NAME.len()].is_ascii_digit())?;
    let text = bytes[at..].iter().take(LONGEST).take_while(|byte| byte.is_ascii_graphic() || **byte == b' ');
    Some(text.map(|byte| char::from(*byte)).collect::<String>().trim().to_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A 64-bit little-endian ELF file.
struct Elf<'b>(&'b [u8]);

impl<'b> Elf<'b> {
    fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.0.get(at..at + 2)?.try_into().ok()?))
    }

    fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.0.get(at..at + 4)?.try_into().ok()?))
    }

    fn size(&self, at: usize) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(self.0.get(at..at + 8)?.try_into().ok()?)).ok()
    }

    /// Lists the names in the table of dynamic symbols, those aside that the file only asks for.
    fn dynamic_names(&self) -> Option<Vec<&'b str>> {
        const DYNAMIC_SYMBOLS: u32 = 11;
        const SYMBOL_LEN: usize = 24;
        const UNDEFINED: [u8; 2] = [0, 0];
        let (sections, length, count) =
            (self.size(40)?, usize::from(self.u16(58)?), usize::from(self.u16(60)?));
        let section = |number: usize| sections.checked_add(number.checked_mul(length)?);
        let table = (0..count).filter_map(section).find(|at| self.u32(at + 4) == Some(DYNAMIC_SYMBOLS))?;
        let symbols = self.part(table)?;
        let names = self.part(section(usize::try_from(self.u32(table + 40)?).ok()?)?)?;
        let mut found = Vec::new();
        for symbol in symbols.chunks_exact(SYMBOL_LEN) {
            if symbol.get(6..8)? == UNDEFINED {
                continue;
            }
            let at = u32::from_le_bytes(symbol.get(..4)?.try_into().ok()?);
            let name = names.get(usize::try_from(at).ok()?..)?;
            let end = name.iter().position(|byte| *byte == 0)?;
            found.extend(std::str::from_utf8(&name[..end]));
        }
        Some(found)
    }

    fn part(&self, section: usize) -> Option<&'b [u8]> {
        let (at, length) = (self.size(section + 24)?, self.size(section + 32)?);
        self.0.get(at..at.checked_add(length)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspect(bytes: &[u8]) -> LibraryError {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        inspect_library(file.path()).unwrap_err()
    }

    #[test]
    fn the_version_of_openssl_is_found() {
        let told = |bytes: &[u8]| openssl_version(bytes);
        assert_eq!(
            told(b"\0OpenSSL \0OpenSSL 3.0.13 30 Jan 2024\0x").as_deref(),
            Some("OpenSSL 3.0.13 30 Jan 2024")
        );
        assert_eq!(told(b"OpenSSL CMS method\0"), None);
        assert_eq!(told(b""), None);
    }

    #[test]
    fn each_wrong_file_gets_its_reason() {
        assert_eq!(inspect(b"hello"), LibraryError::NotElf);
        let mut other = vec![0; 64];
        other[..5].copy_from_slice(b"\x7fELF\x02");
        other[18] = 8;
        assert!(matches!(inspect(&other), LibraryError::WrongMachine { found: "another processor", .. }));
        let mine = std::fs::read("/proc/self/exe").unwrap();
        assert_eq!(inspect(&mine), LibraryError::NoSymbol("NewSdk"));
        assert_eq!(inspect(&mine[..mine.len() / 2]), LibraryError::NotElf);
        let missing = inspect_library(Path::new("/nonexistent/lib.so")).unwrap_err();
        assert_eq!(missing.code(), ProblemCode::LibraryMissing);
        assert_eq!(inspect_library(Path::new("/dev/zero")).unwrap_err(), LibraryError::NotElf);
        assert_eq!(inspect_library(Path::new("/")).unwrap_err(), LibraryError::NotElf);
    }
}
