using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>A member of a group as Kafka has it. What the group gives it is told to its handlers, and read once it is assigned. Used by one thread at a time but for <see cref="Place"/> and <see cref="Commit"/>.</summary>
internal sealed unsafe class GroupReader : IDisposable
{
    private readonly NativeClient client;
    private readonly string group;
    private readonly string? instance;
    private readonly Action<IReadOnlyList<int>> given;
    private readonly Action taken;
    private NativeMessage* message;

    /// <summary>Makes a client that has joined no group yet.</summary>
    /// <param name="settings">Properties of librdkafka.</param>
    /// <param name="talk">Told what the client says.</param>
    /// <param name="given">Told, while it is read, the numbers of the partitions that the group has given it.</param>
    /// <param name="taken">Told, while it is read, that it has them no more.</param>
    /// <exception cref="InvalidOperationException">The client does not take its settings.</exception>
    public GroupReader(ConsumerConfig settings, ClientTalk talk, Action<IReadOnlyList<int>> given, Action taken)
    {
        (group, instance, this.given, this.taken) = (settings.GroupId, settings.GroupInstanceId, given, taken);
        client = NativeClient.Consumer(ClientFactory.Native(settings), talk, this, static conf => Librdkafka.ConfSetRebalance(conf, &Rebalance));
    }

    private nint Client => client.Handle;

    /// <summary>What was read last.</summary>
    public BatchRecord Record => message == null ? throw new InvalidOperationException("Nothing was read.") : new(message);

    /// <summary>Who it is in the group now.</summary>
    public GroupPlace Place
    {
        get
        {
            var metadata = Librdkafka.Group(Client);
            if (metadata == 0) return new(group, -1, "", instance);
            try
            {
                return new(group, Librdkafka.GroupGeneration(metadata), NativeError.Text(Librdkafka.GroupMember(metadata)), instance);
            }
            finally
            {
                Librdkafka.GroupDestroy(metadata);
            }
        }
    }

    /// <summary>Joins the group, for the partitions of a topic.</summary>
    public void Subscribe(string topic) => NativeError.Check(Client, NativePartitions.With([(topic, -1, 0)], list => Librdkafka.Subscribe(Client, list)));

    /// <summary>Reads a record, an end or an error, and lets the one before go.</summary>
    /// <param name="wait">So long at most it waits for it.</param>
    /// <returns>Whether one came.</returns>
    /// <remarks>
    /// One at a time, and not in batches: where librdkafka goes on when it is resumed is told by what it has given out, and of a batch that ends with an end of a partition that is one record too far.
    /// </remarks>
    public bool Next(TimeSpan wait)
    {
        Release();
        message = Librdkafka.ConsumerPoll(Client, (int)wait.TotalMilliseconds);
        return message != null;
    }

    /// <inheritdoc cref="NativeClient.Assign"/>
    public void Assign(IReadOnlyCollection<(KafkaPartition Partition, long From)> partitions) => client.Assign(partitions);

    /// <summary>Fetches no more of these partitions until it is resumed. Their errors are told by reading them.</summary>
    public void Pause(IReadOnlyCollection<KafkaPartition> partitions) => NativeError.Check(Client, With(partitions, list => Librdkafka.Pause(Client, list)));

    /// <summary>Fetches these partitions again.</summary>
    public void Resume(IReadOnlyCollection<KafkaPartition> partitions) => NativeError.Check(Client, With(partitions, list => Librdkafka.Resume(Client, list)));

    /// <summary>Acknowledges for the group, and waits for its answer.</summary>
    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets) => NativeError.Check(Client, NativePartitions.With(
        [.. offsets.Select(each => (each.Topic, each.Partition.Value, each.Offset.Value))],
        list =>
        {
            var failed = Librdkafka.Commit(Client, list, isAsync: 0);
            for (var i = 0; failed == 0 && i < list->Count; i++) failed = list->First[i].Error;
            return failed;
        }));

    /// <summary>Leaves the group, which takes what it has given.</summary>
    public void Close() => NativeError.Check(Client, Librdkafka.Close(Client));

    public void Dispose()
    {
        Release();
        client.Dispose();
    }

    private static int With(IReadOnlyCollection<KafkaPartition> partitions, NativePartitions.Call call) => NativePartitions.With([.. partitions.Select(each => (each.Topic, each.Partition.Value, 0L))], call);

    [UnmanagedCallersOnly]
    private static void Rebalance(nint client, int code, NativePartitions* partitions, nint opaque)
    {
        try
        {
            NativeClient.OwnerOf<GroupReader>(opaque)?.Rebalance((ErrorCode)code, partitions);
        }
        catch (Exception)
        {
            // What is thrown into librdkafka would end the process. The handlers only note what they are told.
        }
    }

    private void Release()
    {
        if (message != null) Librdkafka.MessageDestroy(message);
        message = null;
    }

    private void Rebalance(ErrorCode code, NativePartitions* partitions)
    {
        if (code != ErrorCode.Local_AssignPartitions)
        {
            taken();
            NativeError.Check(Client, Librdkafka.Assign(Client, null));
            return;
        }

        var numbers = new int[partitions->Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = partitions->First[i].Partition;
        given(numbers);
        // The partitions that are dealt out have nothing to fetch; what goes with them is assigned when it is known what was acknowledged of it.
        client.Assign([]);
    }
}

/// <summary>A member of a group as its brokers know it, so that they refuse what it writes once they have given its share to another.</summary>
/// <param name="Group">The group.</param>
/// <param name="Generation">How often the group has shared its work; -1 of who is in none.</param>
/// <param name="Member">The member's id; empty of who is in none.</param>
/// <param name="Instance">The id that a static member has.</param>
internal sealed record GroupPlace(string Group, int Generation, string Member, string? Instance)
{
    /// <summary>Of who is in no group.</summary>
    public static GroupPlace Outside(string group) => new(group, -1, "", null);
}
