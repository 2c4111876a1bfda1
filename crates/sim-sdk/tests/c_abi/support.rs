//! A safe wrapper over the loaded library.

use std::{
    ffi::{CString, c_char, c_int, c_uint, c_ulonglong, c_void},
    path::PathBuf,
};

use aws_lc_rs::rsa::{Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use huicun_sim::Sim;
use libloading::Symbol;

type Ptr = *mut c_void;

/// The loaded library.
pub(crate) struct Library(libloading::Library);

/// An initialised handle.
pub(crate) struct Handle<'a> {
    library: &'a Library,
    sdk: Ptr,
    proxy: CString,
}

/// The library beside the test's own program: `target/<profile>/libhuicun_sim_sdk.so`.
fn path() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    folder.pop();
    let name = libloading::library_filename("huicun_sim_sdk");
    [folder.join("deps").join(&name), folder.join(&name)].into_iter().find(|path| path.exists()).unwrap()
}

impl Library {
    pub(crate) fn load() -> Self {
        Self(unsafe { libloading::Library::new(path()) }.unwrap())
    }

    fn get<T>(&self, name: &str) -> Symbol<'_, T> {
        unsafe { self.0.get(name) }.unwrap()
    }

    pub(crate) fn init(&self, corpid: &str, secret: &str) -> (c_int, Ptr) {
        let (corpid, secret) = (CString::new(corpid).unwrap(), CString::new(secret).unwrap());
        unsafe {
            let new_sdk: Symbol<'_, unsafe extern "C" fn() -> Ptr> = self.get("NewSdk");
            let init: Symbol<'_, unsafe extern "C" fn(Ptr, *const c_char, *const c_char) -> c_int> =
                self.get("Init");
            let sdk = new_sdk();
            (init(sdk, corpid.as_ptr(), secret.as_ptr()), sdk)
        }
    }

    pub(crate) fn open(&self, corpid: &str, secret: &str, proxy: &str) -> Handle<'_> {
        let (ret, sdk) = self.init(corpid, secret);
        assert_eq!(ret, 0);
        Handle { library: self, sdk, proxy: CString::new(proxy).unwrap() }
    }

    pub(crate) fn handle(&self, sim: &Sim) -> Handle<'_> {
        self.open(&sim.corp().corp_id, &sim.corp().archive_secret, &sim.base_url())
    }

    fn with_slice(&self, call: impl FnOnce(Ptr) -> c_int) -> (c_int, c_int, Vec<u8>) {
        unsafe {
            let new_slice: Symbol<'_, unsafe extern "C" fn() -> Ptr> = self.get("NewSlice");
            let free_slice: Symbol<'_, unsafe extern "C" fn(Ptr)> = self.get("FreeSlice");
            let content: Symbol<'_, unsafe extern "C" fn(Ptr) -> *const u8> = self.get("GetContentFromSlice");
            let length: Symbol<'_, unsafe extern "C" fn(Ptr) -> c_int> = self.get("GetSliceLen");
            let slice = new_slice();
            let ret = call(slice);
            let len = length(slice);
            let bytes = match usize::try_from(len) {
                Ok(len) if len > 0 => std::slice::from_raw_parts(content(slice), len).to_vec(),
                _ => Vec::new(),
            };
            free_slice(slice);
            (ret, len, bytes)
        }
    }

    pub(crate) fn decrypt(&self, key: &[u8], sealed: &str) -> Result<Vec<u8>, c_int> {
        let (key, sealed) = (CString::new(key).unwrap(), CString::new(sealed).unwrap());
        let decrypt_data: Symbol<'_, unsafe extern "C" fn(*const c_char, *const c_char, Ptr) -> c_int> =
            self.get("DecryptData");
        let (ret, _, bytes) =
            self.with_slice(|slice| unsafe { decrypt_data(key.as_ptr(), sealed.as_ptr(), slice) });
        if ret == 0 { Ok(bytes) } else { Err(ret) }
    }
}

