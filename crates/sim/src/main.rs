//! `wecom-sim`: runs a virtual corp.

fn main() {}
