using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

/// <summary>Any sequence of operations leaves the log as the same sequence leaves a list and a dictionary.</summary>
public sealed class ModelTests
{
    private static readonly Gen<string> Key = Gen.OneOf(new[] { "a", "b", "ü/ß", "😀", "x\0y", new string('k', 700) }.Select(Gen.Const).ToArray());
    private static readonly Gen<byte[]?> Value = Gen.Byte.Array[0, 60].Select(bytes => bytes.Length % 7 == 3 ? null : bytes);
    private static readonly Gen<KeyValuePair<string, string>[]> Headers = Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 200], Gen.String[Gen.Char.AlphaNumeric, 0, 3]).Select((v, k) => KeyValuePair.Create(k, v)).Array[0, 3];
    private static readonly Gen<LogEntry> Entry = Gen.Select(Gen.OneOf(Gen.Const("t1"), Gen.Const("t3")), Key, Value, Headers).Select((topic, key, value, headers) => new LogEntry(topic, key, value, headers));
    private static readonly Gen<Operation> AnyOperation = Gen.Select(Gen.Enum<Kind>(), Entry.Array[1, 6], Gen.Int[1, 5]).Select((kind, entries, count) => new Operation(kind, entries, count));

    private enum Kind { Append, AppendAgain, Commit, Abort, ConsumeAndCommit, ConsumeAndAbort, ConsumeAndAcknowledge, Rejoin, Reopen }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task Records_state_and_acknowledgements_are_as_in_the_model() => AnyOperation.Array[1, 25].SampleAsync(RunAsync, iter: 60, threads: 1);

    [Fact]
    public Task Compaction_at_any_moments_keeps_the_newest_of_each_key_in_order() =>
        Gen.Select(Entry, Gen.Int[0, 5]).Array[1, 60].SampleAsync(CompactAsync, iter: 40, threads: 1);

    private static async Task RunAsync(Operation[] operations)
    {
        using var folder = new TempFolder();
        var model = new LogModel();
        var log = await OpenAsync(folder);
        var consumer = await JoinAsync(log);
        foreach (var operation in operations)
        {
            switch (operation.Kind)
            {
                case Kind.Append or Kind.AppendAgain:
                    await log.AppendAsync(operation.Entries, Ct);
                    model.Append(operation.Entries);
                    break;
                case Kind.Commit or Kind.Abort:
                    await using (var transaction = await log.BeginAsync("t", Ct)) await WriteAsync(transaction, operation, model, operation.Kind == Kind.Commit);
                    break;
                case Kind.ConsumeAndCommit or Kind.ConsumeAndAbort when model.Unconsumed > 0:
                    var batch = await consumer.ReadAsync(operation.Count, Ct);
                    await using (var transaction = await consumer.BeginAsync(batch, Ct)) await WriteAsync(transaction, operation, model, operation.Kind == Kind.ConsumeAndCommit);
                    if (operation.Kind == Kind.ConsumeAndCommit) model.Consume(batch.Records);
                    break;
                case Kind.ConsumeAndAcknowledge when model.Unconsumed > 0:
                    var read = await consumer.ReadAsync(operation.Count, Ct);
                    await consumer.AcknowledgeAsync(read, Ct);
                    model.Consume(read.Records);
                    break;
                case Kind.Rejoin:
                    await consumer.DisposeAsync();
                    consumer = await JoinAsync(log);
                    break;
                case Kind.Reopen:
                    await log.DisposeAsync();
                    log = await OpenAsync(folder);
                    consumer = await JoinAsync(log);
                    break;
            }
        }

        model.AssertSame(await AppendingProcess.AllAsync(log, "t1"), await AppendingProcess.AllAsync(log, "t3"));
        foreach (var (key, value) in model.State)
            Assert.Equal(value, (await log.GetStateAsync("s", key, Ct))?.ToArray());
        Assert.Equal(model.Unconsumed, (await log.LagAsync("g", Ct)).Sum(lag => lag.Lag));
        await log.DisposeAsync();
    }

    private static async Task WriteAsync(ILogTransaction transaction, Operation operation, LogModel model, bool commit)
    {
        foreach (var entry in operation.Entries)
        {
            transaction.Append(entry);
            transaction.PutState("s", entry.Key, entry.Value);
        }

        if (!commit) return;
        await transaction.CommitAsync(Ct);
        model.Append(operation.Entries);
        foreach (var entry in operation.Entries) model.State[entry.Key] = entry.Value?.ToArray();
    }

    private static async Task CompactAsync((LogEntry Entry, int Then)[] steps)
    {
        using var folder = new TempFolder();
        var time = new FakeTimeProvider();
        await using var log = EmbeddedEventLog.Open(new(folder.File("log.db")) { Time = time });
        foreach (var (name, partitions) in new[] { ("t1", 1), ("t3", 3) })
            await log.EnsureTopicAsync(new(name, partitions, TopicRetention.Compact(TimeSpan.FromSeconds(3), TimeSpan.FromDays(1000))), Ct);
        var model = new LogModel();
        foreach (var (entry, then) in steps)
        {
            await log.AppendAsync([entry], Ct);
            model.Append([entry]);
            time.Advance(TimeSpan.FromSeconds(1));
            if (then == 0) await log.MaintainAsync(Ct);
        }

        time.Advance(TimeSpan.FromSeconds(10));
        await log.MaintainAsync(Ct);
        model.Compact();
        model.AssertSame(await AppendingProcess.AllAsync(log, "t1"), await AppendingProcess.AllAsync(log, "t3"));
    }

    private static async Task<EmbeddedEventLog> OpenAsync(TempFolder folder)
    {
        var log = EmbeddedEventLog.Open(new(folder.File("log.db")));
        await log.EnsureTopicAsync(new("t1", 1, TopicRetention.Forever), Ct);
        await log.EnsureTopicAsync(new("t3", 3, TopicRetention.Forever), Ct);
        return log;
    }

    private static async Task<ILogConsumer> JoinAsync(EmbeddedEventLog log) => await log.SubscribeAsync(new("g", TopicFilter.Prefix("t"), LogStart.Earliest), Ct);

    private sealed record Operation(Kind Kind, LogEntry[] Entries, int Count)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Entries.Length} entries, {Count}");
    }
}
