//! The two structs of the vendor's header and their C memory.

use std::{
    ffi::{c_char, c_int},
    ptr,
};

/// A text the library gives out.
#[repr(C)]
pub struct Slice_t {
    buf: *mut c_char,
    len: c_int,
}

/// A media chunk the library gives out.
#[repr(C)]
pub struct MediaData_t {
    outindexbuf: *mut c_char,
    out_len: c_int,
    data: *mut c_char,
    data_len: c_int,
    is_finish: c_int,
}

/// Copies bytes into C memory, with a NUL behind them that does not count.
fn copy(bytes: &[u8]) -> (*mut c_char, c_int) {
    // SAFETY: the block is one byte longer than what is written to it, and is written only if it was given.
    unsafe {
        let block: *mut u8 = libc::malloc(bytes.len() + 1).cast();
        if block.is_null() {
            return (ptr::null_mut(), 0);
        }
        ptr::copy_nonoverlapping(bytes.as_ptr(), block, bytes.len());
        block.add(bytes.len()).write(0);
        (block.cast(), c_int::try_from(bytes.len()).unwrap_or(c_int::MAX))
    }
}

impl Slice_t {
    pub(crate) fn new() -> *mut Slice_t {
        Box::into_raw(Box::new(Slice_t { buf: ptr::null_mut(), len: 0 }))
    }

    /// Frees a slice.
    ///
    /// # Safety
    /// `slice` comes from [`Slice_t::new`] and is not used again, or is null.
    pub(crate) unsafe fn free(slice: *mut Slice_t) {
        if !slice.is_null() {
            // SAFETY: made by Box::into_raw; its buffer by malloc or null.
            unsafe { libc::free(Box::from_raw(slice).buf.cast()) }
        }
    }

    pub(crate) fn fill(&mut self, bytes: &[u8]) {
        // SAFETY: the buffer before is malloc's or null.
        unsafe { libc::free(self.buf.cast()) }
        (self.buf, self.len) = copy(bytes);
    }

    pub(crate) fn claim_len(&mut self, len: c_int) {
        self.len = len;
    }

    pub(crate) fn content(&self) -> *mut c_char {
        self.buf
    }

    pub(crate) fn len(&self) -> c_int {
        self.len
    }
}

impl MediaData_t {
    pub(crate) fn new() -> *mut MediaData_t {
        let nothing = ptr::null_mut();
        Box::into_raw(Box::new(MediaData_t {
            outindexbuf: nothing,
            out_len: 0,
            data: nothing,
            data_len: 0,
            is_finish: 0,
        }))
    }

    /// Frees a media object.
    ///
    /// # Safety
    /// `media` comes from [`MediaData_t::new`] and is not used again, or is null.
    pub(crate) unsafe fn free(media: *mut MediaData_t) {
        if !media.is_null() {
            // SAFETY: made by Box::into_raw; its buffers by malloc or null.
            unsafe { Box::from_raw(media).release() }
        }
    }

    fn release(&mut self) {
        // SAFETY: both buffers are malloc's or null, and are forgotten by the callers.
        unsafe {
            libc::free(self.outindexbuf.cast());
            libc::free(self.data.cast());
        }
    }

    pub(crate) fn fill(&mut self, index: &str, data: &[u8], is_finish: c_int) {
        self.release();
        (self.outindexbuf, self.out_len) = copy(index.as_bytes());
        (self.data, self.data_len) = copy(data);
        self.is_finish = is_finish;
    }

    pub(crate) fn index(&self) -> (*mut c_char, c_int) {
        (self.outindexbuf, self.out_len)
    }

    pub(crate) fn data(&self) -> (*mut c_char, c_int) {
        (self.data, self.data_len)
    }

    pub(crate) fn is_finish(&self) -> c_int {
        self.is_finish
    }
}

#[cfg(test)]
mod tests {
    use std::mem::{offset_of, size_of};

    use super::*;

    #[test]
    fn the_layouts_are_those_of_the_header() {
        assert_eq!((size_of::<Slice_t>(), offset_of!(Slice_t, len)), (16, 8));
        assert_eq!(size_of::<MediaData_t>(), 32);
        let offsets = [
            offset_of!(MediaData_t, outindexbuf),
            offset_of!(MediaData_t, out_len),
            offset_of!(MediaData_t, data),
            offset_of!(MediaData_t, data_len),
            offset_of!(MediaData_t, is_finish),
        ];
        assert_eq!(offsets, [0, 8, 16, 24, 28]);
    }
}
