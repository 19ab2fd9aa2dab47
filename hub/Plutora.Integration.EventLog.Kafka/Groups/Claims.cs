using System.Text;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Groups;

/// <summary>What a member holds, and what it has fetched and not yet delivered. Its members may be called from any thread.</summary>
internal sealed class Claims(string group, KafkaPositions positions, TimeProvider time, long maxBuffered) : IDisposable
{
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    // Whoever asks for few at a time need not wake the member for each.
    private const int LeastAhead = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<KafkaPartition, Claim> held = [];
    private readonly Queue<(Claim Claim, int Epoch, LogRecord Record)> fetched = [];
    private (Claim Claim, nint Topic)? latest;
    private IReadOnlyList<KeyValuePair<string, string>> headers = [];
    private long buffered;
    private long since;
    private (int Records, int Bytes) asked = (int.MaxValue, int.MaxValue);

    // One batch: what is fetched further ahead waits with librdkafka, where no collection looks at it.
    private int ahead = int.MaxValue;
    private readonly ManualResetEventSlim room = new(true);
    private bool settled;
    private bool moved;

    /// <summary>Pulses when there is something to deliver, or the holding has changed.</summary>
    public CommitSignal Changed { get; } = new();

    /// <summary>Whether the member knows what it holds.</summary>
    public bool IsSettled
    {
        get { lock (gate) return settled; }
    }

    /// <summary>
    /// Whether a claim stands elsewhere than where it is read from. Until <see cref="ReadFrom"/> what comes is from the old place: taken by a moved claim it would skip what lies between.
    /// </summary>
    public bool IsMoved
    {
        get { lock (gate) return settled && moved; }
    }

    /// <summary>Whether there is something that may be delivered in a moment.</summary>
    public bool IsFilling
    {
        get { lock (gate) return settled && fetched.Count > 0; }
    }

    /// <summary>Whether enough is fetched, so that no more should be.</summary>
    public bool IsFull
    {
        get { lock (gate) return HasEnough; }
    }

    private bool HasEnough => buffered >= maxBuffered || fetched.Count >= ahead;

    /// <summary>Waits while enough is fetched.</summary>
    /// <returns>Whether there is room.</returns>
    public bool WaitForRoom(TimeSpan limit, CancellationToken ct) => !IsFull || room.Wait(limit, ct);

    /// <summary>The group shares its work anew: what is held is not known until <see cref="Settle"/>.</summary>
    public void Unsettle()
    {
        lock (gate) settled = false;
        Changed.Pulse();
    }

    /// <summary>Takes what the group gave. Who holds a partition of which no one else has acknowledged anything keeps what he read.</summary>
    /// <param name="wanted">What is held from now on.</param>
    /// <param name="acknowledged">What the brokers have of each.</param>
    /// <param name="keep">Whether claims are kept without a look at what is acknowledged: nobody else can have held them.</param>
    public void Settle(IReadOnlyList<CatalogPartition> wanted, IReadOnlyDictionary<KafkaPartition, long> acknowledged, bool keep)
    {
        lock (gate)
        {
            var before = held.ToDictionary();
            held.Clear();
            latest = null;
            foreach (var partition in wanted)
            {
                long? offset = acknowledged.TryGetValue(partition.Kafka, out var known) ? known : null;
                held[partition.Kafka] = before.TryGetValue(partition.Kafka, out var claim) && claim.Partition.Topic.Id == partition.Topic.Id && (keep || claim.Acknowledged == offset) ? claim : new(partition, offset);
            }

            (settled, moved) = (true, true);
            Purge();
        }

        Changed.Pulse();
    }

    /// <summary>Where to read from, of all that is held. What is fetched after this call is taken to come from there.</summary>
    public List<(KafkaPartition Partition, long From)> ReadFrom()
    {
        lock (gate)
        {
            moved = false;
            latest = null;
            foreach (var claim in held.Values) (claim.IsHeard, claim.IsAtEnd) = (false, false);
            return [.. held.Values.Select(claim => (claim.Kafka, claim.ReadFrom))];
        }
    }

