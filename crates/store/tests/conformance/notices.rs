//! Notices, receipts, consents, and what members do on their own page.

use huicun_domain::ids::{JobId, NoticeId, OperatorId, PartyId, PartyKind, Position, QuestionId};
use huicun_domain::message::MessageKind;
use huicun_domain::notice::consent::{ConsentSource, CustomerConsent, MemberConsent, Said};
use huicun_domain::notice::{Answer, Asks, How, NoticeKind, NoticeText};
use huicun_store::{
    ConsentSide, CustomerConsentRow, CustomerFilter, CustomerTie, DeliveryState, JobState, MemberConsentRow,
    MemberSessionRow, NewDelivery, NewJob, NoticeRow, NoticeVersionRow, PartyInfo, PersonalLinkRow,
    QuestionRow, ReceiptRow, SentBatch,
};
use uuid::Uuid;

use crate::harness::{Home, in_room, message};

const CUSTOMER: &str = "wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5";

async fn begun(home: &Home) -> NoticeRow {
    let row = NoticeRow {
        id: NoticeId(Uuid::now_v7()),
        kind: NoticeKind::TemplateCard,
        asks: Asks::Consent,
        name: "存档告知".into(),
        created_at: 5,
    };
    home.store.insert_notice(&home.corp, &row).await.unwrap();
    row
}

fn version(notice: NoticeId, version: i64, body: &str) -> NoticeVersionRow {
    NoticeVersionRow {
        notice,
        version,
        text: NoticeText { title_zh: "告知".into(), body_zh: body.into(), ..NoticeText::default() },
        sha256: format!("hash of {body}"),
        edited_at: 6,
        published_at: None,
        published_by: None,
    }
}

pub async fn a_published_version_is_never_written_again(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let notice = begun(home).await;
    assert_eq!(store.notice(corp, notice.id).await.unwrap().as_ref(), Some(&notice));
    assert!(store.put_notice_draft(corp, &version(notice.id, 1, "一")).await.unwrap());
    assert!(store.put_notice_draft(corp, &version(notice.id, 1, "二")).await.unwrap());
    let by = Some(OperatorId(Uuid::now_v7()));
    assert!(!store.publish_notice(corp, (notice.id, 1), "hash of 一", by, 9).await.unwrap(), "another text");
    assert!(store.published_notices(corp).await.unwrap().is_empty());
    assert!(store.publish_notice(corp, (notice.id, 1), "hash of 二", by, 9).await.unwrap());
    assert!(!store.publish_notice(corp, (notice.id, 1), "hash of 二", by, 10).await.unwrap());
    assert!(!store.put_notice_draft(corp, &version(notice.id, 1, "三")).await.unwrap());
    assert!(store.put_notice_draft(corp, &version(notice.id, 2, "三")).await.unwrap());
    let versions = store.notice_versions(corp, notice.id).await.unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!((versions[0].text.body_zh.as_str(), versions[0].published_at), ("二", Some(9)));
    assert_eq!((versions[0].published_by, versions[1].published_at), (by, None));
    assert_eq!(store.published_notices(corp).await.unwrap(), versions[..1]);
    assert_eq!(store.notices(corp).await.unwrap(), [notice]);
    assert_eq!(store.notice_setting(corp, "rule").await.unwrap(), None);
    store.set_notice_setting(corp, "rule", "a", 1).await.unwrap();
    store.set_notice_setting(corp, "rule", "b", 2).await.unwrap();
    assert_eq!(store.notice_setting(corp, "rule").await.unwrap(), Some(("b".to_owned(), 2)));
}

