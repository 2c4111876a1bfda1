//! Both databases have the same migrations.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::Finding;

const FOLDER: &str = "crates/store/migrations";
const ENGINES: [&str; 2] = ["sqlite", "postgres"];

/// Finds migrations that only one of the databases has.
pub fn check(paths: &[PathBuf]) -> Vec<Finding> {
    let of = |engine: &str| -> BTreeSet<&OsStr> {
        let folder = Path::new(FOLDER).join(engine);
        paths
            .iter()
            .filter(|path| path.parent() == Some(&folder))
            .filter_map(|path| path.file_name())
            .collect()
    };
    let [sqlite, postgres] = ENGINES.map(of);
    let lonely = |has: &str, lacks: &str, name: &OsStr| Finding {
        path: Path::new(FOLDER).join(has).join(name),
        line: 1,
        message: format!("{lacks} has no migration of this name"),
    };
    let only_sqlite = sqlite.difference(&postgres).map(|name| lonely(ENGINES[0], ENGINES[1], name));
    let only_postgres = postgres.difference(&sqlite).map(|name| lonely(ENGINES[1], ENGINES[0], name));
    only_sqlite.chain(only_postgres).collect()
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    #[test]
    fn a_migration_of_one_database_alone_is_found() {
        let paths = ["sqlite/0001_a.sql", "postgres/0001_a.sql", "sqlite/0002_b.sql", "postgres/0002_c.sql"];
        assert_eq!(
            shown(&check(&paths.map(|path| Path::new(FOLDER).join(path)))),
            [
                "crates/store/migrations/sqlite/0002_b.sql:1: postgres has no migration of this name",
                "crates/store/migrations/postgres/0002_c.sql:1: sqlite has no migration of this name",
            ]
        );
    }
}
