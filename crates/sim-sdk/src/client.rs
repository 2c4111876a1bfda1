//! A small HTTP/1.1 client over one kept connection: the library has no use for more.

use std::{
    ffi::c_int,
    fmt::Write as _,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpStream, ToSocketAddrs as _},
    time::{Duration, Instant},
};

/// The longest header line.
const LINE_LIMIT: u64 = 16 * 1024;
/// The largest body: a page of 1,000 messages, or a chunk, is far below.
const BODY_LIMIT: usize = 256 * 1024 * 1024;

/// What the corp answered.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) ret: c_int,
    pub(crate) act: String,
    pub(crate) decrypt: c_int,
    pub(crate) index: String,
    pub(crate) is_finish: bool,
    pub(crate) body: Vec<u8>,
}

/// A connection that is kept between calls.
#[derive(Debug, Default)]
pub(crate) struct Client {
    kept: Option<(String, BufReader<TcpStream>)>,
}

impl Client {
    /// Asks `address` (`http://host:port`) for `what`.
    pub(crate) fn get(
        &mut self,
        address: &str,
        what: &str,
        query: &[(&str, &str)],
        timeout: Duration,
    ) -> io::Result<Reply> {
        let deadline = Instant::now() + timeout;
        let host = host(address);
        let request = request(host, what, query);
        if let Some((to, mut stream)) = self.kept.take()
            && to == host
        {
            // The corp may have closed a connection that was idle; then a new one is made.
            match exchange(&mut stream, &request, deadline) {
                Ok(reply) => {
                    self.kept = Some((to, stream));
                    return Ok(reply);
                }
                Err(error) if is_timeout(&error) => return Err(error),
                Err(_) => {}
            }
        }
        let target = host.to_socket_addrs()?.next().ok_or_else(|| io::Error::other("no such host"))?;
        let stream = TcpStream::connect_timeout(&target, timeout)?;
        stream.set_nodelay(true)?;
        let mut stream = BufReader::with_capacity(64 * 1024, stream);
        let reply = exchange(&mut stream, &request, deadline)?;
        self.kept = Some((host.to_owned(), stream));
        Ok(reply)
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

fn request(host: &str, what: &str, query: &[(&str, &str)]) -> String {
    let mut out = format!("GET /sim/sdk/v1/{what}?");
    for (at, (name, value)) in query.iter().enumerate() {
        if at > 0 {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        encode(value, &mut out);
    }
    let _ = write!(out, " HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n");
    out
}

/// Percent-encodes everything but letters and digits.
fn encode(value: &str, out: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

fn exchange(stream: &mut BufReader<TcpStream>, request: &str, deadline: Instant) -> io::Result<Reply> {
    let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
    stream.get_ref().set_write_timeout(Some(left))?;
    stream.get_ref().set_read_timeout(Some(left))?;
    stream.get_mut().write_all(request.as_bytes())?;
    let status = line(stream)?;
    let mut reply = Reply::default();
    let mut len = 0_usize;
    loop {
        let header = line(stream)?;
        if header.is_empty() {
            break;
        }
        let Some((name, value)) = header.split_once(':') else { continue };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => len = value.parse().map_err(io::Error::other)?,
            "x-sim-ret" => reply.ret = value.parse().map_err(io::Error::other)?,
            "x-sim-decrypt" => reply.decrypt = value.parse().map_err(io::Error::other)?,
            "x-sim-act" => value.clone_into(&mut reply.act),
            "x-sim-index" => value.clone_into(&mut reply.index),
            "x-sim-finish" => reply.is_finish = value == "1",
            _ => {}
        }
    }
    if len > BODY_LIMIT {
        return Err(io::Error::other("the answer is too long"));
    }
    reply.body = vec![0; len];
    stream.read_exact(&mut reply.body)?;
    if status.split(' ').nth(1) == Some("200") { Ok(reply) } else { Err(io::Error::other(status)) }
}

fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    stream.take(LINE_LIMIT).read_line(&mut line)?;
    if !line.ends_with('\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_encoded() {
        let text = request("127.0.0.1:9", "getchatdata", &[("seq", "5"), ("secret", "a+/=&b")]);
        assert!(text.starts_with("GET /sim/sdk/v1/getchatdata?seq=5&secret=a%2B%2F%3D%26b HTTP/1.1\r\n"));
        assert_eq!(host("http://127.0.0.1:80/x"), "127.0.0.1:80");
        assert_eq!(host("127.0.0.1:80"), "127.0.0.1:80");
    }
}
