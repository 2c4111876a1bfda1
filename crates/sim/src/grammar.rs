//! Template grammars for dialogues: flows of turns, lines with alternatives, and slots with a memory.
//!
//! A sheet (`grammar/*.txt`) has three kinds of sections:
//! - `@slot NAME`: one value a line;
//! - `@act NAME`: one line a template; `[a|b|]` chooses, `{slot}` fills in, brackets without a bar stay as they are
//!   (so `[微笑]` is WeCom's emoji code), `⏎` breaks the line;
//! - `@flow CONTEXT`: one flow a line, turns as `SPEAKER:act` or `SPEAKER+attachment`, `?` for perhaps, `*` for one to three.
//!
//! A slot keeps its value through one dialogue (the same order number comes back); `{name.2}` is a second value,
//! `{!name}` a fresh one each time.

mod slots;

use std::{collections::HashMap, sync::Arc};

use crate::{
    corp::Trade,
    produce::Form,
    rng::{Rng, hash_text},
};

/// The templates of one act.
pub(crate) type Lines = Arc<[&'static str]>;

/// Where a dialogue takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Context {
    /// A member and a customer.
    Customer,
    /// A room with customers.
    Group,
    /// Two members.
    Direct,
    /// An internal room.
    Team,
}

/// What one turn says.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    /// A line of text.
    Line(Lines),
    /// Something that is not text.
    Attachment(Form),
}

/// One turn of a flow.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    /// Who speaks: `S` staff, `C` customer, `T` a second member, `D` a second customer; `A`, `B`, `E` among members.
    pub(crate) speaker: char,
    /// What is said.
    pub(crate) says: Says,
    /// `?`: said half of the time; `*`: one to three times.
    mark: Option<char>,
}

/// What stays the same through one dialogue.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// Decides every remembered slot.
    pub(crate) seed: u64,
    /// Whose slots are used first.
    pub(crate) sheet: SheetId,
    /// The staff member's name.
    pub(crate) me: Arc<str>,
    /// How the other side is addressed.
    pub(crate) peer: Arc<str>,
    /// The company.
    pub(crate) corp: Arc<str>,
}

/// Names a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SheetId(usize);

#[derive(Debug, Default)]
struct Sheet {
    flows: HashMap<Context, Vec<Vec<Turn>>>,
    acts: HashMap<&'static str, Lines>,
    slots: HashMap<&'static str, Vec<&'static str>>,
}

/// All sheets, parsed.
#[derive(Debug)]
pub(crate) struct Grammar {
    sheets: Vec<Sheet>,
}

/// What is wrong with a sheet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SheetError {
    sheet: &'static str,
    line: usize,
    what: &'static str,
}

impl std::fmt::Display for SheetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "grammar sheet {} line {}: {}", self.sheet, self.line, self.what)
    }
}

impl std::error::Error for SheetError {}

const COMMON: &str = include_str!("grammar/common.txt");
const SHEETS: [(&str, &str); 7] = [
    ("insurance", include_str!("grammar/insurance.txt")),
    ("securities", include_str!("grammar/securities.txt")),
    ("retail", include_str!("grammar/retail.txt")),
    ("clinic", include_str!("grammar/clinic.txt")),
    ("software", include_str!("grammar/software.txt")),
    ("office", include_str!("grammar/office.txt")),
    ("forms", include_str!("grammar/forms.txt")),
];

impl SheetId {
    /// The sheet of internal talk.
    pub(crate) const OFFICE: SheetId = SheetId(6);
    /// The sheet of lines around attachments.
    pub(crate) const FORMS: SheetId = SheetId(7);

    /// Gives the sheet of a trade.
    pub(crate) fn of(trade: Trade) -> Self {
        SheetId(match trade {
            Trade::Insurance => 1,
            Trade::Securities => 2,
            Trade::Retail => 3,
            Trade::Clinic => 4,
            Trade::Software => 5,
        })
    }
}

