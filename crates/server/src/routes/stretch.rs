//! How a stretch of messages is asked for.

use huicun_app::browse::messages::{Edge, Stretch};
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::Seq;
use huicun_domain::message::MessageKind;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::Problem;

/// Which stretch: at most one of the first five is told, `edge=last` where none is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The beginning or the end.
    edge: Option<Edge>,
    /// What comes before: `before` of a page.
    before: Option<String>,
    /// What comes after: `after` of a page.
    after: Option<String>,
    /// What surrounds a message.
    around: Option<Seq>,
    /// What surrounds a moment, in milliseconds since 1970.
    at: Option<Millis>,
    /// Only these kinds, separated by commas.
    kinds: Option<String>,
    /// How many to return, 60 unless told, at most 200.
    limit: Option<usize>,
}

/// A stretch that was asked for.
pub struct Asked {
    pub stretch: Stretch,
    pub kinds: Vec<MessageKind>,
    pub limit: Option<usize>,
}

impl Parameters {
    pub fn asked(self) -> Result<Asked, Problem> {
        let (kinds, limit) = (kinds(self.kinds.as_deref().unwrap_or_default())?, self.limit);
        Ok(Asked { stretch: self.stretch()?, kinds, limit })
    }

    fn stretch(self) -> Result<Stretch, Problem> {
        let told = [
            self.edge.map(Stretch::Edge),
            self.before.map(Stretch::Before),
            self.after.map(Stretch::After),
            self.around.map(Stretch::Around),
            self.at.map(Stretch::At),
        ];
        let mut told = told.into_iter().flatten();
        match (told.next(), told.next()) {
            (None, _) => Ok(Stretch::Edge(Edge::Last)),
            (Some(stretch), None) => Ok(stretch),
            (Some(_), Some(_)) => {
                Err(Problem::new(ProblemCode::BadRequest).with_detail("edge | before | after | around | at"))
            }
        }
    }
}

fn kinds(text: &str) -> Result<Vec<MessageKind>, Problem> {
    let read = |word: &str| {
        MessageKind::parse(word)
            .ok_or_else(|| Problem::new(ProblemCode::BadRequest).with_detail("kinds: no such kind"))
    };
    text.split(',').filter(|word| !word.is_empty()).map(read).collect()
}
