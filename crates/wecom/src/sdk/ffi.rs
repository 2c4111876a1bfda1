//! The library's C functions, and handles that free what they own.

#![expect(unsafe_code, reason = "the vendor's library has a C interface")]

use std::ffi::{CStr, CString, c_char, c_int, c_uint, c_ulonglong, c_void};
use std::path::Path;
use std::ptr::NonNull;
use std::sync::Arc;

use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

use super::elf::LibraryError;
use super::frame;

/// More than this in one answer is taken for garbage: what fits into a frame with all that is around it.
const LONGEST: usize = frame::LONGEST - (1 << 20);
/// The code given for an answer that makes no sense: as if it could not be parsed.
pub(super) const NONSENSE: c_int = 10_002;

type Handle = *mut c_void;

/// The loaded library.
pub(super) struct Sdk {
    new_sdk: unsafe extern "C" fn() -> Handle,
    init: unsafe extern "C" fn(Handle, *const c_char, *const c_char) -> c_int,
    get_chat_data: unsafe extern "C" fn(
        Handle,
        c_ulonglong,
        c_uint,
        *const c_char,
        *const c_char,
        c_int,
        Handle,
    ) -> c_int,
    decrypt_data: unsafe extern "C" fn(*const c_char, *const c_char, Handle) -> c_int,
    get_media_data: unsafe extern "C" fn(
        Handle,
        *const c_char,
        *const c_char,
        *const c_char,
        *const c_char,
        c_int,
        Handle,
    ) -> c_int,
    destroy_sdk: unsafe extern "C" fn(Handle),
    new_slice: unsafe extern "C" fn() -> Handle,
    free_slice: unsafe extern "C" fn(Handle),
    content: unsafe extern "C" fn(Handle) -> *const c_char,
    slice_len: unsafe extern "C" fn(Handle) -> c_int,
    new_media: unsafe extern "C" fn() -> Handle,
    free_media: unsafe extern "C" fn(Handle),
    out_index: unsafe extern "C" fn(Handle) -> *const c_char,
    data: unsafe extern "C" fn(Handle) -> *const c_char,
    index_len: unsafe extern "C" fn(Handle) -> c_int,
    data_len: unsafe extern "C" fn(Handle) -> c_int,
    is_finish: unsafe extern "C" fn(Handle) -> c_int,
    _library: Library,
}

/// Looks a function up; its type is what the field says.
macro_rules! symbol {
    ($library:expr, $name:literal) => {{
        // SAFETY: the vendor's header gives this function this signature.
        let found = unsafe { $library.get(concat!($name, "\0").as_bytes()) };
        *found.map_err(|_| LibraryError::NoSymbol($name))?
    }};
}

impl Sdk {
    /// Loads the library, its symbols private to it.
    pub(super) fn load(path: &Path) -> Result<Self, LibraryError> {
        // SAFETY: loading runs the library's initialisers; that is why this happens in a process of its own.
        let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }
            .map_err(|error| LibraryError::NotLoaded(error.to_string()))?;
        Ok(Self {
            new_sdk: symbol!(library, "NewSdk"),
            init: symbol!(library, "Init"),
            get_chat_data: symbol!(library, "GetChatData"),
            decrypt_data: symbol!(library, "DecryptData"),
            get_media_data: symbol!(library, "GetMediaData"),
            destroy_sdk: symbol!(library, "DestroySdk"),
            new_slice: symbol!(library, "NewSlice"),
            free_slice: symbol!(library, "FreeSlice"),
            content: symbol!(library, "GetContentFromSlice"),
            slice_len: symbol!(library, "GetSliceLen"),
            new_media: symbol!(library, "NewMediaData"),
            free_media: symbol!(library, "FreeMediaData"),
            out_index: symbol!(library, "GetOutIndexBuf"),
            data: symbol!(library, "GetData"),
            index_len: symbol!(library, "GetIndexLen"),
            data_len: symbol!(library, "GetDataLen"),
            is_finish: symbol!(library, "IsMediaDataFinish"),
            _library: library,
        })
    }

    /// Decrypts one message; it needs no handle.
    pub(super) fn decrypt(&self, random_key: &[u8], chat_msg: &[u8]) -> Result<Vec<u8>, c_int> {
        let (Ok(key), Ok(message)) = (CString::new(random_key), CString::new(chat_msg)) else {
            return Err(10_008);
        };
        let slice = Slice::new(self)?;
        // SAFETY: both texts end with NUL and outlive the call; the slice is fresh.
        let code = unsafe { (self.decrypt_data)(key.as_ptr(), message.as_ptr(), slice.at.as_ptr()) };
        if code == 0 { slice.bytes() } else { Err(code) }
    }
}

/// Ends this process without giving the library's own clean-up a chance to hang or crash.
pub(super) fn leave(code: c_int) -> ! {
    // SAFETY: it takes any number and runs nothing of this process any more.
    unsafe { libc::_exit(code) }
}

