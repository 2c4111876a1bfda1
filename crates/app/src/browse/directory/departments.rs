//! The tree of departments, and the tags.

use std::collections::HashMap;

use huicun_domain::access::Permission;
use huicun_domain::directory::DepartmentId;
use huicun_store::DepartmentRow;

use super::standings::Standings;
use super::view::{DepartmentNode, DepartmentTree, DirectoryDepartment, DirectoryTag, DirectoryTagList};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// Departments by their numbers.
pub(super) struct DepartmentNames(HashMap<DepartmentId, DepartmentRow>);

impl DepartmentNames {
    pub(super) fn of(rows: Vec<DepartmentRow>) -> Self {
        Self(rows.into_iter().map(|row| (row.id, row)).collect())
    }

    /// Names one; a department that the directory does not know by its number.
    pub(super) fn get(&self, id: DepartmentId) -> DirectoryDepartment {
        let name = self.0.get(&id).map(|row| row.name.clone()).filter(|name| !name.is_empty());
        DirectoryDepartment { id, name: name.unwrap_or_else(|| id.to_string()) }
    }

    /// A department and those above it as they lie today, the corp first.
    pub(super) fn path(&self, id: DepartmentId) -> Vec<DirectoryDepartment> {
        let mut path = vec![self.get(id)];
        let mut at = id;
        while let Some(row) = self.0.get(&at).filter(|row| row.parent.0 > 0) {
            if path.iter().any(|known| known.id == row.parent) {
                break;
            }
            path.push(self.get(row.parent));
            at = row.parent;
        }
        path.reverse();
        path
    }
}

/// Shows all departments, those that are gone too, with how their members stand.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`].
pub async fn departments(ctx: &Ctx, services: &Services) -> AppResult<DepartmentTree> {
    ctx.authorize(Permission::ViewDirectory)?;
    let standings = Standings::now(services).await?;
    let rows = services.store.departments(&services.corp).await?;
    let node = |row: DepartmentRow| DepartmentNode {
        figures: standings.departments.get(&row.id).copied().unwrap_or_default(),
        id: row.id,
        name: row.name,
        parent: row.parent,
        gone_at: row.gone_at,
    };
    Ok(DepartmentTree { ruled: standings.book.is_ruled(), departments: rows.into_iter().map(node).collect() })
}

/// Shows all tags, those that are gone too, with how those who carry them stand.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`].
pub async fn tags(ctx: &Ctx, services: &Services) -> AppResult<DirectoryTagList> {
    ctx.authorize(Permission::ViewDirectory)?;
    let standings = Standings::now(services).await?;
    let names = DepartmentNames::of(services.store.departments(&services.corp).await?);
    let now = services.now();
    let rows = services.store.tags(&services.corp).await?;
    let tags = rows.into_iter().map(|row| {
        let carriers = standings.book.history.departments_tagged(row.id, now);
        DirectoryTag {
            figures: standings.tags.get(&row.id).copied().unwrap_or_default(),
            departments: carriers.into_iter().map(|id| names.get(id)).collect(),
            id: row.id,
            name: row.name,
            gone_at: row.gone_at,
        }
    });
    Ok(DirectoryTagList { ruled: standings.book.is_ruled(), tags: tags.collect() })
}
