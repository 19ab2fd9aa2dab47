using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Sdk.Testing.Tools;

/// <summary>What the simulated tool keeps for one stream of the connector. The kit adds, changes, deletes and hides; the partner's routes show what is there.</summary>
/// <param name="id">Id of the connector's stream.</param>
/// <param name="template">The tool's document of a record in its present state. Some member of it should follow <see cref="SimulatedRecord.Revision"/>.</param>
public sealed class SimulatedStream(string id, Func<SimulatedRecord, JsonObject> template)
{
    private SimulatedTool? _tool;
    private ImmutableList<SimulatedRecord> _records = [];
    private int _last;

    /// <summary>Id of the stream.</summary>
    public string Id => id;

    /// <summary>Containers among which its records are spread, such as projects; empty where it has none.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];

    /// <summary>Records that are there from the start.</summary>
    public int Seed { get; init; }

    /// <summary>True when the kit may neither add nor change nor delete its records: what others hang on, such as the projects of the instance's options.</summary>
    public bool Fixed { get; init; }

    /// <summary>False when its records never change once they are there.</summary>
    public bool Changes { get; init; } = true;

    /// <summary>How long after it was made a record may change, where the tool cannot be asked for later changes: builds, say, of which the newest are read again. Null for ever.</summary>
    public TimeSpan? ChangesFor { get; init; }

    /// <summary>False when the tool deletes none of its records.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>True when an incremental read tells what was deleted; otherwise a full scan has to.</summary>
    public bool TellsDeletions { get; init; }

    /// <summary>True when the tool has no way to ask for changes alone, so that each read tells everything.</summary>
    public bool ReadsWhole { get; init; }

    /// <summary>True when the connector's record is not the tool's own document but a rendering of it: a file, a commit, several answers in one.</summary>
    public bool Rendered { get; init; }

    /// <summary>The most records that the kit may add in one test; 1,000 unless adding one costs much.</summary>
    public int Most { get; init; } = 1_000;

    /// <summary>Id that the connector gives a record, where it is not its number.</summary>
    public Func<SimulatedRecord, string>? IdOf { get; init; }

    /// <summary>The delivery that the tool sends when a record was added or changed; null where it sends none.</summary>
    public Func<SimulatedRecord, WebhookDelivery>? Webhook { get; init; }

    /// <summary>Done when a record is added, for tools that do not speak HTTP: writes a file, makes a commit. It may set the record's id.</summary>
    public Func<SimulatedRecord, CancellationToken, Task>? Added { get; init; }

    /// <summary>Done when a record was changed, for tools that do not speak HTTP.</summary>
    public Func<SimulatedRecord, CancellationToken, Task>? Changed { get; init; }

    /// <summary>Done when a record was deleted, for tools that do not speak HTTP.</summary>
    public Func<SimulatedRecord, CancellationToken, Task>? Deleted { get; init; }

    /// <summary>The records that are there and may be seen, in the order in which they were made.</summary>
    public IReadOnlyList<SimulatedRecord> Records => [.. _records.Where(r => r.Container is null || _tool?.IsHidden(r.Container) != true)];

    internal DateTimeOffset Now => _tool?.Now ?? SimulatedTool.Start;

    /// <summary>The records that changed at an instant or later, the longest unchanged first; all of them where there is no instant.</summary>
    /// <param name="since">The instant, inclusive.</param>
    public IReadOnlyList<SimulatedRecord> ChangedSince(DateTimeOffset? since) =>
        [.. Records.Where(r => since is null || r.UpdatedAt >= since).OrderBy(r => r.UpdatedAt).ThenBy(r => r.Number)];

    /// <summary>The records of a container, in the order in which they were made.</summary>
    /// <param name="container">The container.</param>
    public IReadOnlyList<SimulatedRecord> In(string container) => [.. Records.Where(r => r.Container == container)];

    /// <summary>A record by its id; null when it is not there.</summary>
    /// <param name="id">Its id.</param>
    public SimulatedRecord? Find(string id) => Records.FirstOrDefault(r => r.Id == id);

    /// <summary>Makes a record, as an action does.</summary>
    /// <param name="container">Where it belongs; null for the next of <see cref="Containers"/>.</param>
    public SimulatedRecord Create(string? container = null) => Make(Now, container);

    internal JsonObject Render(SimulatedRecord record) => template(record);

    internal void Attach(SimulatedTool tool)
    {
        _tool = tool;
        Add(Seed);
    }

    // Spread over the minutes before now, so that each has an instant of its own and none lies ahead of the clock.
    internal void Add(int count)
    {
        for (var left = count; left > 0; left--)
        {
            Make(Now.AddMinutes(1 - left), null);
        }
    }

    internal async Task AddAsync(int count, CancellationToken cancellationToken)
    {
        var before = _records.Count;
        Add(count);
        foreach (var record in Added is null ? [] : _records.Skip(before))
        {
            await Added!(record, cancellationToken).ConfigureAwait(false);
        }
    }

    internal async Task ChangeAsync(SimulatedRecord record, CancellationToken cancellationToken)
    {
        record.Touch();
        await (Changed?.Invoke(record, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
    }

    internal async Task DeleteAsync(SimulatedRecord record, CancellationToken cancellationToken)
    {
        ImmutableInterlocked.Update(ref _records, r => r.Remove(record));
        await (Deleted?.Invoke(record, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private SimulatedRecord Make(DateTimeOffset at, string? container)
    {
        var number = Interlocked.Increment(ref _last);
        var record = new SimulatedRecord(this, number, container ?? (Containers.Count == 0 ? null : Containers[(number - 1) % Containers.Count]), at);
        record.Id = IdOf?.Invoke(record) ?? record.Id;
        ImmutableInterlocked.Update(ref _records, r => r.Add(record));
        return record;
    }
}
