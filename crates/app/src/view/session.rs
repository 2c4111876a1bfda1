//! Who is signed in.

use huicun_domain::access::{Permission, Role};
use huicun_domain::ids::{CorpId, OperatorId};
use serde::Serialize;

/// An operator as shown to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperatorRef {
    /// The id.
    pub id: OperatorId,
    /// The name signed in with.
    pub name: String,
    /// The name shown.
    pub display_name: String,
}

/// An operator as shown to themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperatorView {
    /// The id.
    pub id: OperatorId,
    /// The name signed in with.
    pub name: String,
    /// The name shown.
    pub display_name: String,
    /// What grants the permissions.
    pub roles: Vec<Role>,
    /// What the operator may do: what is not listed is refused.
    pub permissions: Vec<Permission>,
    /// The language chosen for the account, `zh-CN` or `en`; `null` follows the browser.
    pub locale: Option<String>,
}

/// Whose archive it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorpView {
    /// WeCom's id of the corp.
    pub id: CorpId,
    /// Its name.
    pub name: String,
}

/// A session, as the console begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// Who is signed in.
    pub operator: OperatorView,
    /// Whose archive it is; absent until a corp is connected.
    pub corp: Option<CorpView>,
    /// The IANA name of the time zone in which days are counted and times are shown.
    pub time_zone: String,
    /// The version of the archive's program.
    pub version: String,
}
