using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>The state as it is read from memory and file together, whatever was saved of it when.</summary>
public sealed class StateCacheTests : IDisposable
{
    private const string Store = "entities";
    private readonly string folder = Directory.CreateTempSubdirectory("plutora-cache-").FullName;

    // Keys that UTF-16 and UTF-8 order differently, and one that begins with another.
    private static readonly string[] Odd = ["a", "a\0b", "ab", "\uFFFD", "\U0001F600", "\U0001F600\uE000", "é"];
    private static readonly Gen<string> Key = Gen.OneOf(Gen.Int[0, 6].Select(number => Odd[number]), Gen.Int[0, 700].Select(number => "n" + number));
    private static readonly Gen<Step> Steps = Gen.Frequency(
        (3, Gen.Select(Key, Gen.Bool, (key, removed) => new Step(Kind.Foreign, key, removed, 0))),
        (5, Gen.Select(Key, Gen.Bool, (key, removed) => new Step(Kind.Own, key, removed, 0))),
        (1, Gen.Select(Key, Gen.Bool, (key, removed) => new Step(Kind.OwnToldLate, key, removed, 0))),
        (1, Gen.Const(new Step(Kind.Many, "", false, 0))),
        (4, Gen.Int[1, 300].Select(count => new Step(Kind.Read, "", false, count))),
        (2, Gen.Const(new Step(Kind.Save, "", false, 0))),
        (1, Gen.Const(new Step(Kind.Restart, "", false, 0))),
        (1, Gen.Const(new Step(Kind.Crash, "", false, 0))));

    // Long ones, which stand apart, and short ones.
    private static readonly Gen<string?> Value = Gen.Frequency((1, Gen.Const((string?)null)), (2, Gen.Int[0, 99].Select(number => (string?)$"{number}")), (1, Gen.Frequency((9, Gen.Int[513, 2_000]), (1, Gen.Int[65_000, 70_000])).Select(length => (string?)new string('v', length))));

    [Fact]
    public Task Whatever_is_read_committed_saved_or_lost_the_newest_known_value_of_each_key_is_found() =>
        Gen.Select(Gen.Select(Key, Value).Array[0, 200], Steps.Array[1, 60]).SampleAsync(async (built, steps) =>
        {
            using var run = await Run.StartAsync(Path.Combine(folder, Guid.NewGuid().ToString("N")), built);
            foreach (var step in steps) run.Do(step);
        }, iter: 20, threads: 1);

    [Fact]
    public async Task A_removed_key_leaves_nothing_in_the_file_once_the_reading_has_passed_it()
    {
        using var run = await Run.StartAsync(Path.Combine(folder, "one"), []);
        run.Do(new(Kind.Own, "a", false, 0));
        run.Do(new(Kind.Save, "", false, 0));
        run.Do(new(Kind.Own, "a", true, 0));
        run.Do(new(Kind.Save, "", false, 0));
        run.Do(new(Kind.Read, "", false, 10));
        run.Do(new(Kind.Save, "", false, 0));
        Assert.Equal(0, run.Rows());
    }

    [Fact]
    public Task What_is_built_holds_the_newest_value_of_each_key_once_and_goes_on_from_there() =>
        Gen.Select(Gen.Select(Key, Value).Array[0, 300], Gen.Int[1, 4000], Gen.Int[1, 3]).SampleAsync(async (writes, memory, lanes) =>
        {
            var at = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            var newest = new Dictionary<string, string?>(StringComparer.Ordinal);
            int built;
            using (var cache = Open(at))
            {
                Build(cache, writes, newest, memory, lanes);
                built = newest.Values.Count(value => value is not null);
                Assert.Equal(built > 0 ? [Store] : [], cache.Stores());
                Holds(cache);
                cache.Committed(newest.Keys.Where(key => key != "a").Select(key => new StateChange(new(Store, key), new(null, null), 0, writes.Length)));
                Assert.Equal(newest.GetValueOrDefault("a") is null ? [] : [Store], cache.Stores());
                foreach (var key in newest.Keys) newest[key] = null;
                var change = new StateChange(new(Store, "a"), new("new"u8.ToArray(), null), 0, writes.Length + 1);
                cache.Committed([change]);
                newest["a"] = "new";
                Holds(cache);
                await cache.Flushed;
                Assert.True(cache.IsWhole);
            }

            using (var again = Open(at))
            {
                Assert.True(again.IsWhole);
                Assert.Equal(writes.Length, again.Checkpoint(0));
                Holds(again);
            }

            using var table = Embedded.Storage.Database.Open(Path.Combine(at, "state.db"));
            using var sorted = new SortedState(PlacedFile.Open(Path.Combine(at, "state.db-sorted")));
            using var entries = sorted.From(table, Store, "");
            var count = 0;
            while (entries.Next()) count++;
            Assert.Equal(built, count);

            void Holds(StateCache cache)
            {
                var expected = newest.Where(each => each.Value is not null).OrderBy(each => Convert.ToHexString(Encoding.UTF8.GetBytes(each.Key)), StringComparer.Ordinal).ToList();
                Assert.Equal(expected.Select(each => $"{each.Key} {each.Value}"), cache.All(Store).Select(entry => $"{entry.Key} {Encoding.UTF8.GetString(entry.Value.Span)}"));
                foreach (var (key, value) in newest.Take(5)) Assert.Equal(value, cache.Get(new(Store, key)) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null);
            }
        }, iter: 20, threads: 1);

