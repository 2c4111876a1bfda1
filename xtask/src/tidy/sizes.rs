//! Files that a person can read in one go.

use super::{Finding, SourceFile};

const RUST: usize = 600;
const WEB: usize = 250;

/// Written by a program, read by none but programs.
const GENERATED: [&str; 1] = ["web/src/api/schema.ts"];

/// Finds files that are too long.
pub fn check(files: &[SourceFile]) -> Vec<Finding> {
    files.iter().filter_map(too_long).collect()
}

fn too_long(file: &SourceFile) -> Option<Finding> {
    if GENERATED.iter().any(|generated| file.is_under(generated)) {
        return None;
    }
    let limit = if file.is_rust() {
        RUST
    } else if file.is_under("web/src") && file.has_extension(&["ts", "tsx", "css"]) {
        WEB
    } else {
        return None;
    };
    let lines = file.lines().count();
    (lines > limit).then(|| file.finding(limit + 1, format!("{lines} lines are more than {limit}")))
}

#[cfg(test)]
mod tests {
    use super::super::{file, shown};
    use super::*;

    #[test]
    fn long_files_are_found_and_generated_ones_are_not() {
        let files = [
            file("crates/a/src/lib.rs", &"\n".repeat(601)),
            file("crates/b/src/lib.rs", &"\n".repeat(600)),
            file("web/src/App.tsx", &"\n".repeat(251)),
            file("web/src/api/schema.ts", &"\n".repeat(5000)),
            file("web/e2e/long.spec.ts", &"\n".repeat(251)),
        ];
        assert_eq!(
            shown(&check(&files)),
            [
                "crates/a/src/lib.rs:601: 601 lines are more than 600",
                "web/src/App.tsx:251: 251 lines are more than 250"
            ]
        );
    }
}
