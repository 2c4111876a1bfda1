//! Asking the directory about a moment.

use std::collections::{BTreeSet, HashMap};

use super::{DepartmentId, Fact, Listing, Span, TagId};
use crate::clock::Millis;
use crate::ids::PartyId;

/// How deep a tree of departments may be: WeCom allows 15 levels, and a circle ends too.
const DEEPEST: usize = 64;

/// Things with the spans in which they hold.
type Held<T> = Vec<(Span, T)>;

/// What is known of members, departments and tags, at all times.
#[derive(Clone, Debug, Default)]
pub struct History {
    members: HashMap<PartyId, Placed>,
    parents: HashMap<DepartmentId, Held<DepartmentId>>,
    tagged: HashMap<DepartmentId, Held<TagId>>,
    /// Former ids and the present ones.
    renamed: HashMap<PartyId, PartyId>,
}

#[derive(Clone, Debug, Default)]
struct Placed {
    employed: Vec<Span>,
    departments: Held<DepartmentId>,
    tags: Held<TagId>,
}

impl History {
    /// Puts together what the store knows; facts about customers and rooms are not kept here.
    #[must_use]
    pub fn new(
        facts: impl IntoIterator<Item = (Fact, Span)>,
        renamed: impl IntoIterator<Item = (PartyId, PartyId)>,
    ) -> Self {
        let mut history = Self { renamed: renamed.into_iter().collect(), ..Self::default() };
        for (fact, span) in facts {
            history.add(fact, span);
        }
        history
    }

    fn add(&mut self, fact: Fact, span: Span) {
        match fact {
            Fact::Employed(member) => self.members.entry(member).or_default().employed.push(span),
            Fact::InDepartment(member, department) => {
                self.members.entry(member).or_default().departments.push((span, department));
            }
            Fact::Tagged(member, tag) => self.members.entry(member).or_default().tags.push((span, tag)),
            Fact::Under(child, parent) => self.parents.entry(child).or_default().push((span, parent)),
            Fact::DepartmentTagged(department, tag) => {
                self.tagged.entry(department).or_default().push((span, tag));
            }
            Fact::Serves(..) | Fact::InRoom(..) => {}
        }
    }

    /// The id that a member has today.
    #[must_use]
    pub fn present_id<'a>(&'a self, member: &'a PartyId) -> &'a PartyId {
        let mut id = member;
        for _ in 0..DEEPEST {
            match self.renamed.get(id) {
                Some(next) => id = next,
                None => break,
            }
        }
        id
    }

    fn placed(&self, member: &PartyId) -> Option<&Placed> {
        self.members.get(self.present_id(member))
    }

    /// Lists the ids that a member has or had, the one of today first.
    pub fn ids_of<'a>(&'a self, member: &'a PartyId) -> impl Iterator<Item = &'a PartyId> {
        let present = self.present_id(member);
        let former = self.renamed.keys().filter(move |id| self.present_id(id) == present);
        std::iter::once(present).chain(former)
    }

    /// Lists everybody who was ever known as a member, by their ids of today, in no order.
    pub fn members(&self) -> impl Iterator<Item = &PartyId> {
        self.members.keys()
    }

    /// Tells whether somebody was ever listed as a member.
    #[must_use]
    pub fn knows(&self, member: &PartyId) -> bool {
        self.placed(member).is_some()
    }

    /// Tells whether a member was listed at a moment.
    #[must_use]
    pub fn is_employed(&self, member: &PartyId, at: Millis) -> bool {
        self.placed(member).is_some_and(|placed| placed.employed.iter().any(|span| span.contains(at)))
    }

    /// Lists who was listed at a moment, by their ids of today, in no order.
    pub fn members_at(&self, at: Millis) -> impl Iterator<Item = &PartyId> {
        let listed = move |placed: &Placed| placed.employed.iter().any(|span| span.contains(at));
        self.members.iter().filter(move |(_, placed)| listed(placed)).map(|(member, _)| member)
    }

