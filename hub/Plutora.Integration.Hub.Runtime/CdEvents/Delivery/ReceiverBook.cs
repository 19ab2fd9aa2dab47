using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.CdEvents.Delivery;

/// <summary>Keeps in the log what is known of receivers, so that every hub on it knows the same.</summary>
internal sealed class ReceiverBook(IEventLog log) : IDisposable
{
    // A producer a process, so that hubs never fence each other here, and one write at a time, so that it does not fence itself.
    private readonly string _writer = $"cdevents.receivers.{Guid.NewGuid():n}";
    private readonly SemaphoreSlim _writing = new(1);

    private const string Controls = "cdevents.receivers";
    private const string Troubles = "cdevents.receiver-troubles";

    public Task<ReceiverControl?> ControlAsync(string id, CancellationToken cancellationToken) => ReadAsync(Controls, id, RuntimeJson.Default.ReceiverControl, cancellationToken);

    public Task<ReceiverTrouble?> TroubleAsync(string id, CancellationToken cancellationToken) => ReadAsync(Troubles, id, RuntimeJson.Default.ReceiverTrouble, cancellationToken);

    public Task SetAsync(string id, ReceiverControl control, CancellationToken cancellationToken) =>
        WriteAsync(Controls, id, StateJson.Write(control, RuntimeJson.Default.ReceiverControl), cancellationToken);

    public Task SetAsync(string id, ReceiverTrouble? trouble, CancellationToken cancellationToken) =>
        WriteAsync(Troubles, id, trouble is null ? null : StateJson.Write(trouble, RuntimeJson.Default.ReceiverTrouble), cancellationToken);

    private async Task<T?> ReadAsync<T>(string store, string id, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        await log.GetStateAsync(store, id, cancellationToken).ConfigureAwait(false) is { } stored ? StateJson.Read(stored, type, $"Receiver '{id}'") : null;

    private async Task WriteAsync(string store, string id, byte[]? value, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using var transaction = await log.BeginAsync(_writer, cancellationToken).ConfigureAwait(false);
            transaction.PutState(store, id, value);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();
}
