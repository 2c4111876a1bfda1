//! Which package may depend on which: the rooms of the house and the doors between them.
//!
//! A new line in one of these tables is a decision and has a note in `docs/adr/`.

use std::path::PathBuf;

use super::{Finding, SourceFile};
use crate::metadata::{Dependency, DependencyKind, Package};

/// What a package of the workspace may ask of the others.
struct Room {
    package: &'static str,
    /// In what is shipped, and so in its tests too.
    shipped: &'static [&'static str],
    /// In its tests only.
    tests: &'static [&'static str],
}

const fn room(
    package: &'static str,
    shipped: &'static [&'static str],
    tests: &'static [&'static str],
) -> Room {
    Room { package, shipped, tests }
}

const ROOMS: &[Room] = &[
    room("huicun-domain", &[], &[]),
    room("huicun-derive", &[], &[]),
    room("huicun-vault", &["huicun-domain"], &[]),
    room("huicun-wecom", &["huicun-domain", "huicun-vault"], &["huicun-sim"]),
    room("huicun-wechatpay", &["huicun-domain"], &["huicun-sim"]),
    room("huicun-store", &["huicun-domain", "huicun-vault"], &[]),
    room("huicun-search", &["huicun-domain", "huicun-vault"], &[]),
    room(
        "huicun-app",
        &[
            "huicun-derive",
            "huicun-domain",
            "huicun-search",
            "huicun-store",
            "huicun-vault",
            "huicun-wechatpay",
            "huicun-wecom",
        ],
        &["huicun-sim", "huicun-testkit"],
    ),
    room("huicun-server", &["huicun-app", "huicun-domain"], &["huicun-testkit"]),
    room("huicun-console", &[], &[]),
    room("huicun-sim", &[], &[]),
    room("huicun-sim-sdk", &[], &["huicun-sim"]),
    room(
        "huicun-testkit",
        &[
            "huicun-app",
            "huicun-domain",
            "huicun-search",
            "huicun-server",
            "huicun-sim",
            "huicun-store",
            "huicun-vault",
            "huicun-wechatpay",
            "huicun-wecom",
        ],
        &[],
    ),
    room(
        "huicun",
        &[
            "huicun-app",
            "huicun-console",
            "huicun-derive",
            "huicun-domain",
            "huicun-search",
            "huicun-server",
            "huicun-sim",
            "huicun-store",
            "huicun-vault",
            "huicun-wechatpay",
            "huicun-wecom",
        ],
        &["huicun-testkit"],
    ),
    room(
        "huicun-bench",
        &[
            "huicun-app",
            "huicun-derive",
            "huicun-domain",
            "huicun-search",
            "huicun-sim",
            "huicun-store",
            "huicun-testkit",
            "huicun-vault",
            "huicun-wecom",
        ],
        &[],
    ),
    room("xtask", &[], &[]),
];

