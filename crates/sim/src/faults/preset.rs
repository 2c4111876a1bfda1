//! Ready-made fault scripts.

use crate::faults::{Effect, FaultPoint, FaultRule, FaultScript, ProduceFaults, Rotation};

impl FaultScript {
    /// Makes the script of the acceptance run: everything that can go wrong does, rarely enough that a correct archive
    /// ends complete, once the withheld keys are handed out.
    #[must_use]
    pub fn acceptance(seed: u64) -> Self {
        Self { seed, sdk_calls_per_minute: None, produce: acceptance_production(), rules: acceptance_rules() }
    }
}

fn acceptance_production() -> ProduceFaults {
    let rotation = |after, withheld| Rotation { after, withheld };
    ProduceFaults {
        poison_per_million: 400,
        withheld_per_million: 300,
        withheld_run: 3,
        release_after: Some(12),
        wrong_md5_per_million: 4_000,
        invalid_utf8_per_million: 60,
        rotations: vec![
            rotation(400, false),
            rotation(700, true),
            rotation(900, false),
            rotation(30_000, true),
            rotation(36_000, false),
            rotation(70_000, false),
        ],
    }
}

fn acceptance_rules() -> Vec<FaultRule> {
    let chat = |per_million, effect| FaultRule::new(FaultPoint::Chat, per_million, effect);
    let media = |per_million, effect| FaultRule::new(FaultPoint::Media, per_million, effect);
    let mut rules = vec![
        chat(100_000, Effect::Latency { ms: 120 }),
        chat(15_000, Effect::CutJson),
        chat(10_000, Effect::Garbage),
        chat(8_000, Effect::InvalidUtf8),
        chat(5_000, Effect::InnerNul),
        chat(5_000, Effect::NegativeLength).at_most(2),
        chat(4_000, Effect::HugeLength).at_most(1),
        chat(40_000, Effect::Duplicates),
        chat(40_000, Effect::Stale),
        chat(30_000, Effect::Reorder),
        chat(20_000, Effect::NullChatdata),
        chat(6_000, Effect::Hang).at_most(1),
        chat(8_000, Effect::Crash).at_most(3),
        chat(4_000, Effect::Abort).at_most(1),
        media(2_000, Effect::Latency { ms: 80 }),
        media(3_000, Effect::WrongBytes),
        media(1_000, Effect::EarlyFinish),
        media(300, Effect::Crash).at_most(2),
        FaultRule::new(FaultPoint::Decrypt, 60_000, Effect::Return { code: 10_008 }),
        FaultRule::new(FaultPoint::Http, 10_000, Effect::ForgetTokens),
        FaultRule::new(FaultPoint::Http, 8_000, Effect::Errcode { errcode: -1 }),
        FaultRule::new(FaultPoint::Http, 3_000, Effect::Errcode { errcode: 45_009 }).at_most(2),
        FaultRule::new(FaultPoint::Http, 5_000, Effect::Status { status: 502 }),
        FaultRule::new(FaultPoint::Callback, 100_000, Effect::Drop),
        FaultRule::new(FaultPoint::Callback, 100_000, Effect::Repeat),
    ];
    let mut too_big = chat(25_000, Effect::Errcode { errcode: 301_058 });
    too_big.min_limit = Some(500);
    rules.push(too_big);
    // Transient network and system trouble is common, states that need a person are rare and pass.
    rules.extend([10_001, 10_002, 10_003].map(|code| chat(8_000, Effect::Return { code })));
    rules.extend([10_000, 10_009, 10_011].map(|code| chat(3_000, Effect::Return { code }).at_most(1)));
    rules.extend([10_001, 10_002, 10_003].map(|code| media(4_000, Effect::Return { code })));
    rules.extend([10_006, 10_009, 10_011].map(|code| media(500, Effect::Return { code }).at_most(2)));
    let errcodes = [301_042, 40_001, 41_001, 301_052, 301_053, 45_009, 45_033, 42_001, 40_014];
    rules.extend(errcodes.map(|errcode| chat(3_000, Effect::Errcode { errcode }).at_most(1)));
    rules
}