/// Copies what a length and a pointer describe, unless they describe nonsense.
fn copy(at: *const c_char, length: c_int) -> Result<Vec<u8>, c_int> {
    let length = usize::try_from(length).map_err(|_| NONSENSE)?;
    if length > LONGEST {
        return Err(NONSENSE);
    }
    if length == 0 {
        return Ok(Vec::new());
    }
    let at = NonNull::new(at.cast_mut()).ok_or(NONSENSE)?;
    // SAFETY: the library says that this many bytes lie here; they are copied before anything is freed.
    Ok(unsafe { std::slice::from_raw_parts(at.as_ptr().cast::<u8>(), length) }.to_vec())
}

/// A `Slice_t` that is freed once.
struct Slice<'s> {
    sdk: &'s Sdk,
    at: NonNull<c_void>,
}

impl<'s> Slice<'s> {
    fn new(sdk: &'s Sdk) -> Result<Self, c_int> {
        // SAFETY: it takes nothing and gives a slice or NULL.
        let at = NonNull::new(unsafe { (sdk.new_slice)() }).ok_or(10_003)?;
        Ok(Self { sdk, at })
    }

    fn bytes(&self) -> Result<Vec<u8>, c_int> {
        // SAFETY: the slice is alive.
        let (content, length) =
            unsafe { ((self.sdk.content)(self.at.as_ptr()), (self.sdk.slice_len)(self.at.as_ptr())) };
        copy(content, length)
    }
}

impl Drop for Slice<'_> {
    fn drop(&mut self) {
        // SAFETY: made by NewSlice and freed here only.
        unsafe { (self.sdk.free_slice)(self.at.as_ptr()) };
    }
}

/// A `MediaData_t` that is freed once.
struct Media<'s> {
    sdk: &'s Sdk,
    at: NonNull<c_void>,
}

impl Drop for Media<'_> {
    fn drop(&mut self) {
        // SAFETY: made by NewMediaData and freed here only.
        unsafe { (self.sdk.free_media)(self.at.as_ptr()) };
    }
}

/// What a session of the library is opened with.
pub(super) struct Access {
    pub(super) corp_id: CString,
    pub(super) secret: CString,
    pub(super) proxy: CString,
    pub(super) proxy_password: CString,
    pub(super) timeout: c_int,
}

/// A part of a file as the library gives it.
pub(super) struct Part {
    pub(super) next: Vec<u8>,
    pub(super) data: Vec<u8>,
    pub(super) finished: bool,
}

/// A handle of one thread, initialised once and used for its whole life.
pub(super) struct Session {
    sdk: Arc<Sdk>,
    access: Arc<Access>,
    at: NonNull<c_void>,
}

impl Session {
    pub(super) fn open(sdk: &Arc<Sdk>, access: &Arc<Access>) -> Result<Self, c_int> {
        // SAFETY: it takes nothing and gives a handle or NULL.
        let at = NonNull::new(unsafe { (sdk.new_sdk)() }).ok_or(10_003)?;
        let session = Self { sdk: sdk.clone(), access: access.clone(), at };
        // SAFETY: the handle is fresh, both texts end with NUL.
        let code = unsafe { (sdk.init)(at.as_ptr(), access.corp_id.as_ptr(), access.secret.as_ptr()) };
        if code == 0 { Ok(session) } else { Err(code) }
    }

    pub(super) fn chat_data(&self, seq: u64, limit: u32) -> Result<Vec<u8>, c_int> {
        let slice = Slice::new(&self.sdk)?;
        let access = &self.access;
        // SAFETY: handle and slice are alive, texts end with NUL.
        let code = unsafe {
            (self.sdk.get_chat_data)(
                self.at.as_ptr(),
                seq,
                limit,
                access.proxy.as_ptr(),
                access.proxy_password.as_ptr(),
                access.timeout,
                slice.at.as_ptr(),
            )
        };
        if code == 0 { slice.bytes() } else { Err(code) }
    }

    pub(super) fn media(&self, index: &CStr, locator: &CStr) -> Result<Part, c_int> {
        // SAFETY: it takes nothing and gives an object or NULL.
        let at = NonNull::new(unsafe { (self.sdk.new_media)() }).ok_or(10_003)?;
        let media = Media { sdk: &self.sdk, at };
        let access = &self.access;
        // SAFETY: handle and object are alive, texts end with NUL.
        let code = unsafe {
            (self.sdk.get_media_data)(
                self.at.as_ptr(),
                index.as_ptr(),
                locator.as_ptr(),
                access.proxy.as_ptr(),
                access.proxy_password.as_ptr(),
                access.timeout,
                media.at.as_ptr(),
            )
        };
        if code != 0 {
            return Err(code);
        }
        // SAFETY: the object is alive until the end of this function; its parts are copied.
        unsafe {
            let next = copy((self.sdk.out_index)(at.as_ptr()), (self.sdk.index_len)(at.as_ptr()))?;
            let data = copy((self.sdk.data)(at.as_ptr()), (self.sdk.data_len)(at.as_ptr()))?;
            Ok(Part { next, data, finished: (self.sdk.is_finish)(at.as_ptr()) == 1 })
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: made by NewSdk and destroyed here only.
        unsafe { (self.sdk.destroy_sdk)(self.at.as_ptr()) };
    }
}
