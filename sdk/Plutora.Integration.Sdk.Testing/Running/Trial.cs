using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Serving;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>A connector opened on a tool of its own, called as the hub calls it but with nothing between: what it throws and logs is seen as it is.</summary>
internal sealed class Trial : IAsyncDisposable
{
    private const int SamePages = 4;
    private const int MostPages = 3_000;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-kit-").FullName;
    private readonly List<ServiceProvider> _containers = [];
    private readonly CancellationToken _cancellation;
    private ConnectorInstance? _instance;

    private Trial(ConnectorSubject subject, FakeTimeProvider time, ToolServer server, CancellationToken cancellationToken) =>
        (Subject, Time, Server, Options, _cancellation) = (subject, time, server, subject.Options(server.Address), cancellationToken);

    public ConnectorSubject Subject { get; }

    public ConnectorDescriptor Descriptor => Subject.Connector.Descriptor;

    public SimulatedTool Tool => Subject.Tool;

    public FakeTimeProvider Time { get; }

    public ToolServer Server { get; }

    public JsonObject Options { get; }

    public KeptLog Log { get; } = new();

    public IReadOnlyList<string> Secrets => OptionPaths.Values(Options, Descriptor.Options.Secrets);

    public ConnectorInstance Instance => _instance ??= Open(Options);

    public static async Task<Trial> OpenAsync(ConnectorSubject subject, CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider(SimulatedTool.Start);
        subject.Tool.Clock = time;
        return new(subject, time, await ToolServer.StartAsync(subject.Tool, cancellationToken).ConfigureAwait(false), cancellationToken);
    }

    /// <summary>Opens an instance beside the first, as after a restart.</summary>
    public ConnectorInstance Open(JsonObject options)
    {
        var services = new ServiceCollection();
        var clock = new GuestClock(Time);
        services.AddSingleton<TimeProvider>(clock);
        services.AddLogging(logging => logging.AddProvider(Log));
        Subject.Connector.Register(services);
        var container = services.BuildServiceProvider();
        _containers.Add(container);
        var work = Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;
        return Subject.Connector.Open(new("kit", options.DeepClone().AsObject(), Log, clock, work), container);
    }

    /// <summary>Closes the instance; the next call goes to a new one, as after the hub was started anew.</summary>
    public async Task RestartAsync()
    {
        if (_instance is { } open)
        {
            _instance = null;
            await open.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Lets the tool's and the hub's clock go on.</summary>
    public void Pass(TimeSpan time) => Time.Advance(time);

    /// <summary>Waits for a call, letting time pass while nothing but time is waited for.</summary>
    public async Task<T> CallAsync<T>(string what, Func<CancellationToken, Task<T>> call)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        var started = TimeProvider.System.GetTimestamp();
        var waited = TimeSpan.Zero;
        var task = Task.Run(() => call(limit.Token), CancellationToken.None);
        for (var idle = 0; !task.IsCompleted;)
        {
            await Task.WhenAny(task, Task.Delay(Look, TimeProvider.System, CancellationToken.None)).ConfigureAwait(false);
            idle = Server.IsBusy ? 0 : idle + 1;
            if (!task.IsCompleted && idle > 5)
            {
                Time.Advance(Step);
                waited += Step;
            }

            if (!task.IsCompleted && (waited > LongestWait || TimeProvider.System.GetElapsedTime(started) > Patience))
            {
                await limit.CancelAsync().ConfigureAwait(false);
                throw Verdict.Wrong(
                    $"{what} did not come back within {(waited > LongestWait ? $"{LongestWait.TotalHours:0} hours by its own clock" : $"{Patience.TotalSeconds:0} s")}.",
                    "Pass the cancellation token on, wait by the context's TimeProvider, and leave long waits to the hub: throw ConnectorException.RateLimited or Transient instead of sleeping.");
            }
        }

        return await task.ConfigureAwait(false);
    }

    /// <summary>Reads a stream as the hub does. The page is told before the next one is asked for; false ends the read there.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the connector throws is what is judged.")]
    public Task<Reading> ReadAsync(StreamDescriptor stream, Cursor? from = null, ReadMode mode = ReadMode.Incremental, Func<ReadRequest, ReadRequest>? with = null, Func<RecordPage, int, Task<bool>>? told = null) =>
        CallAsync($"Reading stream '{stream.Id}'", async ct =>
        {
            // A connector that keeps a budget of requests has it whole for each read.
            Pass(BetweenReads);
            var request = new ReadRequest { Stream = stream.Id, Mode = mode, Cursor = from, Overlap = stream.Overlap, PageSize = Exam.PageSize };
            var pages = new List<RecordPage>();
            var same = 0;
            try
            {
                await foreach (var page in Instance.ReadAsync(with?.Invoke(request) ?? request, ct).WithCancellation(ct).ConfigureAwait(false))
                {
                    same = pages.Count > 0 && Same(pages[^1], page) ? same + 1 : 0;
                    pages.Add(page);
                    if (same >= SamePages - 1)
                    {
                        return new Reading(stream, pages, null) { Circles = true };
                    }

                    if (pages.Count > MostPages || (told is not null && !await told(page, pages.Count).ConfigureAwait(false)))
                    {
                        break;
                    }
                }
            }
            catch (Exception fault) when (fault is not (WrongException or NotAskedException) && !_cancellation.IsCancellationRequested)
            {
                return new Reading(stream, pages, fault);
            }

            return new Reading(stream, pages, null);
        });

    public async ValueTask DisposeAsync()
    {
        await RestartAsync().ConfigureAwait(false);
        foreach (var container in _containers)
        {
            await container.DisposeAsync().ConfigureAwait(false);
        }

        await Server.DisposeAsync().ConfigureAwait(false);
        Folders.Delete(_folder, Tool.FolderInUse);
    }

    private static bool Same(RecordPage one, RecordPage other) =>
        one.Cursor == other.Cursor && one.Records.Count == other.Records.Count
        && one.Records.Zip(other.Records).All(p => p.First.Id == p.Second.Id && p.First.Json.Span.SequenceEqual(p.Second.Json.Span));
}
