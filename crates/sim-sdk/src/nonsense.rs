//! The ways in which a closed library misbehaves, done on the corp's order.

use std::{ffi::c_int, process, ptr, thread, time::Duration};

use crate::memory::Slice_t;

/// Hangs or dies, if that is the order.
pub(crate) fn suffer(act: &str) {
    match act {
        "hang" => loop {
            thread::sleep(Duration::from_secs(3_600));
        },
        "crash" => crash(),
        "abort" => process::abort(),
        _ => {}
    }
}

/// Makes the slice lie about its length, if that is the order.
pub(crate) fn spoil(slice: &mut Slice_t, act: &str) {
    match act {
        "negative-length" => slice.claim_len(-1),
        "huge-length" => slice.claim_len(c_int::MAX),
        _ => {}
    }
}

/// Writes where nothing is, which ends the process by SIGSEGV.
fn crash() -> ! {
    let nowhere = ptr::without_provenance_mut::<u8>(16);
    // SAFETY: it is not, and that is the point: the first page is never mapped, the kernel kills the process here.
    unsafe { nowhere.write_volatile(1) };
    process::abort()
}
