//! The look-alike of the vendor's C library: the same 17 functions, served by a virtual corp.
//!
//! The corp's address comes from the environment variable `WECOM_SIM_URL`, or from the `proxy` argument where that is
//! unset. What the vendor keeps secret is not imitated: [`DecryptData`] opens a scheme of the virtual corp's own.
//! Where the corp's fault script says so, the library hangs, crashes or returns nonsense, inside its own process.
#![expect(unsafe_code, reason = "this crate is a C interface")]
#![expect(non_camel_case_types, reason = "the names are those of the vendor's header")]

mod client;
mod decrypt;
mod memory;
mod nonsense;

use std::{
    ffi::{CStr, c_char, c_int, c_uint, c_ulonglong},
    ptr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};

use client::{Client, Reply};
pub use memory::{MediaData_t, Slice_t};

/// Return codes of the vendor's header.
mod code {
    use std::ffi::c_int;

    pub(crate) const OK: c_int = 0;
    pub(crate) const BAD_ARGUMENT: c_int = 10_000;
    pub(crate) const NETWORK: c_int = 10_001;
    pub(crate) const DECRYPT: c_int = 10_006;
    pub(crate) const BAD_KEY: c_int = 10_008;
}

/// The code the next `DecryptData` fails with, where the corp ordered one.
static NEXT_DECRYPT: AtomicI32 = AtomicI32::new(code::OK);

/// A handle: one corp's archive secret and a kept connection.
pub struct WeWorkFinanceSdk_t {
    session: Mutex<Option<Session>>,
    /// `WECOM_SIM_URL` as it was when the handle was made.
    address: Option<String>,
}

struct Session {
    corpid: String,
    secret: String,
    client: Client,
}

/// Makes a handle.
#[unsafe(no_mangle)]
pub extern "C" fn NewSdk() -> *mut WeWorkFinanceSdk_t {
    #[expect(
        clippy::disallowed_methods,
        reason = "a C library is told about its surroundings by the environment"
    )]
    let address = std::env::var("WECOM_SIM_URL").ok().filter(|url| !url.is_empty());
    Box::into_raw(Box::new(WeWorkFinanceSdk_t { session: Mutex::new(None), address }))
}

/// Gives the handle its corp. 0, or 10000 for a missing argument; nothing is sent yet.
///
/// # Safety
/// `sdk` comes from [`NewSdk`]; the strings are NUL-terminated or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Init(
    sdk: *mut WeWorkFinanceSdk_t,
    corpid: *const c_char,
    secret: *const c_char,
) -> c_int {
    // SAFETY: the caller passes a live handle and C strings, as documented.
    let (sdk, corpid, secret) = unsafe { (sdk.as_ref(), text(corpid), text(secret)) };
    let Some(sdk) = sdk else { return code::BAD_ARGUMENT };
    if corpid.is_empty() || secret.is_empty() {
        return code::BAD_ARGUMENT;
    }
    let session = Session { corpid, secret, client: Client::default() };
    *sdk.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    code::OK
}

/// Fetches a page of sealed messages with seqs above `seq`; JSON goes into the slice.
///
/// # Safety
/// `sdk` comes from [`NewSdk`], `chat_datas` from [`NewSlice`]; the strings are NUL-terminated or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetChatData(
    sdk: *mut WeWorkFinanceSdk_t,
    seq: c_ulonglong,
    limit: c_uint,
    proxy: *const c_char,
    _passwd: *const c_char,
    timeout: c_int,
    chat_datas: *mut Slice_t,
) -> c_int {
    // SAFETY: the caller passes a live handle, a live slice and C strings, as documented.
    let (sdk, slice, proxy) = unsafe { (sdk.as_ref(), chat_datas.as_mut(), text(proxy)) };
    let (Some(sdk), Some(slice)) = (sdk, slice) else { return code::BAD_ARGUMENT };
    let fields = [("seq", seq.to_string()), ("limit", limit.to_string())];
    match sdk.ask("getchatdata", &fields, &proxy, timeout) {
        Ok(reply) => {
            if reply.ret == code::OK {
                slice.fill(&reply.body);
                nonsense::spoil(slice, &reply.act);
            }
            reply.ret
        }
        Err(code) => code,
    }
}