    /// Tells whether a member is listed at a moment, or ever.
    #[must_use]
    pub fn listing(&self, member: &PartyId, at: Millis) -> Listing {
        match self.employed(member) {
            [] => Listing::Never,
            spans if spans.iter().any(|span| span.contains(at)) => Listing::Now,
            _ => Listing::Once,
        }
    }

    /// When a member was listed, in no order.
    #[must_use]
    pub fn employed(&self, member: &PartyId) -> &[Span] {
        self.placed(member).map(|placed| placed.employed.as_slice()).unwrap_or_default()
    }

    /// The departments that a member ever belonged to itself, and when, in no order.
    #[must_use]
    pub fn departments_ever(&self, member: &PartyId) -> &[(Span, DepartmentId)] {
        self.placed(member).map(|placed| placed.departments.as_slice()).unwrap_or_default()
    }

    /// The tags that a member ever carried itself, and when, in no order.
    #[must_use]
    pub fn tags_ever(&self, member: &PartyId) -> &[(Span, TagId)] {
        self.placed(member).map(|placed| placed.tags.as_slice()).unwrap_or_default()
    }

    /// The former ids of a member, in their order.
    #[must_use]
    pub fn former_ids(&self, member: &PartyId) -> BTreeSet<PartyId> {
        let present = self.present_id(member);
        let formers = self.renamed.keys().filter(|former| *former != present);
        formers.filter(|former| self.present_id(former) == present).cloned().collect()
    }

    /// The departments that carry a tag themselves, in their order.
    #[must_use]
    pub fn departments_tagged(&self, tag: TagId, at: Millis) -> BTreeSet<DepartmentId> {
        let carries = |held: &Held<TagId>| held_at(held, at).any(|carried| carried == tag);
        self.tagged.iter().filter(|(_, held)| carries(held)).map(|(id, _)| *id).collect()
    }

    /// The moments at which something may have changed for a member: for itself, or for any department or tag.
    pub fn turns<'a>(&'a self, member: &'a PartyId) -> impl Iterator<Item = Millis> + 'a {
        let own = self.placed(member).into_iter().flat_map(|placed| {
            let departments = placed.departments.iter().map(|(span, _)| *span);
            let tags = placed.tags.iter().map(|(span, _)| *span);
            placed.employed.iter().copied().chain(departments).chain(tags)
        });
        let tree = self.parents.values().flatten().map(|(span, _)| *span);
        let tagged = self.tagged.values().flatten().map(|(span, _)| *span);
        own.chain(tree).chain(tagged).flat_map(|span| [span.from, span.until])
    }

    /// The departments that a member belonged to itself.
    #[must_use]
    pub fn departments_of(&self, member: &PartyId, at: Millis) -> BTreeSet<DepartmentId> {
        self.placed(member).map(|placed| held_at(&placed.departments, at).collect()).unwrap_or_default()
    }

    /// The departments above one, the nearest first.
    #[must_use]
    pub fn above(&self, department: DepartmentId, at: Millis) -> Vec<DepartmentId> {
        let mut above = Vec::new();
        let mut lowest = department;
        while let Some(parent) = self.parents.get(&lowest).and_then(|held| held_at(held, at).next()) {
            if parent == department || above.contains(&parent) || above.len() == DEEPEST {
                break;
            }
            above.push(parent);
            lowest = parent;
        }
        above
    }

    /// Tells whether a department is another or lies anywhere below it.
    #[must_use]
    pub fn is_within(&self, department: DepartmentId, root: DepartmentId, at: Millis) -> bool {
        department == root || self.above(department, at).contains(&root)
    }

