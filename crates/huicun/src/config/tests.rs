use huicun_derive::SpeechCommand;

use super::*;

fn load(text: &str) -> anyhow::Result<Config> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("huicun.toml"), text).unwrap();
    std::fs::write(folder.path().join("archive.secret"), "s3cret\n").unwrap();
    Config::load(folder.path(), None)
}

#[test]
fn a_folder_without_a_file_has_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::load(folder.path(), None).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8086");
    assert_eq!(config.wecom.settings, Settings::default());
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let error = load("[server]\nlisten = \"127.0.0.1:1\"\nlisen = 3\n").unwrap_err();
    let text = format!("{error:#}");
    assert!(text.contains("line 3") && text.contains("lisen"), "{text}");
}

#[test]
fn a_secret_comes_from_its_file_and_is_not_printed() {
    let config =
        load("[wecom]\ncorp_id = \"wwtest\"\nsecret_file = \"archive.secret\"\nlibrary = \"lib.so\"\n")
            .unwrap();
    let secret = config.wecom.settings.archive.as_ref().unwrap();
    assert_eq!(secret.expose(), "s3cret");
    assert!(!format!("{config:?}").contains("s3cret"));
    assert_eq!(config.wecom.page_limit, 1_000);
}

#[test]
fn what_is_missing_is_left_to_the_console_and_what_is_said_twice_is_told() {
    let part = load("[wecom]\ncorp_id = \"ww\"\nproxy_password = \"a:b\"\nproxy = \"http://p:1\"\n").unwrap();
    let settings = &part.wecom.settings;
    assert!(settings.archive.is_none() && settings.library.is_none());
    assert_eq!(settings.proxy.as_ref().map(|proxy| proxy.password.as_str()), Some("a:b"));
    assert!(!format!("{part:?}").contains("a:b"));
    let twice =
        "[wecom]\ncorp_id = \"ww\"\nlibrary = \"lib.so\"\nsecret = \"a\"\nsecret_file = \"archive.secret\"\n";
    assert!(format!("{:#}", load(twice).unwrap_err()).contains("only one"));
    let large = "[wecom]\ncorp_id = \"ww\"\nlibrary = \"lib.so\"\nsecret = \"a\"\npage_limit = 1001\n";
    assert!(format!("{:#}", load(large).unwrap_err()).contains("1001"));
}

#[test]
fn an_app_has_a_number_and_a_secret_and_an_address_no_path() {
    let wecom = "[wecom]\ncorp_id = \"ww\"\nlibrary = \"lib.so\"\nsecret = \"a\"\n";
    let config = load(&format!("{wecom}agent_id = 1000002\napp_secret_file = \"archive.secret\"\n")).unwrap();
    let app = config.wecom.settings.app.as_ref().unwrap();
    assert_eq!((app.0, app.1.expose()), (1_000_002, "s3cret"));
    assert!(!format!("{config:?}").contains("s3cret"));
    let alone = load(&format!("{wecom}agent_id = 1000002\n")).unwrap_err();
    assert!(format!("{alone:#}").contains("go together"));
    let address = |url: &str| load(&format!("[server]\npublic_url = \"{url}\"\n"));
    assert_eq!(
        address("https://a.example:8443/").unwrap().wecom.settings.public_url.as_deref(),
        Some("https://a.example:8443")
    );
    for wrong in ["a.example", "https://", "https://a.example/huicun", "javascript:alert(1)"] {
        assert!(format!("{:#}", address(wrong).unwrap_err()).contains("public_url"), "{wrong}");
    }
}