    public List<Claim> All()
    {
        lock (gate) return [.. held.Values];
    }

    /// <summary>It could not be read from where the claims stand.</summary>
    public void NotRead()
    {
        lock (gate) moved = true;
    }

    /// <summary>Takes what was fetched, unless it is from a place that the claims have left.</summary>
    public void Fetch<T>(in T record)
        where T : IFetchedRecord, allows ref struct
    {
        bool due;
        lock (gate)
        {
            if (moved || Held(record) is not { } claim) return;
            (claim.IsHeard, claim.IsAtEnd) = (true, record.IsEnd);
            if (record.IsEnd)
            {
                claim.End = record.Offset;
                Changed.Pulse();
                return;
            }

            // Whoever waits is woken by the first record, which begins his short wait, and when there are enough; to be woken by each would cost more than to take it.
            due = fetched.Count == 0;
            if (due) since = time.GetTimestamp();
            claim.Fetched = record.Offset + 1;
            var topic = claim.Partition.Topic;
            var read = record.Read(topic.Definition.Name, positions.Write(new(topic.Mark, record.Partition), record.Offset + 1), headers);
            headers = read.Headers;
            fetched.Enqueue((claim, claim.Epoch, read));
            Buffer(record.Size);
            due |= IsFullFor(asked.Records, asked.Bytes);
        }

        if (due) Changed.Pulse();
    }

    /// <summary>A batch of what was fetched, or null when there is nothing to deliver.</summary>
    public KafkaBatch? Deliver(Member owner, int maxRecords, int maxBytes, bool atOnce)
    {
        lock (gate)
        {
            LookAhead(Math.Max(maxRecords, LeastAhead));
            if (!settled || (!atOnce && !IsReady(maxRecords, maxBytes)))
            {
                asked = (maxRecords, maxBytes);
                return null;
            }

            var records = new List<LogRecord>();
            var parts = new Dictionary<Claim, BatchPart>();
            long bytes = 0, taken = 0;
            while (records.Count < maxRecords && fetched.TryPeek(out var next))
            {
                bytes += next.Record.Value?.Length ?? 0;
                if (bytes > maxBytes && records.Count > 0) break;
                fetched.Dequeue();
                taken += Size(next.Record);
                var behind = next.Record.Offset + 1;
                records.Add(next.Record);
                next.Claim.Delivered = behind;
                parts[next.Claim] = new(next.Claim, next.Epoch, behind);
            }

            Buffer(-taken);
            return records.Count == 0 ? null : new(owner, records, [.. parts.Values]);
        }
    }

    /// <summary>The offsets that acknowledge a batch; what was acknowledged further already is left out.</summary>
    /// <exception cref="LogException"><see cref="LogError.Fenced"/>.</exception>
    public List<TopicPartitionOffset> Acknowledging(KafkaBatch batch)
    {
        lock (gate)
        {
            foreach (var part in batch.Parts)
            {
                if (held.GetValueOrDefault(part.Claim.Kafka) == part.Claim && part.Claim.Epoch == part.Epoch) continue;
                var partition = part.Claim.Partition;
                throw new LogException(LogError.Fenced,
                    $"Group '{group}' no longer takes this batch: partition {partition.Number} of '{partition.Topic.Definition.Name}' was given to another member or rewound since it was read. Nothing was acknowledged; its records are delivered again.");
            }

            return [.. batch.Parts.Where(part => part.Claim.Acknowledged is not { } already || already < part.Next).Select(part => new TopicPartitionOffset(part.Claim.Kafka, Behind(part)))];
        }
    }

    /// <summary>The partitions held; none while it is not known.</summary>
    public IReadOnlyList<TopicPartition> Assigned()
    {
        lock (gate) return settled ? [.. held.Values.Select(claim => new TopicPartition(claim.Partition.Topic.Definition.Name, claim.Partition.Number))] : [];
    }

