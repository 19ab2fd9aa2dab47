using System.Buffers.Binary;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>Remembers the ids of deliveries, so that one that comes again changes nothing, and forgets them after some days.</summary>
public sealed class DeliveryMemory(IEventLog log, TimeSpan kept, TimeProvider time)
{
    internal const string Store = "deliveries";
    private const byte Format = 1;
    private const int AtOnce = 1_000;

    /// <summary>Whether a delivery came before.</summary>
    public async ValueTask<bool> KnowsAsync(string key, CancellationToken cancellationToken) =>
        await log.GetStateAsync(Store, key, cancellationToken).ConfigureAwait(false) is { } at && At(at.Span) > time.GetUtcNow() - kept;

    /// <summary>Remembers a delivery together with what it says.</summary>
    internal static void Remember(ILogTransaction transaction, string key, DateTimeOffset at)
    {
        var value = new byte[9];
        value[0] = Format;
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(1), at.ToUnixTimeMilliseconds());
        transaction.PutState(Store, key, value);
    }

    /// <summary>Forgets what is older than deliveries are remembered.</summary>
    /// <returns>How many were forgotten.</returns>
    public async Task<int> ForgetOldAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - kept;
        var old = new List<string>();
        var forgotten = 0;
        await foreach (var entry in log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            if (At(entry.Value.Span) <= before)
            {
                old.Add(entry.Key);
            }

            if (old.Count == AtOnce)
            {
                forgotten += await ForgetAsync(old, cancellationToken).ConfigureAwait(false);
            }
        }

        return forgotten + await ForgetAsync(old, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> ForgetAsync(List<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return 0;
        }

        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        foreach (var key in keys)
        {
            transaction.PutState(Store, key, null);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        var count = keys.Count;
        keys.Clear();
        return count;
    }

    private static DateTimeOffset At(ReadOnlySpan<byte> value) => value.Length == 9 && value[0] == Format
        ? DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(value[1..]))
        : throw new Storage.StateFormatException($"A delivery id is stored in format {(value.Length > 0 ? value[0] : 0)}, this hub reads {Format}. Start the hub version that wrote it, or a newer one.");
}
