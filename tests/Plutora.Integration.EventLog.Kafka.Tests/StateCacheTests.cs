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
        (3, Gen.Const(new Step(Kind.Merge, "", false, 0))),
        (2, Gen.Const(new Step(Kind.Record, "", false, 0))),
        (1, Gen.Const(new Step(Kind.Restart, "", false, 0))),
        (1, Gen.Select(Gen.Int[0, 2], torn => new Step(Kind.Crash, "", false, torn))));

    // So small that merges of all kinds come about.
    private static readonly StateSizes Small = new() { Sorted = 20_000, SmallRun = 1_000, Fan = 3, Spacious = 5_000, Values = 20_000 };

    // Long ones, which stand apart, and short ones.
    private static readonly Gen<string?> Value = Gen.Frequency((1, Gen.Const((string?)null)), (2, Gen.Int[0, 99].Select(number => (string?)$"{number}")), (1, Gen.Frequency((9, Gen.Int[513, 2_000]), (1, Gen.Int[65_000, 70_000])).Select(length => (string?)new string('v', length))));

    [Fact]
    public Task Whatever_is_read_committed_saved_or_lost_the_newest_known_value_of_each_key_is_found() =>
        Gen.Select(Gen.Select(Key, Value).Array[0, 200], Steps.Array[1, 60]).SampleAsync((built, steps) =>
        {
            using var run = Run.Start(Path.Combine(folder, Guid.NewGuid().ToString("N")), built);
            foreach (var step in steps) run.Do(step);
            return Task.CompletedTask;
        }, iter: 20, threads: 1);

    [Fact]
    public void Of_a_first_part_that_no_key_has_it_is_known_without_a_look_that_nothing_is_there()
    {
        using var run = Run.Start(Path.Combine(folder, "parts"), []);
        for (var number = 0; number < 300; number++)
        {
            run.Do(new(Kind.Own, $"there{number}\0b", false, 0));
            if (number is 100 or 200) run.Do(new(Kind.Save, "", false, 0));
        }

        Assert.All(Enumerable.Range(0, 300), number => Assert.True(run.MayHold($"there{number}\0")));
        Assert.InRange(Enumerable.Range(0, 1000).Count(number => run.MayHold($"elsewhere{number}\0")), 0, 60);
    }

    [Fact]
    public void A_removed_key_leaves_nothing_in_the_files_once_all_runs_are_merged()
    {
        using var run = Run.Start(Path.Combine(folder, "one"), []);
        foreach (var removed in (bool[])[false, true, false, true])
        {
            run.Do(new(Kind.Own, "a", removed, 0));
            run.Do(new(Kind.Save, "", false, 0));
        }

        run.Do(new(Kind.Merge, "", false, 0));
        run.Do(new(Kind.Restart, "", false, 0));
        Assert.DoesNotContain(run.Files(), file => file.Contains("-run-", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_overwritten_is_given_up_and_its_files_go()
    {
        using var run = Run.Start(Path.Combine(folder, "one"), [.. Enumerable.Range(0, 100).Select(number => ($"n{number}", (string?)new string('v', 600)))]);
        var most = 0L;
        for (var round = 0; round < 60; round++)
        {
            run.Overwrite(100, 600);
            run.Do(new(Kind.Save, "", false, 0));
            run.Do(new(Kind.Merge, "", false, 0));
            run.Do(new(Kind.Record, "", false, 0));
            if (round > 10) most = Math.Max(most, run.Files().Sum(file => new FileInfo(file).Length));
        }

        // 60,000 bytes of values stand, three times as many runs and values may, and twice as many files of values.
        Assert.InRange(most, 60_000, 6 * 75_000);
    }

    [Fact]
    public Task What_is_built_holds_the_newest_value_of_each_key_once_and_goes_on_from_there() =>
        Gen.Select(Gen.Select(Key, Value).Array[0, 300], Gen.Int[1, 4000], Gen.Int[1, 3]).SampleAsync((writes, memory, lanes) =>
        {
            var at = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            var newest = new Dictionary<string, string?>(StringComparer.Ordinal);
            using (var cache = Open(at))
            {
                Build(cache, writes, newest, memory, lanes);
                Assert.Equal(newest.Values.Any(value => value is not null) ? [Store] : [], cache.Stores());
                Holds(cache);
                cache.Committed(newest.Keys.Where(key => key != "a").Select(key => new StateChange(new(Store, key), new(null, null), 0, writes.Length)));
                Assert.Equal(newest.GetValueOrDefault("a") is null ? [] : [Store], cache.Stores());
                foreach (var key in newest.Keys) newest[key] = null;
                var change = new StateChange(new(Store, "a"), new("new"u8.ToArray(), null), 0, writes.Length + 1);
                cache.Committed([change]);
                newest["a"] = "new";
                Holds(cache);
                Assert.True(cache.IsWhole);
            }

            using var again = Open(at);
            Assert.True(again.IsWhole);
            Assert.Equal(writes.Length, again.Checkpoint(0));
            Holds(again);
            while (again.Merge())
            {
            }

            Holds(again);
            return Task.CompletedTask;

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
            EntrySort.Sort([.. entries], sorted, new ulong[sorted.Length], new int[sorted.Length]);
            Assert.Equal(expected, sorted);
        }, iter: 200, threads: 1);

    [Fact]
    public void A_filter_knows_all_that_it_was_told_however_small_it_became_and_little_else() =>
        Gen.Select(Gen.Int[1, 20_000], Gen.Int[1, 40]).Sample((count, room) =>
        {
            var filter = KeyFilter.For((long)count * room);
            for (var key = 0; key < count; key++) filter.Add(Hash(key));
            filter = filter.Fitting(count);
            for (var key = 0; key < count; key++) Assert.True(filter.MayHold(Hash(key)));
            Assert.True(Enumerable.Range(count, 1000).Count(key => filter.MayHold(Hash(key))) < 60);
            static ulong Hash(int key) => KeyFilter.Hash(BitConverter.GetBytes(key));
        }, iter: 20, threads: 1);

    [Fact]
    public void A_build_that_was_cut_off_leaves_nothing_and_is_begun_anew()
    {
        var (at, copy) = (Path.Combine(folder, "one"), Path.Combine(folder, "copy"));
        using (var cache = Open(at))
        {
            using var build = cache.Build(memory: 10_000);
            var lane = build.Lane();
            for (var offset = 0; offset < 5000; offset++) Add(lane, $"n{offset}", new('x', 2000));
            Copy(at, copy);
            Assert.NotEmpty(Directory.GetFiles(copy, "state.db-run-*"));
            Assert.NotEmpty(Directory.GetFiles(copy, "state.db-values-*"));
        }

        foreach (var left in new[] { at, copy })
        {
            using var again = Open(left);
            Assert.False(again.IsWhole);
            Assert.Equal(0, again.Checkpoint(0));
            Assert.Empty(again.All(Store));
            Assert.Empty(Directory.GetFiles(left, "state.db-run-*"));
            Assert.Empty(Directory.GetFiles(left, "state.db-values-*"));
        }
    }

    [Theory]
    [InlineData("run", Harm.Deleted)]
    [InlineData("run", Harm.Cut)]
    [InlineData("run", Harm.Changed)]
    [InlineData("values", Harm.Deleted)]
    [InlineData("values", Harm.Cut)]
    public void What_is_not_there_as_it_was_written_is_read_anew(string kind, Harm harm)
    {
        var at = Path.Combine(folder, "one");
        using (var cache = Open(at)) Build(cache, [.. Enumerable.Range(0, 100).Select(number => ($"n{number}", (string?)new string('v', 600)))], [], 1000, 1);
        var file = Directory.GetFiles(at, $"state.db-{kind}-*")[0];
        if (harm == Harm.Deleted) File.Delete(file);
        else using (var bytes = File.Open(file, FileMode.Open))
        {
            if (harm == Harm.Cut) bytes.SetLength(bytes.Length - 1);
            else
            {
                // In what is known of the run, which stands behind its entries.
                bytes.Seek(-100, SeekOrigin.End);
                var before = bytes.ReadByte();
                bytes.Seek(-1, SeekOrigin.Current);
                bytes.WriteByte((byte)~before);
            }
        }

        using var again = Open(at);
        Assert.False(again.IsWhole);
        Assert.Equal(0, again.Checkpoint(0));
        Assert.Empty(again.All(Store));
    }

    [Fact]
    public async Task What_is_saved_is_merged_and_recorded_beside_while_it_is_read()
    {
        var at = Path.Combine(folder, "one");
        var time = new FakeTimeProvider(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var offset = 0L;
        using (var cache = StateCache.Open(at, "a log", TimeSpan.FromDays(1000), Small, TimeSpan.FromMilliseconds(1), time, NullLogger.Instance))
        {
            Build(cache, [], [], 1000, 1);
            using var stop = new CancellationTokenSource();
            var reading = Task.Run(() =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var isThere = Interlocked.Read(ref offset) > 0;
                    Assert.True(!isThere || cache.Get(new(Store, "n7")) is not null);
                    Assert.True(!isThere || cache.All(Store).Count == 100);
                }
            }, TestContext.Current.CancellationToken);
            for (var round = 0; round < 40; round++)
            {
                var from = offset;
                cache.Committed([.. Enumerable.Range(0, 100).Select(number => new StateChange(new(Store, $"n{number}"), new(Encoding.UTF8.GetBytes($"{from + number}".PadLeft(600)), null), 0, from + number))]);
                Interlocked.Exchange(ref offset, offset + 100);
                cache.Read([], [new(0, offset)]);
                time.Advance(TimeSpan.FromSeconds(6));
                cache.SaveWhenDue();
            }

            await stop.CancelAsync();
            await reading;
            Assert.Equal(100, cache.All(Store).Count);
            // What keeps the files in order comes to it when a processor is free; an end does not wait for it.
            await Waiting.UntilAsync("what was saved is merged", () => Directory.GetFiles(at, "state.db-run-*").Length <= 20);
        }

        Assert.InRange(Directory.GetFiles(at, "state.db-run-*").Length, 1, 20);
        using var again = Open(at);
        Assert.Equal(offset, again.Checkpoint(0));
        Assert.Equal(Enumerable.Range(0, 100).Select(number => offset - 100 + number).Order(), again.All(Store).Select(entry => long.Parse(Encoding.UTF8.GetString(entry.Value.Span), System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static StateCache Open(string folder) => Open(folder, TimeProvider.System);

    // It merges and records when a test says so.
    private static StateCache Open(string folder, TimeProvider time) => StateCache.Open(folder, "a log", TimeSpan.FromDays(1000), Small, pause: null, time, NullLogger.Instance);

    // As a process that is killed leaves it.
    private static void Copy(string folder, string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(folder, "state.db*").Where(file => !file.EndsWith("shm", StringComparison.Ordinal) && !file.EndsWith("lock", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
    }

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

    public enum Harm
    {
        Deleted,
        Cut,
        Changed,
    }

    private enum Kind
    {
        Foreign,
        Own,
        OwnToldLate,
        Many,
        Read,
        Save,
        Merge,
        Record,
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
        public static Run Start(string folder, (string Key, string? Value)[] built)
        {
            var run = new Run(folder);
            foreach (var (key, value) in built) run.Know(run.Write(key, value));
            Build(run.cache, built, [], 500, 2);
            run.read = built.Length;
            run.cache.Record();
            Assert.True(run.cache.IsWhole);
            return run;
        }

        /// <summary>Gives so many keys a value of so many bytes.</summary>
        public void Overwrite(int keys, int length) => Tell([.. Enumerable.Range(0, keys).Select(number => Write("n" + number, $"{topic.Count}".PadLeft(length, 'v')))]);

        public bool MayHold(string prefix) => cache.MayHold(Store, prefix);

        public List<string> Files() => [.. Directory.GetFiles(folder, "state.db-run-*"), .. Directory.GetFiles(folder, "state.db-values-*")];

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
                case Kind.Merge:
                    while (cache.Merge()) Check();
                    break;
                case Kind.Record:
                    cache.Record();
                    break;
                case Kind.Restart:
                    Reopen(folder);
                    break;
                default:
                    var copy = folder + "-";
                    Copy(folder, copy);
                    // What was being written then.
                    if (step.Count > 0) File.WriteAllBytes(Path.Combine(copy, $"state.db-{(step.Count == 1 ? "run" : "values")}-999"), new byte[1000]);
                    Reopen(copy);
                    break;
            }

            Check();
        }

        public void Dispose() => cache.Dispose();

        private StateCache Open() => StateCacheTests.Open(folder, time);

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
            Assert.True(cache.MayHold(Store, "a"));
            Assert.True(cache.MayHold(Store, "a\0") || known.GetValueOrDefault("a\0b") is not { Value.Value: not null });
            Assert.Equal(known.GetValueOrDefault("a\0b") is { Value.Value: not null } ? ["a\0b"] : [], cache.Page(Store, "a\0", null).Entries.Select(entry => entry.Key));
        }

        private static string Text(StateChange change) => $"{change.Key.Key} {Value(change)} {change.Value.PartitionKey}";

        private static string? Value(StateChange change) => change.Value.Value is { } value ? Encoding.UTF8.GetString(value.Span) : null;
    }
}
