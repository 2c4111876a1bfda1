//! Plans blocks of messages: dialogues side by side, with pictures, voices and files in between, and every rare form.

use std::sync::Arc;

use crate::{
    corp::{Corp, Seat},
    grammar::{Context, Grammar, Says, SheetId},
    produce::{
        Draft, Form, Kind, Scene,
        cast::{self, Cast, Era},
    },
    rng::{Rng, mix},
};

/// After how many drafts a block begins no further dialogue.
const BLOCK: usize = 430;
/// Every form comes at least once in so many blocks.
const ROUND: usize = 3;

/// What people send between their lines, and how often of a thousand lines.
const FROM_STAFF: &[(u32, Form)] = &[
    (34, Form::Image),
    (6, Form::ImagePng),
    (20, Form::File),
    (14, Form::Link),
    (12, Form::Voice),
    (8, Form::Emotion),
    (5, Form::Weapp),
    (2, Form::Video),
    (2, Form::Location),
    (2, Form::SphFeed),
];
const FROM_CUSTOMERS: &[(u32, Form)] = &[
    (50, Form::Image),
    (42, Form::Voice),
    (6, Form::VoiceSilk),
    (16, Form::Emotion),
    (5, Form::Link),
    (5, Form::File),
    (3, Form::Location),
    (3, Form::Video),
    (2, Form::Card),
];
const AMONG_MEMBERS: &[(u32, Form)] = &[
    (40, Form::Image),
    (18, Form::File),
    (18, Form::Voice),
    (14, Form::Emotion),
    (10, Form::Link),
    (4, Form::DocMsg),
    (3, Form::Mixed),
    (2, Form::QyDiskFile),
    (2, Form::VoipText),
];
/// How many of a thousand lines are withdrawn.
const RECALLED: u32 = 4;

/// Plans what is said.
#[derive(Debug)]
pub(crate) struct Planner {
    corp: Arc<Corp>,
    grammar: Arc<Grammar>,
    seed: u64,
    /// How many times as often as usual something is sent that is no line.
    files: u32,
}

impl Planner {
    /// Makes a planner for a corp.
    pub(crate) fn new(corp: Arc<Corp>, grammar: Arc<Grammar>, seed: u64, files: u32) -> Self {
        Self { corp, grammar, seed, files }
    }

    /// Plans block `number` with `lanes` dialogues at a time. Blocks do not depend on each other.
    pub(crate) fn block(&self, number: u64, lanes: usize, era: Era) -> Vec<Draft> {
        let mut rng = Rng::derive(self.seed, mix(number) ^ 0xB10C);
        let mut rare = rare_forms(number, &mut rng);
        let rare_count = rare.len();
        let mut drafts: Vec<Draft> = Vec::with_capacity(BLOCK + 64);
        let mut open: Vec<std::vec::IntoIter<Draft>> = Vec::new();
        loop {
            while open.len() < lanes.max(1) && (drafts.len() < BLOCK || !rare.is_empty()) {
                // The rare forms are spread evenly over the block.
                let is_due = drafts.len() * rare_count >= BLOCK * (rare_count - rare.len());
                let dialogue = match rare.pop_if(|_| is_due) {
                    Some(form) => self.episode(form, era, &mut rng),
                    None => self.dialogue(era, &mut rng),
                };
                open.push(dialogue.into_iter());
            }
            if open.is_empty() {
                return drafts;
            }
            let lane = rng.below(open.len());
            match open[lane].next() {
                Some(draft) => drafts.push(draft),
                None => drop(open.swap_remove(lane)),
            }
        }
    }

    /// Plans an ordinary dialogue.
    fn dialogue(&self, era: Era, rng: &mut Rng) -> Vec<Draft> {
        let cast = cast::ordinary(&self.corp, era, rng);
        let flow = self.grammar.flow(cast.sheet, cast.context, rng);
        let mut drafts: Vec<Draft> = Vec::with_capacity(flow.len() + 4);
        for turn in flow {
            let Some(seat) = cast.seat(turn.speaker) else { continue };
            match turn.says {
                Says::Line(lines) => {
                    let line = self.draft(&cast, seat, Kind::Line(lines), rng);
                    let seed = line.seed;
                    drafts.push(line);
                    let further = self.between(&cast, seat, rng).map(Kind::Form);
                    let further = further.or_else(|| rng.chance(RECALLED).then_some(Kind::Recall(seed)));
                    drafts.extend(further.map(|kind| self.draft(&cast, seat, kind, rng)));
                }
                Says::Attachment(form) => drafts.push(self.draft(&cast, seat, Kind::Form(form), rng)),
            }
        }
        open(drafts)
    }

    /// Plans a message of a rare form with a line before and after it.
    fn episode(&self, form: Form, era: Era, rng: &mut Rng) -> Vec<Draft> {
        let (cast, letter) = cast::for_form(&self.corp, era, rng, form);
        let Some(seat) = cast.seat(letter) else { return Vec::new() };
        let mut drafts = Vec::with_capacity(4);
        if form.scene() == Scene::Log {
            drafts.push(self.draft(&cast, seat, Kind::Form(form), rng));
            return open(drafts);
        }
        let other = cast.seats.iter().map(|(_, seat)| *seat).find(|other| *other != seat).unwrap_or(seat);
        let around = |when: &str| self.grammar.act(SheetId::FORMS, &format!("{when}_{}", form.family()));
        let before = around("before").map(|lines| self.draft(&cast, seat, Kind::Line(lines), rng));
        drafts.extend(before);
        drafts.push(self.draft(&cast, seat, Kind::Form(form), rng));
        if form == Form::Vote {
            drafts.push(self.draft(&cast, other, Kind::Form(Form::VoteJoin), rng));
        }
        let after = around("after").map(|lines| self.draft(&cast, other, Kind::Line(lines), rng));
        drafts.extend(after);
        open(drafts)
    }

    /// Draws what is sent after a line, mostly nothing.
    fn between(&self, cast: &Cast, seat: Seat, rng: &mut Rng) -> Option<Form> {
        let table = match (cast.context, seat) {
            (Context::Direct | Context::Team, _) => AMONG_MEMBERS,
            (_, Seat::Contact(_)) => FROM_CUSTOMERS,
            _ => FROM_STAFF,
        };
        let mut drawn = (rng.below(1_000) as u32) / self.files.max(1);
        for (weight, form) in table {
            if drawn < *weight {
                return Some(*form);
            }
            drawn -= weight;
        }
        None
    }

    fn draft(&self, cast: &Cast, seat: Seat, kind: Kind, rng: &mut Rng) -> Draft {
        Draft {
            from: self.corp.seat_id(seat),
            to: cast.receivers(&self.corp, seat),
            roomid: cast.room.map(|room| self.corp.rooms[room].roomid.clone()),
            suffix: cast.suffix,
            kind,
            seed: rng.number(),
            facts: cast.facts.clone(),
            opens: false,
        }
    }
}

/// Marks the first draft of a dialogue.
fn open(mut drafts: Vec<Draft>) -> Vec<Draft> {
    if let Some(first) = drafts.first_mut() {
        first.opens = true;
    }
    drafts
}

/// Lists the rare forms of a block, in a random order.
fn rare_forms(number: u64, rng: &mut Rng) -> Vec<Form> {
    let mine = (number % ROUND as u64) as usize;
    let mut forms: Vec<Form> = Form::ALL.iter().copied().skip(mine).step_by(ROUND).collect();
    for at in (1..forms.len()).rev() {
        forms.swap(at, rng.below(at + 1));
    }
    forms
}
