using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.EventLog.Embedded.Groups;

namespace Plutora.Integration.EventLog.Embedded.Whole;

/// <summary>An embedded log that is copied. It has one lane, since one sequence runs through all its topics; the sequence is the ordinal.</summary>
internal sealed class EmbeddedCopySource : ICopySource
{
    private readonly EmbeddedEventLog _log;

    private EmbeddedCopySource(EmbeddedEventLog log, string file) => (_log, Place) = (log, PlaceOf(file));

    public IEventLog Log => _log;

    public string Place { get; }

    /// <summary>Opens the log of a file.</summary>
    /// <exception cref="LogException"><see cref="LogError.Invalid"/>: there is none; and what <see cref="EmbeddedEventLog.Open"/> throws.</exception>
    public static EmbeddedCopySource Open(string file, TimeProvider time) => File.Exists(file)
        ? new(EmbeddedEventLog.Open(new(file) { Time = time, ForCopy = true }), file)
        : throw new LogException(LogError.Invalid, $"There is no event log '{file}'.");

    /// <summary>A file as a place.</summary>
    public static string PlaceOf(string file) => $"'{file}'";

    /// <summary>The file of a copy. Marks of before name it without quotes.</summary>
    public static string FileOf(MovedMark mark) => mark.Place.Trim('\'');

    public Task<MovedMark?> MovedAsync(CancellationToken ct) => Task.FromResult(_log.Moved is { Engine: null } mark ? mark with { Place = PlaceOf(FileOf(mark)) } : _log.Moved);

    public Task MarkAsync(MovedMark? mark, CancellationToken ct) => _log.MarkAsync(ct, (LogMarks.Moved, mark?.Write()));

    /// <summary>Whoever has the file open keeps others from opening it.</summary>
    public Task AloneAsync(CancellationToken ct) => Task.CompletedTask;

    public IReadOnlyList<string> Lanes(IReadOnlyList<TopicDefinition> topics) => [""];

    public async Task<CopyPage> ReadAsync(string lane, long after, int maxRecords, CancellationToken ct)
    {
        var start = after == 0 ? LogStart.Earliest : LogStart.After(_log.Positions.Write(after));
        var page = await _log.ReadAsync(new(TopicFilter.Prefix(""), start) { MaxRecords = maxRecords }, ct).ConfigureAwait(false);
        return new(page.Records, [.. page.Records.Select(record => PositionCodec.SequenceOf(record.Position))], PositionCodec.SequenceOf(page.Next));
    }

    public IReadOnlyList<string> Stores() => _log.Stores();

    public Task<IReadOnlyList<CopyGroup>> GroupsAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<CopyGroup>>([.. _log.Groups.All.Select(group => new CopyGroup(group.Name, group.Filter, AcknowledgedBy(group)))]);

    public Task<long> BehindAsync(CopyGroup group, IReadOnlyList<TopicInfo> topics, CancellationToken ct)
    {
        var names = topics.Select(topic => topic.Definition.Name).ToHashSet(StringComparer.Ordinal);
        return Task.FromResult(_log.Groups.Lag(group.Name).Where(lag => names.Contains(lag.Topic)).Sum(lag => lag.Lag));
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private Dictionary<TopicPartition, long> AcknowledgedBy(ConsumerGroup known)
    {
        var acknowledged = new Dictionary<TopicPartition, long>();
        foreach (var partition in _log.Catalog.Matching(known.Filter))
            if (known.MarkOf(partition) is { } mark) acknowledged[new(partition.Topic, partition.Number)] = mark.Offset;
        return acknowledged;
    }
}
