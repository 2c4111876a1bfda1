//! Filling in a step, and clearing it.

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::connection::Step;
use huicun_domain::ids::{CorpId, Seq};
use huicun_wecom::callback::Crypt;
use serde_json::json;

use super::records::{self, Records, SavedStep, name_of};
use super::settings::{StepForm, settings_of};
use super::view::ConnectionView;
use super::{MADE_CORP, settings, state};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The longest address, path or name that is taken.
const LONGEST: usize = 400;

/// Fills in a step. It takes effect at once, for what runs as well.
///
/// # Errors
/// [`ProblemCode::ConnectionFieldWrong`] that names the field, [`ProblemCode::SetByConfiguration`],
/// [`ProblemCode::CorpIdFixed`], [`ProblemCode::NotFound`] for a step without a form, [`ProblemCode::Forbidden`].
pub async fn save(ctx: &Ctx, services: &Services, step: Step, form: StepForm) -> AppResult<ConnectionView> {
    ctx.authorize(Permission::ManageConnection)?;
    let _alone = services.wecom.alone().await;
    if !step.has_form() {
        return Err(ProblemCode::NotFound.into());
    }
    let records = Records::read(services).await?;
    let form = understood(step, form, records.steps.get(&step).map(|saved| &saved.form))?;
    let written = services.wecom.plan().written.fields(step);
    if let Some(field) = form.fields().into_iter().find(|field| written.contains(field)) {
        return Err(AppError::Detailed(ProblemCode::SetByConfiguration, field.to_owned()));
    }
    if step == Step::Corp {
        keep_corp(services, &records, &form).await?;
    }
    let fields = form.fields();
    let object = json!({ "step": step, "fields": fields });
    let admission = audit::admit(ctx, services, "set_connection", object).await?;
    let saved = SavedStep { form, at: services.now(), by: name_of(ctx) };
    records::put_step(services, step, &saved).await?;
    if step == Step::Corp {
        let name = saved.form.corp_name.as_deref().or(saved.form.corp_id.as_deref()).unwrap_or_default();
        services.store.ensure_corp(&services.corp, name, services.now()).await?;
    }
    admission.finish(services, "done", fields.len() as u64).await?;
    in_effect(ctx, services).await
}

/// Clears a step that is not required.
///
/// # Errors
/// [`ProblemCode::SetByConfiguration`], [`ProblemCode::NotFound`] for one that is not filled in,
/// [`ProblemCode::BadRequest`] for one that is required, [`ProblemCode::Forbidden`].
pub async fn clear(ctx: &Ctx, services: &Services, step: Step) -> AppResult<ConnectionView> {
    ctx.authorize(Permission::ManageConnection)?;
    let _alone = services.wecom.alone().await;
    if step.is_required() || !step.has_form() {
        return Err(ProblemCode::BadRequest.into());
    }
    let records = Records::read(services).await?;
    if !records.steps.contains_key(&step) {
        let is_written = !services.wecom.plan().written.fields(step).is_empty();
        let code = if is_written { ProblemCode::SetByConfiguration } else { ProblemCode::NotFound };
        return Err(code.into());
    }
    let admission = audit::admit(ctx, services, "clear_connection", json!({ "step": step })).await?;
    let removed = records::remove_step(services, step).await?;
    admission.finish(services, "done", u64::from(removed)).await?;
    in_effect(ctx, services).await
}

/// Puts what was changed into effect and shows where it stands.
pub(super) async fn in_effect(ctx: &Ctx, services: &Services) -> AppResult<ConnectionView> {
    settings::apply(services).await?;
    services.wecom.tell();
    state(ctx, services).await
}

/// Refuses another corp for an archive that is one's already.
async fn keep_corp(services: &Services, records: &Records, form: &StepForm) -> AppResult<()> {
    let told = form.corp_id.as_deref().unwrap_or_default();
    let present = settings_of(services, records).corp_id;
    if present.as_deref().is_none_or(|present| present == told) {
        return Ok(());
    }
    let begun = services.store.cursor(&services.corp).await? > Seq(0);
    if begun || !is_made(&services.corp) {
        return Err(ProblemCode::CorpIdFixed.into());
    }
    Ok(())
}

