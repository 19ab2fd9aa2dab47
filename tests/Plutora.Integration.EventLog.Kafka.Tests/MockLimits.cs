using Plutora.Integration.EventLog.Conformance;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>Tests of the conformance suite that librdkafka's mock cluster cannot serve, by name, with the reason.</summary>
internal static class MockLimits
{
    private const string Members = "librdkafka's mock cluster does not say who is in a group, which a process that opens the log anew asks";
    private const string Deletes = "librdkafka's mock cluster deletes no topics";
    private const string Commits = "librdkafka's mock cluster takes a commit from outside while a group has members";

    private static readonly Dictionary<string, string> Reasons = new()
    {
        [nameof(RewriteConformance.A_removed_record_is_gone_and_its_partition_goes_on)] = Members,
        [nameof(GroupConformance.A_later_batch_acknowledges_what_lies_before_it_and_an_earlier_one_takes_nothing_back)] = Members,
        [nameof(TransactionConformance.A_commit_shows_appends_state_and_acknowledgement_together)] = Members,
        [nameof(GroupConformance.A_group_that_begins_at_latest_misses_nothing_from_its_first_join_on)] = Members,
        [nameof(GroupConformance.What_was_not_acknowledged_is_delivered_again_after_a_restart)] = Members,
        [nameof(GroupConformance.A_group_is_reset_from_outside_only_without_members)] = Commits,
        [nameof(TopicConformance.A_topic_deleted_and_made_anew_is_empty_and_its_groups_begin_at_its_start)] = Deletes,
    };

    public static string? Of(string test) => Reasons.GetValueOrDefault(test);
}