/// Opens one message: `encrypt_key` is the RSA-opened random key, `encrypt_msg` is `encrypt_chat_msg` as received.
///
/// 0, 10000 for a missing argument, 10008 for a key that is none, 10006 for a message that does not open under it.
///
/// # Safety
/// `msg` comes from [`NewSlice`]; the strings are NUL-terminated or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn DecryptData(
    encrypt_key: *const c_char,
    encrypt_msg: *const c_char,
    msg: *mut Slice_t,
) -> c_int {
    if encrypt_key.is_null() || encrypt_msg.is_null() {
        return code::BAD_ARGUMENT;
    }
    // SAFETY: the caller passes a live slice and C strings, as documented; null was ruled out above.
    let (slice, key, sealed) =
        unsafe { (msg.as_mut(), CStr::from_ptr(encrypt_key), CStr::from_ptr(encrypt_msg)) };
    let Some(slice) = slice else { return code::BAD_ARGUMENT };
    let ordered = NEXT_DECRYPT.swap(code::OK, Ordering::Relaxed);
    if ordered != code::OK {
        return ordered;
    }
    match decrypt::open(key.to_bytes(), sealed.to_bytes()) {
        Ok(plaintext) => {
            slice.fill(&plaintext);
            code::OK
        }
        Err(code) => code,
    }
}

/// Fetches one chunk of a media file; `indexbuf` is empty or null for the first one.
///
/// # Safety
/// `sdk` comes from [`NewSdk`], `media_data` from [`NewMediaData`]; the strings are NUL-terminated or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetMediaData(
    sdk: *mut WeWorkFinanceSdk_t,
    indexbuf: *const c_char,
    sdk_fileid: *const c_char,
    proxy: *const c_char,
    _passwd: *const c_char,
    timeout: c_int,
    media_data: *mut MediaData_t,
) -> c_int {
    // SAFETY: the caller passes a live handle, a live media object and C strings, as documented.
    let (sdk, media, index, fileid, proxy) =
        unsafe { (sdk.as_ref(), media_data.as_mut(), text(indexbuf), text(sdk_fileid), text(proxy)) };
    let (Some(sdk), Some(media)) = (sdk, media) else { return code::BAD_ARGUMENT };
    if fileid.is_empty() {
        return code::BAD_ARGUMENT;
    }
    match sdk.ask("getmediadata", &[("indexbuf", index), ("sdkfileid", fileid)], &proxy, timeout) {
        Ok(reply) => {
            if reply.ret == code::OK {
                media.fill(&reply.index, &reply.body, c_int::from(reply.is_finish));
            }
            reply.ret
        }
        Err(code) => code,
    }
}

/// Releases a handle.
///
/// # Safety
/// `sdk` comes from [`NewSdk`] and is not used again; null does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn DestroySdk(sdk: *mut WeWorkFinanceSdk_t) {
    if !sdk.is_null() {
        // SAFETY: the pointer was made by Box::into_raw in NewSdk and is given back once.
        drop(unsafe { Box::from_raw(sdk) });
    }
}

/// Makes an empty slice.
#[unsafe(no_mangle)]
pub extern "C" fn NewSlice() -> *mut Slice_t {
    Slice_t::new()
}

/// Frees a slice and its buffer.
///
/// # Safety
/// `slice` comes from [`NewSlice`] and is not used again; null does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn FreeSlice(slice: *mut Slice_t) {
    // SAFETY: as the caller promises.
    unsafe { Slice_t::free(slice) }
}

/// Lends the slice's buffer.
///
/// # Safety
/// `slice` comes from [`NewSlice`] or is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetContentFromSlice(slice: *mut Slice_t) -> *mut c_char {
    // SAFETY: as the caller promises.
    unsafe { slice.as_ref() }.map_or(ptr::null_mut(), Slice_t::content)
}

