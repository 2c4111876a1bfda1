//! Decides, call by call, which rules apply.

use crate::{
    faults::{Effect, FaultPoint, FaultRule, FaultScript, ProduceFaults},
    rng::{Rng, mix},
};

/// Where the rules are and how often each was asked and applied.
#[derive(Debug, Default)]
pub(crate) struct FaultEngine {
    rules: Vec<Counted>,
    produce: ProduceFaults,
    produce_seed: u64,
    calls_per_minute: Option<u32>,
}

#[derive(Debug)]
struct Counted {
    rule: FaultRule,
    seed: u64,
    asked: u64,
    applied: u64,
}

/// What a call is about, as far as rules look at it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) at: FaultPoint,
    pub(crate) limit: u32,
    pub(crate) path: &'a str,
}

impl<'a> Call<'a> {
    /// A call that has neither limit nor path.
    pub(crate) fn plain(at: FaultPoint) -> Self {
        Self { at, limit: 0, path: "" }
    }

    /// A call of `GetChatData`.
    pub(crate) fn chat(limit: u32) -> Self {
        Self { at: FaultPoint::Chat, limit, path: "" }
    }

    /// A request to `path`.
    pub(crate) fn http(path: &'a str) -> Self {
        Self { at: FaultPoint::Http, limit: 0, path }
    }
}

impl FaultEngine {
    /// Adds a script to what is already going wrong; what is not a rule replaces what was there before.
    pub(crate) fn add(&mut self, script: FaultScript) {
        let before = self.rules.len() as u64;
        self.produce_seed = mix(script.seed ^ 0x70);
        self.produce = script.produce;
        self.calls_per_minute = script.sdk_calls_per_minute;
        self.rules.extend(script.rules.into_iter().enumerate().map(|(at, rule)| Counted {
            rule,
            seed: mix(script.seed ^ mix(before + at as u64)),
            asked: 0,
            applied: 0,
        }));
    }

    /// Forgets every rule and every fault of production.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Gives what is made wrong, and the seed that decides when.
    pub(crate) fn produce(&self) -> (ProduceFaults, u64) {
        (self.produce.clone(), self.produce_seed)
    }

    /// Gives how many calls of the library are answered in a minute.
    pub(crate) fn calls_per_minute(&self) -> Option<u32> {
        self.calls_per_minute
    }

    /// Counts a call and says what goes wrong with it: any latency, and at most one other effect.
    pub(crate) fn decide(&mut self, call: Call<'_>) -> Decision {
        let mut decision = Decision::default();
        for counted in &mut self.rules {
            if !counted.concerns(call) {
                continue;
            }
            counted.asked += 1;
            // One effect a call: the rules after the first one that applies are not asked to apply.
            let is_latency = matches!(counted.rule.effect, Effect::Latency { .. });
            if (is_latency || decision.effect.is_none()) && counted.applies() {
                counted.applied += 1;
                match counted.rule.effect {
                    Effect::Latency { ms } => decision.latency_ms += ms,
                    ref other => decision.effect = Some(other.clone()),
                }
            }
        }
        decision
    }

    /// Lists every rule with how often it was asked and applied.
    pub(crate) fn report(&self) -> Vec<(FaultRule, u64, u64)> {
        self.rules.iter().map(|counted| (counted.rule.clone(), counted.asked, counted.applied)).collect()
    }
}

impl Counted {
    fn concerns(&self, call: Call<'_>) -> bool {
        self.rule.at == call.at
            && self.rule.min_limit.is_none_or(|limit| call.limit >= limit)
            && self.rule.path.as_deref().is_none_or(|path| call.path.starts_with(path))
    }

    fn applies(&self) -> bool {
        if self.asked <= self.rule.after || self.rule.max.is_some_and(|max| self.applied >= max) {
            return false;
        }
        (Rng::derive(self.seed, self.asked).number() % 1_000_000) < u64::from(self.rule.per_million)
    }
}

/// What goes wrong with one call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) latency_ms: u64,
    pub(crate) effect: Option<Effect>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(rules: Vec<FaultRule>) -> FaultEngine {
        let mut engine = FaultEngine::default();
        engine.add(FaultScript { seed: 3, rules, ..FaultScript::default() });
        engine
    }

    #[test]
    fn a_rule_happens_as_often_as_it_says_and_repeats_by_seed() {
        let run = || {
            let mut engine = engine(vec![FaultRule::new(FaultPoint::Chat, 100_000, Effect::Garbage)]);
            (0..2_000).map(|_| engine.decide(Call::chat(1000)).effect.is_some()).collect::<Vec<_>>()
        };
        let hits = run().iter().filter(|hit| **hit).count();
        assert!((140..260).contains(&hits), "{hits}");
        assert_eq!(run(), run());
    }

    #[test]
    fn limits_counts_and_points_are_respected() {
        let mut rule =
            FaultRule::new(FaultPoint::Chat, 1_000_000, Effect::Errcode { errcode: 301_058 }).at_most(2);
        rule.min_limit = Some(500);
        let mut engine = engine(vec![rule]);
        assert!(engine.decide(Call::chat(499)).effect.is_none());
        assert!(engine.decide(Call::plain(FaultPoint::Media)).effect.is_none());
        assert!(engine.decide(Call::chat(500)).effect.is_some());
        assert!(engine.decide(Call::chat(1000)).effect.is_some());
        assert!(engine.decide(Call::chat(1000)).effect.is_none());
    }
}
