//! What may be typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use huicun_domain::ids::{ConversationId, PartyId};
use huicun_domain::message::MessageKind;
use huicun_store::FileState;

/// Huicun 会存: the archive of a company's WeCom conversations.
#[derive(Debug, Parser)]
#[command(name = "huicun", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the archive: ingest, index, console
    Serve(Serve),
    /// Run a virtual corp and an archive of it
    Demo(Demo),
    /// Search messages
    Search(Search),
    /// Show one message
    Show(Show),
    /// Write messages to a CSV or XLSX file
    Export(Export),
    /// List the files of messages, or write one
    Media(Media),
    /// Show what the archive holds and what waits
    Status(Status),
    /// Check the installation and name what to fix
    Doctor(Doctor),
    /// Build the full-text index anew from the database
    Reindex(Data),
    /// Show the archive scope, weigh a draft of it, compare it with the seats
    Scope(Scope),
    /// Tell who sees a conversation, and why
    Access(AccessArgs),
    /// Manage WeCom's private keys
    Keys(Keys),
    /// Show the configuration as it was understood, without secrets
    Config(Data),
    /// Print the OpenAPI document
    Openapi,
    /// The child process that loads WeCom's library; started by the server
    #[command(hide = true)]
    SdkHost(SdkHost),
    /// The child process that looks into files; started by the server
    #[command(hide = true)]
    DeriveHost,
}

/// Where the archive is.
#[derive(Clone, Debug, Args)]
pub struct Data {
    /// The data folder
    #[arg(long, value_name = "DIR", default_value = "huicun-data")]
    pub data: PathBuf,
    /// The configuration file; DIR/huicun.toml by default
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// `huicun serve`
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub place: Data,
    /// Where to listen, instead of what the configuration says
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
}

/// `huicun media`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Media {
    #[command(subcommand)]
    pub command: Option<MediaCommand>,
    #[command(flatten)]
    pub list: MediaList,
}

/// What to do with files.
#[derive(Debug, Subcommand)]
pub enum MediaCommand {
    /// Write one file
    Get(MediaGet),
}

/// `huicun media`
#[derive(Debug, Args)]
pub struct MediaList {
    #[command(flatten)]
    pub place: Data,
    /// Only files of this state: waiting, saved, disputed, expired or refused
    #[arg(long, value_name = "S", value_parser = parse_file_state)]
    pub state: Option<FileState>,
    /// Print JSON, one array
    #[arg(long)]
    pub json: bool,
}

/// `huicun media get`
#[derive(Debug, Args)]
pub struct MediaGet {
    #[command(flatten)]
    pub place: Data,
    /// The message's id
    pub msgid: String,
    /// Which file of the message, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub slot: u32,
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

fn parse_file_state(word: &str) -> Result<FileState, String> {
    FileState::parse(word).ok_or_else(|| {
        let known: Vec<&str> = FileState::ALL.iter().map(|state| state.as_str()).collect();
        known.join(", ")
    })
}

/// `huicun demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// The data folder
    #[arg(long, value_name = "DIR", default_value = "huicun-demo")]
    pub data: PathBuf,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8086")]
    pub listen: SocketAddr,
    /// How many messages the virtual corp has written before the start
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub messages: u64,
    /// Let nobody write while the demo runs
    #[arg(long)]
    pub no_live: bool,
    /// What the virtual corp is drawn from; the same seed gives the same corp
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Take the texts of messages from a file of `source<TAB>text` lines
    #[arg(long, value_name = "FILE")]
    pub corpus: Option<PathBuf>,
    /// Take names, titles, addresses and file names from the corpus as well
    #[arg(long, requires = "corpus")]
    pub corpus_everywhere: bool,
    /// Let WeCom's interface misbehave as the acceptance script says
    #[arg(long)]
    pub faults: bool,
    /// Send the message in each file of a folder, as decrypted; files it names can be fetched
    #[arg(long, value_name = "DIR")]
    pub say: Option<PathBuf>,
    /// Buy so many seats: the virtual corp archives nobody beyond them
    #[arg(long, value_name = "N", value_parser = parse_count)]
    pub seats: Option<usize>,
    /// Put so many members into the archive scope, here and in the virtual corp
    #[arg(long, value_name = "M", value_parser = parse_count)]
    pub scope_members: Option<usize>,
}

/// The most members of a demo's scope, and the most seats.
const MOST_MEMBERS: usize = 5_000;

fn parse_count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=MOST_MEMBERS).contains(count));
    count.ok_or_else(|| format!("1..={MOST_MEMBERS}"))
}

/// What restricts messages.
#[derive(Clone, Debug, Default, Args)]
pub struct Filters {
    /// A member that took part
    #[arg(long, value_name = "ID")]
    pub member: Option<String>,
    /// An external contact that took part
    #[arg(long, value_name = "ID")]
    pub contact: Option<String>,
    /// Who sent it
    #[arg(long, value_name = "ID")]
    pub sender: Option<String>,
    /// A conversation's id
    #[arg(long, value_name = "ID")]
    pub conversation: Option<ConversationId>,
    /// A kind of message, as `text` or `file`; may be repeated
    #[arg(long, value_name = "K", value_parser = parse_kind)]
    pub kind: Vec<MessageKind>,
    /// Sent at or after: `2026-08-01`, `2026-08-01T09:00`, or milliseconds since 1970
    #[arg(long, value_name = "T")]
    pub from: Option<String>,
    /// Sent before; a date alone means the end of that day
    #[arg(long, value_name = "T")]
    pub to: Option<String>,
    /// Only internal, or only external conversations
    #[arg(long, value_enum)]
    pub side: Option<SideArg>,
    /// Only recalled messages, or none of them
    #[arg(long, value_enum)]
    pub recalled: Option<RecalledArg>,
    /// Compare the whole query byte for byte
    #[arg(long)]
    pub no_fold: bool,
    /// The oldest first
    #[arg(long)]
    pub oldest: bool,
}

