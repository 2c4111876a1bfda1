//! WeCom's HTTP interfaces under `/cgi-bin`, as far as an archive uses them.
//!
//! Every answer is JSON with `errcode` and `errmsg` under status 200, as WeCom does it.

mod access;
mod audit;
mod contacts;
mod customers;
mod login;
mod message;

use std::{net::IpAddr, sync::Arc};

use axum::{
    Json, Router,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Map, Value, json};

pub(crate) use access::Access;
pub use audit::Agreement;
pub(crate) use audit::Agreements;
pub(crate) use login::{Logins, page as login_page};
pub(crate) use message::Outbox;

use crate::sim::Shared;

/// Puts the interfaces together.
pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/gettoken", get(access::gettoken))
        .route("/getcallbackip", get(access::callback_ips))
        .route("/get_api_domain_ip", get(access::callback_ips))
        .merge(contact_routes())
        .merge(customer_routes())
        .merge(audit_routes())
        .merge(message_routes())
        .route("/auth/getuserinfo", get(login::user_info))
        .route("/user/getuserinfo", get(login::legacy_user_info))
        .route("/auth/getuserdetail", post(login::user_detail))
        .fallback(unknown)
}

fn contact_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/department/list", get(contacts::department_list))
        .route("/department/simplelist", get(contacts::department_simplelist))
        .route("/department/get", get(contacts::department_get))
        .route("/user/get", get(contacts::user_get))
        .route("/user/simplelist", get(contacts::user_simplelist))
        .route("/user/list", get(contacts::user_list))
        .route("/user/list_id", post(contacts::user_list_id))
        .route("/tag/list", get(contacts::tag_list))
        .route("/tag/get", get(contacts::tag_get))
        .route("/agent/get", get(contacts::agent_get))
}

fn customer_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/externalcontact/get_follow_user_list", get(customers::follow_users))
        .route("/externalcontact/list", get(customers::list))
        .route("/externalcontact/get", get(customers::get))
        .route("/externalcontact/batch/get_by_user", post(customers::batch))
        .route("/externalcontact/groupchat/list", post(customers::group_list))
        .route("/externalcontact/groupchat/get", post(customers::group_get))
        .route("/externalcontact/send_welcome_msg", post(message::welcome))
        .route("/externalcontact/add_msg_template", post(message::mass))
}

fn audit_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/msgaudit/get_permit_user_list", post(audit::permit_users))
        .route("/msgaudit/check_single_agree", post(audit::single_agree))
        .route("/msgaudit/check_room_agree", post(audit::room_agree))
        .route("/msgaudit/groupchat/get", post(audit::group_get))
        .route("/msgaudit/get_robot_info", get(audit::robot_info))
}

fn message_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/message/send", post(message::send))
        .route("/message/recall", post(message::recall))
        .route("/message/update_template_card", post(message::update_card))
        .route("/webhook/send", post(message::webhook))
        .route("/webhook/upload_media", post(message::webhook_upload))
        .route("/media/upload", post(message::upload))
}

async fn unknown() -> Refusal {
    Refusal::new(40_066)
}

/// A successful answer: the fields beside `errcode` and `errmsg`.
#[derive(Debug)]
struct Done(Value);

/// An answer that refuses, by its errcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    errcode: i64,
    /// The address that is not trusted, where that is the reason.
    from: Option<IpAddr>,
    /// An HTTP status with no JSON at all, where the fault script wants one.
    status: Option<u16>,
}

/// What an interface answers.
type Answer = Result<Done, Refusal>;

impl Done {
    /// Answers `ok` and nothing more.
    fn bare() -> Self {
        Done(Value::Object(Map::new()))
    }
}

impl Refusal {
    /// Refuses with an errcode of WeCom's table.
    fn new(errcode: i64) -> Self {
        Self { errcode, from: None, status: None }
    }

    /// Fails below the interface.
    fn status(status: u16) -> Self {
        Self { errcode: -1, from: None, status: Some(status) }
    }

    /// Refuses whoever comes from an address that is not on the list.
    fn untrusted(errcode: i64, from: IpAddr) -> Self {
        Self { from: Some(from), ..Self::new(errcode) }
    }

    /// WeCom's words, which name the address that was refused.
    fn words(self) -> String {
        match (self.errcode, self.from) {
            (60_020, Some(from)) => format!(
                "not allow to access from your ip, hint: [1785553201123456789012345], from ip: {from}, more info at https://open.work.weixin.qq.com/devtool/query?e=60020"
            ),
            (_, Some(from)) => format!("ip not match, from ip: {from}"),
            (_, None) => self.errmsg().to_owned(),
        }
    }

    fn errmsg(self) -> &'static str {
        match self.errcode {
            -1 => "system error",
            40_001 => "invalid credential",
            40_003 => "invalid userid",
            40_013 => "invalid corpid",
            40_014 => "invalid access_token",
            40_029 => "invalid code",
            40_031 => "invalid userid list",
            40_056 => "invalid agentid",
            40_058 => "invalid parameter",
            40_063 => "some parameters are empty",
            40_066 => "invalid url",
            40_068 => "invalid tagid",
            40_091 => "secret is not for this corp",
            40_096 => "invalid external userid",
            41_001 => "access_token missing",
            41_002 => "corpid missing",
            41_004 => "corpsecret missing",
            41_050 => "invalid welcome code",
            41_051 => "external user has started chatting",
            41_053 => "external user has not agreed to msgaudit",
            42_001 => "access_token expired",
            42_003 => "oauth_code expired",
            42_014 => "invalid task_id",
            42_022 => "oauth_code used",
            45_009 => "api freq out of limit",
            45_033 => "api concurrent out of limit",
            47_001 => "data format error",
            48_002 => "api forbidden",
            60_003 => "department not found",
            60_011 => "no privilege to access/modify contact/party/agent",
            60_020 => "not allow to access from your ip, from ip: 127.0.0.1",
            60_111 => "userid not found",
            81_013 => "user & party & tag all invalid",
            82_001 => "all touser & toparty & totag empty",
            84_061 => "not external contact relation",
            84_074 => "no external contact permission",
            86_003 => "chat not exist",
            93_000 => "invalid webhook url, hint: robot removed",
            301_002 => "agentid not match",
            301_042 => "ip not match, from ip: 127.0.0.1",
            301_052 => "msgaudit service expired",
            301_053 => "corp is not open msgaudit",
            301_059 => "only support inner room",
            301_060 => "too many consent entries",
            301_061 => "userid or external userid not found",
            _ => "error",
        }
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let mut value = self.0;
        value["errcode"] = json!(0);
        value["errmsg"] = json!("ok");
        Json(value).into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Some(status) = self.status {
            let status =
                axum::http::StatusCode::from_u16(status).unwrap_or(axum::http::StatusCode::BAD_GATEWAY);
            return (status, "upstream error").into_response();
        }
        Json(json!({ "errcode": self.errcode, "errmsg": self.words() })).into_response()
    }
}