    /// <summary>Acknowledges again what is acknowledged of a partition that must still be held: so the brokers check that this is still a member, and nothing changes.</summary>
    /// <exception cref="LogException"><see cref="LogError.Fenced"/>.</exception>
    public List<TopicPartitionOffset> Holding(IReadOnlyList<TopicPartition> partitions)
    {
        lock (gate)
        {
            if (partitions.Except(Assigned()).FirstOrDefault() is { Topic: not null } lost)
            {
                throw new LogException(LogError.Fenced,
                    $"Group '{group}' gave partition {lost.Partition} of '{lost.Topic}' to another member. Nothing was written; whoever holds it now does the work.");
            }

            return [.. held.Values.Where(claim => partitions.Contains(new(claim.Partition.Topic.Definition.Name, claim.Partition.Number))).Take(1).Select(claim => new TopicPartitionOffset(claim.Kafka, claim.Acknowledged ?? 0))];
        }
    }

    public void Acknowledged(IEnumerable<TopicPartitionOffset> offsets)
    {
        lock (gate)
        {
            foreach (var offset in offsets)
                if (held.TryGetValue(offset.TopicPartition, out var claim)) claim.Acknowledged = offset.Offset.Value;
        }
    }

    /// <summary>Puts claims, of a batch or all, back to what is acknowledged; those of a batch that is no longer held stay.</summary>
    public void Rewind(KafkaBatch? batch)
    {
        lock (gate)
        {
            var due = batch is null ? [.. held.Values] : batch.Parts.Where(part => held.GetValueOrDefault(part.Claim.Kafka) == part.Claim && part.Claim.Epoch == part.Epoch).Select(part => part.Claim).ToList();
            foreach (var claim in due) claim.Rewind();
            moved |= due.Count > 0;
            Purge();
        }
    }

    public void Dispose() => room.Dispose();

    // Records of a partition come one after another.
    private Claim? Held<T>(in T record)
        where T : IFetchedRecord, allows ref struct
    {
        if (latest is { } known && known.Claim.Kafka.Partition.Value == record.Partition && known.Topic == record.Topic) return known.Claim;
        var claim = held.GetValueOrDefault(new(record.TopicName, record.Partition));
        latest = claim is null ? null : (claim, record.Topic);
        return claim;
    }

    /// <summary>Whether a batch is full, or as full as a moment's wait makes it: brokers give the partitions one after another.</summary>
    private bool IsReady(int maxRecords, int maxBytes)
    {
        if (fetched.Count == 0) return false;
        if (IsFullFor(maxRecords, maxBytes)) return true;
        var waited = time.GetElapsedTime(since);
        return held.Values.All(claim => claim.IsAtEnd) || waited > LongWait || (waited > ShortWait && held.Values.All(claim => claim.IsHeard));
    }

    private bool IsFullFor(int maxRecords, int maxBytes) => fetched.Count >= maxRecords || buffered >= Math.Min(maxBytes, maxBuffered);

    // The markers behind the last record are acknowledged with it, so that who has read all has no lag.
    private static long Behind(BatchPart part) => part.Claim.Delivered == part.Next && part.Claim.Fetched == part.Next ? Math.Max(part.Next, part.Claim.End) : part.Next;

    private void Purge()
    {
        var kept = fetched.Where(each => held.GetValueOrDefault(each.Claim.Kafka) == each.Claim && each.Claim.Epoch == each.Epoch).ToList();
        fetched.Clear();
        Buffer(-buffered);
        foreach (var each in kept)
        {
            fetched.Enqueue(each);
            Buffer(Size(each.Record));
        }
    }

    // As it was fetched: nothing else knows how many bytes its key had.
    private static int Size(LogRecord record) => (record.Value?.Length ?? 0) + Encoding.UTF8.GetByteCount(record.Key);

    private void LookAhead(int most)
    {
        if (most == ahead) return;
        ahead = most;
        Buffer(0);
    }

    private void Buffer(long bytes)
    {
        buffered += bytes;
        if (HasEnough) room.Reset();
        else room.Set();
    }
}
