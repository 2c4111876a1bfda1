//! Why the child did not answer.

/// A failure of the way to the child, not of the file.
#[derive(Debug, thiserror::Error)]
pub enum DeriveError {
    /// The child cannot be started.
    #[error("the process that looks into files cannot be started")]
    Start(#[source] std::io::Error),
    /// The child ended while it looked at the file, or took too long and was ended.
    #[error("the process that looks into files ended over a file")]
    Ended,
    /// The file could not be handed over.
    #[error("a file could not be read")]
    Input(#[source] std::io::Error),
}
