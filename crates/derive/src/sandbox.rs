//! What the child gives up before it reads a byte of a file.
//!
//! - It reads programs, libraries and fonts, and nothing else on the disk; it writes nothing (Landlock).
//! - It opens no socket, traces nobody, mounts nothing (seccomp).
//! - It gains no rights by any program that it runs (`no_new_privs`), leaves no core, and has little memory.
//!
//! The programs that it runs inherit all of this.

use std::collections::BTreeMap;
use std::io;

use landlock::{
    ABI, Access, AccessFs, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus,
};
use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, SeccompRule, TargetArch};

use crate::made::Limits;

/// Where programs, libraries and fonts are.
const READ: [&str; 9] = [
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/passwd",
    "/dev/urandom",
];
/// Address space is not memory: libraries of tools map far more than they fill.
const ADDRESS_SPACE: u64 = 4 << 30;
/// Open files.
const FILES: u64 = 64;

/// Why the child may not go on.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A limit was not accepted.
    #[error("a limit of resources could not be set")]
    Limit(#[from] io::Error),
    /// The filter of system calls was not accepted.
    #[error("the filter of system calls could not be set")]
    Calls(#[from] seccompiler::BackendError),
    /// The filter of system calls could not be put in place.
    #[error("the filter of system calls could not be put in place")]
    Filter(#[from] seccompiler::Error),
    /// The rules of the disk were not accepted.
    #[error("the rules of the disk could not be set")]
    Disk(#[from] landlock::RulesetError),
}

/// How far the disk is closed: kernels before 5.13 have no Landlock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskRules {
    /// Nothing can be written, and only what is named above be read.
    Closed,
    /// This kernel knows no such rules. Files still cannot grow beyond their limit.
    Unknown,
}

/// Gives up everything that is not needed. There is no way back.
///
/// # Errors
/// [`SandboxError`]; the child must then end.
pub fn enter() -> Result<DiskRules, SandboxError> {
    let limit = |resource, most: u64| {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).map_err(io::Error::from)
    };
    limit(Resource::Core, 0)?;
    limit(Resource::Data, Limits::MEMORY)?;
    limit(Resource::As, ADDRESS_SPACE)?;
    limit(Resource::Nofile, FILES)?;
    limit(Resource::Fsize, Limits::INPUT)?;
    let rules = close_disk()?;
    seccompiler::apply_filter(&forbidden_calls()?)?;
    Ok(rules)
}

fn close_disk() -> Result<DiskRules, landlock::RulesetError> {
    let all = AccessFs::from_all(ABI::V3);
    let read = AccessFs::from_read(ABI::V3);
    let mut rules = Ruleset::default().handle_access(all)?.create()?;
    for path in READ {
        // What is not on this machine needs no rule.
        if let Ok(descriptor) = PathFd::new(path) {
            let is_folder = std::fs::metadata(path).is_ok_and(|found| found.is_dir());
            let access = if is_folder { read } else { read & AccessFs::from_file(ABI::V3) };
            rules = rules.add_rule(PathBeneath::new(descriptor, access))?;
        }
    }
    if let Ok(nowhere) = PathFd::new("/dev/null") {
        rules = rules.add_rule(PathBeneath::new(nowhere, AccessFs::ReadFile | AccessFs::WriteFile))?;
    }
    let status = rules.restrict_self()?;
    Ok(if status.ruleset == RulesetStatus::NotEnforced { DiskRules::Unknown } else { DiskRules::Closed })
}

/// System calls that nothing here needs, and an intruder would.
fn forbidden_calls() -> Result<BpfProgram, seccompiler::BackendError> {
    use kernel as call;
    let numbers = [
        call::SOCKET,
        call::SOCKETPAIR,
        call::CONNECT,
        call::BIND,
        call::LISTEN,
        call::PTRACE,
        call::MOUNT,
        call::UMOUNT2,
        call::UNSHARE,
        call::SETNS,
        call::BPF,
        call::PERF_EVENT_OPEN,
        call::PROCESS_VM_READV,
        call::PROCESS_VM_WRITEV,
        call::IO_URING_SETUP,
        call::KEYCTL,
        call::ADD_KEY,
        call::USERFAULTFD,
    ];
    let rules: BTreeMap<i64, Vec<SeccompRule>> =
        numbers.into_iter().map(|number| (number, Vec::new())).collect();
    let refused = SeccompAction::Errno(1);
    SeccompFilter::new(rules, SeccompAction::Allow, refused, TargetArch::try_from(std::env::consts::ARCH)?)?
        .try_into()
}

/// Numbers of system calls, from the kernel's tables.
#[cfg(target_arch = "x86_64")]
mod kernel {
    pub(super) const SOCKET: i64 = 41;
    pub(super) const CONNECT: i64 = 42;
    pub(super) const BIND: i64 = 49;
    pub(super) const LISTEN: i64 = 50;
    pub(super) const SOCKETPAIR: i64 = 53;
    pub(super) const PTRACE: i64 = 101;
    pub(super) const MOUNT: i64 = 165;
    pub(super) const UMOUNT2: i64 = 166;
    pub(super) const ADD_KEY: i64 = 248;
    pub(super) const KEYCTL: i64 = 250;
    pub(super) const UNSHARE: i64 = 272;
    pub(super) const PERF_EVENT_OPEN: i64 = 298;
    pub(super) const SETNS: i64 = 308;
    pub(super) const PROCESS_VM_READV: i64 = 310;
    pub(super) const PROCESS_VM_WRITEV: i64 = 311;
    pub(super) const BPF: i64 = 321;
    pub(super) const USERFAULTFD: i64 = 323;
    pub(super) const IO_URING_SETUP: i64 = 425;
}

/// Numbers of system calls, from the kernel's tables.
#[cfg(target_arch = "aarch64")]
mod kernel {
    pub(super) const UMOUNT2: i64 = 39;
    pub(super) const MOUNT: i64 = 40;
    pub(super) const UNSHARE: i64 = 97;
    pub(super) const PTRACE: i64 = 117;
    pub(super) const SOCKET: i64 = 198;
    pub(super) const SOCKETPAIR: i64 = 199;
    pub(super) const BIND: i64 = 200;
    pub(super) const LISTEN: i64 = 201;
    pub(super) const CONNECT: i64 = 203;
    pub(super) const ADD_KEY: i64 = 217;
    pub(super) const KEYCTL: i64 = 219;
    pub(super) const PERF_EVENT_OPEN: i64 = 241;
    pub(super) const SETNS: i64 = 268;
    pub(super) const PROCESS_VM_READV: i64 = 270;
    pub(super) const PROCESS_VM_WRITEV: i64 = 271;
    pub(super) const BPF: i64 = 280;
    pub(super) const USERFAULTFD: i64 = 282;
    pub(super) const IO_URING_SETUP: i64 = 425;
}
