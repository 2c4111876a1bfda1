//! `huicun export`

use std::fs::OpenOptions;
use std::io::BufWriter;
use std::os::unix::fs::OpenOptionsExt;
use std::process::ExitCode;

use anyhow::Context;
use huicun_app::Ctx;
use huicun_app::export::{ExportFormat, ExportRequest, TableFormat};

use crate::cli::{Export, FormatArg, TableArg};
use crate::commands::search::request;
use crate::config::Config;
use crate::open::{Access, Opened, with};
use crate::output;

/// Writes messages to a file; a file that could not be finished is removed.
pub async fn run(arguments: Export) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    with(&config, Access::Read, None, async |opened: &Opened| write(&config, arguments, opened).await).await
}

async fn write(config: &Config, arguments: Export, opened: &Opened) -> anyhow::Result<ExitCode> {
    let search = request(&arguments.filters, arguments.query, &config.zone)?;
    let format = match arguments.format {
        FormatArg::Csv => ExportFormat::Csv,
        FormatArg::Xlsx => ExportFormat::Xlsx,
        FormatArg::Zip => ExportFormat::Zip,
        FormatArg::Pdf => ExportFormat::Pdf,
    };
    let table = match arguments.table {
        TableArg::Csv => TableFormat::Csv,
        TableArg::Xlsx => TableFormat::Xlsx,
    };
    let file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(&arguments.out)
        .with_context(|| format!("文件无法写入 / the file cannot be written: {}", arguments.out.display()))?;
    let bar = output::progress(0, "rows");
    let written = huicun_app::export::write_to(
        &Ctx::command_line(),
        &opened.services,
        &ExportRequest { format, table, search },
        output::language(),
        BufWriter::new(file),
        |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        },
    )
    .await;
    bar.finish_and_clear();
    match written {
        Ok(summary) => {
            println!("{}", serde_json::to_string(&summary)?);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            std::fs::remove_file(&arguments.out).ok();
            Err(error.into())
        }
    }
}
