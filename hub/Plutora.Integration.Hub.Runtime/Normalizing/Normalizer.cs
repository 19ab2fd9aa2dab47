using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>Consumes every raw topic and publishes what it means. One record that cannot be mapped never stops the others.</summary>
internal sealed class Normalizer(IEventLog log, RecordNormalizer records, MappingRegistry mappings, TimeProvider time, ILogger logger)
{
    public const string Group = "normalizer";
    private const int BatchSize = 256;

    /// <summary>Works until it is cancelled; a failure of the log is waited out with backoff.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var consumer = await log.SubscribeAsync(new(Group, TopicFilter.Prefix(TopicNames.RawPrefix), LogStart.Earliest), cancellationToken).ConfigureAwait(false);
                while (true)
                {
                    var batch = await consumer.ReadAsync(BatchSize, cancellationToken).ConfigureAwait(false);
                    await using var transaction = await consumer.BeginAsync(batch, cancellationToken).ConfigureAwait(false);
                    await NormalizeAsync(transaction, batch, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    failures = 0;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Nothing of the batch was published: it is read again. Whatever it is, the hub's other work goes on.
                var wait = Backoff.Default.After(++failures, 0);
                logger.NormalizerFailed(fault, time.GetUtcNow() + wait);
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task NormalizeAsync(ILogTransaction transaction, LogBatch batch, CancellationToken cancellationToken)
    {
        var state = new BatchState(transaction);
        foreach (var stored in batch.Records)
        {
            if (stored.Value is null)
            {
                continue;
            }

            var raw = RawRecord.From(stored);
            try
            {
                await records.NormalizeAsync(state, raw, stored.Key, replayed: false, cancellationToken).ConfigureAwait(false);
            }
            catch (MappingException fault)
            {
                logger.RecordSetAside(stored.Topic, fault.Message);
                var number = mappings.Find(raw.Instance, raw.Record.Stream)?.Number ?? 0;
                transaction.Append(DeadLetterLog.Entry(DeadLetterLog.Of(stored, raw, "map", fault.Message, number, time.GetUtcNow())));
            }
        }
    }
}