impl Handle<'_> {
    fn call(&self, seq: u64, limit: u32) -> (c_int, c_int, Vec<u8>) {
        type Call =
            unsafe extern "C" fn(Ptr, c_ulonglong, c_uint, *const c_char, *const c_char, c_int, Ptr) -> c_int;
        let get_chat_data: Symbol<'_, Call> = self.library.get("GetChatData");
        let (proxy, none) = (self.proxy.as_ptr(), c"".as_ptr());
        self.library
            .with_slice(|slice| unsafe { get_chat_data(self.sdk, seq, limit, proxy, none, 10, slice) })
    }

    pub(crate) fn chat(&self, seq: u64, limit: u32) -> (c_int, Vec<u8>) {
        let (ret, _, bytes) = self.call(seq, limit);
        (ret, bytes)
    }

    /// Fetches one chunk: the code, the bytes, the next index and whether it was the last.
    pub(crate) fn media(&self, index: &str, fileid: &str) -> (c_int, Vec<u8>, String, bool) {
        type Call = unsafe extern "C" fn(
            Ptr,
            *const c_char,
            *const c_char,
            *const c_char,
            *const c_char,
            c_int,
            Ptr,
        ) -> c_int;
        type Borrow = unsafe extern "C" fn(Ptr) -> *const u8;
        type Number = unsafe extern "C" fn(Ptr) -> c_int;
        let (index, fileid) = (CString::new(index).unwrap(), CString::new(fileid).unwrap());
        let get_media_data: Symbol<'_, Call> = self.library.get("GetMediaData");
        let new_media: Symbol<'_, unsafe extern "C" fn() -> Ptr> = self.library.get("NewMediaData");
        let free_media: Symbol<'_, unsafe extern "C" fn(Ptr)> = self.library.get("FreeMediaData");
        let [data, next]: [Symbol<'_, Borrow>; 2] =
            ["GetData", "GetOutIndexBuf"].map(|name| self.library.get(name));
        let [data_len, next_len, is_finish]: [Symbol<'_, Number>; 3] =
            ["GetDataLen", "GetIndexLen", "IsMediaDataFinish"].map(|name| self.library.get(name));
        unsafe {
            let media = new_media();
            let (proxy, none) = (self.proxy.as_ptr(), c"".as_ptr());
            let ret = get_media_data(self.sdk, index.as_ptr(), fileid.as_ptr(), proxy, none, 10, media);
            let copy = |from: *const u8, len: c_int| {
                if from.is_null() {
                    Vec::new()
                } else {
                    std::slice::from_raw_parts(from, len as usize).to_vec()
                }
            };
            let bytes = copy(data(media), data_len(media));
            let next = String::from_utf8(copy(next(media), next_len(media))).unwrap();
            let last = is_finish(media) == 1;
            free_media(media);
            (ret, bytes, next, last)
        }
    }

    pub(crate) fn chat_len(&self, seq: u64, limit: u32) -> c_int {
        self.call(seq, limit).1
    }
}

impl Drop for Handle<'_> {
    fn drop(&mut self) {
        let destroy_sdk: Symbol<'_, unsafe extern "C" fn(Ptr)> = self.library.get("DestroySdk");
        unsafe { destroy_sdk(self.sdk) }
    }
}

/// The corp's private keys.
pub(crate) struct PrivateKeys(Vec<(u32, Pkcs1PrivateDecryptingKey)>);

impl PrivateKeys {
    pub(crate) fn new(pems: &[(u32, String)]) -> Self {
        let parse = |pem: &str| {
            let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
            let mut der = STANDARD.decode(body).unwrap();
            if pem.contains("BEGIN RSA") {
                let len = |tag: u8, len: usize| [tag, 0x82, (len >> 8) as u8, len as u8];
                let id = [0x30, 0x0D, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 5, 0];
                der = [&len(0x30, der.len() + 22)[..], &[2, 1, 0], &id, &len(4, der.len()), &der].concat();
            }
            Pkcs1PrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(&der).unwrap()).unwrap()
        };
        Self(pems.iter().map(|(version, pem)| (*version, parse(pem))).collect())
    }

    pub(crate) fn open(&self, version: u32, sealed: &[u8]) -> Vec<u8> {
        let key = &self.0.iter().find(|(have, _)| *have == version).unwrap().1;
        let mut out = vec![0; key.min_output_size()];
        key.decrypt(sealed, &mut out).unwrap().to_vec()
    }
}
