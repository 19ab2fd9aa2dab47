using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Tests.Support;

/// <summary>An instance read as the hub reads it: the cursor of a page is kept with the page.</summary>
internal sealed class Polled : IAsyncDisposable
{
    private readonly Dictionary<(string, ReadMode), Cursor> _cursors = [];
    private readonly string _work;
    private readonly JsonObject _options;
    private readonly TimeProvider _time;
    private ConnectorInstance _instance;

    public Polled(string address, JsonObject? options = null, TimeProvider? time = null, string? work = null)
        : this([address], options, time, work)
    {
    }

    public Polled(string[] addresses, JsonObject? options = null, TimeProvider? time = null, string? work = null)
    {
        _work = work ?? Directory.CreateTempSubdirectory("plutora-work-").FullName;
        _options = options ?? [];
        _options["repositories"] = new JsonArray([.. addresses.Select(a => (JsonNode)a)]);
        _time = time ?? TimeProvider.System;
        _instance = Open();
    }

    public ConnectorInstance Instance => _instance;

    public string WorkFolder => _work;

    /// <summary>Every record told so far, in order.</summary>
    public List<SourceRecord> Told { get; } = [];

    /// <summary>Everything told to be unreadable.</summary>
    public List<RecordFault> Faults { get; } = [];

    /// <summary>The pages of the last read.</summary>
    public List<RecordPage> Pages { get; } = [];

    /// <summary>Shas of the commits told, in order.</summary>
    public IEnumerable<string> Commits => Told.Where(r => r.Stream == "commit").Select(r => Json(r).GetProperty("sha").GetString()!);

    public static JsonElement Json(SourceRecord record) => JsonElement.Parse(record.Json.Span);

    /// <summary>Reads a stream on from its cursor; returns what this read told.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="mode">Why.</param>
    /// <param name="pageSize">Records a page.</param>
    /// <param name="cutAfter">Pages after which the read is cut, as by a kill; never when null.</param>
    /// <param name="since">Lower bound.</param>
    public async Task<List<SourceRecord>> ReadAsync(string stream, ReadMode mode = ReadMode.Incremental, int pageSize = 100, int? cutAfter = null, DateTimeOffset? since = null)
    {
        Pages.Clear();
        var request = new ReadRequest { Stream = stream, Mode = mode, PageSize = pageSize, Cursor = _cursors.GetValueOrDefault((stream, mode)), Since = since };
        var told = new List<SourceRecord>();
        await foreach (var page in _instance.ReadAsync(request, TestContext.Current.CancellationToken))
        {
            Pages.Add(page);
            told.AddRange(page.Records);
            Told.AddRange(page.Records);
            Faults.AddRange(page.Faults);
            if (page.Cursor is { } cursor)
            {
                _cursors[(stream, mode)] = cursor;
            }

            if (Pages.Count == cutAfter)
            {
                break;
            }
        }

        return told;
    }

    /// <summary>Opens the instance anew, as after a restart; its work folder may be gone.</summary>
    public async Task RestartAsync(bool loseWorkFolder = false)
    {
        await _instance.DisposeAsync();
        // It is made with the first read, and may be lost again before.
        if (loseWorkFolder && Directory.Exists(_work))
        {
            Directory.Delete(_work, recursive: true);
        }

        _instance = Open();
    }

    public void SetCursor(string stream, Cursor cursor) => _cursors[(stream, ReadMode.Incremental)] = cursor;

    public Cursor Cursor(string stream) => _cursors[(stream, ReadMode.Incremental)];

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        if (Directory.Exists(_work))
        {
            Directory.Delete(_work, recursive: true);
        }
    }

    private ConnectorInstance Open()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        return new GitConnector().Open(new("test", _options.DeepClone().AsObject(), NullLogger.Instance, _time, _work), services);
    }
}