fn is_made(corp: &CorpId) -> bool {
    corp.as_str().starts_with(MADE_CORP)
}

/// Checks what was filled in and brings it into its form.
fn understood(step: Step, form: StepForm, before: Option<&StepForm>) -> AppResult<StepForm> {
    let allowed: &[&str] = match step {
        Step::Corp => &["corp_id", "corp_name"],
        Step::Network => &["proxy", "proxy_password", "public_url"],
        Step::Library => &["library"],
        Step::Archive | Step::Contact | Step::Customer => &["secret"],
        Step::App => &["agent_id", "secret"],
        Step::Callback => &["token", "encoding_aes_key"],
        Step::Key | Step::Rehearsal | Step::Escrow => &[],
    };
    if let Some(field) = form.fields().into_iter().find(|field| !allowed.contains(field)) {
        return Err(wrong(field));
    }
    let mut form = trimmed(form);
    match step {
        Step::Corp => {
            needed("corp_id", &form.corp_id, is_corp_id)?;
            optional("corp_name", &form.corp_name, |name| name.chars().count() <= 100)?;
        }
        Step::Network => {
            optional("proxy", &form.proxy, is_proxy)?;
            optional("proxy_password", &form.proxy_password, |text| text.contains(':'))?;
            form.public_url = form.public_url.map(|url| url.trim_end_matches('/').to_owned());
            optional("public_url", &form.public_url, is_public_url)?;
            let is_same = before.is_some_and(|before| before.proxy == form.proxy);
            if form.proxy_password.is_none() && is_same {
                form.proxy_password = before.and_then(|before| before.proxy_password.clone());
            }
        }
        Step::Library => needed("library", &form.library, |path| path.starts_with('/'))?,
        Step::Archive | Step::Contact | Step::Customer => needed("secret", &form.secret, is_secret)?,
        Step::App => {
            form.agent_id.filter(|number| *number > 0).ok_or_else(|| wrong("agent_id"))?;
            // The number alone is corrected without the secret.
            form.secret = form.secret.or_else(|| before.and_then(|before| before.secret.clone()));
            needed("secret", &form.secret, is_secret)?;
        }
        Step::Callback => {
            needed("token", &form.token, is_token)?;
            needed("encoding_aes_key", &form.encoding_aes_key, is_aes_key)?;
        }
        Step::Key | Step::Rehearsal | Step::Escrow => {}
    }
    Ok(form)
}

fn wrong(field: &str) -> AppError {
    AppError::Detailed(ProblemCode::ConnectionFieldWrong, field.to_owned())
}

fn trimmed(form: StepForm) -> StepForm {
    let trim = |text: Option<String>| text.map(|text| text.trim().to_owned());
    StepForm {
        corp_id: trim(form.corp_id),
        corp_name: trim(form.corp_name),
        proxy: trim(form.proxy),
        proxy_password: trim(form.proxy_password),
        public_url: trim(form.public_url),
        library: trim(form.library),
        secret: trim(form.secret),
        agent_id: form.agent_id,
        token: trim(form.token),
        encoding_aes_key: trim(form.encoding_aes_key),
    }
}

fn needed(field: &str, text: &Option<String>, is_right: impl Fn(&str) -> bool) -> AppResult<()> {
    let text = text.as_deref().filter(|text| !text.is_empty() && text.len() <= LONGEST);
    text.filter(|text| is_right(text)).map(|_| ()).ok_or_else(|| wrong(field))
}

fn optional(field: &str, text: &Option<String>, is_right: impl Fn(&str) -> bool) -> AppResult<()> {
    match text.as_deref() {
        None | Some("") => Ok(()),
        Some(_) => needed(field, text, is_right),
    }
}