#[test]
fn files_lie_in_the_data_folder_unless_a_bucket_is_named() {
    assert!(matches!(load("").unwrap().blobs, BlobSettings::Fs { root } if root.ends_with("media")));
    let bucket = "[blobs]\nbucket = \"archive\"\naccess_key = \"id\"\nsecret_key_file = \"archive.secret\"\n";
    let config = load(bucket).unwrap();
    assert!(
        matches!(&config.blobs, BlobSettings::S3(s3) if s3.secret_key == "s3cret" && s3.bucket == "archive")
    );
    assert!(!format!("{config:?}").contains("s3cret"));
    let missing = load("[blobs]\nbucket = \"archive\"\naccess_key = \"id\"\n").unwrap_err();
    assert!(format!("{missing:#}").contains("blobs.secret_key_file"));
    assert!(format!("{:#}", load("[media]\nworkers = 5\n").unwrap_err()).contains("0 and 4"));
}

#[test]
fn voices_are_put_into_words_by_a_command_or_by_a_service_that_is_named() {
    assert!(load("").unwrap().media_speech.is_none());
    let command = load("[media.speech]\ncommand = [\"/opt/hear\", \"zh\"]\n").unwrap().media_speech.unwrap();
    let given = |command: &SpeechCommand| command.words.len() == 2 && command.limit.as_secs() == 300;
    assert!(matches!(&command, Transcriber::Command(command) if given(command)));
    let service = "[media.speech]\nendpoint = \"http://127.0.0.1:9/v1/audio/transcriptions\"\ntoken_file = \"archive.secret\"\n";
    let config = load(service).unwrap();
    assert!(
        matches!(&config.media_speech, Some(Transcriber::Service(said)) if said.token() == Some("s3cret"))
    );
    assert!(!format!("{config:?}").contains("s3cret"));
    for (wrong, told) in [
        ("[media.speech]\n", "only one"),
        ("[media.speech]\ncommand = []\n", "only one"),
        ("[media.speech]\ncommand = [\"a\"]\nendpoint = \"http://b\"\n", "only one"),
        ("[media.speech]\nendpoint = \"ftp://b\"\n", "https://"),
    ] {
        assert!(format!("{:#}", load(wrong).unwrap_err()).contains(told), "{wrong}");
    }
}

#[test]
fn fonts_are_looked_for_where_it_is_said_else_where_systems_have_them() {
    let said = load("[export]\nfonts = [\"/opt/fonts\", \"/srv/song.ttf\"]\n").unwrap();
    assert_eq!(said.fonts, [PathBuf::from("/opt/fonts"), PathBuf::from("/srv/song.ttf")]);
    assert!(load("").unwrap().fonts.contains(&PathBuf::from("/usr/share/fonts")));
    assert!(load("[export]\nfonts = []\n").unwrap().fonts.is_empty());
}

#[test]
fn a_merchant_has_its_keys_and_none_is_printed() {
    let pay = huicun_sim::VirtualPay::new(std::sync::Arc::new(|| 0)).unwrap();
    let told = pay.credentials();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key.pem"), &told.private_key).unwrap();
    let section = |change: (&str, &str)| {
        let text = format!(
            "[payment.wechat]\nmchid = \"1600000001\"\nappid = \"wx1\"\nserial = \"5A\"\n\
             private_key_file = \"key.pem\"\napi_v3_key = \"{}\"\nnotify_url = \"https://a.example/wechat-pay/notify\"\n",
            told.api_v3_key
        );
        std::fs::write(folder.path().join("huicun.toml"), text.replace(change.0, change.1)).unwrap();
        Config::load(folder.path(), None)
    };
    let shown = format!("{:?}", section(("", "")).unwrap());
    assert!(
        shown.contains("1600000001") && !shown.contains(&told.api_v3_key) && !shown.contains("PRIVATE"),
        "{shown}"
    );
    for (from, to, named) in [
        ("https://", "http://", "https://"),
        ("key.pem", "huicun.toml", "private_key_file"),
        ("key.pem", "nothing.pem", "private_key_file"),
        (told.api_v3_key.as_str(), "short", "api_v3_key"),
        ("serial = ", "public_key_id = \"PUB_KEY_ID_1\"\nserial = ", "public_key_file"),
    ] {
        let error = format!("{:#}", section((from, to)).unwrap_err());
        assert!(error.contains(named) && !error.contains(&told.api_v3_key), "{named}: {error}");
    }
}
