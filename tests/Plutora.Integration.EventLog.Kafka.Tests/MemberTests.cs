using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Groups;
using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A member of a group that has trouble to take up its share.</summary>
public sealed class MemberTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_keeps_a_member_from_taking_up_its_share_is_told_and_tried_again()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        // Makes the log.
        await using (var log = await KafkaEventLog.OpenAsync(host.Options, Ct)) Assert.NotNull(log.Name);
        var told = new Told();
        var options = host.Options with { CacheFolder = host.Options.CacheFolder + "-member", Logger = told };
        using var kafka = new KafkaCluster(options);
        using var cache = StateCache.Open(options.CacheFolder, "a log", TimeSpan.FromDays(1), options.Time, told);
        var attempts = 0;
        await using var member = new Member(kafka, new(cache, kafka.Names), new("g", TopicFilter.Exact("a"), LogStart.Earliest), new("g", new("log"), options.Time, 1_000_000),
            (_, _) => ++attempts == 1 ? throw new InvalidOperationException("nobody thought of this") : Task.FromResult(new Settlement([], new Dictionary<Confluent.Kafka.TopicPartition, long>())));
        await member.JoinAsync(Ct);
        Assert.True(member.Claims.IsSettled);
        Assert.Equal("nobody thought of this", Assert.Single(told.Faults).Message);
    }

    private sealed class Told : ILogger
    {
        public List<Exception> Faults { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null) Faults.Add(exception);
        }
    }
}
