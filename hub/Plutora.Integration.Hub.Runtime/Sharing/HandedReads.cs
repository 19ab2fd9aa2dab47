using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Sharing;

/// <summary>Reads that were asked for at a hub that does not read the instance, by a signal or over the API, handed through the log's state to the one that does.</summary>
public sealed class HandedReads : IAsyncDisposable
{
    /// <summary>An entry a read: <c>instance/stream/mode</c>.</summary>
    internal const string Store = "hub.reads";

    private readonly IEventLog _log;
    private readonly ILogger _logger;
    private readonly Channel<string> _asked = Channel.CreateBounded<string>(new BoundedChannelOptions(1024) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _writing;

    /// <summary>Begins to hand over.</summary>
    public HandedReads(IEventLog log, ILogger logger)
    {
        (_log, _logger) = (log, logger);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Hands a read over; the same twice is one.</summary>
    public void Give(string instance, string stream, ReadMode mode) => _asked.Writer.TryWrite($"{instance}/{stream}/{mode}");

    /// <summary>Takes what is for the instances read here.</summary>
    public async Task TakeAsync(Func<string, bool> owns, Action<string, string, ReadMode> read, CancellationToken cancellationToken)
    {
        var taken = new List<string>();
        await foreach (var entry in _log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            if (entry.Key.Split('/') is [var instance, var stream, var mode] && owns(instance) && Enum.TryParse<ReadMode>(mode, out var known))
            {
                read(instance, stream, known);
                taken.Add(entry.Key);
            }
        }

        if (taken.Count > 0)
        {
            await PutAsync(taken, null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends once what was given is handed over.</summary>
    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync()
    {
        await foreach (var asked in _asked.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await PutAsync([asked], StateJson.Write(1, RuntimeJson.Default.Int32), CancellationToken.None).ConfigureAwait(false);
            }
            catch (LogException fault)
            {
                _logger.ReadNotHandedOver(fault);
            }
        }
    }

    private async Task PutAsync(List<string> keys, byte[]? value, CancellationToken cancellationToken)
    {
        await using var transaction = await _log.BeginAsync(cancellationToken).ConfigureAwait(false);
        foreach (var key in keys)
        {
            transaction.PutState(Store, key, value);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
