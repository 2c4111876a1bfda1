//! Departments, members, tags (通讯录).

use serde::Deserialize;

use super::client::Client;
use crate::sdk::WecomError;

/// Nobody has this id, or nobody that the secret may see.
const NO_SUCH_MEMBER: i64 = 60_111;
/// There is no such tag.
const NO_SUCH_TAG: i64 = 40_068;

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Department {
    /// WeCom's number.
    pub id: i64,
    /// Its name; only its number where the secret may not see names.
    #[serde(default)]
    pub name: String,
    /// The department above it.
    #[serde(default)]
    pub parentid: i64,
    /// Its place among its siblings, larger first.
    #[serde(default)]
    pub order: i64,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// The id.
    pub userid: String,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The departments the member belongs to.
    #[serde(default)]
    pub department: Vec<i64>,
    /// The one that counts where one is asked for.
    #[serde(default)]
    pub main_department: Option<i64>,
    /// 1 active, 2 disabled, 4 not activated, 5 left.
    #[serde(default)]
    pub status: Option<i64>,
}

/// A tag on members.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Tag {
    /// WeCom's number.
    pub tagid: i64,
    /// The name.
    #[serde(default)]
    pub tagname: String,
}

/// Who carries a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagged {
    /// The tag's name.
    pub name: String,
    /// Members, by their ids.
    pub members: Vec<String>,
    /// Departments.
    pub departments: Vec<i64>,
}

#[derive(Deserialize)]
struct Departments {
    #[serde(default)]
    department: Vec<Department>,
}

#[derive(Deserialize)]
struct Members {
    #[serde(default)]
    userlist: Vec<Member>,
}

#[derive(Deserialize)]
struct Tags {
    #[serde(default)]
    taglist: Vec<Tag>,
}

#[derive(Deserialize)]
struct TaggedAnswer {
    #[serde(default)]
    tagname: String,
    #[serde(default)]
    userlist: Vec<MemberId>,
    #[serde(default)]
    partylist: Vec<i64>,
}

#[derive(Deserialize)]
struct MemberId {
    userid: String,
}

impl Client {
    /// Lists all departments.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn departments(&self, secret: &str) -> Result<Vec<Department>, WecomError> {
        Ok(self.get::<Departments>(secret, "cgi-bin/department/list", &[]).await?.department)
    }

    /// Lists the members of a department, those of its own only.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn members_of(&self, secret: &str, department: i64) -> Result<Vec<Member>, WecomError> {
        let department = department.to_string();
        Ok(self
            .get::<Members>(secret, "cgi-bin/user/list", &[("department_id", &department)])
            .await?
            .userlist)
    }

    /// Reads one member; nothing where nobody has the id any more.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn member(&self, secret: &str, userid: &str) -> Result<Option<Member>, WecomError> {
        match self.get(secret, "cgi-bin/user/get", &[("userid", userid)]).await {
            Ok(member) => Ok(Some(member)),
            Err(error) if error.errcode == NO_SUCH_MEMBER => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lists all tags.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn tags(&self, secret: &str) -> Result<Vec<Tag>, WecomError> {
        Ok(self.get::<Tags>(secret, "cgi-bin/tag/list", &[]).await?.taglist)
    }

    /// Reads who carries a tag; nothing where there is no such tag any more.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn tagged(&self, secret: &str, tag: i64) -> Result<Option<Tagged>, WecomError> {
        let tag = tag.to_string();
        match self.get::<TaggedAnswer>(secret, "cgi-bin/tag/get", &[("tagid", &tag)]).await {
            Ok(answer) => Ok(Some(Tagged {
                name: answer.tagname,
                members: answer.userlist.into_iter().map(|member| member.userid).collect(),
                departments: answer.partylist,
            })),
            Err(error) if error.errcode == NO_SUCH_TAG => Ok(None),
            Err(error) => Err(error),
        }
    }
}
