using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.State;

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

    [Fact]
    public void Whatever_is_read_committed_saved_or_lost_the_newest_known_value_of_each_key_is_found() =>
        Steps.Array[1, 60].Sample(steps =>
        {
            using var run = new Run(Path.Combine(folder, Guid.NewGuid().ToString("N")));
            foreach (var step in steps) run.Do(step);
        }, iter: 20, threads: 1);

    [Fact]
    public void A_removed_key_leaves_nothing_in_the_file_once_the_reading_has_passed_it()
    {
        using var run = new Run(Path.Combine(folder, "one"));
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
        Gen.Select(Gen.Select(Key, Gen.Bool).Array[0, 300], Gen.Int[1, 100]).SampleAsync(async (writes, inMemory) =>
        {
            var at = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            var newest = new Dictionary<string, string?>(StringComparer.Ordinal);
            using (var cache = Open(at))
            {
                using (var build = cache.Build(inMemory))
                {
                    foreach (var (offset, (key, removed)) in writes.Index())
                    {
                        newest[key] = removed ? null : $"{offset}";
                        build.Add(Record(key, newest[key], offset));
                    }

                    cache.Take(build, [new(0, writes.Length)]);
                }

                Holds(cache);
                var change = new StateChange(new(Store, "a"), new("new"u8.ToArray(), null), 0, writes.Length);
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

            using var file = Embedded.Storage.Database.Open(Path.Combine(at, "state.db"));
            Assert.Equal(newest.Values.Count(value => value is not null), file.Number("SELECT count(*) FROM state"));

            void Holds(StateCache cache)
            {
                var expected = newest.Where(each => each.Value is not null).OrderBy(each => Convert.ToHexString(Encoding.UTF8.GetBytes(each.Key)), StringComparer.Ordinal);
                Assert.Equal(expected.Select(each => $"{each.Key} {each.Value}"), cache.All(Store).Select(entry => $"{entry.Key} {Encoding.UTF8.GetString(entry.Value.Span)}"));
                foreach (var (key, value) in newest.Take(5)) Assert.Equal(value, cache.Get(new(Store, key)) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null);
            }
        }, iter: 20, threads: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_build_that_was_cut_off_leaves_nothing_and_is_begun_anew(bool finished)
    {
        var (at, copy) = (Path.Combine(folder, "one"), Path.Combine(folder, "copy"));
        Directory.CreateDirectory(copy);
        using (var cache = Open(at))
        {
            using var build = cache.Build();
            for (var offset = 0; offset < 5000; offset++) build.Add(Record($"n{offset}", new('x', 2000), offset));
            if (finished) build.Finish();
            foreach (var name in new[] { "state.db", "state.db-build" }) File.Copy(Path.Combine(at, name), Path.Combine(copy, name));
        }

        foreach (var left in new[] { at, copy })
        {
            using var again = Open(left);
            Assert.False(again.IsWhole);
            Assert.Equal(0, again.Checkpoint(0));
            Assert.Empty(again.All(Store));
            Assert.False(File.Exists(Path.Combine(left, "state.db-build")));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static StateCache Open(string folder) => StateCache.Open(folder, "a log", TimeSpan.FromDays(1000), TimeProvider.System, NullLogger.Instance);

    private static StateRecord Record(string key, string? value, long offset) =>
        new(Encoding.UTF8.GetBytes($"{Store}\0{key}"), Store.Length, null, value is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(value), offset);

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

        public Run(string folder)
        {
            this.folder = folder;
            cache = Open();
            cache.Complete();
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

        private StateChange Write(Step step)
        {
            var change = new StateChange(new(Store, step.Key), new(step.Removed ? null : (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes($"{topic.Count}"), step.Key + "!"), 0, topic.Count);
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
            Assert.Equal(known.Values.Where(change => change.Value.Value is not null && change.Key.Key.StartsWith("n1", StringComparison.Ordinal)).Select(change => change.Key.Key).Take(50), cache.Page(Store, "n1", null).Take(50).Select(entry => entry.Key));
            Assert.Equal(expected.LastOrDefault()?.Split(' ')[0], cache.Last(Store, "\U0010FFFF")?.Key);
        }

        private static string Text(StateChange change) => $"{change.Key.Key} {Value(change)} {change.Value.PartitionKey}";

        private static string? Value(StateChange change) => change.Value.Value is { } value ? Encoding.UTF8.GetString(value.Span) : null;
    }
}
