//! Every template of every sheet fills in, and dialogues differ.

use super::*;

fn facts(sheet: usize, seed: u64) -> Facts {
    Facts {
        seed, sheet: SheetId(sheet), me: "张伟".into(), peer: "王先生".into(), corp: "示例集团".into()
    }
}

#[test]
fn the_sheets_load() {
    let grammar = Grammar::load().unwrap();
    for (at, (name, _)) in SHEETS.iter().enumerate().take(5) {
        for context in [Context::Customer, Context::Group] {
            assert!(
                grammar.sheets[at + 1].flows.get(&context).is_some_and(|flows| flows.len() >= 3),
                "{name} {context:?}"
            );
        }
    }
    for context in [Context::Direct, Context::Team] {
        assert!(grammar.sheets[SheetId::OFFICE.0].flows[&context].len() >= 3);
    }
}

#[test]
fn every_template_fills_in_completely() {
    let grammar = Grammar::load().unwrap();
    for (at, sheet) in grammar.sheets.iter().enumerate() {
        let slots = sheet.slots.values().flatten();
        for template in sheet.acts.values().flat_map(|lines| lines.iter()).chain(slots) {
            for seed in 0..6 {
                let mut out = String::new();
                grammar.expand(template, &facts(at, seed), &mut Rng::new(seed), &mut out);
                assert!(!out.is_empty() || template.contains("|]"), "{template} is empty");
                assert!(!out.contains(['{', '}', '|']), "{template} gave {out}");
            }
        }
    }
}

#[test]
fn a_slot_remembers_within_its_dialogue() {
    let grammar = Grammar::load().unwrap();
    let say = |seed, template: &str| {
        let mut out = String::new();
        grammar.expand(template, &facts(3, seed), &mut Rng::new(9), &mut out);
        out
    };
    assert_eq!(say(1, "{order}"), say(1, "{order}"));
    assert_ne!(say(1, "{order}"), say(2, "{order}"));
    assert_ne!(say(1, "{order}"), say(1, "{order.2}"));
    assert_eq!(say(1, "好[微笑]"), "好[微笑]");
    assert!(["a", "b[c]"].contains(&say(1, "[a|b[c]]").as_str()));
}

#[test]
fn dialogues_of_one_trade_do_not_read_alike() {
    let grammar = Grammar::load().unwrap();
    for sheet in 1..=5 {
        let mut seen = std::collections::HashSet::new();
        for seed in 0..400 {
            let mut rng = Rng::new(seed);
            let facts = facts(sheet, seed);
            let text: Vec<String> = grammar
                .flow(SheetId(sheet), Context::Customer, &mut rng)
                .iter()
                .filter_map(|turn| match &turn.says {
                    Says::Line(lines) => Some(grammar.say(lines, &facts, &mut rng)),
                    Says::Attachment(_) => None,
                })
                .collect();
            assert!(text.len() >= 2);
            assert!(seen.insert(text.join("\n")), "dialogue {seed} of sheet {sheet} came twice");
        }
    }
}

#[test]
fn a_bad_sheet_is_named_with_its_line() {
    assert_eq!(
        sections("x", "hello").err(),
        Some(SheetError { sheet: "x", line: 1, what: "a line stands before the first section" })
    );
    assert!(sections("x", "@flow nowhere").is_err());
}
