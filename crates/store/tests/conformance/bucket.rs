//! An S3 server in this process.

use std::path::Path;

use huicun_store::{BlobError, BlobSettings, BlobVault, S3Settings};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

use crate::blobs::{ring, scope};

const ACCESS_KEY: &str = "test-access-key";
const SECRET_KEY: &str = "test-secret-key";

/// Serves the buckets that lie in a folder until the test ends, and names the bucket `archive` in it.
pub async fn serve(folder: &Path) -> S3Settings {
    std::fs::create_dir(folder.join("archive")).unwrap();
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let http = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
                let _ = http.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    S3Settings {
        endpoint: Some(format!("http://{address}")),
        bucket: "archive".into(),
        region: None,
        prefix: "huicun".into(),
        access_key: ACCESS_KEY.into(),
        secret_key: SECRET_KEY.into(),
    }
}

async fn check(settings: S3Settings) -> Result<(), BlobError> {
    let folder = tempfile::tempdir().unwrap();
    let vault = BlobVault::open(&BlobSettings::S3(settings), ring(folder.path())).unwrap();
    vault.check(&scope()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_settings_of_a_bucket_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let right = serve(folder.path()).await;
    check(right.clone()).await.unwrap();
    let other_secret = check(S3Settings { secret_key: "guess".into(), ..right.clone() }).await;
    assert!(matches!(other_secret, Err(BlobError::ReadOnly | BlobError::Refused)), "{other_secret:?}");
    // A port that was just free, and that nobody listens on.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let away = check(S3Settings { endpoint: Some(format!("http://{free}")), ..right }).await;
    assert!(matches!(away, Err(BlobError::Unavailable { .. })), "{away:?}");
}
