//! One suite of plain functions, run on SQLite and, where one is reachable, on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "conformance/harness.rs"]
mod harness;
#[path = "conformance/ingest.rs"]
mod ingest;
#[path = "conformance/people.rs"]
mod people;
#[path = "conformance/sqlite.rs"]
mod sqlite;

/// Runs each function of the suite on both engines, as tests of their own.
macro_rules! on_both {
    ($($module:ident::$case:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $case() {
                let home = crate::harness::Home::sqlite().await;
                crate::$module::$case(&home).await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $case() {
                if let Some(home) = crate::harness::Home::postgres(stringify!($case)).await {
                    crate::$module::$case(&home).await;
                }
            })*
        }
    };
}

on_both! {
    ingest::a_page_and_its_cursor_are_one,
    ingest::what_comes_again_is_counted_once,
    ingest::a_gap_shrinks_splits_and_closes,
    ingest::messages_get_positions_without_holes,
    ingest::a_lost_lease_writes_nothing,
    ingest::recalls_mark_originals_whichever_came_first,
    ingest::parked_and_poison_wait_for_their_key,
    ingest::pages_of_a_conversation_meet_without_holes,
    people::names_keep_their_history_and_lists_their_order,
    people::conversations_are_listed_by_party_kind_and_name,
    people::operators_and_sessions_come_and_go,
    people::audit_entries_are_listed_newest_first,
    people::a_job_is_claimed_once_and_taken_over_when_its_worker_is_gone,
    people::keys_and_settings_are_kept,
    people::figures_add_up,
}
