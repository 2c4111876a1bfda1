//! Operators with rights over a part of the archive, and members in departments.

use huicun_app::Ctx;
use huicun_app::auth::put_operator;
use huicun_domain::access::{Assignment, AssignmentId, DataScope, DepartmentScope, Ending, Role};
use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, Fact};
use huicun_domain::ids::OperatorId;
use huicun_store::{DirectoryWrite, ProtectedMember};
use uuid::Uuid;

use crate::app::{PASSWORD, TestApp};

/// The data scope of a department, without those below it.
#[must_use]
pub fn department(number: i64) -> DataScope {
    let only = DepartmentScope { department: DepartmentId(number), children: false };
    DataScope { departments: [only].into(), ..DataScope::default() }
}

impl TestApp {
    /// Puts members into departments, as if it had always been so.
    ///
    /// # Panics
    /// Where the store refuses.
    pub async fn place(&self, members: &[(&str, i64)]) {
        let facts = |(member, number): &(&str, i64)| {
            [Fact::Employed((*member).into()), Fact::InDepartment((*member).into(), DepartmentId(*number))]
        };
        let begun = members.iter().flat_map(facts).map(|fact| (fact, Millis::MIN)).collect();
        let (store, corp) = (&self.services.store, &self.services.corp);
        let write = DirectoryWrite { begun, ..DirectoryWrite::default() };
        store.write_directory(corp, &write, self.services.now()).await.expect("the directory is kept");
    }

    /// Lets a member belong to one department until a moment, and to another from then on.
    ///
    /// # Panics
    /// Where the store refuses.
    pub async fn moved(&self, member: &str, from: i64, to: i64, at: Millis) {
        self.place(&[(member, from)]).await;
        let (store, corp) = (&self.services.store, &self.services.corp);
        let belongs = |number| Fact::InDepartment(member.into(), DepartmentId(number));
        let write = DirectoryWrite {
            ended: vec![belongs(from)],
            begun: vec![(belongs(to), at)],
            at,
            ..DirectoryWrite::default()
        };
        store.write_directory(corp, &write, self.services.now()).await.expect("the directory is kept");
    }

    /// Creates an operator without any right, who is a member where one is named; the password is [`PASSWORD`].
    ///
    /// # Panics
    /// Where it cannot be stored.
    pub async fn stranger(&self, name: &str, member: Option<&str>) -> OperatorId {
        let store = &self.services.store;
        let made = put_operator(&Ctx::system(), &self.services, name, name, Role::Reviewer, PASSWORD).await;
        let id = made.expect("an operator is created");
        let mut row = store.operator(id).await.expect("the store answers").expect("an operator");
        row.member = member.map(Into::into);
        store.put_operator(&row).await.expect("an operator is changed");
        for right in store.assignments_of(id).await.expect("the store answers") {
            self.end_right(right.id).await;
        }
        id
    }

    /// Gives an operator a right, whatever is wrong with it.
    ///
    /// # Panics
    /// Where it cannot be stored.
    pub async fn right(
        &self,
        operator: OperatorId,
        role: Role,
        scope: DataScope,
        span: (Millis, Option<Millis>),
    ) -> AssignmentId {
        let right = Assignment {
            id: AssignmentId(Uuid::now_v7()),
            operator,
            role,
            scope,
            from: span.0,
            until: span.1,
            reason: "测试".into(),
            granted_by: None,
            granted_at: self.services.now(),
            ending: None,
        };
        self.services.store.insert_assignment(&right).await.expect("a right is stored");
        right.id
    }

    /// Ends a right now.
    ///
    /// # Panics
    /// Where it cannot be stored.
    pub async fn end_right(&self, id: AssignmentId) {
        let ending = Ending { at: self.services.now(), by: None, reason: "测试".into() };
        self.services.store.end_assignment(id, &ending).await.expect("a right ends");
    }

    /// Protects a member, since ever.
    ///
    /// # Panics
    /// Where it cannot be stored.
    pub async fn protect(&self, member: &str) {
        let row = ProtectedMember {
            member: member.into(),
            from: 0,
            until: None,
            reason: "高管".into(),
            protected_by: None,
        };
        self.services.store.protect_member(&self.services.corp, &row).await.expect("a member is protected");
    }
}