    [Fact]
    public void Entries_are_sorted_by_the_bytes_of_their_keys_and_those_of_one_key_stay_in_order() =>
        Gen.Frequency((1, Gen.Const((byte)0)), (2, Gen.Const((byte)'a')), (1, Gen.Byte)).Array[0, 40].Select(key => key.Length > 20 ? key[..(key.Length / 8 * 8)] : key).Array[0, 400]
            .Select(Gen.Int[0, 30], (keys, shared) => keys.Select(key => (byte[])[.. new byte[shared], .. key]).ToArray()).Sample(keys =>
        {
            var (entries, places) = (new List<byte>(), new List<int>());
            foreach (var key in keys)
            {
                places.Add(entries.Count);
                var record = new StateRecord { StoreAndKey = key, HasPartitionKey = false, PartitionKey = default, IsRemoval = true, Value = default };
                var entry = new byte[SortedEntry.LengthOf(record)];
                SortedEntry.Write(record, 0, entry);
                entries.AddRange(entry);
            }

            var expected = keys.Index().OrderBy(each => Convert.ToHexString(each.Item), StringComparer.Ordinal).Select(each => places[each.Index]).ToArray();
            var sorted = places.ToArray();
            EntrySort.Sort([.. entries], sorted, new ulong[sorted.Length]);
            Assert.Equal(expected, sorted);
        }, iter: 200, threads: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_build_that_was_cut_off_leaves_nothing_and_is_begun_anew(bool finished)
    {
        var (at, copy) = (Path.Combine(folder, "one"), Path.Combine(folder, "copy"));
        Directory.CreateDirectory(copy);
        using (var cache = Open(at))
        {
            using var build = cache.Build(memory: 10_000);
            var lane = build.Lane();
            for (var offset = 0; offset < 5000; offset++) Add(lane, $"n{offset}", new('x', 2000));
            if (finished) build.Finish();
            foreach (var name in new[] { "state.db", "state.db-wal", "state.db-sorted", "state.db-build" }) File.Copy(Path.Combine(at, name), Path.Combine(copy, name));
        }

        foreach (var left in new[] { at, copy })
        {
            using var again = Open(left);
            Assert.False(again.IsWhole);
            Assert.Equal(0, again.Checkpoint(0));
            Assert.Empty(again.All(Store));
            Assert.False(File.Exists(Path.Combine(left, "state.db-build")));
            Assert.False(File.Exists(Path.Combine(left, "state.db-sorted")));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task What_was_sorted_and_is_not_there_whole_is_read_anew(int left)
    {
        var (at, sorted) = (Path.Combine(folder, "one"), Path.Combine(folder, "one", "state.db-sorted"));
        using (var cache = Open(at))
        {
            Build(cache, [.. Enumerable.Range(0, 100).Select(number => ($"n{number}", (string?)"value"))], [], 1000, 1);
            await cache.Flushed;
        }

        if (left == 0) File.Delete(sorted);
        else using (var file = File.OpenWrite(sorted)) file.SetLength(left);
        using var again = Open(at);
        Assert.False(again.IsWhole);
        Assert.Equal(0, again.Checkpoint(0));
        Assert.Empty(again.All(Store));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static StateCache Open(string folder) => StateCache.Open(folder, "a log", TimeSpan.FromDays(1000), TimeProvider.System, NullLogger.Instance);

    private static void Add(StateLane lane, string key, string? value) => lane.Add(new()
    {
        StoreAndKey = Encoding.UTF8.GetBytes($"{Store}\0{key}"),
        HasPartitionKey = true,
        PartitionKey = Encoding.UTF8.GetBytes(key + "!"),
        IsRemoval = value is null,
        Value = Encoding.UTF8.GetBytes(value ?? ""),
    });

    // Each key in a lane of its own, as those of a partition are.
    private static void Build(StateCache cache, (string Key, string? Value)[] writes, Dictionary<string, string?> newest, int memory, int count)
    {
        using var build = cache.Build(memory);
        StateLane[] lanes = [.. Enumerable.Range(0, count).Select(_ => build.Lane())];
        foreach (var (key, value) in writes)
        {
            newest[key] = value;
            Add(lanes[key.Length % count], key, value);
        }

        cache.Take(build, [new(0, writes.Length)]);
    }

    private enum Kind
    {
        Foreign,
        Own,
        OwnToldLate,
        Many,
        Read,
        Save,
        Restart,
        Crash,
    }

    private sealed record Step(Kind Kind, string Key, bool Removed, int Count);

    /// <summary>A cache beside the topic that it follows.</summary>
    private sealed class Run : IDisposable
    {
        private readonly List<StateChange> topic = [];
        private readonly SortedDictionary<string, StateChange> known = new(Comparer<string>.Create((x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y))));
        private readonly FakeTimeProvider time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        private readonly HashSet<string> told = [];
        private List<StateChange> late = [];
        private string folder;
        private StateCache cache;
        private int read;

        private Run(string folder)
        {
            this.folder = folder;
            cache = Open();
        }

        /// <summary>Begins with what the topic held before, if it held anything.</summary>
        public static async Task<Run> StartAsync(string folder, (string Key, string? Value)[] built)
        {
            var run = new Run(folder);
            foreach (var (key, value) in built) run.Know(run.Write(key, value));
            if (built.Length > 0)
            {
                Build(run.cache, built, [], 500, 2);
                await run.cache.Flushed;
                run.read = built.Length;
            }

            Assert.True(run.cache.Complete());
            return run;
        }

        public void Do(Step step)
        {
            switch (step.Kind)
            {
                case Kind.Foreign:
                    Write(step);
                    break;
                case Kind.Own:
                    Tell([Write(step)]);
                    break;
                case Kind.OwnToldLate:
                    late.Add(Write(step));
                    break;
                case Kind.Many:
                    Tell([.. Enumerable.Range(0, 600).Select(number => Write(new(Kind.Own, "n" + number, number % 3 == 0, 0)))]);
                    break;
                case Kind.Read:
                    Read(step.Count);
                    Tell(late);
                    late = [];
                    break;
                case Kind.Save:
                    time.Advance(TimeSpan.FromMinutes(1));
                    cache.SaveWhenDue();
                    break;
                case Kind.Restart:
                    Reopen(folder);
                    break;
                default:
                    var copy = folder + "-";
                    Directory.CreateDirectory(copy);
                    foreach (var file in Directory.GetFiles(folder, "state.db*").Where(file => !file.EndsWith("shm", StringComparison.Ordinal) && !file.EndsWith("lock", StringComparison.Ordinal)))
                        File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
                    Reopen(copy);
                    break;
            }

            Check();
        }

        public long Rows()
        {
            cache.Dispose();
            using var file = Embedded.Storage.Database.Open(Path.Combine(folder, "state.db"));
            return file.Number("SELECT count(*) FROM state")!.Value;
        }

        public void Dispose() => cache.Dispose();

        private StateCache Open() => StateCache.Open(folder, "a log", TimeSpan.FromDays(1000), time, NullLogger.Instance);

        private void Reopen(string at)
        {
            cache.Dispose();
            folder = at;
            cache = Open();
            Assert.True(cache.IsWhole);
            (read, late) = ((int)cache.Checkpoint(0), []);
            Read(topic.Count);
        }

        private StateChange Write(Step step) => Write(step.Key, step.Removed ? null : $"{topic.Count}");

        private StateChange Write(string key, string? value)
        {
            var change = new StateChange(new(Store, key), new(value is null ? null : (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(value), key + "!"), 0, topic.Count);
            topic.Add(change);
            return change;
        }

        private void Tell(List<StateChange> changes)
        {
            cache.Committed(changes);
            changes.ForEach(Know);
        }

        private void Read(int count)
        {
            var (changes, isKnown) = (new List<StateChange>(), false);
            for (; count > 0 && read < topic.Count; count--, read++)
            {
                if (!cache.IsKnown(0, read)) changes.Add(topic[read]);
                else isKnown = true;
                Know(topic[read]);
            }

            cache.Read(changes, [new(0, read)]);
            if (isKnown) cache.TakeCommittedStores(told);
            Assert.True(!isKnown || told.Contains(Store));
        }

        private void Know(StateChange change)
        {
            if (!known.TryGetValue(change.Key.Key, out var before) || before.Offset < change.Offset) known[change.Key.Key] = change;
        }

        private void Check()
        {
            var expected = known.Values.Where(change => change.Value.Value is not null).Select(Text).ToList();
            Assert.Equal(expected, cache.All(Store).Select(entry => $"{entry.Key} {Encoding.UTF8.GetString(entry.Value.Span)} {entry.PartitionKey}"));
            foreach (var (key, change) in known.Take(5).Concat(known.TakeLast(10))) Assert.Equal(Value(change), cache.Get(new(Store, key)) is { } value ? Encoding.UTF8.GetString(value.Span) : null);
            Assert.Equal(known.Values.Where(change => change.Value.Value is not null && change.Key.Key.StartsWith("n1", StringComparison.Ordinal)).Select(change => change.Key.Key).Take(50), cache.Page(Store, "n1", null).Entries.Take(50).Select(entry => entry.Key));
            Assert.Equal(expected.LastOrDefault()?.Split(' ')[0], cache.Last(Store, "\U0010FFFF")?.Key);
        }

        private static string Text(StateChange change) => $"{change.Key.Key} {Value(change)} {change.Value.PartitionKey}";

        private static string? Value(StateChange change) => change.Value.Value is { } value ? Encoding.UTF8.GetString(value.Span) : null;
    }
}
