//! The reference: a corp as it is at one moment, told of each change in the order in which they happened. It knows
//! nothing of histories, of spans or of what is learnt late, and shares no code with what it is compared with.

use std::collections::{BTreeMap, BTreeSet};

use huicun_domain::notice::consent::{CustomerConsent, MemberConsent};
use huicun_domain::scope::{ConsentState, Effect, Mode, QuarantineReason, Right, Selector};

/// What happens in the corp.
#[derive(Clone, Debug)]
pub enum Change {
    /// Somebody joins or leaves.
    Employed { member: String, is: bool },
    /// Somebody belongs to a department, or does no more.
    InDepartment { member: String, department: i64, is: bool },
    /// Somebody carries a tag, or does no more.
    Tagged { member: String, tag: i64, is: bool },
    /// A department carries a tag, or does no more.
    DepartmentTagged { department: i64, tag: i64, is: bool },
    /// A department moves.
    Moved { department: i64, from: Option<i64>, to: i64 },
    /// A member says something.
    MemberSaid { member: String, state: MemberConsent },
    /// A customer says something to a member, or in a room.
    CustomerSaid { owner: String, customer: String, state: CustomerConsent },
    /// The rules are others from now on.
    Rules { rules: Vec<(Selector, Effect)> },
}

/// A message as it is sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// When.
    pub at: i64,
    /// The members who take part, the sender first.
    pub members: Vec<String>,
    /// The customers who take part.
    pub customers: Vec<String>,
    /// The room, where it is one.
    pub room: Option<String>,
}

/// The corp at one moment.
#[derive(Default)]
pub struct Reference {
    employed: BTreeSet<String>,
    departments: BTreeMap<String, BTreeSet<i64>>,
    tags: BTreeMap<String, BTreeSet<i64>>,
    department_tags: BTreeMap<i64, BTreeSet<i64>>,
    parents: BTreeMap<i64, i64>,
    said: BTreeMap<String, MemberConsent>,
    customers: BTreeMap<(String, String), CustomerConsent>,
    rules: Option<Vec<(Selector, Effect)>>,
}

impl Reference {
    /// Takes note of what happens.
    pub fn apply(&mut self, change: &Change) {
        fn set<T: Ord>(held: &mut BTreeSet<T>, what: T, is: bool) {
            if is {
                held.insert(what);
            } else {
                held.remove(&what);
            }
        }
        match change.clone() {
            Change::Employed { member, is } => set(&mut self.employed, member, is),
            Change::InDepartment { member, department, is } => {
                set(self.departments.entry(member).or_default(), department, is);
            }
            Change::Tagged { member, tag, is } => set(self.tags.entry(member).or_default(), tag, is),
            Change::DepartmentTagged { department, tag, is } => {
                set(self.department_tags.entry(department).or_default(), tag, is);
            }
            Change::Moved { department, to, .. } => drop(self.parents.insert(department, to)),
            Change::MemberSaid { member, state } => drop(self.said.insert(member, state)),
            Change::CustomerSaid { owner, customer, state } => {
                self.customers.insert((owner, customer), state);
            }
            Change::Rules { rules } => self.rules = Some(rules),
        }
    }

    /// Tells what becomes of a message that is sent now.
    pub fn decide(&self, sent: &Sent) -> Right {
        let external = !sent.customers.is_empty();
        let Some(rules) = &self.rules else {
            return Right::Archive(if external {
                self.customers_state(sent, &sent.members)
            } else {
                ConsentState::Internal
            });
        };
        let judged: Vec<(String, Result<ConsentState, QuarantineReason>)> = sent
            .members
            .iter()
            .map(|member| (member.clone(), self.member(rules, member, external)))
            .collect();
        let having: Vec<String> =
            judged.iter().filter(|(_, judged)| judged.is_ok()).map(|(member, _)| member.clone()).collect();
        if having.is_empty() {
            let reasons = judged.iter().filter_map(|(_, judged)| judged.err());
            return Right::Quarantine(reasons.max().unwrap_or(QuarantineReason::OutOfScope));
        }
        if !external {
            let is_forced = judged.iter().any(|(_, judged)| *judged == Ok(ConsentState::Internal));
            return Right::Archive(if is_forced { ConsentState::Internal } else { ConsentState::Agreed });
        }
        match self.customers_state(sent, &having) {
            ConsentState::Refused => Right::Quarantine(QuarantineReason::CustomerRefused),
            state => Right::Archive(state),
        }
    }

