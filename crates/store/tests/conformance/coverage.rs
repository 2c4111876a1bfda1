//! The suite runs every statement on both engines, because it calls every method of the store.

use std::path::Path;

/// What is tried on one engine only.
const ELSEWHERE: [&str; 3] = ["open", "close", "limit_pages"];

fn methods(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let names = text.lines().filter_map(|line| line.strip_prefix("    pub async fn "));
    names.map(|line| line.split(['(', '<']).next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_method_is_called_on_both_engines() {
    let suite = [
        include_str!("access.rs"),
        include_str!("ingest.rs"),
        include_str!("media.rs"),
        include_str!("directory.rs"),
        include_str!("notices.rs"),
        include_str!("people.rs"),
        include_str!("quarantine.rs"),
        include_str!("scope.rs"),
        include_str!("service.rs"),
        include_str!("faults.rs"),
        include_str!("harness.rs"),
    ];
    let calls = |name: &str| suite.iter().any(|text| text.contains(&format!(".{name}(")));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut count = 0;
    let entries = ["", "media", "directory", "notices", "consents", "service", "quarantine"]
        .map(|part| folder.join(part))
        .map(|folder| std::fs::read_dir(folder).unwrap());
    for entry in entries.into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") || path.ends_with("blobs.rs") {
            continue;
        }
        for name in methods(&path).iter().filter(|name| !ELSEWHERE.contains(&name.as_str())) {
            assert!(calls(name), "{} has {name}, which the suite never calls", path.display());
            count += 1;
        }
    }
    assert!(count > 50, "only {count} methods were found");
}
