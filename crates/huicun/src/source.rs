//! From configuration to a running library.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use huicun_derive::HostProgram;
use huicun_wecom::sdk::{MessageSource, SdkHost, SdkHostConfig};

use crate::config::WecomConfig;

/// How much memory the library's process may take.
const MEMORY_MIB: u64 = 512;

/// Prepares the child process that loads the library; it starts with the first call.
pub fn message_source(
    wecom: &WecomConfig,
    environment: Vec<(String, String)>,
) -> anyhow::Result<Arc<dyn MessageSource>> {
    let program = std::env::current_exe()?;
    let config = SdkHostConfig {
        program,
        library: wecom.library.clone(),
        corp_id: wecom.corp_id.clone(),
        secret: wecom.secret.expose().to_owned(),
        proxy: wecom.proxy.clone(),
        proxy_password: wecom.proxy_password.expose().to_owned(),
        timeout: wecom.timeout,
        memory_mib: MEMORY_MIB,
        environment,
    };
    Ok(Arc::new(SdkHost::new(config)))
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
