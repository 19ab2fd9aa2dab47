using System.Text.RegularExpressions;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.Hub.Runtime.DeadLetters;

/// <summary>What waits in dead letter, without the payloads, so that thousands are listed and grouped at once. Taken up from the log when it is asked for.</summary>
/// <param name="log">The event log.</param>
public sealed partial class DeadLetterIndex(IEventLog log) : IDisposable
{
    /// <summary>The newest that are held; of older ones nothing is told here until newer ones are gone.</summary>
    public const int MostLetters = 100_000;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly OrderedDictionary<string, (DeadLetterSummary Letter, int Partition, long Offset)> _waiting = new(StringComparer.Ordinal);
    private LogStart _from = LogStart.Earliest;

    /// <summary>The dead letters that wait, by what is wrong with them, the most frequent first.</summary>
    /// <param name="wanted">Which ones, and whether the asker may see them.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<IReadOnlyList<DeadLetterGroup>> GroupsAsync(Func<DeadLetterSummary, bool> wanted, CancellationToken cancellationToken) =>
    [
        .. from letter in await WaitingAsync(cancellationToken).ConfigureAwait(false)
           where wanted(letter)
           group letter by (letter.Instance, letter.Stream, letter.Stage, letter.Cause) into alike
           orderby alike.Count() descending, alike.Max(l => l.At) descending
           select new DeadLetterGroup(alike.Key.Instance, alike.Key.Stream, alike.Key.Stage, alike.Key.Cause, alike.Count(), alike.Min(l => l.At), alike.Max(l => l.At)),
    ];

    /// <summary>The dead letters that wait, the newest first.</summary>
    /// <param name="wanted">Which ones, and whether the asker may see them.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<IReadOnlyList<DeadLetterSummary>> ListAsync(Func<DeadLetterSummary, bool> wanted, CancellationToken cancellationToken) =>
        [.. (await WaitingAsync(cancellationToken).ConfigureAwait(false)).Where(wanted).Reverse()];

    /// <summary>Releases what looks wait on.</summary>
    public void Dispose() => _one.Dispose();

    /// <summary>A reason without what differs from record to record: the texts and numbers that were found.</summary>
    internal static string CauseOf(string reason) => Found().Replace(reason, "…");

    private async Task<IReadOnlyList<DeadLetterSummary>> WaitingAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var page = await log.ReadAsync(new(TopicFilter.Exact(TopicNames.DeadLetter), _from), cancellationToken).ConfigureAwait(false);
                foreach (var record in page.Records)
                {
                    Take(record);
                }

                _from = LogStart.After(page.Next);
                if (page.Records.Count == 0)
                {
                    break;
                }
            }

            await ForgetOldAsync(cancellationToken).ConfigureAwait(false);
            return [.. _waiting.Values.Select(w => w.Letter)];
        }
        finally
        {
            _one.Release();
        }
    }

    private void Take(LogRecord record)
    {
        if (record.Value is not { Length: > 0 } value)
        {
            _waiting.Remove(record.Key);
            return;
        }

        var letter = StateJson.Read(value, RuntimeJson.Default.DeadLetter, $"Dead letter '{record.Key}'");
        _waiting[record.Key] = (new(letter.Id, letter.Instance, letter.Stream, letter.RecordId, letter.Stage, letter.Reason, CauseOf(letter.Reason), letter.MappingVersion, letter.At, letter.Payload.Length), record.Partition, record.Offset);
        if (_waiting.Count > MostLetters)
        {
            _waiting.RemoveAt(0);
        }
    }

    // What the topic keeps no longer waits no longer.
    private async Task ForgetOldAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var starts = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).First(t => t.Definition.Name == TopicNames.DeadLetter).Partitions.Select(p => p.StartOffset).ToList();
        foreach (var id in _waiting.Where(w => w.Value.Offset < starts[w.Value.Partition]).Select(w => w.Key).ToList())
        {
            _waiting.Remove(id);
        }
    }

    // Places such as (4,12) stay: they say where the mapping is wrong.
    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|(?<![\w.(,])-?\d[\d.]*(?![\w),])
        """, RegexOptions.None, 1_000)]
    private static partial Regex Found();
}

/// <summary>A dead letter without its payload.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Instance">The instance that read or received it.</param>
/// <param name="Stream">Stream of the record; null when a delivery could not be read at all.</param>
/// <param name="RecordId">The record's id, where it is known.</param>
/// <param name="Stage">Where it failed.</param>
/// <param name="Reason">One sentence: what is wrong, and where.</param>
/// <param name="Cause">The reason without what differs from record to record.</param>
/// <param name="MappingVersion">Activation of the mapping that could not map it; 0 when none was asked.</param>
/// <param name="At">When it first failed.</param>
/// <param name="Bytes">Length of its payload.</param>
public sealed record DeadLetterSummary(string Id, string Instance, string? Stream, string? RecordId, string Stage, string Reason, string Cause, int MappingVersion, DateTimeOffset At, int Bytes);

/// <summary>Dead letters with which the same is wrong.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Stream">The stream; null for deliveries that could not be read at all.</param>
/// <param name="Stage">Where they failed.</param>
/// <param name="Cause">What is wrong with them, without what differs from record to record.</param>
/// <param name="Count">How many there are.</param>
/// <param name="FirstAt">When the oldest failed.</param>
/// <param name="LastAt">When the newest failed.</param>
public sealed record DeadLetterGroup(string Instance, string? Stream, string Stage, string Cause, int Count, DateTimeOffset FirstAt, DateTimeOffset LastAt);
