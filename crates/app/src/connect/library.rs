//! Uploading WeCom's library: as it comes into a file of our naming, and looked at before it is taken.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::connection::Step;
use huicun_wecom::sdk::inspect_library;
use serde_json::json;
use uuid::Uuid;

use super::records::{self, Records, SavedStep, name_of};
use super::save::in_effect;
use super::settings::StepForm;
use super::view::ConnectionView;
use crate::audit::{self, Admission};
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The largest library that is taken, in bytes.
pub const LIBRARY_BYTES: u64 = 128 << 20;
/// Where uploaded libraries lie in the data folder.
const FOLDER: &str = "sdk";

/// A library on its way in. What is not finished is removed.
#[derive(Debug)]
pub struct Upload {
    file: File,
    path: PathBuf,
    written: u64,
    admission: Option<Admission>,
    is_kept: bool,
}

/// Begins an upload, on record.
///
/// # Errors
/// [`ProblemCode::SetByConfiguration`], [`ProblemCode::Forbidden`], and what the file system refuses.
pub async fn begin_upload(ctx: &Ctx, services: &Services) -> AppResult<Upload> {
    ctx.authorize(Permission::ManageConnection)?;
    if services.wecom.plan().written.library.is_some() {
        return Err(AppError::Detailed(ProblemCode::SetByConfiguration, "library".to_owned()));
    }
    let admission = audit::admit(ctx, services, "upload_library", json!({})).await?;
    let path = services.folder.join(FOLDER).join(format!("{}.so", Uuid::now_v7()));
    match create(&path) {
        Ok(file) => Ok(Upload { file, path, written: 0, admission: Some(admission), is_kept: false }),
        Err(error) => {
            let error = AppError::from(error);
            admission.finish(services, error.code().as_str(), 0).await?;
            Err(error)
        }
    }
}

impl Upload {
    /// Takes a piece.
    ///
    /// # Errors
    /// [`ProblemCode::LibraryTooLarge`], and what the file system refuses.
    pub fn write(&mut self, piece: &[u8]) -> AppResult<()> {
        self.written += piece.len() as u64;
        if self.written > LIBRARY_BYTES {
            return Err(ProblemCode::LibraryTooLarge.into());
        }
        Ok(self.file.write_all(piece)?)
    }

    /// Looks at the library and, where it is the right one, takes it in place of the one before.
    ///
    /// # Errors
    /// [`ProblemCode::LibraryWrongMachine`], [`ProblemCode::LibraryWrongSymbol`] with what is wrong.
    pub async fn finish(mut self, ctx: &Ctx, services: &Services) -> AppResult<ConnectionView> {
        let (file, path) = (self.file.try_clone()?, self.path.clone());
        let look = move || file.sync_all().map(|()| inspect_library(&path));
        let looked_at = tokio::task::spawn_blocking(look).await??;
        let info = match looked_at {
            Ok(info) => info,
            Err(error) => {
                let (code, detail) = (error.code(), error.to_string());
                self.refuse(services, code).await?;
                return Err(AppError::Detailed(code, detail));
            }
        };
        let before = Records::read(services).await?.steps.remove(&Step::Library);
        let form = StepForm { library: Some(self.path.display().to_string()), ..StepForm::default() };
        let saved = SavedStep { form, at: services.now(), by: name_of(ctx) };
        records::put_step(services, Step::Library, &saved).await?;
        self.is_kept = true;
        tracing::info!(md5 = info.md5, bytes = info.size, "a library was taken");
        if let Some(admission) = self.admission.take() {
            admission.finish(services, "done", 1).await?;
        }
        let view = in_effect(ctx, services).await?;
        remove_uploaded(services, before.and_then(|before| before.form.library).as_deref());
        Ok(view)
    }

    /// Ends an upload that cannot be finished.
    ///
    /// # Errors
    /// The store's failures.
    pub async fn refuse(&mut self, services: &Services, code: ProblemCode) -> AppResult<()> {
        match self.admission.take() {
            Some(admission) => admission.finish(services, code.as_str(), 0).await,
            None => Ok(()),
        }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.is_kept
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "a library that was not taken could not be removed");
        }
    }
}

fn create(path: &Path) -> std::io::Result<File> {
    let folder = path.parent().unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)
}

/// Removes a library that was uploaded once; one that lies elsewhere is not ours to remove. A process that has it loaded
/// keeps it until it ends.
fn remove_uploaded(services: &Services, path: Option<&str>) {
    let Some(path) = path.map(Path::new) else { return };
    if path.parent() == Some(&services.folder.join(FOLDER))
        && let Err(error) = std::fs::remove_file(path)
    {
        tracing::warn!(%error, "the library before could not be removed");
    }
}
