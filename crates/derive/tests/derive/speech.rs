//! Putting voices into words: what a command and a service are told, and what becomes of their answers.

use std::time::Duration;

use huicun_derive::{SpeechCommand, SpeechError, SpeechService, Transcriber};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn command(script: &str, limit: Duration) -> Transcriber {
    let words = ["/bin/sh", "-c", script].map(str::to_owned).to_vec();
    let environment = vec![("PATH".to_owned(), "/usr/bin:/bin".to_owned())];
    Transcriber::Command(SpeechCommand { words, environment, limit })
}

const SECONDS: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_command_hears_all_of_it_and_finds_nothing_but_its_environment() {
    let wav = vec![7; 300_000];
    let counted = command("wc -c; env | cut -d= -f1 | sort | tr '\\n' ' '", SECONDS);
    let answer = counted.transcribe(wav.clone()).await.unwrap();
    assert!(answer.starts_with("300000\n"), "{answer}");
    assert!(!answer.contains("HOME") && !answer.contains("CARGO"), "{answer}");
    let deaf = command("printf '  您好。\\n'", SECONDS);
    assert_eq!(deaf.transcribe(wav.clone()).await.unwrap(), "您好。", "one that does not listen to the end");
    assert_eq!(command("cat > /dev/null", SECONDS).transcribe(wav).await.unwrap(), "");
}

#[tokio::test]
async fn a_command_that_fails_says_whose_fault_it_is() {
    let ask = async |script: &str| command(script, SECONDS).transcribe(vec![0; 9]).await.unwrap_err();
    assert_eq!(ask("exit 75").await, SpeechError::Away);
    assert_eq!(ask("exit 1").await, SpeechError::Refused);
    assert_eq!(ask("printf '\\377\\376'").await, SpeechError::Refused, "not UTF-8");
    let slow = command("sleep 60", Duration::from_millis(50)).transcribe(vec![0; 9]).await;
    assert_eq!(slow, Err(SpeechError::TooLong));
    let words = vec!["/nowhere/hear".to_owned()];
    let nobody = SpeechCommand { words, environment: Vec::new(), limit: SECONDS };
    assert_eq!(Transcriber::Command(nobody).transcribe(vec![0; 9]).await, Err(SpeechError::Rejected));
}

/// Answers one request, and tells what it was.
async fn asked(status: &str, body: &str) -> (Result<String, SpeechError>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/audio/transcriptions", listener.local_addr().unwrap());
    let answer =
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        while !String::from_utf8_lossy(&heard).trim_end().ends_with("--") {
            let mut piece = [0; 4_096];
            let length = stream.read(&mut piece).await.unwrap();
            heard.extend_from_slice(&piece[..length]);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&heard).into_owned()
    });
    let service = SpeechService::new(url, "whisper-1".into(), Some("s3cret".into()), SECONDS).unwrap();
    let service = Transcriber::Service(service);
    assert!(!format!("{service:?}").contains("s3cret"));
    (service.transcribe(b"RIFF".to_vec()).await, serving.await.unwrap())
}

#[tokio::test]
async fn a_service_is_asked_as_such_services_are() {
    let (answer, request) = asked("200 OK", r#"{"text":" 您好。","language":"zh"}"#).await;
    assert_eq!(answer.unwrap(), "您好。");
    for part in [
        "POST /v1/audio/transcriptions",
        "authorization: Bearer s3cret",
        "name=\"file\"; filename=\"voice.wav\"",
        "Content-Type: audio/wav",
        "name=\"model\"\r\n\r\nwhisper-1",
        "name=\"response_format\"\r\n\r\njson",
    ] {
        assert!(request.contains(part), "{part} is not in {request}");
    }
}

#[tokio::test]
async fn a_service_that_fails_says_whose_fault_it_is() {
    for (status, body, expected) in [
        ("503 Loading", "", SpeechError::Away),
        ("429 Slower", "", SpeechError::Away),
        ("400 Bad", "", SpeechError::Refused),
        ("401 Who", "", SpeechError::Rejected),
        ("302 Elsewhere", "", SpeechError::Rejected),
        ("200 OK", "<html>", SpeechError::Rejected),
    ] {
        assert_eq!(asked(status, body).await.0, Err(expected), "{status}");
    }
}