fn is_corp_id(text: &str) -> bool {
    let known = text.strip_prefix("ww").or_else(|| text.strip_prefix("wx"));
    known
        .is_some_and(|rest| (6..=30).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn is_secret(text: &str) -> bool {
    (16..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

pub(super) fn is_token(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

pub(super) fn is_aes_key(text: &str) -> bool {
    text.len() == 43
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && Crypt::new("token", text, "").is_ok()
}

/// `scheme://host:port` and nothing behind it.
fn is_proxy(text: &str) -> bool {
    let rest =
        ["http://", "https://", "socks5://", "socks5h://"].iter().find_map(|head| text.strip_prefix(head));
    let Some((host, port)) = rest.and_then(|rest| rest.rsplit_once(':')) else { return false };
    !host.is_empty()
        && !host.contains(['/', '@', ' ', '?', '#'])
        && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_public_url(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field_of(error: &AppError) -> &str {
        assert_eq!(error.code(), ProblemCode::ConnectionFieldWrong);
        error.detail().unwrap_or_default()
    }

    fn refused(step: Step, form: StepForm) -> String {
        field_of(&understood(step, form, None).unwrap_err()).to_owned()
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn each_wrong_field_is_named() {
        let secret = |text: &str| StepForm { secret: some(text), ..StepForm::default() };
        let corp = |text: &str| StepForm { corp_id: some(text), ..StepForm::default() };
        for text in ["", "  ", "wrong", "ww", "ww12345678 0abcdef", "ww企业", &"w".repeat(40)] {
            assert_eq!(refused(Step::Corp, corp(text)), "corp_id", "{text}");
        }
        for text in ["", "short", "with a blank in the middle", &"x".repeat(200)] {
            assert_eq!(refused(Step::Archive, secret(text)), "secret", "{text}");
        }
        assert_eq!(refused(Step::Corp, secret("0123456789abcdef")), "secret", "it is of another step");
        for text in
            ["10.0.0.1:8080", "http://10.0.0.1", "ftp://h:1", "http://h:0", "http://u:p@h:1", "http://h:1/x"]
        {
            let form = StepForm { proxy: some(text), ..StepForm::default() };
            assert_eq!(refused(Step::Network, form), "proxy", "{text}");
        }
        for text in ["archive.example", "https://", "https://a/b", "javascript:alert(1)"] {
            let form = StepForm { public_url: some(text), ..StepForm::default() };
            assert_eq!(refused(Step::Network, form), "public_url", "{text}");
        }
        let callback = |token: &str, key: &str| StepForm {
            token: some(token),
            encoding_aes_key: some(key),
            ..StepForm::default()
        };
        let key = "t3Vq8ZrK0mYb5HcXw2LdUe7Gs9NfPa1RjTi4Bo6Cy7D";
        assert_eq!(refused(Step::Callback, callback("", key)), "token");
        assert_eq!(refused(Step::Callback, callback("two words", key)), "token");
        assert_eq!(refused(Step::Callback, callback("token", &key[1..])), "encoding_aes_key");
        assert!(understood(Step::Callback, callback(" token ", key), None).is_ok());
        let app = StepForm { agent_id: Some(0), ..secret("0123456789abcdef") };
        assert_eq!(refused(Step::App, app), "agent_id");
    }

    #[test]
    fn the_password_stays_with_its_proxy_only() {
        let form = |proxy: &str| StepForm { proxy: some(proxy), ..StepForm::default() };
        let before = StepForm { proxy_password: some("user:word"), ..form("http://one:1") };
        let kept =
            |proxy: &str| understood(Step::Network, form(proxy), Some(&before)).unwrap().proxy_password;
        assert_eq!(kept("http://one:1").as_deref(), Some("user:word"));
        assert_eq!(kept("http://two:1"), None);
    }

    #[test]
    fn a_form_is_never_printed() {
        let form = StepForm { secret: some("0123456789abcdef"), ..StepForm::default() };
        assert!(!format!("{form:?}").contains("0123"));
    }
}
