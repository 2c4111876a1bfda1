//! The columns of segments, opened once: tantivy would read a whole column for every search that looks at it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::SegmentReader;
use tantivy::columnar::ColumnValues;
use tantivy::index::SegmentId;

use crate::directory::Bounded;

/// One column of one segment, by document.
pub(crate) type Column = Arc<dyn ColumnValues<i64>>;

/// Which column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ColumnName {
    SentAt,
    Seq,
    Position,
    Kind,
}

impl ColumnName {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::SentAt => "sent_at",
            Self::Seq => "seq",
            Self::Position => "position",
            Self::Kind => "kind",
        }
    }
}

/// The columns that were used last, of all months.
pub(crate) struct Columns(Mutex<Bounded<(SegmentId, ColumnName), Column>>);

impl Columns {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Mutex::new(Bounded::new(bytes)))
    }

    /// Finds a column of a segment, or opens it.
    pub(crate) fn get(&self, segment: &SegmentReader, name: ColumnName) -> tantivy::Result<Column> {
        let key = (segment.segment_id(), name);
        let open = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(column) = open().get(&key) {
            return Ok(column);
        }
        let columns = segment.fast_fields();
        let weight = columns.column_num_bytes(name.as_str())?.get_bytes();
        let column = columns.i64(name.as_str())?.first_or_default_col(0);
        open().put(key, column.clone(), usize::try_from(weight).unwrap_or(usize::MAX));
        Ok(column)
    }
}

impl fmt::Debug for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Columns")
    }
}
