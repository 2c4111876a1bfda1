//! Every library that is shipped or used in tests has a licence that this project accepts.
//!
//! The list is `deny.toml`'s, so that cargo-deny and this check, which needs nothing but cargo, ask for the same.

mod expression;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{metadata, repository, tool};

/// Checks crates and the console's packages against `deny.toml`, and asks cargo-deny where it is installed.
pub fn run() -> Result<()> {
    let policy = fs::read_to_string(repository::root().join("deny.toml")).context("reading deny.toml")?;
    let policy = Policy::read(&policy)?;
    let mut refused = Vec::new();
    let packages = metadata::resolved()?;
    for package in &packages {
        let stated = package.license.as_deref().unwrap_or_default();
        if !policy.accepts(&package.name, stated) {
            refused.push(format!("crate {} {}: `{stated}`", package.name, package.version));
        }
    }
    let shipped = if repository::has_console() {
        let lock = fs::read_to_string(repository::web().join("package-lock.json"))
            .context("reading web/package-lock.json")?;
        npm_packages(&serde_json::from_str(&lock)?)?
    } else {
        Vec::new()
    };
    for (name, stated) in &shipped {
        if !policy.accepts(name, stated) {
            refused.push(format!("npm package {name}: `{stated}`"));
        }
    }
    println!("{} crates and {} npm packages looked at", packages.len(), shipped.len());
    if !refused.is_empty() {
        bail!("licences that deny.toml does not accept:\n{}", refused.join("\n"));
    }
    ask_cargo_deny()
}

/// What `deny.toml` says under `[licenses]`.
struct Policy {
    accepted: BTreeSet<String>,
    /// More that is accepted of one package alone.
    exceptions: BTreeMap<String, BTreeSet<String>>,
}

impl Policy {
    fn read(text: &str) -> Result<Self> {
        let file: toml::Table = toml::from_str(text).context("deny.toml is not TOML")?;
        let licences = file.get("licenses").context("deny.toml has no [licenses]")?;
        let accepted = identifiers(licences).context("deny.toml has no list `allow` under [licenses]")?;
        let listed = licences.get("exceptions").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let exceptions = listed.iter().map(|exception| {
            let name = exception
                .get("crate")
                .and_then(toml::Value::as_str)
                .context("an exception names no crate")?;
            Ok((name.to_owned(), identifiers(exception).context("an exception allows nothing")?))
        });
        Ok(Self { exceptions: exceptions.collect::<Result<_>>()?, accepted })
    }

    fn accepts(&self, package: &str, stated: &str) -> bool {
        let exception = self.exceptions.get(package);
        let more = exception.map(|exception| self.accepted.union(exception).cloned().collect());
        expression::is_satisfied(stated, more.as_ref().unwrap_or(&self.accepted))
    }
}

/// Reads the list `allow`.
fn identifiers(table: &toml::Value) -> Option<BTreeSet<String>> {
    let listed = table.get("allow")?.as_array()?;
    Some(listed.iter().filter_map(toml::Value::as_str).map(str::to_owned).collect())
}

/// Lists the packages that a lock file brings into the console itself: name and licence.
fn npm_packages(lock: &Value) -> Result<Vec<(String, String)>> {
    let listed = lock["packages"].as_object().context("package-lock.json lists no packages")?;
    let foreign = listed.iter().filter(|(path, _)| !path.is_empty());
    let shipped = foreign.filter(|(_, package)| package["dev"] != true && package["devOptional"] != true);
    Ok(shipped
        .map(|(path, package)| {
            let name = path.rsplit("node_modules/").next().unwrap_or(path);
            (name.to_owned(), package["license"].as_str().unwrap_or_default().to_owned())
        })
        .collect())
}

fn ask_cargo_deny() -> Result<()> {
    if !tool::succeeds(tool::cargo().args(["deny", "--version"])) {
        println!("cargo-deny is not installed: bans and advisories are not looked at");
        return Ok(());
    }
    tool::run(tool::cargo().args(["deny", "--offline", "check", "licenses", "bans", "sources"]))?;
    if !tool::succeeds(tool::cargo().args(["deny", "fetch", "db"])) {
        println!("cargo-deny's advisories cannot be reached: they are not looked at");
        return Ok(());
    }
    tool::run(tool::cargo().args(["deny", "check", "advisories"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_read_from_deny_toml() {
        let text = "[licenses]\nallow = [\"MIT\"]\nexceptions = [{ crate = \"a\", allow = [\"MPL-2.0\"] }]\n";
        let policy = Policy::read(text).unwrap();
        assert!(policy.accepts("b", "MIT") && policy.accepts("a", "MIT") && policy.accepts("a", "MPL-2.0"));
        assert!(!policy.accepts("b", "MPL-2.0") && !policy.accepts("a", "GPL-3.0"));
        assert!(Policy::read("[licenses]\n").is_err());
    }

    #[test]
    fn packages_for_development_are_not_shipped() {
        let lock = serde_json::json!({"packages": {
            "": {"name": "console"},
            "node_modules/react": {"license": "MIT"},
            "node_modules/a/node_modules/@scope/b": {},
            "node_modules/vite": {"license": "MIT", "dev": true},
        }});
        let shipped = npm_packages(&lock).unwrap();
        assert_eq!(shipped, [("@scope/b", ""), ("react", "MIT")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
