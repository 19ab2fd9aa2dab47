using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>A right that a call needs.</summary>
/// <param name="Operation">As Kafka names it.</param>
/// <param name="Resource">On what, with the name that the brokers know.</param>
internal sealed record KafkaRight(string Operation, string Resource);

/// <summary>What Kafka's errors mean to the log's callers.</summary>
internal static class KafkaFault
{
    public static LogException Of(KafkaException fault, string what, KafkaRight? right = null) => Of(Told(fault), what, right, fault);

    public static LogException Of(Error error, string what, KafkaRight? right, Exception? inner = null) => new(Meaning(error.Code), $"Kafka could not {what}: {Sentence(error)}{Remedy(error.Code, right)}", inner);

    public static LogException TimedOut(string what, TimeSpan after) =>
        new(LogError.StorageFailed, $"Kafka could not {what} within {after.TotalSeconds:0.#} s: no broker answered. Nothing was stored; look at the brokers and the network, then try again.");

    /// <summary>Whether the same call may succeed a moment later.</summary>
    public static bool IsPassing(Error error) => error.Code is
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_WaitCoord or ErrorCode.Local_Retry or ErrorCode.Local_DestroyBroker
        or ErrorCode.Local_Resolve or ErrorCode.Local_NodeUpdate or ErrorCode.Local_WaitCache or ErrorCode.RequestTimedOut or ErrorCode.NetworkException
        or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.BrokerNotAvailable or ErrorCode.ReplicaNotAvailable or ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable
        or ErrorCode.NotCoordinatorForGroup or ErrorCode.NotController or ErrorCode.UnstableOffsetCommit or ErrorCode.ConcurrentTransactions or ErrorCode.OffsetNotAvailable or ErrorCode.FencedLeaderEpoch
        or ErrorCode.UnknownLeaderEpoch or ErrorCode.KafkaStorageError or ErrorCode.NotEnoughReplicas or ErrorCode.ThrottlingQuotaExceeded;

    /// <summary>Whether no broker has answered at all.</summary>
    public static bool IsSilence(Error error) => error.Code is ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut or ErrorCode.Local_TimedOutQueue;

    /// <summary>Whether the user lacks a right: the brokers answer, and the same call fails until an administrator has given it.</summary>
    public static bool IsForbidden(Error error) => IsForbidden(error.Code);

    /// <summary>The error within: an admin call for many gives one for each.</summary>
    public static Error Told(KafkaException fault) => fault switch
    {
        CreateTopicsException many => many.Results.FirstOrDefault(each => each.Error.IsError)?.Error ?? fault.Error,
        DeleteTopicsException many => many.Results.FirstOrDefault(each => each.Error.IsError)?.Error ?? fault.Error,
        DescribeTopicsException many => many.Results.TopicDescriptions.FirstOrDefault(each => each.Error.IsError)?.Error ?? fault.Error,
        DescribeConfigsException many => many.Results.FirstOrDefault(each => each.Error.IsError)?.Error ?? fault.Error,
        IncrementalAlterConfigsException many => many.Results.FirstOrDefault(each => each.Error.IsError)?.Error ?? fault.Error,
        _ => fault.Error,
    };

    private static LogError Meaning(ErrorCode code) => code switch
    {
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge => LogError.RecordTooLarge,
        ErrorCode.UnknownTopicOrPart or ErrorCode.UnknownTopicId or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition => LogError.TopicUnknown,
        ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.Local_Fenced or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId or ErrorCode.Local_AssignmentLost => LogError.Fenced,
        ErrorCode.NonEmptyGroup => LogError.GroupActive,
        ErrorCode.InvalidReplicationFactor or ErrorCode.InvalidPartitions or ErrorCode.InvalidConfig or ErrorCode.PolicyViolation or ErrorCode.InvalidTransactionTimeout or ErrorCode.InvalidSessionTimeout => LogError.Invalid,
        _ => LogError.StorageFailed,
    };

    private static string Sentence(Error error) => $"{error.Reason.TrimEnd('.')} ({error.Code}).";

    private static bool IsForbidden(ErrorCode code) =>
        code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed;

    private static string Remedy(ErrorCode code, KafkaRight? right) => code switch
    {
        _ when IsForbidden(code) => $" {(right is null ? "" : $"The hub's user lacks the right {right.Operation} on {right.Resource}. ")}Give it the rights that docs/administrators/kafka.md lists.",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => " Check user, password and mechanism (log.kafka.security).",
        ErrorCode.Local_Ssl => " Check the certificates (log.kafka.security).",
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge => " The topic's max.message.bytes, or the log's largest record, is smaller than it.",
        _ => "",
    };
}
