using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Testing.Recording;

namespace Plutora.Integration.Sdk.Testing.Tools;

/// <summary>
/// The tool, as far as the connector asks it: what it keeps, and how it answers. A partner describes it by streams and routes; the kit serves it over HTTP,
/// changes what it keeps, and lets it fail in every way that tools do.
/// </summary>
public sealed class SimulatedTool
{
    private readonly List<Route> _routes = [];
    private readonly Dictionary<string, SimulatedStream> _streams = new(StringComparer.Ordinal);
    private HttpRecording? _recording;
    private readonly ConcurrentDictionary<string, bool> _hidden = new(StringComparer.Ordinal);

    /// <summary>The instant at which each tool's clock starts.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What the tool keeps, in the order in which it was described.</summary>
    public IReadOnlyCollection<SimulatedStream> Streams => _streams.Values;

    /// <summary>Whether a request carries valid credentials; everybody is let in by default.</summary>
    public Func<ToolRequest, bool> Admits { get; set; } = static _ => true;

    /// <summary>What the tool answers to who is not let in. 401 by default.</summary>
    public Func<ToolRequest, ToolAnswer> Refuses { get; set; } = static _ => ToolAnswer.Text(401, """{"message":"Bad credentials."}""");

    /// <summary>Whether a request changes nothing though its method is POST: a query of GraphQL, a request for a token. None does by default.</summary>
    public Func<ToolRequest, bool> Reads { get; set; } = static _ => false;

    /// <summary>How the tool signs a delivery with a secret: the header and its value. By default as the connector's descriptor says; give it where you have the tool's own way, so that the descriptor is held against it.</summary>
    public Func<WebhookDelivery, string, (string Header, string Value)>? Signs { get; set; }

    /// <summary>Now, by the tool's clock, in whole seconds.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(Clock.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>A folder of the tool's own, for tools that are files; made when it is first asked for and deleted with the test.</summary>
    public string Folder => FolderInUse ??= Directory.CreateTempSubdirectory("plutora-kit-tool-").FullName;

    internal TimeProvider Clock { get; set; } = new FakeTimeProvider(Start);

    internal bool SpeaksHttp => _routes.Count > 0 || _recording is not null;

    internal string? FolderInUse { get; private set; }

    /// <summary>Says what the tool keeps for a stream of the connector.</summary>
    /// <param name="stream">The stream; returned as it is.</param>
    public SimulatedStream Keeps(SimulatedStream stream)
    {
        _streams.Add(stream.Id, stream);
        stream.Attach(this);
        return stream;
    }

    /// <summary>Says how the tool answers GET.</summary>
    /// <param name="path">Path with places in braces, such as <c>/tickets/{id}</c>; <c>{*rest}</c> at its end takes all that follows. Of several that fit, the one described first answers.</param>
    /// <param name="answer">The answer.</param>
    public void Get(string path, Func<ToolRequest, ToolAnswer> answer) => Route("GET", path, answer);

    /// <summary>Says how the tool answers POST.</summary>
    /// <param name="path">Path with places in braces.</param>
    /// <param name="answer">The answer.</param>
    public void Post(string path, Func<ToolRequest, ToolAnswer> answer) => Route("POST", path, answer);

    /// <summary>Says how the tool answers a method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path with places in braces.</param>
    /// <param name="answer">The answer.</param>
    public void Route(string method, string path, Func<ToolRequest, ToolAnswer> answer) => _routes.Add(new(method.ToUpperInvariant(), path, answer));

    /// <summary>Says that what no route is for is answered as the real tool did when it was recorded: what does not change, such as who is signed in.</summary>
    /// <param name="recording">The recording.</param>
    public void Replays(HttpRecording recording) => _recording = recording;

    /// <summary>Whether the connector's user may not see a container any more: its records are left out of <see cref="SimulatedStream.Records"/>, and routes of its own should answer 404.</summary>
    /// <param name="container">The container.</param>
    public bool IsHidden(string container) => _hidden.ContainsKey(container);

    internal SimulatedStream? Find(string stream) => _streams.GetValueOrDefault(stream);

    internal void Hide(string container) => _hidden[container] = true;

    internal ToolAnswer? Answer(ToolRequest request)
    {
        foreach (var route in _routes)
        {
            if (route.Match(request) is { } values)
            {
                return Admits(request) ? route.Answer(request with { Values = values }) : Refuses(request);
            }
        }

        return _recording?.Find(request);
    }

    /// <summary>What is said of a request that nothing answers, and the answer: 501 where answers are recorded, since 404 would say that the thing is gone.</summary>
    internal (string Told, ToolAnswer Answer) Unknown(ToolRequest request) => _recording is { } recording
        ? ($"{request.Method} {request.Target} is not recorded. {recording.Nearest(request)}", ToolAnswer.Json(new System.Text.Json.Nodes.JsonObject { ["message"] = $"{request.Method} {request.Path} is not recorded." }) with { Status = 501 })
        : ($"{request.Method} {request.Path}", ToolAnswer.Text(404, """{"message":"The simulated tool has no route for this."}"""));

    // All that it keeps, to tell whether anything changed.
    internal string Picture() => string.Join('\n', Streams.SelectMany(s => s.Records.Select(r => $"{s.Id} {r.Id}: {r.Json().ToJsonString()}")));
}