    /// The tags of a member: its own, and those of the departments it belongs to or lies below.
    #[must_use]
    pub fn tags_of(&self, member: &PartyId, at: Millis) -> BTreeSet<TagId> {
        let Some(placed) = self.placed(member) else { return BTreeSet::new() };
        let mut tags: BTreeSet<TagId> = held_at(&placed.tags, at).collect();
        if self.tagged.is_empty() {
            return tags;
        }
        for department in held_at(&placed.departments, at) {
            for carrier in std::iter::once(department).chain(self.above(department, at)) {
                tags.extend(self.tagged.get(&carrier).into_iter().flat_map(|held| held_at(held, at)));
            }
        }
        tags
    }
}

fn held_at<T: Copy>(held: &[(Span, T)], at: Millis) -> impl Iterator<Item = T> {
    held.iter().filter(move |(span, _)| span.contains(at)).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Millis = Span::OPEN;

    fn span(from: Millis, until: Millis) -> Span {
        Span { from, until }
    }

    fn id(text: &str) -> PartyId {
        PartyId::new(text)
    }

    fn history() -> History {
        let (sales, east, root) = (DepartmentId(2), DepartmentId(3), DepartmentId(1));
        let facts = [
            (Fact::Employed(id("li")), span(0, 100)),
            (Fact::InDepartment(id("li"), east), span(0, 50)),
            (Fact::InDepartment(id("li"), root), span(50, 100)),
            (Fact::Tagged(id("li"), TagId(7)), span(10, 20)),
            (Fact::DepartmentTagged(sales, TagId(8)), span(0, OPEN)),
            (Fact::Under(sales, root), span(0, OPEN)),
            (Fact::Under(east, sales), span(0, OPEN)),
        ];
        History::new(facts, [(id("old"), id("li"))])
    }

    #[test]
    fn a_moment_has_its_own_answer() {
        let history = history();
        let of = |at| history.departments_of(&id("li"), at).into_iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!((of(0), of(49), of(50), of(100)), (vec![3], vec![3], vec![1], vec![]));
        let tags = |at| history.tags_of(&id("li"), at).into_iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!((tags(9), tags(10), tags(20), tags(60)), (vec![8], vec![7, 8], vec![8], vec![]));
        assert!(history.is_employed(&id("old"), 99), "a former id leads to the present one");
        assert!(history.ids_of(&id("old")).eq([&id("li"), &id("old")]) && history.knows(&id("old")));
        assert!(!history.is_employed(&id("li"), 100));
        assert_eq!(history.members_at(5).count(), 1);
        let listing = [-1, 99, 100].map(|at| history.listing(&id("old"), at));
        assert_eq!(listing, [Listing::Once, Listing::Now, Listing::Once]);
        assert_eq!(history.listing(&id("stranger"), 5), Listing::Never);
        assert_eq!(history.former_ids(&id("li")), BTreeSet::from([id("old")]));
        assert_eq!(history.departments_ever(&id("li")).len(), 2);
        assert_eq!(history.tags_ever(&id("li")), [(span(10, 20), TagId(7))]);
        assert_eq!(history.departments_tagged(TagId(8), 5), BTreeSet::from([DepartmentId(2)]));
        assert!(history.is_within(DepartmentId(3), DepartmentId(1), 5));
        assert!(!history.is_within(DepartmentId(1), DepartmentId(3), 5));
    }

    #[test]
    fn a_circle_of_departments_ends() {
        let facts = [
            (Fact::Under(DepartmentId(1), DepartmentId(2)), span(0, OPEN)),
            (Fact::Under(DepartmentId(2), DepartmentId(1)), span(0, OPEN)),
            (Fact::Under(DepartmentId(3), DepartmentId(3)), span(0, OPEN)),
        ];
        let history = History::new(facts, [(id("a"), id("b")), (id("b"), id("a"))]);
        assert_eq!(history.above(DepartmentId(1), 5), [DepartmentId(2)]);
        assert!(history.above(DepartmentId(3), 5).is_empty());
        assert!(!history.is_employed(&id("a"), 5));
    }
}