pub async fn deliveries_go_message_by_message(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let notice = begun(home).await;
    let job = NewJob {
        id: JobId(Uuid::now_v7()),
        kind: "deliver_notice".into(),
        payload: b"{}".to_vec(),
        created_by: None,
        created_at: 7,
    };
    let deliveries: Vec<NewDelivery> = (0..300)
        .map(|number| NewDelivery {
            member: PartyId::new(format!("M{number:03}")),
            batch: number / 200,
            task_id: format!("task-{}", number / 200),
        })
        .collect();
    store.enqueue_deliveries(corp, &job, (notice.id, 1), "buttons", &deliveries).await.unwrap();
    assert_eq!(store.job(corp, job.id).await.unwrap().map(|row| row.state), Some(JobState::Queued));
    assert_eq!(store.delivery_counts(corp, job.id).await.unwrap(), [300, 0, 0]);
    assert_eq!(store.next_batch(corp, job.id).await.unwrap().len(), 200);
    let sent = SentBatch { msgid: Some("msg".into()), refused: vec![("M003".into(), "invalid")] };
    store.note_batch(corp, job.id, 0, &sent, 20).await.unwrap();
    assert_eq!(store.delivery_counts(corp, job.id).await.unwrap(), [100, 199, 1]);
    let rest = store.next_batch(corp, job.id).await.unwrap();
    assert_eq!((rest.len(), rest[0].batch, rest[0].member.as_str()), (100, 1, "M200"));
    store.note_batch(corp, job.id, 1, &SentBatch::default(), 21).await.unwrap();
    assert!(store.next_batch(corp, job.id).await.unwrap().is_empty());
    let refused = store.refused_deliveries(corp, job.id).await.unwrap();
    assert_eq!((refused.len(), refused[0].problem.as_deref()), (1, Some("invalid")));
    let card = store.delivery_by_task(corp, "task-0", &"m007".into()).await.unwrap().unwrap();
    assert_eq!((card.member.as_str(), card.sent_at, card.state), ("M007", Some(20), DeliveryState::Sent));
    assert_eq!(store.delivery_by_task(corp, "task-1", &"m007".into()).await.unwrap(), None);
    assert_eq!(store.deliveries_of(corp, notice.id, 1).await.unwrap().len(), 300);
    assert!(store.deliveries_of(corp, notice.id, 2).await.unwrap().is_empty());

    let people = ["ZhangWei", "LiNa"].map(|id| PartyInfo {
        id: id.into(),
        kind: PartyKind::Member,
        name: None,
        detail: None,
        left: id == "LiNa",
    });
    store.upsert_parties(corp, &people, 1).await.unwrap();
    assert_eq!(store.present_members(corp).await.unwrap(), ["ZhangWei".into()]);
    let mut named = store.members_named(corp, &["zhangWEI".into(), "lina".into(), "x".into()]).await.unwrap();
    named.sort();
    assert_eq!(named, [("LiNa".into(), true), ("ZhangWei".into(), false)]);
}

pub async fn answers_and_consents_are_added_in_the_order_of_happening(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let notice = begun(home).await;
    let member = PartyId::from("ZhangWei");
    let receipt = |answer, at, learnt_at| ReceiptRow {
        id: Uuid::now_v7(),
        notice: notice.id,
        version: 1,
        member: member.clone(),
        answer,
        at,
        learnt_at,
        how: How::Card,
        evidence: "{}".into(),
        operator: None,
    };
    let consent = |state, at, learnt_at| MemberConsentRow {
        id: Uuid::now_v7(),
        member: member.clone(),
        said: Said { at, learnt_at, state },
        how: How::Paper,
        evidence: "{}".into(),
        notice: notice.id,
        version: 1,
        operator: Some(OperatorId(Uuid::now_v7())),
    };
    let late = (receipt(Answer::Declined, 30, 31), consent(MemberConsent::Withdrawn, 30, 31));
    let early = (receipt(Answer::Confirmed, 10, 40), consent(MemberConsent::Agreed, 10, 40));
    store.add_answer(corp, Some(&late.0), Some(&late.1)).await.unwrap();
    store.add_answer(corp, Some(&early.0), None).await.unwrap();
    store.add_answer(corp, None, Some(&early.1)).await.unwrap();
    let receipts = vec![early.0, late.0];
    assert_eq!(store.receipts_of(corp, notice.id, 1).await.unwrap(), receipts);
    assert_eq!(store.receipts_by(corp, &member).await.unwrap(), receipts);
    assert!(store.receipts_by(corp, &"LiNa".into()).await.unwrap().is_empty());
    let consents = vec![early.1, late.1];
    assert_eq!(store.member_consents(corp, &member).await.unwrap(), consents);
    assert_eq!(store.all_member_consents(corp).await.unwrap(), consents);
}

