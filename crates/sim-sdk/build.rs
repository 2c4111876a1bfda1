//! Keeps the library in memory once it is loaded: its thread-local cleanup would run after `dlclose` otherwise.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
}
