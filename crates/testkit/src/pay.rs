//! A merchant at the virtual WeChat Pay.

use std::sync::Arc;

use huicun_domain::clock::{Clock, ManualClock};
use huicun_sim::VirtualPay;
use huicun_wechatpay::{Client, Merchant};
use zeroize::Zeroizing;

use crate::app::TestApp;

/// A virtual WeChat Pay on a loopback port, and the archive as its merchant.
pub struct TestPay {
    /// What plays WeChat Pay.
    pub pay: Arc<VirtualPay>,
    server: tokio::task::JoinHandle<()>,
}

impl TestPay {
    /// Starts it by the clock of an archive, and makes the archive its merchant.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub async fn start(app: &mut TestApp) -> Self {
        let clock: Arc<ManualClock> = app.clock.clone();
        let pay = Arc::new(VirtualPay::new(Arc::new(move || clock.now())).expect("keys are made"));
        let (base_url, server) = pay.clone().serve().await.expect("a port is free");
        let told = pay.credentials();
        let merchant = Merchant {
            mchid: told.mchid.clone(),
            appid: told.appid.clone(),
            serial: told.serial.clone(),
            private_key: Zeroizing::new(told.private_key.clone()),
            api_v3_key: Zeroizing::new(told.api_v3_key.clone()),
            base_url,
            notify_url: "https://archive.example/wechat-pay/notify".into(),
            public_key: None,
        };
        app.services.wechat_pay = Some(Arc::new(Client::new(merchant).expect("the merchant has its keys")));
        Self { pay, server }
    }
}

impl Drop for TestPay {
    fn drop(&mut self) {
        self.server.abort();
    }
}