fn tie(side: ConsentSide, owner: &str) -> CustomerTie {
    CustomerTie { side, owner: owner.into(), customer: CUSTOMER.into() }
}

fn said(tie: &CustomerTie, state: CustomerConsent, at: i64) -> CustomerConsentRow {
    let said = Said { at, learnt_at: 99, state };
    CustomerConsentRow { tie: tie.clone(), said, source: ConsentSource::Check }
}

pub async fn customers_have_a_history_and_one_state_that_counts(home: &Home) {
    use CustomerConsent::{Agree, DefaultAgree, Disagree};
    let (store, corp) = (&home.store, &home.corp);
    let (zhang, li, room) =
        (tie(ConsentSide::Pair, "ZhangWei"), tie(ConsentSide::Pair, "LiNa"), tie(ConsentSide::Room, "wrA"));
    let rows = [
        said(&zhang, Disagree, 30),
        said(&zhang, Agree, 10),
        said(&li, Agree, 20),
        said(&li, Disagree, 20),
        said(&room, DefaultAgree, 5),
    ];
    assert_eq!(store.add_customer_consents(corp, &rows).await.unwrap(), 5);
    assert_eq!(store.add_customer_consents(corp, &rows).await.unwrap(), 0, "what is known is left alone");
    let history = store.customer_history(corp, &zhang).await.unwrap();
    assert_eq!(history.iter().map(|row| row.said.at).collect::<Vec<_>>(), [10, 30]);
    let histories = store.customer_histories(corp, &[zhang.clone(), room.clone()]).await.unwrap();
    assert_eq!((histories.len(), histories[&zhang].len(), histories[&room][0].state), (2, 2, DefaultAgree));
    let all = CustomerFilter::default();
    let (page, total) = store.customer_summaries(corp, &all, 2).await.unwrap();
    let place =
        |row: &huicun_store::CustomerSummary| (row.last.tie.owner.clone(), row.last.said.state, row.entries);
    assert_eq!(total, 3);
    assert_eq!(
        page.iter().map(place).collect::<Vec<_>>(),
        [("LiNa".into(), Disagree, 2), ("ZhangWei".into(), Disagree, 2)]
    );
    let after = CustomerFilter { after: Some(page[1].last.tie.clone()), ..all.clone() };
    let (rest, _) = store.customer_summaries(corp, &after, 2).await.unwrap();
    assert_eq!(rest.iter().map(place).collect::<Vec<_>>(), [("wrA".into(), DefaultAgree, 1)]);
    let info = PartyInfo {
        id: CUSTOMER.into(),
        kind: PartyKind::ExternalContact,
        name: Some("赵先生".into()),
        detail: None,
        left: false,
    };
    store.upsert_parties(corp, &[info], 1).await.unwrap();
    for (filter, expected) in [
        (CustomerFilter { state: Some(Disagree), ..all.clone() }, 2),
        (CustomerFilter { state: Some(Agree), ..all.clone() }, 0),
        (CustomerFilter { side: Some(ConsentSide::Room), ..all.clone() }, 1),
        (CustomerFilter { text: Some("lina".into()), ..all.clone() }, 1),
        (CustomerFilter { text: Some("赵".into()), side: Some(ConsentSide::Pair), ..all.clone() }, 2),
        (CustomerFilter { text: Some("无".into()), ..all }, 0),
    ] {
        assert_eq!(store.customer_summaries(corp, &filter, 10).await.unwrap().1, expected, "{filter:?}");
    }
}

