//! The table itself: one row per code.

use super::{Language, Wording};

macro_rules! problems {
    ($($name:ident = $word:literal, $status:literal;
       $zh_title:literal, $zh_fix:literal;
       $en_title:literal, $en_fix:literal;)*) => {
        /// What is wrong. The words are stable: programs may rely on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProblemCode {
            $(#[doc = $en_title] $name,)*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// Reads the stable word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// What it says to people.
            #[must_use]
            pub fn wording(self, language: Language) -> Wording {
                match (self, language) {
                    $((Self::$name, Language::Chinese) => Wording { title: $zh_title, fix: $zh_fix },
                      (Self::$name, Language::English) => Wording { title: $en_title, fix: $en_fix },)*
                }
            }
        }
    };
}

problems! {
    SignedOut = "signed_out", 401;
    "您尚未登录", "请登录后重试。";
    "You are not signed in", "Sign in and try again.";

    SignInFailed = "sign_in_failed", 401;
    "名称或密码不正确", "请核对后重试；忘记密码请联系管理员。";
    "Name or password is wrong", "Check both and try again; ask an administrator if the password is lost.";

    TooManyAttempts = "too_many_attempts", 429;
    "尝试次数过多", "请稍候再试。";
    "Too many attempts", "Wait a while and try again.";

    SetupTokenInvalid = "setup_token_invalid", 403;
    "初始化链接无效或已使用", "请使用服务首次启动时打印的链接。";
    "The set-up link is wrong or was used", "Use the link that the server printed at its first start.";

    PasswordTooWeak = "password_too_weak", 422;
    "密码太短", "请使用至少 12 个字符。";
    "The password is too short", "Use at least 12 characters.";

    Forbidden = "forbidden", 403;
    "您没有执行此操作的权限", "请联系能够授权的管理员。";
    "You may not do this", "Ask an administrator who can grant it.";

    NotFound = "not_found", 404;
    "没有找到", "它可能不存在，或不在您的数据范围内。";
    "Not found", "It may not exist, or lie outside your data scope.";

    BadRequest = "bad_request", 400;
    "请求无法理解", "请核对参数的名称和取值。";
    "The request was not understood", "Check the names and values of its parameters.";

    CsrfHeaderMissing = "csrf_header_missing", 403;
    "请求缺少防伪标头", "请在请求中加入 X-Huicun: 1。";
    "The request lacks the anti-forgery header", "Send the header X-Huicun: 1.";

    QueryEmpty = "query_empty", 422;
    "没有可搜索的内容", "请输入至少一个字符，或设置一个筛选条件。";
    "Nothing to search for", "Type at least one character, or set a filter.";

    QueryTooLong = "query_too_long", 422;
    "搜索内容超过 1000 个字符", "请缩短后重试。";
    "The query has more than 1000 characters", "Shorten it.";

    QueryOnlyExcludes = "query_only_excludes", 422;
    "搜索内容只有排除词", "请加入至少一个要包含的词，或设置一个筛选条件。";
    "The query only excludes", "Add a word to look for, or set a filter.";

    DatesReversed = "dates_reversed", 422;
    "结束时间早于开始时间", "请调换两个时间。";
    "The end is before the beginning", "Swap the two dates.";

    BadPageToken = "bad_page_token", 400;
    "翻页标记无效", "请从第一页重新开始。";
    "The page token is not valid", "Start again from the first page.";

    ExportNotReady = "export_not_ready", 409;
    "导出尚未完成", "请等待完成后下载。";
    "The export is not finished", "Download it when it is done.";

    ExportGone = "export_gone", 410;
    "导出文件已删除", "请重新导出。";
    "The export's file is gone", "Export again.";

    FontsMissing = "fonts_missing", 422;
    "这台服务器没有中文字体，无法生成 PDF", "请安装字体（apt-get install fonts-noto-cjk），或在配置的 [export] fonts 中写明字体所在位置；也可以改用 ZIP。";
    "This server has no Chinese font, which PDF needs", "Install one (apt-get install fonts-noto-cjk) or name its place in [export] fonts; or choose ZIP.";

    TermsNotAccepted = "terms_not_accepted", 409;
    "尚未接受当前版本的服务条款", "请先阅读并接受条款，再下单。";
    "The terms in force are not accepted yet", "Read and accept them, then order.";

    PriceMissing = "price_missing", 409;
    "所选套餐尚未定价", "请先在“价格”中设置该套餐的年价。";
    "What is ordered has no price yet", "Set its price for a year under Prices first.";

    OrderOpen = "order_open", 409;
    "还有一张订单等待付款", "请先付款或关闭那张订单。";
    "Another order waits for its payment", "Pay or close that one first.";

    OrderNotNow = "order_not_now", 409;
    "当前订阅状态不能下这类订单", "请按页面显示的状态选择：未开通时新购，有效期内增购、升级或续费，宽限期内续费。";
    "The subscription's state does not allow this kind of order", "Buy where there is none, add, upgrade or renew while it runs, renew in the days of grace.";

    SecondPersonNeeded = "second_person_needed", 409;
    "付款凭证须由另一人确认", "请让另一位系统管理员或负责人核对到账后确认。";
    "A second person must confirm the transfer", "Ask another administrator or the owner to see the money and confirm.";

    PaymentReferenceTaken = "payment_reference_taken", 409;
    "该流水号已用于另一笔付款", "请核对银行流水号；同一笔到账只能登记一次。";
    "The reference is that of another payment", "Check the bank's reference: money that came once is noted once.";

    VoucherUnacceptable = "voucher_unacceptable", 422;
    "凭证文件不可用", "请上传 2 MB 以内的 JPEG、PNG 或 PDF 文件。";
    "The voucher's file cannot be taken", "Upload a JPEG, PNG or PDF of at most 2 MB.";

    RefundTooLarge = "refund_too_large", 422;
    "退款金额超出可退余额", "请填写大于零且不超过该笔付款剩余金额的数。";
    "The refund is more than what is left of the payment", "Enter an amount above zero, up to what is left.";

    WechatPayOff = "wechat_pay_off", 409;
    "尚未配置微信支付", "请在 huicun.toml 的 [payment.wechat] 中填写商户信息，或改用对公转账。";
    "WeChat Pay is not configured", "Fill in the merchant's data in [payment.wechat] of huicun.toml, or pay by bank transfer.";

    WechatPayFailed = "wechat_pay_failed", 502;
    "微信支付未完成请求", "请稍后重试；若仍失败，请核对 [payment.wechat] 的商户号、证书序列号、私钥与 APIv3 密钥。";
    "WeChat Pay did not do what was asked", "Try again later; if it stays, check merchant id, certificate serial, private key and APIv3 key in [payment.wechat].";

    ScopeFlawed = "scope_flawed", 422;
    "存档范围不能这样保存", "请按提示修改该条规则后再保存。";
    "The archive scope cannot be saved like this", "Correct the rule that is named, then save again.";

    ScopeChanged = "scope_changed", 409;
    "存档范围已被他人修改", "请重新载入最新的规则，核对后再保存。";
    "Somebody else changed the archive scope meanwhile", "Reload the rules, look at them again, and save then.";

    MembersNotArchived = "members_not_archived", 503;
    "有应存档而未存档的成员", "请打开“存档范围 › 席位对账”，按每人的原因处理：增购席位、在企业微信后台加入开启范围，或更换席位版本。";
    "Members who should be archived are not", "Open the reconciliation under Archive scope and do what each reason says: buy seats, open them in WeCom's admin console, or change the edition.";

    WecomNotConnected = "wecom_not_connected", 409;
    "尚未连接企业微信，无法核对席位", "请在配置的 [wecom] 中填写 corp_id 与 secret_file 后重启。";
    "WeCom is not connected, so seats cannot be compared", "Fill in corp_id and secret_file in [wecom] and restart.";

    DirectoryUnread = "directory_unread", 409;
    "通讯录尚未读取完成", "请稍候再试；若一直如此，请在配置的 [wecom] 中核对 contact_secret_file。";
    "The directory has not been read yet", "Wait a while; if it stays, check contact_secret_file in [wecom].";

    Conflict = "conflict", 409;
    "当前状态不允许此操作", "请刷新页面查看最新状态。";
    "Its present state does not allow this", "Reload to see the present state.";

    Internal = "internal", 500;
    "服务内部出错", "请重试；若仍出错，请把请求编号交给运维人员查看日志。";
    "Something went wrong inside", "Try again; if it stays, give the request id to whoever runs the server.";

    Unavailable = "unavailable", 503;
    "服务暂时不可用", "请稍后重试。";
    "Not available at the moment", "Try again later.";

    LibraryMissing = "library_missing", 503;
    "找不到会话存档动态库", "请从企业微信下载 SDK，在“接入 › 动态库”上传 libWeWorkFinanceSdk_C.so，或在配置 wecom.library 中填写它的路径。";
    "The Finance SDK library was not found", "Download the SDK from WeCom and upload libWeWorkFinanceSdk_C.so under Connection > Library, or set wecom.library to its path.";

    LibraryWrongMachine = "library_wrong_machine", 503;
    "会话存档动态库与本机处理器不符", "请选用与 uname -m 一致的 SDK 目录（x86_64 或 aarch64）。";
    "The Finance SDK library is for another processor", "Take the SDK folder that matches uname -m (x86_64 or aarch64).";

    LibraryWrongSymbol = "library_wrong_symbol", 503;
    "动态库缺少会话存档函数", "请确认文件是 libWeWorkFinanceSdk_C.so（不是 Java 版）。";
    "The library lacks the Finance SDK's functions", "Make sure that it is libWeWorkFinanceSdk_C.so, not the Java one.";

    LibraryCrashed = "library_crashed", 503;
    "会话存档动态库异常退出，已自动重启", "若反复出现，请减小 wecom.page_limit 并更换 SDK 版本。";
    "The Finance SDK library crashed and was restarted", "If it repeats, lower wecom.page_limit and try another SDK version.";

    LibraryTimedOut = "library_timed_out", 503;
    "会话存档动态库没有按时应答，已重启", "请检查网络和代理。";
    "The Finance SDK library did not answer in time and was restarted", "Check the network and the proxy.";

    NetworkFailed = "network_failed", 503;
    "无法连接企业微信（10001）", "请检查到 qyapi.weixin.qq.com 的网络和代理。";
    "WeCom cannot be reached (10001)", "Check the network and the proxy to qyapi.weixin.qq.com.";

    AnswerUnreadable = "answer_unreadable", 503;
    "企业微信的应答无法解析", "系统会自动缩小范围重试；若持续出现，请查看“异常记录”。";
    "WeCom's answer cannot be parsed", "Smaller pages are tried by themselves; if it stays, look at the poison records.";

    SecretWrong = "secret_wrong", 503;
    "企业 ID 或会话存档 Secret 不正确（40001）", "请在企业微信管理后台“会话内容存档”页核对 Secret，并在“接入 › 会话存档 Secret”或配置 wecom.secret_file 中更新。";
    "The corp id or the archive secret is wrong (40001)", "Compare it with the archive page of WeCom's admin console and update it under Connection > Archive secret, or in wecom.secret_file.";

    IpNotTrusted = "ip_not_trusted", 503;
    "企业微信拒绝了本机 IP（301042）", "请把本机出口 IP 加入“会话内容存档 › 可信IP”。";
    "WeCom refused this machine's address (301042)", "Add its egress address under trusted IPs on the archive page.";

    ArchiveNotOpened = "archive_not_opened", 503;
    "企业尚未开通会话内容存档（301053）", "请在企业微信管理后台开通会话内容存档。";
    "The corp has not opened the archive (301053)", "Open it in WeCom's admin console.";

    ArchiveExpired = "archive_expired", 503;
    "会话内容存档服务已过期（301052）", "请尽快续费：过期期间的会话不会被存档。";
    "The archive service has expired (301052)", "Renew it soon: conversations are not archived meanwhile.";

    RateLimited = "rate_limited", 503;
    "调用频率超过企业微信限制（45009）", "无需处理，系统会在下一分钟继续；若有其他程序共用此 Secret，请停用。";
    "WeCom's call limit was reached (45009)", "Nothing to do: it goes on in the next minute. Stop other programs that use this secret.";

    CertificateFailed = "certificate_failed", 503;
    "与企业微信的 TLS 证书校验失败（10011）", "请检查系统 CA 证书和代理是否替换了证书。";
    "WeCom's TLS certificate was not accepted (10011)", "Check the system's CA bundle, and whether a proxy replaces certificates.";

    SdkArgument = "sdk_argument", 503;
    "会话存档接口报告参数错误（10000）", "请核对企业 ID 和 Secret；若正确，请报告此问题。";
    "The Finance SDK reports a bad argument (10000)", "Check corp id and secret; if they are right, report this.";

    WecomRefused = "wecom_refused", 503;
    "企业微信返回错误", "请按错误码查阅企业微信文档。";
    "WeCom answered with an error", "Look the code up in WeCom's documents.";

    AppWrong = "app_wrong", 503;
    "应用的 AgentId 与 Secret 不符（40056、301002）", "请在企业微信管理后台的应用页核对 AgentId 和 Secret，并在“接入 › 自建应用”或配置 wecom.agent_id、wecom.app_secret_file 中更新。";
    "The app's AgentId and secret do not belong together (40056, 301002)", "Compare both with the app's page in WeCom's admin console and update them under Connection > App, or in wecom.agent_id and wecom.app_secret_file.";

    AppNotConnected = "app_not_connected", 409;
    "尚未连接自建应用，无法发送", "请在“接入 › 自建应用”中填写 AgentId 与 Secret；也可以改用个人链接或纸质登记。";
    "No app is connected that could send this", "Fill in AgentId and secret under Connection > App; or use personal links or paper.";

    AddressMissing = "address_missing", 409;
    "尚未设置对外访问地址", "请在“接入 › 网络”中填写对外访问地址（员工访问会存的 https 地址）。";
    "The address at which members reach this archive is not set", "Fill in the public address, the https one, under Connection > Network.";

    NoticeIncomplete = "notice_incomplete", 422;
    "告知文本不完整或过长", "请填写中文标题（36 字以内）和正文；英文须标题和正文都填或都不填。";
    "The notice's text is incomplete or too long", "Fill in the Chinese title (36 characters at most) and text; English as a whole or not at all.";

    NoticeChanged = "notice_changed", 409;
    "草稿已被修改", "请刷新后重新核对文本，再发布。";
    "The draft was changed meanwhile", "Reload, read the text again, and publish then.";

    NoticeNotPublished = "notice_not_published", 409;
    "该告知还没有已发布的版本", "请先发布一个版本，再投递或登记。";
    "The notice has no published version", "Publish a version first.";

    NoticeTooLong = "notice_too_long", 422;
    "这种消息放不下全文", "请在配置的 [server] 中填写 public_url，消息里会附上全文链接；或改用文本消息、缩短正文。";
    "This kind of message does not hold the whole text", "Set public_url in [server], so that the message links to the whole text; or send plain text, or shorten it.";

    NobodyToTell = "nobody_to_tell", 422;
    "没有需要投递的成员", "请检查所选成员：他们可能已全部回执、已离职，或不在通讯录中。";
    "There is nobody to deliver to", "Check who was chosen: all may have answered or left, or the directory does not know them.";

    MembersUnknown = "members_unknown", 422;
    "部分成员不在通讯录中", "请按提示核对账号后重试。";
    "The directory does not know some of the members", "Correct the ids that are named and try again.";

    RefusalContradictory = "refusal_contradictory", 422;
    "设置自相矛盾", "以同意为依据的存档，在拒绝后必须停止；若仍要存档，请选择其他法律依据并写明出处。";
    "The setting contradicts itself", "What rests on consent ends with a refusal; to go on, choose another legal basis and name where it is written.";

    PersonalLinkInvalid = "personal_link_invalid", 403;
    "链接无效", "它可能已经用过或已过期。请在企业微信中重新打开，或向管理员索取新的链接。";
    "The link does not open", "It may have been used, or have expired. Open the page from WeCom again, or ask an administrator for a new link.";

    KeyVersionMissing = "key_version_missing", 503;
    "缺少某版本的私钥，部分消息等待解封", "请在“接入 › 消息加密公钥”或用 huicun keys import 导入该版本的私钥，等待的消息会自动解封。";
    "A private key version is missing; messages wait", "Import it under Connection > Keys or with huicun keys import; waiting messages are then unsealed by themselves.";

    KeyRejected = "key_rejected", 422;
    "私钥未被接受", "请按说明更换私钥文件。";
    "The private key was not accepted", "Supply another key file as the detail says.";

    DiskFull = "disk_full", 507;
    "磁盘空间不足，采集已暂停在当前游标", "请释放空间，采集会自动继续，不会丢失消息。";
    "The disk is full; ingest holds its cursor", "Free some space: ingest goes on by itself and nothing is lost.";

    DiskShort = "disk_short", 507;
    "磁盘空间不足，文件获取已暂停，消息采集继续", "请释放空间或扩容，获取会自动继续；请留意等待文件的最早期限。";
    "The disk runs short; files are not fetched, messages still are", "Free some space or enlarge the disk: fetching goes on by itself. Mind the first deadline of the files that wait.";

    DiskFailed = "disk_failed", 507;
    "磁盘写入失败，服务已停止", "请检查磁盘和文件系统日志（dmesg），排除故障后重新启动；采集会从当前游标继续。";
    "The disk failed to keep what was written; the server stopped", "Look into the disk and the kernel's log (dmesg), then start again: ingest goes on at its cursor.";

    BlobsUnavailable = "blobs_unavailable", 503;
    "文件存储无法访问", "请检查 [blobs] 中的地址、存储桶与密钥；文件会继续等待获取，不会丢失。";
    "The files' storage cannot be reached", "Check address, bucket and key in [blobs]; files go on waiting meanwhile, none is lost.";

    FileNotKept = "file_not_kept", 409;
    "该文件尚未保存", "请在消息卡片上查看其状态与获取期限。";
    "The file is not kept yet", "See its state and its deadline on the message's card.";

    FileDamaged = "file_damaged", 500;
    "该文件的存储已损坏", "请运行 huicun doctor；仍在获取期限内的文件会重新获取。";
    "What is stored of the file is damaged", "Run huicun doctor; a file that WeCom still keeps is fetched again.";

    SpeechAway = "speech_away", 503;
    "语音转文字服务暂不可用", "请检查 huicun.toml 中 [media.speech] 指定的命令或服务是否在运行；语音照常保存和播放，恢复后自动补转。";
    "Speech to text does not work now", "See whether the command or the service that [media.speech] in huicun.toml names is running. Voices are kept and played all the same, and are put into words when it is back.";

    SpeechRejected = "speech_rejected", 502;
    "语音转文字服务拒绝了请求", "请检查 huicun.toml 中 [media.speech] 的命令、地址、model 和 token；语音照常保存和播放，恢复后自动补转。";
    "Speech to text refuses every request", "Check the command, or the endpoint, the model and the token, of [media.speech] in huicun.toml. Voices are kept and played all the same, and are put into words when it is back.";

    IndexRebuilding = "index_rebuilding", 503;
    "全文索引正在从数据库重建", "无需处理，消息不会丢失；重建完成前，搜索结果会注明已搜索的消息数。";
    "The text index is being rebuilt from the database", "Nothing to do, no message is lost: until it is done, answers say how many messages were searched.";

    IndexDamaged = "index_damaged", 503;
    "全文索引已损坏，或由其他版本写入", "请运行 huicun reindex 从数据库重建；huicun serve 启动时也会自动重建。消息不受影响。";
    "The text index is damaged or of another version", "Run huicun reindex to rebuild it from the database; huicun serve does so by itself when it starts. Messages are not affected.";

    DataReadOnly = "data_read_only", 503;
    "数据目录不可写", "请检查目录权限和挂载方式。";
    "The data folder is read-only", "Check its permissions and how it is mounted.";

    DataInUse = "data_in_use", 409;
    "数据目录正被另一个 huicun 使用", "请先停止另一个进程，或换一个 --data。";
    "Another huicun uses this data folder", "Stop the other process, or choose another --data.";

    DataNewer = "data_newer", 409;
    "数据目录来自更新的版本", "请使用创建它的版本或更新的版本。";
    "The data folder was written by a newer version", "Use that version or a newer one.";

    DataOtherCorp = "data_other_corp", 409;
    "数据目录属于另一家企业", "请核对 wecom.corp_id 与 --data。";
    "The data folder belongs to another corp", "Check wecom.corp_id and --data.";

    DataMissing = "data_missing", 404;
    "数据目录不存在或为空", "请核对 --data；新建存档请运行 huicun serve 并在控制台接入企业微信，试用请运行 huicun demo。";
    "The data folder does not exist or is empty", "Check --data. For a new archive run huicun serve and connect WeCom in the console; to try it, run huicun demo.";

    MasterKeyMissing = "master_key_missing", 503;
    "找不到主密钥", "请恢复数据目录下的 keys/master.key，或设置 HUICUN_MASTER_KEY；没有主密钥无法读取存档。";
    "The master key is missing", "Restore keys/master.key in the data folder or set HUICUN_MASTER_KEY; without it nothing can be read.";

    PortTaken = "port_taken", 409;
    "监听地址已被占用", "请停止占用端口的程序，或用 --listen 换一个端口。";
    "The listen address is taken", "Stop the program that holds it, or choose another with --listen.";

    ConfigInvalid = "config_invalid", 422;
    "配置文件有误", "请按提示的行号修改。";
    "The configuration is not valid", "Correct the line that is named.";

    CorpIdWrong = "corp_id_wrong", 503;
    "企业 ID 不正确（40013）", "请打开企业微信管理后台“我的企业”，复制页面底部的企业 ID，在“接入 › 企业”或配置 wecom.corp_id 中更新。";
    "The corp id is wrong (40013)", "Copy it from the bottom of My Company in WeCom's admin console, and update it under Connection > Corp or in wecom.corp_id.";

    CorpIdFixed = "corp_id_fixed", 409;
    "存档中已有这家企业的消息，企业 ID 不能再改", "如需存档另一家企业，请使用新的数据目录。";
    "The archive holds messages of its corp already; the id stays", "For another corp use a new data folder.";

    ContactSecretWrong = "contact_secret_wrong", 503;
    "通讯录 Secret 不正确（40001）", "请在企业微信管理后台打开可见范围为全员的自建应用，核对 Secret，并在“接入 › 通讯录”或配置 wecom.contact_secret_file 中更新。";
    "The contacts' secret is wrong (40001)", "Compare it with the page of the app whose visible range is the whole corp, and update it under Connection > Contacts or in wecom.contact_secret_file.";

    CustomerSecretWrong = "customer_secret_wrong", 503;
    "客户联系 Secret 不正确（40001）", "请在企业微信管理后台“客户与上下游 › 客户联系 › API”核对 Secret，并在“接入 › 客户联系”或配置 wecom.customer_secret_file 中更新。";
    "The secret of customer contact is wrong (40001)", "Compare it with the API part of Customer Contact in WeCom's admin console, and update it under Connection > Customers or in wecom.customer_secret_file.";

    AppSecretWrong = "app_secret_wrong", 503;
    "自建应用的 Secret 不正确（40001）", "请在企业微信管理后台“应用管理 › 该应用”核对 Secret，并在“接入 › 自建应用”或配置 wecom.app_secret_file 中更新。";
    "The app's secret is wrong (40001)", "Compare it with the app's page in WeCom's admin console, and update it under Connection > App or in wecom.app_secret_file.";

    InterfaceNotAllowed = "interface_not_allowed", 503;
    "该 Secret 无权调用所需接口（48002、60011）", "请确认填写的是本步骤所说的 Secret，而不是别处的；自建应用还需在“客户联系 › 可调用接口的应用”中勾选，并检查应用的可见范围。";
    "This secret may not call what it is needed for (48002, 60011)", "Make sure that it is the secret this step asks for; an app must also be ticked under Customer Contact as one that may call, and have the right visible range.";

    AppIpNotTrusted = "app_ip_not_trusted", 503;
    "企业微信拒绝了本机 IP（60020）", "请在企业微信管理后台该 Secret 所在页面的“企业可信IP”中加入本机出口 IP，约一分钟后再检查。";
    "WeCom refused this machine's address (60020)", "Add its egress address to the trusted IPs on the page that the secret is from, and check again a minute later.";

    ProxyUnreachable = "proxy_unreachable", 503;
    "无法连接代理", "请核对代理地址、端口和防火墙；不使用代理时请清空。";
    "The proxy cannot be reached", "Check its address and port, and the firewall; leave it empty where there is none.";

    ConnectionFieldWrong = "connection_field_wrong", 422;
    "填写的内容不正确", "请按提示修改标出的字段。";
    "Something filled in is not right", "Correct the field that is named.";

    SetByConfiguration = "set_by_configuration", 409;
    "此项由配置文件设定，不能在这里修改", "请修改 huicun.toml 的 [wecom] 后重启；删去该项后即可在控制台填写。";
    "The configuration file sets this; it cannot be changed here", "Change [wecom] in huicun.toml and restart; without the entry there it is filled in here.";

    ConnectionIncomplete = "connection_incomplete", 409;
    "前面的步骤还没有完成", "请先完成提示的步骤。";
    "Earlier steps are not complete", "Complete the steps that are named first.";

    LibraryTooLarge = "library_too_large", 413;
    "上传的动态库过大", "请确认文件是 libWeWorkFinanceSdk_C.so 本身，不是整个 SDK 压缩包；上限 128 MB。";
    "The uploaded library is too large", "Upload libWeWorkFinanceSdk_C.so itself, not the whole package; 128 MB at most.";

    CallbackKeysWrong = "callback_keys_wrong", 422;
    "Token 或 EncodingAESKey 不符合要求", "Token 为 1 到 32 位字母或数字，EncodingAESKey 为 43 位；请在企业微信管理后台点“随机获取”后原样复制。";
    "Token or EncodingAESKey is not as WeCom makes them", "The token has 1 to 32 letters and digits, the EncodingAESKey 43: press the random button in WeCom's admin console and copy both as they are.";

    CallbackNotVerified = "callback_not_verified", 503;
    "尚未收到企业微信的验证请求", "请在企业微信管理后台的接收事件服务器中填写回调地址、Token 和 EncodingAESKey 并保存；若保存失败，请检查该地址能否从公网访问。";
    "WeCom has not tested the address yet", "Enter the address, the token and the EncodingAESKey as the event receiver in WeCom's admin console and save; if that fails, see whether the address is reached from the internet.";

    KeyMissing = "key_missing", 409;
    "还没有消息加密私钥", "请在“接入 › 消息加密公钥”生成密钥对，或导入已有私钥。";
    "There is no private key yet", "Make a pair under Connection > Keys, or import the key you have.";

    KeyVersionTaken = "key_version_taken", 409;
    "该版本已有私钥", "请核对企业微信管理后台显示的公钥版本号；已有的私钥不会被覆盖。";
    "There is a key of this version already", "Compare the version with the one WeCom's admin console shows; a key that is there is never replaced.";

    KeyNotEscrowed = "key_not_escrowed", 409;
    "现有私钥还没有托管，不能更换", "请先在“接入 › 密钥托管”由两人各取走一份，再更换密钥。";
    "The present keys are not in escrow; they cannot be followed by another", "Let two people take their shares under Connection > Escrow first.";

    RehearsalEmpty = "rehearsal_empty", 503;
    "企业微信还没有可拉取的消息", "请确认公钥已在企业微信管理后台保存，让两位开启存档的成员互发一条消息，一分钟后再演练。";
    "WeCom has no message to pull yet", "Make sure that the public key is saved in WeCom's admin console, let two archived members exchange a message, and rehearse again a minute later.";

    RehearsalUnopened = "rehearsal_unopened", 503;
    "拉到了消息，但没有一条能用现有私钥打开", "请核对公钥版本号；若公钥是刚保存的，请再发一条新消息后演练。";
    "Messages were pulled, but none opens with the keys at hand", "Compare the version of the public key; where it was saved just now, send another message and rehearse again.";

    ShareTaken = "share_taken", 409;
    "这一份已经取走", "每份只显示一次。若已遗失，请重新拆分：旧的两份随即作废。";
    "This share was taken", "Each is shown once. If it is lost, split anew: the old shares are void then.";

    ShareHolderSame = "share_holder_same", 409;
    "两份不能由同一人保管", "请填写另一位保管人。";
    "Both shares cannot be kept by one person", "Name another keeper.";

    ShareWrong = "share_wrong", 422;
    "托管份额无法合并", "请按提示核对两份文件：须是同一次拆分的第 1 份和第 2 份，且未被改动。";
    "The shares do not fit together", "Check the two files as the detail says: shares 1 and 2 of one split, unaltered.";

    RightToOneself = "right_to_oneself", 409;
    "不能给自己授权，也不能结束自己的授权", "请由另一位可管理权限的操作员办理。";
    "Nobody grants or ends a right of their own", "Let another operator do it who manages access.";

    RightOverOneself = "right_over_oneself", 409;
    "不能授予查看您本人会话的权限", "请由另一位可管理权限的操作员办理。";
    "Nobody grants a right over their own conversations", "Let another operator do it who manages access.";

    ReasonMissing = "reason_missing", 422;
    "没有写明事由", "请写明事由；它会留在授权的历史中。";
    "No reason is given", "Give the reason; it stays in the history of the right.";

    RightNeedsEnd = "right_needs_end", 422;
    "此角色必须有结束时间", "请设置结束时间。";
    "This role is for a time", "Set when it ends.";

    RightNeedsScope = "right_needs_scope", 422;
    "此角色必须指明数据范围", "请至少指定一个部门、成员、标签、外部联系人或群聊。";
    "This role is for a part of the archive", "Name at least one department, member, tag, external contact or room.";

    RightTakesNoScope = "right_takes_no_scope", 422;
    "此角色不读取会话内容，不能带数据范围", "请选择全部归档。";
    "This role reads no content, so it has no data scope", "Choose the whole archive.";

    DataScopeUnsound = "data_scope_unsound", 422;
    "数据范围无效", "请核对起止时间，并确认每类不超过 500 项。";
    "The data scope cannot be meant", "Check its dates, and that nothing is named more than 500 times.";

    RolesExclude = "roles_exclude", 409;
    "职责分立：这些角色不能由同一人担任", "请授予另一位操作员，或先结束与之互斥的授权。";
    "Duties are separated: one person cannot have these roles", "Grant it to another operator, or end the other right first.";

    NotSeparable = "not_separable", 409;
    "尚有一人兼任互斥角色，不能改为严格分立", "请先结束列出的授权，再切换。";
    "One person still has roles that exclude each other", "End the rights that are listed, then switch.";

    OperatorExists = "operator_exists", 409;
    "已有同名的操作员", "请换一个登录名。";
    "There is an operator of this name", "Choose another name to sign in with.";

    LastAccessManager = "last_access_manager", 409;
    "这是最后一位可管理权限的操作员", "请先授予另一位操作员管理权限的角色。";
    "Nobody else manages access", "Give another operator a role that manages access first.";

    MemberUnknown = "member_unknown", 422;
    "没有这位成员", "请从列表中选择成员。";
    "There is no such member", "Choose a member of the list.";

    RightEnded = "right_ended", 403;
    "申请人的导出权限已结束或已变更", "请由仍有权限的操作员重新申请。";
    "The right to this export has ended or changed", "Let an operator ask for it anew who has the right.";
}