/// Gives the slice's length.
///
/// # Safety
/// `slice` comes from [`NewSlice`] or is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetSliceLen(slice: *mut Slice_t) -> c_int {
    // SAFETY: as the caller promises.
    unsafe { slice.as_ref() }.map_or(0, Slice_t::len)
}

/// Makes an empty media object.
#[unsafe(no_mangle)]
pub extern "C" fn NewMediaData() -> *mut MediaData_t {
    MediaData_t::new()
}

/// Frees a media object and both of its buffers.
///
/// # Safety
/// `media_data` comes from [`NewMediaData`] and is not used again; null does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn FreeMediaData(media_data: *mut MediaData_t) {
    // SAFETY: as the caller promises.
    unsafe { MediaData_t::free(media_data) }
}

/// Lends the index of the next chunk.
///
/// # Safety
/// `media_data` comes from [`NewMediaData`] or is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetOutIndexBuf(media_data: *mut MediaData_t) -> *mut c_char {
    // SAFETY: as the caller promises.
    unsafe { media_data.as_ref() }.map_or(ptr::null_mut(), |media| media.index().0)
}

/// Lends the chunk's bytes; they are binary.
///
/// # Safety
/// `media_data` comes from [`NewMediaData`] or is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetData(media_data: *mut MediaData_t) -> *mut c_char {
    // SAFETY: as the caller promises.
    unsafe { media_data.as_ref() }.map_or(ptr::null_mut(), |media| media.data().0)
}

/// Gives the length of the next chunk's index.
///
/// # Safety
/// `media_data` comes from [`NewMediaData`] or is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetIndexLen(media_data: *mut MediaData_t) -> c_int {
    // SAFETY: as the caller promises.
    unsafe { media_data.as_ref() }.map_or(0, |media| media.index().1)
}

/// Gives the chunk's length.
///
/// # Safety
/// `media_data` comes from [`NewMediaData`] or is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetDataLen(media_data: *mut MediaData_t) -> c_int {
    // SAFETY: as the caller promises.
    unsafe { media_data.as_ref() }.map_or(0, |media| media.data().1)
}

/// Says whether it was the last chunk: 1 or 0.
///
/// # Safety
/// `media_data` comes from [`NewMediaData`] or is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IsMediaDataFinish(media_data: *mut MediaData_t) -> c_int {
    // SAFETY: as the caller promises.
    unsafe { media_data.as_ref() }.map_or(0, MediaData_t::is_finish)
}

impl WeWorkFinanceSdk_t {
    /// Asks the corp; the error is the code to return.
    fn ask(
        &self,
        what: &str,
        fields: &[(&str, String)],
        proxy: &str,
        timeout: c_int,
    ) -> Result<Reply, c_int> {
        let address =
            self.address.as_deref().or(Some(proxy).filter(|proxy| !proxy.is_empty())).ok_or(code::NETWORK)?;
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let session = session.as_mut().ok_or(code::BAD_ARGUMENT)?;
        let mut query = vec![("corpid", session.corpid.as_str()), ("secret", session.secret.as_str())];
        query.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
        // The vendor's default is about a minute, too.
        let timeout =
            Duration::from_secs(u64::try_from(timeout).ok().filter(|seconds| *seconds > 0).unwrap_or(60));
        let reply = session.client.get(address, what, &query, timeout).map_err(|_| code::NETWORK)?;
        if reply.decrypt != code::OK {
            NEXT_DECRYPT.store(reply.decrypt, Ordering::Relaxed);
        }
        nonsense::suffer(&reply.act);
        Ok(reply)
    }
}

/// Copies a C string; null and other bytes than UTF-8 count as empty.
///
/// # Safety
/// `text` is null or NUL-terminated.
unsafe fn text(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: not null, and terminated as the caller promises.
    unsafe { CStr::from_ptr(text) }.to_str().unwrap_or_default().to_owned()
}