/// `--side`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SideArg {
    Internal,
    External,
}

/// `--recalled`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RecalledArg {
    Only,
    Hide,
}

fn parse_kind(word: &str) -> Result<MessageKind, String> {
    MessageKind::parse(word).ok_or_else(|| {
        let known: Vec<&str> = MessageKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("未知的消息类型 / not a kind of message; known: {}", known.join(", "))
    })
}

/// Turns an id as typed into a party.
pub fn party(id: &str) -> PartyId {
    PartyId::new(id)
}

/// `huicun search`
#[derive(Debug, Args)]
pub struct Search {
    #[command(flatten)]
    pub place: Data,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub filters: Filters,
    /// How many hits to print; 0 only counts
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// What to search for: blanks separate terms, "…" keeps them together, - excludes
    #[arg(allow_hyphen_values = true, default_value = "")]
    pub query: String,
}

/// `huicun show`
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    pub place: Data,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// The message's id
    #[arg(allow_hyphen_values = true)]
    pub msgid: String,
}

/// A file format of exports.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FormatArg {
    /// One table, comma-separated
    Csv,
    /// One table, as a workbook
    Xlsx,
    /// An archive: the table, every kept file, and the conversations as pages to read offline
    Zip,
    /// An archive of the conversations as PDF
    Pdf,
}

/// The table within an archive.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TableArg {
    Csv,
    Xlsx,
}

/// `huicun export`
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    pub place: Data,
    /// The file format
    #[arg(long, value_enum)]
    pub format: FormatArg,
    /// The format of the table within an archive
    #[arg(long, value_enum, default_value_t = TableArg::Xlsx)]
    pub table: TableArg,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub filters: Filters,
    /// What to search for; everything where it is left out
    #[arg(allow_hyphen_values = true, default_value = "")]
    pub query: String,
}

/// `huicun status`
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    pub place: Data,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `huicun doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    pub place: Data,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `huicun scope`
#[derive(Debug, Args)]
pub struct Scope {
    #[command(subcommand)]
    pub command: ScopeCommand,
}

/// What to do with the scope.
#[derive(Debug, Subcommand)]
pub enum ScopeCommand {
    /// Show every rule, who is in scope, and the seats that it takes
    Show(Status),
    /// Show what a draft would change; nothing is saved
    Preview(ScopePreviewArgs),
    /// Ask WeCom who has a seat, and name those who should be archived and are not
    Reconcile(Status),
}

/// `huicun scope preview`
#[derive(Debug, Args)]
pub struct ScopePreviewArgs {
    #[command(flatten)]
    pub place: Data,
    /// The draft as JSON, as `PUT /api/v1/scope` takes it; - reads the standard input
    #[arg(long, value_name = "FILE")]
    pub draft: PathBuf,
    /// Print JSON on one line
    #[arg(long)]
    pub json: bool,
}

/// `huicun access`
#[derive(Debug, Args)]
pub struct AccessArgs {
    #[command(subcommand)]
    pub command: AccessCommand,
}

/// What to ask about rights.
#[derive(Debug, Subcommand)]
pub enum AccessCommand {
    /// Tell who sees a conversation at a moment, by which right, or what is in the way
    Explain(AccessExplain),
}

/// `huicun access explain`
#[derive(Debug, Args)]
pub struct AccessExplain {
    #[command(flatten)]
    pub place: Data,
    /// The conversation's id, as its address in the console ends
    #[arg(long, value_name = "ID")]
    pub conversation: ConversationId,
    /// Only this operator, by the name signed in with
    #[arg(long, value_name = "NAME")]
    pub operator: Option<String>,
    /// At which moment: `2026-08-01`, `2026-08-01T09:00`, or milliseconds since 1970; now where it is left out
    #[arg(long, value_name = "T")]
    pub at: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `huicun keys`
#[derive(Debug, Args)]
pub struct Keys {
    #[command(subcommand)]
    pub command: KeysCommand,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Take a private key; messages that wait for its version are then unsealed
    Import(KeysImport),
    /// List the keys at hand
    List(Status),
    /// Put the two shares of a key together again
    Combine(KeysCombine),
}

/// `huicun keys import`
#[derive(Debug, Args)]
pub struct KeysImport {
    #[command(flatten)]
    pub place: Data,
    /// The version that WeCom's admin console shows for it
    #[arg(long, value_name = "VERSION", value_parser = clap::value_parser!(u32).range(1..))]
    pub version: u32,
    /// The PEM file, PKCS#1 or PKCS#8
    pub file: PathBuf,
}

/// `huicun keys combine`
#[derive(Debug, Args)]
pub struct KeysCombine {
    /// One share
    pub first: PathBuf,
    /// The other share of the same splitting
    pub second: PathBuf,
    /// The file to write the private key to; it must not exist
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `huicun sdk-host`
#[derive(Debug, Args)]
pub struct SdkHost {
    /// The library
    #[arg(long)]
    pub library: PathBuf,
    /// The most memory it may take, in MiB
    #[arg(long, default_value_t = 512)]
    pub memory_mib: u64,
}
