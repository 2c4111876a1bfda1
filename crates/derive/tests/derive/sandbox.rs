//! What the child may not do, seen from within.

use std::fs;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::Command;

use huicun_derive::sandbox::{DiskRules, enter};

const WITHIN: &str = "HUICUN_TEST_WITHIN_THE_SANDBOX";

/// Runs this test once more as a process of its own, which enters the sandbox and tries.
#[test]
fn within_the_sandbox_nothing_is_written_reached_or_read() {
    if std::env::var_os(WITHIN).is_some() {
        try_everything();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    fs::write(&secret, "key").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sandbox::within_the_sandbox_nothing_is_written_reached_or_read", "--nocapture"])
        .env(WITHIN, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("tried everything"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn try_everything() {
    let folder = std::path::PathBuf::from(std::env::var_os(WITHIN).unwrap());
    let rules = enter().unwrap();
    assert!(TcpListener::bind("127.0.0.1:0").is_err());
    assert!(TcpStream::connect("127.0.0.1:1").is_err_and(|error| error.raw_os_error() == Some(1)));
    assert!(UdpSocket::bind("127.0.0.1:0").is_err());
    if rules == DiskRules::Closed {
        assert!(fs::write(folder.join("new"), "x").is_err());
        assert!(fs::write("/tmp/huicun-new", "x").is_err());
        assert!(fs::read(folder.join("secret")).is_err());
        assert!(fs::read("/etc/shadow").is_err());
        assert!(fs::read_dir("/").is_err());
    } else {
        println!("this kernel has no rules for the disk");
    }
    assert!(fs::read("/usr/bin/env").is_ok());
    let inherited = Command::new("/bin/sh").args(["-c", "cat /etc/shadow"]).output().unwrap();
    assert!(rules == DiskRules::Unknown || !inherited.status.success());
    let mut held: Vec<Vec<u8>> = Vec::new();
    let most = (0..64).take_while(|_| {
        let mut piece = Vec::new();
        let fits = piece.try_reserve_exact(16 << 20).is_ok();
        piece.resize(if fits { 16 << 20 } else { 0 }, 1);
        held.push(piece);
        fits
    });
    assert!(most.count() < 17, "more than 256 MiB");
    println!("tried everything");
}