/// Where a library may be asked for.
enum Door {
    /// By this package.
    Of(&'static str),
    /// By this package, behind a feature that is off by default.
    FeatureOf(&'static str),
    /// By the tests of this package.
    TestsOf(&'static str),
}

use Door::{FeatureOf, Of, TestsOf};

/// Libraries that have one home, so that what they bring stays in it.
const LIBRARIES: &[(&str, &[Door])] = &[
    ("sqlx", &[Of("huicun-store")]),
    ("libsqlite3-sys", &[Of("huicun-store")]),
    ("rusqlite", &[Of("huicun-bench")]),
    ("object_store", &[Of("huicun-store")]),
    ("tantivy", &[Of("huicun-search")]),
    ("axum", &[Of("huicun-server"), Of("huicun-console"), Of("huicun-sim"), Of("huicun")]),
    ("axum-extra", &[Of("huicun-server")]),
    ("tower", &[Of("huicun-server"), TestsOf("huicun-console"), TestsOf("huicun-sim"), TestsOf("huicun")]),
    ("tower-http", &[Of("huicun-server")]),
    ("http", &[Of("huicun-server")]),
    ("utoipa", &[Of("huicun-server"), FeatureOf("huicun-app"), FeatureOf("huicun-domain")]),
    ("utoipa-axum", &[Of("huicun-server")]),
    (
        "reqwest",
        &[
            Of("huicun-wecom"),
            Of("huicun-wechatpay"),
            // Speech to text by a service of the operator's.
            Of("huicun-derive"),
            Of("huicun-sim"),
            Of("huicun-bench"),
            TestsOf("huicun-server"),
            TestsOf("huicun"),
        ],
    ),
    ("libloading", &[Of("huicun-wecom"), TestsOf("huicun-sim"), TestsOf("huicun-sim-sdk")]),
    ("clap", &[Of("huicun"), Of("huicun-sim"), Of("huicun-bench"), Of("xtask")]),
    ("anyhow", &[Of("huicun"), Of("huicun-sim"), Of("huicun-bench"), Of("xtask")]),
];

/// The domain is pure: it may ask for these and nothing else, its tests aside.
const PURE: (&str, &[&str]) = (
    "huicun-domain",
    &[
        "ferrous-opencc",
        "jiff",
        "serde",
        "serde_json",
        "thiserror",
        "unicode-normalization",
        "utoipa",
        "uuid",
    ],
);

/// Checks every dependency of every package of the workspace.
pub fn check(packages: &[Package], files: &[SourceFile]) -> Vec<Finding> {
    let ours: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut findings = Vec::new();
    for package in packages {
        findings.extend(misnamed(package));
        let Some(room) = ROOMS.iter().find(|room| room.package == package.name) else {
            findings.push(finding(
                package,
                files,
                &package.name,
                "is in no room: add it to tidy's table and to docs/adr",
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let complaint = if ours.contains(&dependency.name.as_str()) {
                walled_off(room, dependency)
            } else {
                locked_out(package, dependency)
            };
            findings.extend(complaint.map(|complaint| finding(package, files, &dependency.name, &complaint)));
        }
    }
    findings
}

/// An edge between two of our packages that is not in the table.
fn walled_off(room: &Room, dependency: &Dependency) -> Option<String> {
    let name = dependency.name.as_str();
    let in_tests = dependency.kind == DependencyKind::Dev;
    let allowed = room.shipped.contains(&name) || in_tests && room.tests.contains(&name);
    let whose = if in_tests { "the tests of " } else { "" };
    (!allowed).then(|| format!("{whose}{} may not depend on {name}", room.package))
}

/// A library that this package may not ask for.
fn locked_out(package: &Package, dependency: &Dependency) -> Option<String> {
    let name = dependency.name.as_str();
    let in_tests = dependency.kind == DependencyKind::Dev;
    if let Some((_, doors)) = LIBRARIES.iter().find(|(library, _)| *library == name) {
        let open = doors.iter().any(|door| match door {
            Of(home) => *home == package.name,
            FeatureOf(home) => *home == package.name && dependency.optional,
            TestsOf(home) => *home == package.name && in_tests,
        });
        if !open {
            let homes: Vec<String> = doors.iter().map(Door::shown).collect();
            return Some(format!("{name} is for {} only", homes.join(", ")));
        }
    }
    let (pure, allowed) = PURE;
    let impure = package.name == pure && !in_tests && !allowed.contains(&name);
    impure.then(|| format!("{pure} is pure: {name} is not among the libraries it may use"))
}

impl Door {
    fn shown(&self) -> String {
        match self {
            Of(home) => (*home).to_owned(),
            FeatureOf(home) => format!("a feature of {home}"),
            TestsOf(home) => format!("the tests of {home}"),
        }
    }
}

/// Packages are named after their folders, and never after nothing in particular.
fn misnamed(package: &Package) -> Option<Finding> {
    let folder = package.manifest.parent()?.file_name()?.to_str()?;
    let vague = ["core", "common", "util", "utils", "helpers", "misc"].contains(&folder);
    let expected =
        if matches!(folder, "huicun" | "xtask") { folder.to_owned() } else { format!("huicun-{folder}") };
    let message = if vague {
        format!("`{folder}` says nothing: name the package after what it holds")
    } else if package.name == expected {
        return None;
    } else {
        format!("the package in this folder is named `{expected}`")
    };
    Some(Finding { path: package.manifest.clone(), line: 1, message })
}

/// Points at the line of the manifest that names a dependency.
fn finding(package: &Package, files: &[SourceFile], name: &str, message: &str) -> Finding {
    let manifest = files.iter().find(|file| file.path == package.manifest);
    let names = |line: &str| {
        let start = line.trim_start().strip_prefix(name).and_then(|rest| rest.chars().next());
        start.is_some_and(|next| matches!(next, '.' | ' ' | '='))
    };
    let line =
        manifest.and_then(|file| file.lines().find(|(_, line)| names(line))).map_or(1, |(number, _)| number);
    Finding { path: PathBuf::from(&package.manifest), line, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::{file, shown};
    use super::*;

    fn package(name: &str, dependencies: &[(&str, DependencyKind, bool)]) -> Package {
        let folder = name.strip_prefix("huicun-").unwrap_or(name);
        let dependencies = dependencies.iter().map(|(name, kind, optional)| Dependency {
            name: (*name).into(),
            kind: *kind,
            optional: *optional,
        });
        Package {
            name: name.into(),
            manifest: format!("crates/{folder}/Cargo.toml").into(),
            dependencies: dependencies.collect(),
            ..Package::default()
        }
    }

    fn complaints(looked_at: &Package) -> Vec<String> {
        let ours = ["huicun-store", "huicun-domain", "huicun-testkit"].map(|name| package(name, &[]));
        let others = ours.into_iter().filter(|other| other.name != looked_at.name);
        shown(&check(&others.chain([looked_at.clone()]).collect::<Vec<_>>(), &[]))
    }

    const NORMAL: DependencyKind = DependencyKind::Normal;
    const DEV: DependencyKind = DependencyKind::Dev;

    #[test]
    fn an_edge_that_is_not_in_the_table_is_found() {
        assert_eq!(
            complaints(&package("huicun-server", &[("huicun-store", NORMAL, false)])),
            ["crates/server/Cargo.toml:1: huicun-server may not depend on huicun-store"]
        );
        assert!(complaints(&package("huicun-app", &[("huicun-store", NORMAL, false)])).is_empty());
    }

    #[test]
    fn the_test_kit_is_for_tests() {
        assert!(complaints(&package("huicun-app", &[("huicun-testkit", DEV, false)])).is_empty());
        assert_eq!(
            complaints(&package("huicun-app", &[("huicun-testkit", NORMAL, false)])),
            ["crates/app/Cargo.toml:1: huicun-app may not depend on huicun-testkit"]
        );
    }

    #[test]
    fn a_library_outside_its_home_is_found_with_its_line() {
        let manifest =
            file("crates/app/Cargo.toml", "[dependencies]\nsqlx-core = \"1\"\nsqlx.workspace = true\n");
        let found = check(&[package("huicun-app", &[("sqlx", NORMAL, false)])], &[manifest]);
        assert_eq!(shown(&found), ["crates/app/Cargo.toml:3: sqlx is for huicun-store only"]);
    }

    #[test]
    fn schemas_stay_behind_a_feature() {
        assert!(complaints(&package("huicun-app", &[("utoipa", NORMAL, true)])).is_empty());
        assert_eq!(complaints(&package("huicun-app", &[("utoipa", NORMAL, false)])).len(), 1);
    }

    #[test]
    fn the_domain_stays_pure() {
        assert_eq!(
            complaints(&package("huicun-domain", &[("serde", NORMAL, false), ("tokio", NORMAL, false)])),
            [
                "crates/domain/Cargo.toml:1: huicun-domain is pure: tokio is not among the libraries it may use"
            ]
        );
        assert!(complaints(&package("huicun-domain", &[("proptest", DEV, false)])).is_empty());
    }

    #[test]
    fn a_package_without_a_room_or_with_a_vague_name_is_found() {
        assert_eq!(complaints(&package("huicun-utils", &[])).len(), 2);
        let mut misnamed = package("huicun-app", &[]);
        misnamed.manifest = "crates/application/Cargo.toml".into();
        assert_eq!(
            complaints(&misnamed),
            ["crates/application/Cargo.toml:1: the package in this folder is named `huicun-application`"]
        );
    }
}
