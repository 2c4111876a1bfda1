//! Searching through the use case: tail and index together, exact totals, pages, coverage.

use huicun_app::Ctx;
use huicun_app::search::{SearchRequest, hits_in_conversation, search};
use huicun_domain::code::ProblemCode;
use huicun_domain::query::{Filters, Order};

use crate::virtual_source::{Running, VirtualSource};

fn request(q: &str) -> SearchRequest {
    SearchRequest { q: q.into(), ..SearchRequest::default() }
}

async fn archive() -> Running {
    let source = VirtualSource::default();
    for seq in 1..=120 {
        let text = match seq % 4 {
            0 => format!("客户要求贖回基金 {seq}"),
            1 => format!("年化收益 ＡＢＣ-{seq}"),
            2 => "好的，收到。".to_owned(),
            _ => format!("订单号 2026{seq:06} 已发货  请查收"),
        };
        source.say(seq, &text);
    }
    let running = Running::start(source).await;
    running.until(|counters| counters.messages == 120).await;
    running
}

#[tokio::test(flavor = "multi_thread")]
async fn folding_phrases_and_exclusions_count_exactly() {
    let running = archive().await;
    let ctx = Ctx::command_line();
    let total = async |request: SearchRequest| search(&ctx, &running.services, &request).await.unwrap().total;
    assert_eq!(total(request("赎回")).await, 30);
    assert_eq!(total(request("abc")).await, 30);
    assert_eq!(total(request("\"发货 请\"")).await, 30);
    assert_eq!(total(request("订单 -2026000003")).await, 29);
    assert_eq!(total(SearchRequest { fold: false, ..request("赎回") }).await, 0);
    assert_eq!(total(SearchRequest { fold: false, ..request("贖回") }).await, 30);
    assert_eq!(total(SearchRequest { fold: false, ..request("发货  请") }).await, 30);
    assert_eq!(total(SearchRequest { fold: false, ..request("发货 请") }).await, 0);
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_in_both_orders() {
    let running = archive().await;
    for (order, fold) in [(Order::Newest, true), (Order::Oldest, true), (Order::Newest, false)] {
        let mut seqs = Vec::new();
        let mut after = None;
        loop {
            let page = SearchRequest { order, fold, limit: 7, after, ..request("收到") };
            let answer = search(&Ctx::command_line(), &running.services, &page).await.unwrap();
            assert_eq!(answer.total, 30);
            seqs.extend(answer.hits.iter().map(|hit| hit.message.seq.0));
            after = answer.next;
            if after.is_none() {
                break;
            }
        }
        let mut expected: Vec<i64> = (1..=120).filter(|seq| seq % 4 == 2).collect();
        if order == Order::Newest {
            expected.reverse();
        }
        assert_eq!(seqs, expected, "{order:?}");
    }
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_says_what_it_covered_and_shows_why() {
    let running = archive().await;
    let answer = search(&Ctx::command_line(), &running.services, &request("赎回")).await.unwrap();
    assert_eq!((answer.coverage.searched, answer.coverage.visible), (120, 120));
    let hit = &answer.hits[0];
    let marked: Vec<&str> =
        hit.snippet.iter().filter(|piece| piece.hit).map(|piece| piece.text.as_str()).collect();
    assert_eq!(marked, ["贖回"]);
    let (total, seqs) =
        hits_in_conversation(&Ctx::command_line(), &running.services, hit.conversation.id, "赎回", true)
            .await
            .unwrap();
    assert_eq!((total, seqs.len()), (30, 30));
    assert!(seqs.is_sorted());
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_alone_list_messages() {
    let running = archive().await;
    let all = SearchRequest {
        filters: Filters { member: Some("ZhangWei".into()), ..Filters::default() },
        ..SearchRequest::default()
    };
    assert_eq!(search(&Ctx::command_line(), &running.services, &all).await.unwrap().total, 120);
    let none = SearchRequest {
        filters: Filters { contact: Some("wmUnknown".into()), ..Filters::default() },
        ..SearchRequest::default()
    };
    assert_eq!(search(&Ctx::command_line(), &running.services, &none).await.unwrap().total, 0);
    let empty = search(&Ctx::command_line(), &running.services, &request("  ")).await.unwrap_err();
    assert_eq!(empty.code(), ProblemCode::QueryEmpty);
    running.finish().await;
}
