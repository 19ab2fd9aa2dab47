using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>The calls of librdkafka's C interface that what is read and written for each record takes: Confluent.Kafka makes several objects of each, and one more of each header.</summary>
internal static unsafe partial class Librdkafka
{
    /// <summary>Of <see cref="New"/>.</summary>
    public const int Producer = 0;

    /// <inheritdoc cref="Producer"/>
    public const int Consumer = 1;

    /// <summary>Of <see cref="Destroy"/>: no group is left, since none was joined.</summary>
    public const int NoClose = 8;

    private const string Library = "librdkafka";

    // The package brings several builds of one library; the first one that this machine can load is taken, as Confluent.Kafka does.
    private static readonly string[] Builds = [Library, "centos8-librdkafka", "alpine-librdkafka"];

    static Librdkafka() => NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, static (name, assembly, paths) => name == Library
        ? Builds.Select(build => NativeLibrary.TryLoad(build, assembly, paths, out var loaded) ? loaded : 0).FirstOrDefault(loaded => loaded != 0)
        : 0);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint ConfNew();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void ConfDestroy(nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfSet(nint conf, string name, string value, byte* reason, nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_opaque")]
    public static partial void ConfSetOpaque(nint conf, nint opaque);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_log_cb")]
    public static partial void ConfSetLog(nint conf, delegate* unmanaged<nint, int, byte*, byte*, void> log);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_dr_msg_cb")]
    public static partial void ConfSetDelivery(nint conf, delegate* unmanaged<nint, NativeMessage*, nint, void> delivered);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_rebalance_cb")]
    public static partial void ConfSetRebalance(nint conf, delegate* unmanaged<nint, int, NativePartitions*, nint, void> rebalance);

    /// <summary>Takes the settings over, unless it returns nothing.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    public static partial nint New(int type, nint conf, byte* reason, nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_opaque")]
    public static partial nint Opaque(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_poll_set_consumer")]
    public static partial int PollSetConsumer(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy_flags")]
    public static partial void Destroy(nint client, int flags);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_new")]
    public static partial NativePartitions* ListNew(int size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_add", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ListAdd(NativePartitions* list, string topic, int partition);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_set_offset", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ListSetOffset(NativePartitions* list, string topic, int partition, long offset);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    public static partial void ListDestroy(NativePartitions* list);

    [LibraryImport(Library, EntryPoint = "rd_kafka_assign")]
    public static partial int Assign(nint client, NativePartitions* list);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint QueueOf(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static partial nint ConsumeBatch(nint queue, int milliseconds, NativeMessage** messages, nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_poll")]
    public static partial NativeMessage* ConsumerPoll(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void MessageDestroy(NativeMessage* message);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_headers")]
    public static partial int MessageHeaders(NativeMessage* message, out nint headers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_header_get_last")]
    public static partial int HeaderLast(nint headers, byte* name, out byte* value, out nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_header_cnt")]
    public static partial nint HeaderCount(nint headers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_header_get_all")]
    public static partial int HeaderAt(nint headers, nint index, out byte* name, out byte* value, out nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_timestamp")]
    public static partial long MessageTimestamp(NativeMessage* message, int* type);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_status")]
    public static partial int MessageStatus(NativeMessage* message);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint TopicNew(nint client, string name, nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_name")]
    public static partial byte* TopicName(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void TopicDestroy(nint topic);

    /// <summary>Copies what the fields point at.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_produceva")]
    public static partial nint Produce(nint client, NativeField* fields, nint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_poll")]
    public static partial int Poll(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_flush")]
    public static partial int Flush(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_init_transactions")]
    public static partial nint InitTransactions(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_begin_transaction")]
    public static partial nint BeginTransaction(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_send_offsets_to_transaction")]
    public static partial nint SendOffsets(nint client, NativePartitions* offsets, nint group, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_commit_transaction")]
    public static partial nint CommitTransaction(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_abort_transaction")]
    public static partial nint AbortTransaction(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_group_metadata")]
    public static partial nint Group(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_group_metadata_new_with_genid", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GroupNew(string group, int generation, string member, string? instance);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_group_metadata_generation_id")]
    public static partial int GroupGeneration(nint group);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_group_metadata_member_id")]
    public static partial byte* GroupMember(nint group);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_group_metadata_destroy")]
    public static partial void GroupDestroy(nint group);

    [LibraryImport(Library, EntryPoint = "rd_kafka_subscribe")]
    public static partial int Subscribe(nint client, NativePartitions* topics);

    [LibraryImport(Library, EntryPoint = "rd_kafka_pause_partitions")]
    public static partial int Pause(nint client, NativePartitions* list);

    [LibraryImport(Library, EntryPoint = "rd_kafka_resume_partitions")]
    public static partial int Resume(nint client, NativePartitions* list);

    [LibraryImport(Library, EntryPoint = "rd_kafka_commit")]
    public static partial int Commit(nint client, NativePartitions* offsets, int isAsync);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_close")]
    public static partial int Close(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    public static partial int FatalError(nint client, byte* reason, nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    public static partial int ErrorCode(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_string")]
    public static partial byte* ErrorText(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_is_fatal")]
    public static partial int ErrorIsFatal(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_is_retriable")]
    public static partial int ErrorIsRetriable(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_txn_requires_abort")]
    public static partial int ErrorRequiresAbort(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void ErrorDestroy(nint error);
}