    /// How it stands with the customers: the worst of them counts, and of each the worst that it said.
    fn customers_state(&self, sent: &Sent, members: &[String]) -> ConsentState {
        let mut worst = ConsentState::Internal;
        for customer in &sent.customers {
            let owners: Vec<&String> =
                sent.room.iter().chain(members.iter().filter(|_| sent.room.is_none())).collect();
            let mut state = ConsentState::Unknown;
            let mut known = false;
            for owner in owners {
                let Some(said) = self.customers.get(&(owner.clone(), customer.clone())) else { continue };
                let this = match said {
                    CustomerConsent::Agree => ConsentState::Agreed,
                    CustomerConsent::DefaultAgree => ConsentState::Default,
                    CustomerConsent::Disagree => ConsentState::Refused,
                };
                state = if known { state.max(this) } else { this };
                known = true;
            }
            worst = worst.max(state);
        }
        worst
    }

    fn member(
        &self,
        rules: &[(Selector, Effect)],
        member: &str,
        external: bool,
    ) -> Result<ConsentState, QuarantineReason> {
        let about: Vec<&Effect> = rules
            .iter()
            .filter(|(selector, _)| self.selects(selector, member))
            .map(|(_, effect)| effect)
            .collect();
        let (mut asks, mut forces, mut beats, mut any) = (false, false, false, false);
        for effect in about {
            match effect {
                Effect::Exclude => return Err(QuarantineReason::OutOfScope),
                Effect::Include { mode, beats_consent, internal, external: outside, .. } => {
                    any |= internal | outside;
                    if if external { *outside } else { *internal } {
                        asks |= *mode == Mode::Consent;
                        forces |= *mode == Mode::Forced;
                        beats |= *mode == Mode::Forced && *beats_consent;
                    }
                }
            }
        }
        if !any {
            return Err(QuarantineReason::OutOfScope);
        }
        if !asks && !forces {
            return Err(QuarantineReason::KindNotEnabled);
        }
        if forces && (beats || !asks) {
            return Ok(ConsentState::Internal);
        }
        match self.said.get(member) {
            Some(MemberConsent::Agreed) => Ok(ConsentState::Agreed),
            Some(MemberConsent::Refused | MemberConsent::Withdrawn) => Err(QuarantineReason::ConsentRefused),
            Some(MemberConsent::Pending) | None => Err(QuarantineReason::ConsentPending),
        }
    }

    fn selects(&self, selector: &Selector, member: &str) -> bool {
        let own = self.departments.get(member).cloned().unwrap_or_default();
        self.employed.contains(member)
            && match selector {
                Selector::Everybody => true,
                Selector::Members { members } => members.iter().any(|id| id.as_str() == member),
                Selector::Department { department, children: false } => own.contains(&department.0),
                Selector::Department { department, children: true } => {
                    own.iter().any(|own| self.line(*own).contains(&department.0))
                }
                Selector::Tag { tag } => {
                    let carries =
                        |held: Option<&BTreeSet<i64>>| held.is_some_and(|held| held.contains(&tag.0));
                    let by_department = |own: &i64| {
                        self.line(*own).iter().any(|department| carries(self.department_tags.get(department)))
                    };
                    carries(self.tags.get(member)) || own.iter().any(by_department)
                }
            }
    }

    /// A department and those above it.
    fn line(&self, department: i64) -> Vec<i64> {
        let mut line = vec![department];
        while let Some(parent) = line.last().and_then(|last| self.parents.get(last)) {
            if line.contains(parent) {
                break;
            }
            line.push(*parent);
        }
        line
    }
}
