using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>
/// The files of a state cache: sorted runs, each saving's before those that are older, files of long values, and a manifest that names them. One thread saves, one keeps them in order (<see cref="Merge"/>, <see cref="Record"/>), any read.
/// </summary>
/// <remarks>A saving is seen at once and named by the manifest later, when it lies safely on the disk: who is killed between reads that much again.</remarks>
internal sealed class StateFiles : IDisposable
{
    private readonly StateFolder folder;
    private readonly StateManifest manifest;
    private readonly StateSizes sizes;
    private readonly TimeProvider time;
    private readonly ProcessLock processLock;
    private readonly StateLane saver;

    // Guards what is current.
    private readonly Lock gate = new();
    private RunSet current;
    private Dictionary<int, long> reached;
    private DateTimeOffset savedAt;

    // What the manifest names: these files stay, whoever uses them.
    private RunSet named;
    private volatile bool isWhole;

    private StateFiles(string path, StateFolder folder, StateManifest manifest, RunSet files, bool isWhole, StateSizes sizes, TimeProvider time, ProcessLock processLock)
    {
        (Path, this.folder, this.manifest, this.isWhole, this.sizes, this.time, this.processLock) = (path, folder, manifest, isWhole, sizes, time, processLock);
        (current, named, reached, savedAt) = (files, files, manifest.Reached(), manifest.Saved);
        files.Use();
        var values = new ValueWriter(folder, sizes.Values);
        if (FilesOf(files).MaxBy(file => file.Number) is { } last) values.GoOn(last);
        saver = new(folder, values, sizes.Sorted);
    }

    public string Path { get; }

    /// <summary>Whether it holds what the topic held up to its end once: what a build has read, or a manifest that was written since.</summary>
    public bool IsWhole => isWhole;

    /// <inheritdoc cref="StateCache.Open(string, string, TimeSpan, StateSizes, TimeSpan?, TimeProvider, ILogger)"/>
    public static StateFiles Open(string folder, string identity, TimeSpan maxAge, StateSizes sizes, TimeProvider time, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        var path = System.IO.Path.Combine(folder, "state.db");
        var processLock = ProcessLock.Take(path);
        try
        {
            if (File.Exists(path))
            {
                try
                {
                    return Reopen(path, identity, time.GetUtcNow() - maxAge, sizes, time, processLock);
                }
                catch (Exception unfit) when (unfit is InvalidDataException or LogException)
                {
                    logger.CacheDropped(folder, unfit.Message);
                }
            }

            StateFolder.DeleteAll(path);
            return new(path, new(path), StateManifest.Make(path, identity), new([], [], 0), isWhole: false, sizes, time, processLock);
        }
        catch
        {
            processLock.Dispose();
            throw;
        }
    }

    /// <summary>How far the topic was read.</summary>
    public Dictionary<int, long> Reached()
    {
        lock (gate) return new(reached);
    }

    /// <summary>What is current, to be disposed.</summary>
    public RunSet Use()
    {
        lock (gate)
        {
            current.Use();
            return current;
        }
    }

    /// <summary>Whether any run may say something of what has this hash.</summary>
    public bool MayHold(ulong hash)
    {
        lock (gate) return current.MayHold(hash);
    }

    /// <inheritdoc cref="StateCache.Build"/>
    public StateBuild Build(int? memory) => new(folder, memory ?? sizes.Sorted, sizes.Values);

    /// <summary>Takes what was built.</summary>
    public void Take(StateBuild build)
    {
        build.Finish();
        var lanes = build.Lanes;
        Change(before => new([.. lanes.SelectMany(lane => lane.Runs).Reverse()], lanes.SelectMany(lane => lane.Values.Files), 0));
        isWhole = true;
    }

    /// <summary>Writes changes as runs. They are not seen before <see cref="Take(StateSaving)"/>.</summary>
    public void Write(StateSaving saving)
    {
        try
        {
            using var before = Use();
            // What no run holds need not be removed: an older value of it that is still to be read comes before its removal in the topic, too.
            foreach (var change in saving.Changes)
                if (!change.IsRemoved || before.MayHold(KeyFilter.Hash(change.StoreAndKey.Span))) saver.Add(change.AsRecord());
            saver.Finish();
        }
        catch
        {
            // What was written is not known.
            saver.Dispose();
            throw;
        }
    }

    /// <summary>What was written is seen from now on.</summary>
    public void Take(StateSaving saving)
    {
        Change(
            before => saver.Runs.Count == 0 ? null : new([.. saver.Runs.AsEnumerable().Reverse(), .. before.Runs], [.. saver.Values.Files, .. FilesOf(before)], before.Merged),
            () => (reached, savedAt) = (saving.Reached, time.GetUtcNow()));
        saver.Take();
    }

    /// <summary>Merges runs where that is due.</summary>
    /// <returns>Whether it was; more may be.</returns>
    public bool Merge(CancellationToken ct)
    {
        using var before = Use();
        if (MergePlan.Choose(before, sizes, saver.Values.Current) is not { } plan) return false;
        using var merged = MergedRuns.Of(before, plan, folder, sizes.Values, ct);
        SortedRun[] made = merged.Run is { } run ? [run] : [];
        Change(now =>
        {
            // Savings have come before what was merged.
            var newer = now.Runs.Count - before.Runs.Count + plan.First;
            SortedRun[] runs = [.. now.Runs.Take(newer), .. made, .. now.Runs.Skip(newer + plan.Count)];
            return new(runs, [.. merged.Values, .. FilesOf(now)], plan.Count == before.Runs.Count ? made.Sum(each => each.Weight) : now.Merged);
        });
        return true;
    }

    /// <summary>Lets the manifest name what is current, once that lies safely on the disk.</summary>
    public void Record()
    {
        if (!isWhole) return;
        RunSet files;
        Dictionary<int, long> upTo;
        DateTimeOffset saved;
        lock (gate)
        {
            (files, upTo, saved) = (current, reached, savedAt);
            files.Use();
        }

        try
        {
            foreach (var run in files.Runs) run.Flush();
            foreach (var (file, length) in files.Values) file.Flush(length);
            manifest.Write(files, upTo, saved);
        }
        catch
        {
            files.Dispose();
            throw;
        }

        named.Dispose();
        named = files;
    }

    public void Dispose()
    {
        folder.IsKept = true;
        saver.Dispose();
        current.Dispose();
        named.Dispose();
        manifest.Dispose();
        processLock.Dispose();
    }

    private static StateFiles Reopen(string path, string identity, DateTimeOffset oldest, StateSizes sizes, TimeProvider time, ProcessLock processLock)
    {
        var manifest = StateManifest.Open(path, identity, oldest);
        try
        {
            var folder = new StateFolder(path);
            return new(path, folder, manifest, manifest.Files(folder), isWhole: true, sizes, time, processLock);
        }
        catch
        {
            manifest.Dispose();
            throw;
        }
    }

    private static IEnumerable<ValueFile> FilesOf(RunSet files) => files.Values.Select(each => each.File);

    private void Change(Func<RunSet, RunSet?> change, Action? beside = null)
    {
        RunSet? before = null;
        lock (gate)
        {
            if (change(current) is { } next) (before, current) = (current, next);
            beside?.Invoke();
        }

        before?.Dispose();
    }
}
