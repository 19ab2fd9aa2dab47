using System.Collections.Concurrent;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>What the judges of one run of the kit share.</summary>
internal sealed class Session(Func<ConnectorSubject> describe) : IAsyncDisposable
{
    private HubBench? _hub;

    /// <summary>How many records a stream needs to come in several pages; 0 where the connector always gives one.</summary>
    public ConcurrentDictionary<string, int> Sizes { get; } = new(StringComparer.Ordinal);

    /// <summary>The subject with a tool of its own.</summary>
    public ConnectorSubject Describe() => describe();

    /// <summary>A hub, started when it is first needed and shared: each property has an instance of its own.</summary>
    public async Task<HubBench> HubAsync(CancellationToken cancellationToken) =>
        _hub ??= await HubBench.StartAsync(Describe(), cancellationToken).ConfigureAwait(false);

    public ValueTask DisposeAsync() => _hub?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>One property being judged.</summary>
internal sealed class Exam(Session session, string property, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>Records that a read asks for in a page.</summary>
    public const int PageSize = 5;

    private const int Few = 12;
    private const int Many = 230;
    private readonly List<IAsyncDisposable> _open = [];

    public ConnectorSubject Subject { get; } = session.Describe();

    public ConnectorDescriptor Descriptor => Subject.Connector.Descriptor;

    public CancellationToken Ct => cancellationToken;

    /// <summary>What the tool was asked and could not answer, or was asked last, for whoever looks for the cause.</summary>
    public string Trail => string.Join(
        " ",
        _open.OfType<Trial>().SelectMany(t => t.Server.Unanswered).Concat(_open.OfType<HubTrial>().SelectMany(t => t.Server.Unanswered)).Distinct(StringComparer.Ordinal) is var missing && missing.Any()
            ? $"The simulated tool has no answer to {Verdict.Names(missing)}: describe the route if the request is right." : "",
        _open.OfType<Trial>().LastOrDefault(t => t.Server.Calls.Count > 0) is { } trial
            ? $"Last requests: {string.Join(", ", trial.Server.Calls.TakeLast(3))}." : "").Trim();

    /// <summary>Opens the connector on the subject's tool, or on one of its own the second time.</summary>
    public async Task<Trial> OpenAsync()
    {
        var trial = await Trial.OpenAsync(_open.Count == 0 ? Subject : session.Describe(), cancellationToken).ConfigureAwait(false);
        _open.Add(trial);
        return trial;
    }

    /// <summary>Configures an instance at the hub, and waits for its first read.</summary>
    public async Task<HubTrial> HubAsync(Func<HubTrial, Task>? before = null, string suffix = "")
    {
        var hub = await session.HubAsync(cancellationToken).ConfigureAwait(false);
        var subject = _open.Count == 0 ? Subject : session.Describe();
        var trial = await HubTrial.PrepareAsync(hub, subject, (property + suffix)[..Math.Min(40, property.Length + suffix.Length)].TrimEnd('-'), cancellationToken).ConfigureAwait(false);
        _open.Add(trial);
        await (before?.Invoke(trial) ?? Task.CompletedTask).ConfigureAwait(false);
        await trial.StartAsync().ConfigureAwait(false);
        return trial;
    }

    /// <summary>The streams that are read and that the tool keeps, of those that a property asks of.</summary>
    public IReadOnlyList<StreamDescriptor> Readable(string asked, Func<StreamDescriptor, SimulatedStream, bool>? of = null)
    {
        var streams = Descriptor.Streams.Where(s => s.CanRead && Subject.Tool.Find(s.Id) is { } kept && of?.Invoke(s, kept) != false).ToList();
        return streams.Count > 0 ? streams : throw Verdict.NotAsked($"No stream {asked}.");
    }

    /// <summary>Fills what the tool keeps for every stream, so that reads come in several pages where they can.</summary>
    public async Task FillAsync(Trial trial)
    {
        foreach (var stream in Adding(trial.Tool))
        {
            await trial.Tool.Find(stream.Id)!.AddAsync(await SizeAsync(stream).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the first read of a stream comes in several pages.</summary>
    public async Task<bool> ComesInPagesAsync(StreamDescriptor stream) =>
        Subject.Tool.Find(stream.Id) is { Fixed: false } && await MeasureAsync(stream).ConfigureAwait(false) > 0;

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
        {
            await open.DisposeAsync().ConfigureAwait(false);
        }
    }

    public static IEnumerable<SimulatedStream> Adding(SimulatedTool tool) => tool.Streams.Where(s => !s.Fixed);

    private async Task<int> SizeAsync(SimulatedStream stream) =>
        Descriptor.Streams.FirstOrDefault(s => s.Id == stream.Id && s.CanRead) is { } read && await MeasureAsync(read).ConfigureAwait(false) is > 0 and var size
            ? size
            : Math.Min(Few, stream.Most);

    private async Task<int> MeasureAsync(StreamDescriptor stream)
    {
        if (session.Sizes.TryGetValue(stream.Id, out var known))
        {
            return known;
        }

        foreach (var size in new[] { Few, Many })
        {
            var trial = await Trial.OpenAsync(session.Describe(), cancellationToken).ConfigureAwait(false);
            await using var _ = trial.ConfigureAwait(false);
            if (trial.Tool.Find(stream.Id) is not { } kept || size > kept.Most)
            {
                break;
            }

            // Others, too, since a record may hang on another's.
            foreach (var each in Adding(trial.Tool))
            {
                await each.AddAsync(each == kept ? size : Math.Min(Few, each.Most), cancellationToken).ConfigureAwait(false);
            }

            var reading = await trial.ReadAsync(stream).ConfigureAwait(false);
            if (reading.Pages.Count(p => p.Records.Count > 0) > 1)
            {
                return session.Sizes[stream.Id] = size;
            }
        }

        return session.Sizes[stream.Id] = 0;
    }
}