#[derive(Clone, Copy)]
enum Section {
    None,
    Slot(&'static str),
    Act(&'static str),
    Flow(Context),
}

impl Grammar {
    /// Parses the sheets that are built in.
    pub(crate) fn load() -> Result<Self, SheetError> {
        let mut grammar = Self { sheets: vec![Self::acts_and_slots("common", COMMON)?] };
        for (name, text) in SHEETS {
            let sheet = Self::acts_and_slots(name, text)?;
            grammar.sheets.push(sheet);
        }
        for (at, (name, text)) in SHEETS.into_iter().enumerate() {
            let flows = grammar.flows(SheetId(at + 1), name, text)?;
            grammar.sheets[at + 1].flows = flows;
        }
        Ok(grammar)
    }

    fn acts_and_slots(name: &'static str, text: &'static str) -> Result<Sheet, SheetError> {
        let mut acts: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        let mut sheet = Sheet::default();
        for (section, _, line) in sections(name, text)? {
            match section {
                Section::Slot(slot) => sheet.slots.entry(slot).or_default().push(line),
                Section::Act(act) => acts.entry(act).or_default().push(line),
                Section::Flow(_) | Section::None => {}
            }
        }
        sheet.acts = acts.into_iter().map(|(act, lines)| (act, lines.into())).collect();
        Ok(sheet)
    }

    fn flows(
        &self,
        id: SheetId,
        name: &'static str,
        text: &'static str,
    ) -> Result<HashMap<Context, Vec<Vec<Turn>>>, SheetError> {
        let mut flows: HashMap<Context, Vec<Vec<Turn>>> = HashMap::new();
        for (section, number, line) in sections(name, text)? {
            let Section::Flow(context) = section else { continue };
            let turns: Option<Vec<Turn>> = line.split_whitespace().map(|turn| self.turn(id, turn)).collect();
            let turns = turns.ok_or(SheetError {
                sheet: name,
                line: number,
                what: "a turn names no act or attachment",
            })?;
            flows.entry(context).or_default().push(turns);
        }
        Ok(flows)
    }

    fn turn(&self, sheet: SheetId, text: &'static str) -> Option<Turn> {
        let speaker = text.chars().next()?;
        let kind = *text.as_bytes().get(1)?;
        let rest = text.get(2..)?;
        let mark = rest.chars().last().filter(|mark| matches!(mark, '?' | '*'));
        let name = if mark.is_some() { rest.get(..rest.len() - 1)? } else { rest };
        let says = match kind {
            b':' => Says::Line(self.act(sheet, name)?),
            b'+' => Says::Attachment(Form::by_name(name)?),
            _ => return None,
        };
        Some(Turn { speaker, says, mark })
    }

    /// Finds the templates of an act, in its own sheet or in the common one.
    pub(crate) fn act(&self, sheet: SheetId, name: &str) -> Option<Lines> {
        self.sheets[sheet.0].acts.get(name).or_else(|| self.sheets[0].acts.get(name)).cloned()
    }

    /// Draws a flow and settles which of its optional turns are said.
    pub(crate) fn flow(&self, sheet: SheetId, context: Context, rng: &mut Rng) -> Vec<Turn> {
        let Some(flow) = self.sheets[sheet.0].flows.get(&context).and_then(|flows| rng.pick(flows)) else {
            return Vec::new();
        };
        let mut turns = Vec::with_capacity(flow.len() * 2);
        for turn in flow {
            let times = match turn.mark {
                Some('?') => rng.range(0, 1),
                Some(_) => rng.range(1, 3),
                None => 1,
            };
            turns.extend((0..times).map(|_| turn.clone()));
        }
        turns
    }

    /// Says one of `lines`.
    pub(crate) fn say(&self, lines: &Lines, facts: &Facts, rng: &mut Rng) -> String {
        let mut out = String::with_capacity(96);
        let template = rng.word(lines);
        self.expand(template, facts, rng, &mut out);
        broken(out)
    }

    /// Fills one template in.
    pub(crate) fn expand(&self, template: &str, facts: &Facts, rng: &mut Rng, out: &mut String) {
        let mut rest = template;
        while let Some(at) = rest.find(['[', '{']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some(end) = closing(rest) else { break };
            let inner = &rest[1..end];
            if rest.starts_with('{') {
                self.slot(inner, facts, rng, out);
            } else {
                let choices = alternatives(inner);
                if choices.len() > 1 {
                    self.expand(rng.word(&choices), facts, rng, out);
                } else {
                    out.push_str(&rest[..=end]);
                }
            }
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
    }

    fn slot(&self, name: &str, facts: &Facts, rng: &mut Rng, out: &mut String) {
        if let Some(fresh) = name.strip_prefix('!') {
            let mut drawn = Rng::new(rng.number());
            self.fill(fresh, facts, &mut drawn, out);
        } else {
            let mut remembered = Rng::derive(facts.seed, hash_text(name));
            self.fill(name.split('.').next().unwrap_or(name), facts, &mut remembered, out);
        }
    }

    fn fill(&self, name: &str, facts: &Facts, rng: &mut Rng, out: &mut String) {
        let listed = self.sheets[facts.sheet.0].slots.get(name).or_else(|| self.sheets[0].slots.get(name));
        match listed {
            Some(values) => {
                let value = rng.word(values);
                self.expand(value, facts, rng, out);
            }
            None => slots::built_in(name, facts, rng, out),
        }
    }

    /// Draws a value of a slot that keeps no memory.
    pub(crate) fn draw(&self, slot: &str, facts: &Facts, rng: &mut Rng) -> String {
        let mut out = String::new();
        self.fill(slot, facts, rng, &mut out);
        broken(out)
    }
}

/// Puts line breaks where the sheets mark them.
fn broken(text: String) -> String {
    if text.contains('⏎') { text.replace('⏎', "\n") } else { text }
}

type Row = (Section, usize, &'static str);

fn sections(name: &'static str, text: &'static str) -> Result<Vec<Row>, SheetError> {
    let mut rows = Vec::new();
    let mut section = Section::None;
    for (at, line) in text.lines().enumerate() {
        let wrong = |what| SheetError { sheet: name, line: at + 1, what };
        if line.is_empty() || line.starts_with("# ") {
            continue;
        }
        // A line may begin by addressing somebody: `@{peer}`.
        let Some(head) = line.strip_prefix('@').filter(|head| !head.starts_with('{')) else {
            if matches!(section, Section::None) {
                return Err(wrong("a line stands before the first section"));
            }
            rows.push((section, at + 1, line));
            continue;
        };
        let (kind, title) = head.split_once(' ').ok_or_else(|| wrong("a section has no name"))?;
        section = match kind {
            "slot" => Section::Slot(title),
            "act" => Section::Act(title),
            "flow" => Section::Flow(context(title).ok_or_else(|| wrong("no such context"))?),
            _ => return Err(wrong("no such section")),
        };
    }
    Ok(rows)
}

fn context(name: &str) -> Option<Context> {
    Some(match name {
        "customer" => Context::Customer,
        "group" => Context::Group,
        "direct" => Context::Direct,
        "team" => Context::Team,
        _ => return None,
    })
}

/// Finds where the bracket that `text` starts with is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Splits `text` at the bars that stand outside of any bracket.
fn alternatives(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests;
