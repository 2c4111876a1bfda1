//! What cargo knows about the packages.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{repository, tool};

/// A package of the graph.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence expression, where it states one.
    pub license: Option<String>,
    /// Its manifest, relative to the repository for our own packages.
    pub manifest: PathBuf,
    /// What it asks for.
    pub dependencies: Vec<Dependency>,
}

/// When a dependency is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DependencyKind {
    /// In what is shipped.
    #[default]
    Normal,
    /// In tests and examples.
    Dev,
    /// In build scripts.
    Build,
}

/// One line of a manifest.
#[derive(Clone, Debug, Default)]
pub struct Dependency {
    /// The package asked for.
    pub name: String,
    /// When it is needed.
    pub kind: DependencyKind,
    /// Whether a feature turns it on.
    pub optional: bool,
}

/// Lists the packages of the workspace.
pub fn workspace() -> Result<Vec<Package>> {
    let text = tool::capture(tool::cargo().args(["metadata", "--format-version=1", "--no-deps"]))?;
    packages(&serde_json::from_str(&text)?)
}

/// Lists every package that is built on this kind of machine, the tests' ones included.
pub fn resolved() -> Result<Vec<Package>> {
    let mut cargo = tool::cargo();
    cargo.args(["metadata", "--format-version=1", "--filter-platform=host-tuple"]);
    let graph: Value = serde_json::from_str(&tool::capture(&mut cargo)?)?;
    packages(&graph)
}

fn packages(graph: &Value) -> Result<Vec<Package>> {
    graph["packages"].as_array().context("cargo metadata lists no packages")?.iter().map(package).collect()
}

fn package(value: &Value) -> Result<Package> {
    let text =
        |key: &str| value[key].as_str().map(str::to_owned).with_context(|| format!("a package has no {key}"));
    let manifest = PathBuf::from(text("manifest_path")?);
    let dependencies = value["dependencies"].as_array().context("a package lists no dependencies")?;
    Ok(Package {
        name: text("name")?,
        version: text("version")?,
        license: value["license"].as_str().map(str::to_owned),
        manifest: manifest.strip_prefix(repository::root()).map(PathBuf::from).unwrap_or(manifest),
        dependencies: dependencies.iter().map(dependency).collect::<Result<_>>()?,
    })
}

fn dependency(value: &Value) -> Result<Dependency> {
    Ok(Dependency {
        name: value["name"].as_str().context("a dependency has no name")?.to_owned(),
        kind: match value["kind"].as_str() {
            Some("dev") => DependencyKind::Dev,
            Some("build") => DependencyKind::Build,
            _ => DependencyKind::Normal,
        },
        optional: value["optional"].as_bool().unwrap_or_default(),
    })
}
