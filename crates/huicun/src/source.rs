//! From configuration to a running library.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use huicun_app::connection::{LibraryHost, LibrarySettings, Plan};
use huicun_derive::HostProgram;
use huicun_domain::ids::CorpId;
use huicun_wecom::sdk::{MessageSource, SdkHost, SdkHostConfig};

use crate::config::WecomConfig;

/// How much memory the library's process may take.
const MEMORY_MIB: u64 = 512;

/// Runs WeCom's library in processes of this program's own.
struct Host {
    program: PathBuf,
    timeout: Duration,
    environment: Vec<(String, String)>,
}

impl LibraryHost for Host {
    fn prepare(&self, settings: LibrarySettings) -> Arc<dyn MessageSource> {
        Arc::new(SdkHost::new(SdkHostConfig {
            program: self.program.clone(),
            library: settings.library,
            corp_id: CorpId::new(settings.corp_id),
            secret: settings.secret.expose().to_owned(),
            proxy: settings.proxy.url,
            proxy_password: settings.proxy.password,
            timeout: self.timeout,
            memory_mib: MEMORY_MIB,
            environment: self.environment.clone(),
        }))
    }
}

/// What is fixed of the connection when the process starts.
pub fn plan(wecom: &WecomConfig) -> anyhow::Result<Plan> {
    let host = Host {
        program: std::env::current_exe()?,
        timeout: wecom.timeout,
        environment: wecom.environment.clone(),
    };
    Ok(Plan {
        written: wecom.settings.clone(),
        api_base: wecom.api_base.clone(),
        authorize_url: wecom.authorize_url.clone(),
        host: Some(Arc::new(host)),
    })
}

/// Names the child process that looks into files.
pub fn derive_host() -> anyhow::Result<HostProgram> {
    Ok(HostProgram { path: std::env::current_exe()?, arguments: vec!["derive-host".to_owned()] })
}

/// Finds the virtual corp's library beside the binary.
pub fn look_alike_library() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program.parent().unwrap_or(Path::new("."));
    let candidates = [folder.join("libhuicun_sim_sdk.so"), folder.join("../libhuicun_sim_sdk.so")];
    candidates.into_iter().find(|path| path.exists()).ok_or_else(|| {
        anyhow::anyhow!(
            "找不到虚拟企业的动态库 libhuicun_sim_sdk.so，请运行 cargo xtask dist / the virtual corp's library libhuicun_sim_sdk.so is not beside {}: run cargo xtask dist",
            program.display()
        )
    })
}