pub async fn those_never_asked_about_come_first(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    home.receive(1..=4).await;
    let mut outside = in_room(3, "wrOut");
    outside.external = true;
    let mut agrees = message(2);
    agrees.kind = MessageKind::Agree;
    home.unseal(vec![message(1), agrees, outside, in_room(4, "wrIn")]).await;
    let people = [("ZhangWei", PartyKind::Member), (CUSTOMER, PartyKind::ExternalContact)];
    let people =
        people.map(|(id, kind)| PartyInfo { id: id.into(), kind, name: None, detail: None, left: false });
    store.upsert_parties(corp, &people, 1).await.unwrap();
    let expected = tie(ConsentSide::Pair, "ZhangWei");
    assert_eq!(store.pairs_to_check(corp, 100, 10).await.unwrap(), [expected]);
    assert_eq!(store.rooms_to_check(corp, 100, 10).await.unwrap(), ["wrOut"]);
    let checked = [
        (ConsentSide::Pair, "ZhangWei".to_owned(), CUSTOMER.to_owned()),
        (ConsentSide::Room, "wrOut".to_owned(), String::new()),
    ];
    store.note_checked(corp, &checked, Some("unknown"), 100).await.unwrap();
    store.note_checked(corp, &checked, None, 100).await.unwrap();
    assert!(store.pairs_to_check(corp, 100, 10).await.unwrap().is_empty());
    assert!(store.rooms_to_check(corp, 100, 10).await.unwrap().is_empty());
    assert_eq!(store.pairs_to_check(corp, 101, 10).await.unwrap().len(), 1);
    let found = store.consent_messages_after(corp, Position(0), 10).await.unwrap();
    assert_eq!(found.iter().map(|row| row.kind).collect::<Vec<_>>(), [MessageKind::Agree]);
    assert!(store.consent_messages_after(corp, found[0].position, 10).await.unwrap().is_empty());
}

pub async fn a_personal_link_opens_once_and_a_session_ends(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let link = |hash: u8, expires_at| PersonalLinkRow {
        token_hash: vec![hash; 32],
        member: "ZhangWei".into(),
        created_at: 1,
        expires_at,
        created_by: None,
    };
    store.insert_personal_links(corp, &[link(1, 100), link(2, 10)]).await.unwrap();
    assert_eq!(store.use_personal_link(corp, &[1; 32], 50).await.unwrap(), Some("ZhangWei".into()));
    assert_eq!(store.use_personal_link(corp, &[1; 32], 51).await.unwrap(), None, "used");
    assert_eq!(store.use_personal_link(corp, &[2; 32], 10).await.unwrap(), None, "late");
    assert_eq!(store.use_personal_link(corp, &[3; 32], 1).await.unwrap(), None, "unknown");
    let session = MemberSessionRow {
        token_hash: vec![9; 32],
        member: "ZhangWei".into(),
        how: How::Oauth,
        created_at: 1,
        expires_at: 100,
        address: Some("203.0.113.7".into()),
    };
    store.insert_member_session(corp, &session).await.unwrap();
    assert_eq!(store.member_session(corp, &[9; 32], 99).await.unwrap().as_ref(), Some(&session));
    assert_eq!(store.member_session(corp, &[9; 32], 100).await.unwrap(), None);
    store.delete_member_session(corp, &[9; 32]).await.unwrap();
    assert_eq!(store.member_session(corp, &[9; 32], 50).await.unwrap(), None);
}

pub async fn questions_are_answered_once(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let question = |asked_at| QuestionRow {
        id: QuestionId(Uuid::now_v7()),
        member: "ZhangWei".into(),
        asked_at,
        sealed: vec![1, 2],
        answer: None,
        answered_at: None,
        answered_by: None,
    };
    let (first, second) = (question(1), question(2));
    store.insert_question(corp, &first).await.unwrap();
    store.insert_question(corp, &second).await.unwrap();
    let by = Some(OperatorId(Uuid::now_v7()));
    assert!(store.answer_question(corp, second.id, &[3], by, 9).await.unwrap());
    assert!(!store.answer_question(corp, second.id, &[4], by, 9).await.unwrap());
    assert!(!store.answer_question(corp, QuestionId(Uuid::nil()), &[4], by, 9).await.unwrap());
    let answered = QuestionRow { answer: Some(vec![3]), answered_at: Some(9), answered_by: by, ..second };
    assert_eq!(
        store.questions(corp, 10).await.unwrap(),
        [first.clone(), answered.clone()],
        "open ones first"
    );
    assert_eq!(store.questions_of(corp, &"ZhangWei".into()).await.unwrap(), [answered, first]);
    assert!(store.questions_of(corp, &"LiNa".into()).await.unwrap().is_empty());
}
