//! Sets of moments: spans that neither overlap nor touch, in their order.

use crate::clock::Millis;
use crate::directory::Span;

/// A set of moments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// All moments.
    #[must_use]
    pub fn always() -> Self {
        Self(vec![Span::since(Millis::MIN)])
    }

    /// Puts spans together, whichever way they overlap.
    #[must_use]
    pub fn of(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut sorted: Vec<Span> = spans.into_iter().filter(|span| span.from < span.until).collect();
        sorted.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(sorted.len());
        for span in sorted {
            match joined.last_mut() {
                Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
                _ => joined.push(span),
            }
        }
        Self(joined)
    }

    /// The spans, in their order.
    #[must_use]
    pub fn as_slice(&self) -> &[Span] {
        &self.0
    }

    /// Tells whether no moment is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether a moment is in it.
    #[must_use]
    pub fn contains(&self, at: Millis) -> bool {
        let behind = self.0.partition_point(|span| span.from <= at);
        behind.checked_sub(1).and_then(|last| self.0.get(last)).is_some_and(|span| span.contains(at))
    }

    /// Adds the moments of another set.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self::of(self.0.into_iter().chain(other.0.iter().copied()))
    }

    /// Keeps the moments that lie within a span.
    #[must_use]
    pub fn within(&self, bounds: Span) -> Self {
        let cut =
            |span: &Span| Span { from: span.from.max(bounds.from), until: span.until.min(bounds.until) };
        Self::of(self.0.iter().map(cut))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(from: Millis, until: Millis) -> Span {
        Span { from, until }
    }

    #[test]
    fn what_overlaps_or_touches_is_one() {
        let spans = Spans::of([span(5, 9), span(1, 3), span(3, 4), span(8, 12), span(7, 7)]);
        assert_eq!(spans.as_slice(), [span(1, 4), span(5, 12)]);
        assert_eq!(spans.within(span(2, 6)).as_slice(), [span(2, 4), span(5, 6)]);
        assert!(spans.within(span(4, 5)).is_empty());
        assert!(Spans::always().contains(Millis::MIN) && Spans::always().contains(0));
    }

    proptest! {
        #[test]
        fn each_moment_is_in_it_that_is_in_one_of_the_spans(
            pairs in proptest::collection::vec((0_i64..30, 0_i64..30), 0..8),
            more in proptest::collection::vec((0_i64..30, 0_i64..30), 0..4),
            bounds in (0_i64..30, 0_i64..30),
        ) {
            let spans = |pairs: &[(i64, i64)]| pairs.iter().map(|(from, until)| span(*from, *until)).collect::<Vec<_>>();
            let within = |pairs: &[(i64, i64)], at| spans(pairs).iter().any(|span| span.contains(at));
            let joined = Spans::of(spans(&pairs)).or(&Spans::of(spans(&more)));
            let cut = joined.within(span(bounds.0, bounds.1));
            for at in -1..31 {
                let expected = within(&pairs, at) || within(&more, at);
                prop_assert_eq!(joined.contains(at), expected);
                prop_assert_eq!(cut.contains(at), expected && span(bounds.0, bounds.1).contains(at));
            }
        }
    }
}
