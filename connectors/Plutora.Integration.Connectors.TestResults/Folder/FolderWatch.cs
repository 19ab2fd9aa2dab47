using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Folder;

/// <summary>Reads what is new in the watched folders, file by file, the oldest first. A file that is deleted deletes nothing.</summary>
internal sealed class FolderWatch(TestResultsOptions options, ReadSettings settings, RunContext context, TimeProvider time, ILogger logger)
{
    private const int PageBytes = 4 << 20;
    private readonly FolderListing _listing = new(options);

    /// <summary>How many files the patterns name.</summary>
    public int Count(CancellationToken cancellationToken) => _listing.List(cancellationToken).Count;

    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Walking folders and parsing take long; the hub's own thread is not held by them.
        await Task.Yield();
        var present = List(cancellationToken);
        var cursor = FolderCursor.Parse(request.Cursor);
        var kept = request.Cursor;
        var page = new Page(request.PageSize);
        long done = 0;
        foreach (var file in present.Where(f => !cursor.IsRead(f) && IsWanted(f, request)).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var settled = true;
            foreach (var item in Read(file, () => settled = false, cancellationToken))
            {
                page.Take(item);
                if (page.IsFull)
                {
                    // The file is not read to its end: until it is, the cursor stays where it was.
                    done += page.Records.Count;
                    kept = page.Files > 0 ? cursor.Value(present) : kept;
                    yield return page.Hand(kept, done);
                }
            }

            if (!settled)
            {
                continue;
            }

            cursor.Add(file);
            page.Files++;
            if (page.IsWorthHanding)
            {
                done += page.Records.Count;
                yield return page.Hand(kept = cursor.Value(present), done);
            }
        }

        var last = cursor.Value(present);
        if (page.Files > 0 || page.Records.Count > 0 || last != request.Cursor)
        {
            done += page.Records.Count;
            yield return page.Hand(last, done);
        }
    }

    private static bool IsWanted(WatchedFile file, ReadRequest request) => request.Cursor is not null || request.Since is not { } since || file.ChangedAt >= since;

    private IReadOnlyList<WatchedFile> List(CancellationToken cancellationToken)
    {
        try
        {
            return _listing.List(cancellationToken);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            // A mount that is gone for a while is not an empty folder.
            throw ConnectorException.Transient(missing.Message, missing);
        }
    }

    private IEnumerable<FileItem> Read(WatchedFile watched, Action later, CancellationToken cancellationToken)
    {
        if (watched.IsLink)
        {
            yield return new(null, FaultsOf.Unopened(watched.Relative, $"'{watched.Relative}' is a symbolic link; links are not followed. Put the file itself into the folder."));
            yield break;
        }

        if (watched.Length > options.MaxFileBytes)
        {
            yield return new(null, FaultsOf.Unopened(
                watched.Relative, $"'{watched.Relative}' has {watched.Length} bytes; the largest file read is {options.MaxFileBytes} bytes (option 'maxFileBytes')."));
            yield break;
        }

        var age = time.GetUtcNow() - watched.ChangedAt;
        var file = age < options.Settle ? null : Open(watched);
        if (file is null || (age < options.Patience && !FileEnd.SeemsWhole(file)))
        {
            logger.FileLeftForLater(watched.Relative);
            later();
            yield break;
        }

        var report = new Report(file, settings, context);
        using var records = ReportReader.Read(report).GetEnumerator();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (record, fault, ended) = Step(records, file, later);
            if (record is not null || fault is not null)
            {
                yield return new(record, fault);
            }

            if (ended)
            {
                break;
            }
        }

        foreach (var fault in FaultsOf.Flaws(report))
        {
            yield return new(null, fault);
        }
    }

    private (SourceRecord? Record, RecordFault? Fault, bool Ended) Step(IEnumerator<SourceRecord> records, ReportFile file, Action later)
    {
        try
        {
            return records.MoveNext() ? (records.Current, null, false) : (null, null, true);
        }
        catch (UnreadableException unreadable)
        {
            return (null, FaultsOf.File(file, unreadable.Message), true);
        }
        catch (NothingToldException nothing)
        {
            logger.FileTellsNothing(nothing.Message);
            return (null, null, true);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            logger.FileCannotBeRead(gone, file.Name);
            later();
            return (null, null, true);
        }
    }

    // Null when the file is gone, locked, or changed since it was listed.
    private ReportFile? Open(WatchedFile watched)
    {
        try
        {
            FileStream Fresh() => new(
                watched.Path, new FileStreamOptions { Mode = FileMode.Open, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 65_536, Options = FileOptions.SequentialScan });
            using var stream = Fresh();
            if (new FileInfo(watched.Path).LinkTarget is not null)
            {
                return null;
            }

            var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            return stream.Position == watched.Length ? new(ReportFile.BaseName(watched.Relative), watched.Length, hash, Fresh) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            logger.FileCannotBeRead(gone, watched.Relative);
            return null;
        }
    }

    /// <summary>What a file gives: a record or a fault.</summary>
    private sealed record FileItem(SourceRecord? Record, RecordFault? Fault);

    /// <summary>A page while it fills.</summary>
    private sealed class Page(int size)
    {
        private List<RecordFault> _faults = [];
        private long _bytes;

        public List<SourceRecord> Records { get; private set; } = [];

        /// <summary>Files that were read to their end since the last page.</summary>
        public int Files { get; set; }

        public bool IsFull => Records.Count >= size || _bytes >= PageBytes || _faults.Count >= size;

        /// <summary>Small files share a page, so that the cursor is not written for each.</summary>
        public bool IsWorthHanding => IsFull || Files >= size;

        public void Take(FileItem item)
        {
            if (item.Record is { } record)
            {
                Records.Add(record);
                _bytes += record.Json.Length;
            }

            if (item.Fault is { } fault)
            {
                _faults.Add(fault);
                _bytes += fault.Payload.Length;
            }
        }

        public RecordPage Hand(Cursor? cursor, long done)
        {
            var page = new RecordPage(Records, cursor) { Faults = _faults, Progress = new(done, null) };
            (Records, _faults, _bytes, Files) = ([], [], 0, 0);
            return page;
        }
    }
}
