//! One suite of plain functions, run on SQLite and, where one is reachable, on PostgreSQL; and one for blobs, run on a
//! folder, on memory and on a bucket.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "conformance/access.rs"]
mod access;
#[path = "conformance/blobs.rs"]
mod blobs;
#[path = "conformance/bucket.rs"]
mod bucket;
#[path = "conformance/coverage.rs"]
mod coverage;
#[path = "conformance/directory.rs"]
mod directory;
#[path = "conformance/faults.rs"]
mod faults;
#[path = "conformance/harness.rs"]
mod harness;
#[path = "conformance/ingest.rs"]
mod ingest;
#[path = "conformance/media.rs"]
mod media;
#[path = "conformance/notices.rs"]
mod notices;
#[path = "conformance/people.rs"]
mod people;
#[path = "conformance/postgres.rs"]
mod postgres;
#[path = "conformance/quarantine.rs"]
mod quarantine;
#[path = "conformance/scope.rs"]
mod scope;
#[path = "conformance/service.rs"]
mod service;
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
                // A database that is closed while the process ends may crash it.
                home.store.close().await;
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
    access::rights_end_and_begin_and_stay_written,
    access::a_member_is_protected_once_at_a_time,
    access::who_takes_part_where_and_which_messages_stand_where,
    ingest::a_page_and_its_cursor_are_one,
    ingest::what_comes_again_is_counted_once,
    ingest::a_gap_shrinks_splits_and_closes,
    ingest::a_page_out_of_order_leaves_no_gap,
    ingest::messages_get_positions_without_holes,
    ingest::a_lost_lease_writes_nothing,
    ingest::recalls_mark_originals_whichever_came_first,
    ingest::parked_and_poison_wait_for_their_key,
    ingest::pages_of_a_conversation_meet_without_holes,
    ingest::what_a_party_took_part_in_is_read_as_one,
    ingest::operators_stand_where_they_read,
    directory::what_ended_is_still_known,
    directory::a_new_id_takes_over_what_was_known,
    directory::hints_wait_until_they_were_followed,
    directory::members_and_contacts_are_listed_by_id_and_found_by_any_name,
    directory::rooms_are_listed_with_who_sat_in_them,
    media::what_is_made_of_a_content_is_kept_once_and_texts_get_positions,
    media::a_picture_gets_its_thumbnail_first_and_keeps_its_texts,
    media::what_was_said_is_kept_once_and_counted_with_its_file,
    media::a_damaged_file_is_queued_again_while_wecom_has_it,
    media::files_are_queued_once_and_the_earliest_deadline_comes_first,
    media::parts_and_variants_are_noted_until_a_file_ends,
    media::what_ended_is_counted_once_and_listed,
    quarantine::what_is_held_is_released_with_its_files,
    quarantine::what_is_taken_out_leaves_no_trace_in_figures,
    quarantine::what_stayed_too_long_is_destroyed_and_known_to_be,
    quarantine::what_is_learnt_late_raises_doubts_that_stay_until_looked_into,
    people::names_keep_their_history_and_lists_their_order,
    people::conversations_are_listed_by_party_kind_and_name,
    people::operators_and_sessions_come_and_go,
    people::audit_entries_are_listed_newest_first,
    people::a_job_is_claimed_once_and_taken_over_when_its_worker_is_gone,
    people::keys_and_settings_are_kept,
    people::figures_add_up,
    people::consumers_remember_how_far_they_came,
    notices::a_published_version_is_never_written_again,
    notices::deliveries_go_message_by_message,
    notices::answers_and_consents_are_added_in_the_order_of_happening,
    notices::customers_have_a_history_and_one_state_that_counts,
    notices::those_never_asked_about_come_first,
    notices::a_personal_link_opens_once_and_a_session_ends,
    notices::questions_are_answered_once,
    scope::rules_end_and_begin_and_two_who_save_at_once_are_told,
    service::prices_settings_and_terms_keep_their_history,
    service::one_order_waits_at_a_time_and_a_stale_writer_changes_nothing,
    service::a_payment_is_written_once_whichever_order_it_names,
    service::refunds_and_history_are_read_back,
    service::a_voucher_is_decided_once_by_a_second_person,
    service::invoices_and_the_subscription_are_kept,
    service::bytes_are_counted_once_by_day_and_kind,
    faults::a_page_that_is_given_up_is_there_or_not,
    faults::a_batch_that_is_given_up_is_there_once_or_not,
    faults::ids_are_known_after_they_were_merged,
    faults::of_many_workers_one_gets_the_job,
}

/// Runs each function of the suite on every place of blobs.
macro_rules! on_all_places {
    ($($case:ident),* $(,)?) => {
        mod blobs_in_a_folder {
            $(#[tokio::test]
            async fn $case() {
                crate::blobs::$case(&crate::blobs::Place::folder()).await;
            })*
        }
        mod blobs_in_memory {
            $(#[tokio::test]
            async fn $case() {
                crate::blobs::$case(&crate::blobs::Place::memory()).await;
            })*
        }
        mod blobs_in_a_bucket {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $case() {
                crate::blobs::$case(&crate::blobs::Place::bucket().await).await;
            })*
        }
    };
}

on_all_places! {
    what_is_put_is_read_back_at_any_offset,
    a_large_blob_goes_in_parts,
    a_blob_is_replaced_and_removed,
    what_is_not_finished_never_was_there,
    a_blob_opens_only_for_its_corp,
    nothing_lies_in_clear,
}
