using Plutora.Integration.Connectors.TestResults.Folder;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.TestResults;

/// <summary>Some watched folders, and a place to upload to.</summary>
internal sealed class TestResultsInstance : ConnectorInstance
{
    private readonly TestResultsOptions _options;
    private readonly ReadSettings _settings;
    private readonly RunContext _context;
    private readonly FolderWatch _watch;

    public TestResultsInstance(TestResultsOptions options, ConnectorContext context)
    {
        _options = options;
        _settings = new(options.TextLimit, TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone));
        _context = ContextReader.Of(options);
        _watch = new(options, _settings, _context, context.Time, context.Logger);
    }

    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var missing = _options.Folders.Where(f => !Directory.Exists(f)).ToList();
        return Task.FromResult(
            missing.Count > 0 ? CheckResult.Failure($"These folders do not exist or cannot be read: {string.Join(", ", missing)}. Make them, or correct the option 'folders'.")
            : _options.Folders.Count == 0 ? CheckResult.Success("No folder is watched; uploads are taken.")
            : CheckResult.Success($"{_options.Folders.Count} folders are watched, with {_watch.Count(cancellationToken)} files that the patterns name; uploads are taken."));
    }

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => request switch
    {
        { Stream: not ResultStreams.Suite } => throw ConnectorException.Permanent($"Stream '{request.Stream}' does not exist; there is '{ResultStreams.Suite}'."),
        { Mode: ReadMode.FullScan } => throw request.NoScan("results stay when their file is deleted"),
        { Mode: ReadMode.Backfill } => throw request.NoBackfill("its first read takes every file there is"),
        _ => _watch.ReadAsync(request, cancellationToken),
    };

    public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        if (request.Kind != ReceiveKind.Upload)
        {
            throw ConnectorException.Permanent("This connector takes uploads and no webhooks.");
        }

        var report = new Report(ReportFile.Of(request.Name, request.Body), _settings, _context.With(request.Parameters));
        var records = new List<SourceRecord>();
        try
        {
            foreach (var record in ReportReader.Read(report))
            {
                cancellationToken.ThrowIfCancellationRequested();
                records.Add(record);
            }
        }
        catch (UnreadableException unreadable)
        {
            throw ConnectorException.Permanent(unreadable.Message, unreadable);
        }
        catch (NothingToldException nothing)
        {
            return ValueTask.FromResult(ReceiveResult.Ignore(nothing.Message));
        }

        return ValueTask.FromResult(new ReceiveResult { Records = records, Faults = FaultsOf.Flaws(report) });
    }
}
