using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.CdEvents.Delivery;

/// <summary>Keeps in the log what is known of receivers, so that every hub on it knows the same.</summary>
internal sealed class ReceiverBook(IEventLog log)
{
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
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        transaction.PutState(store, id, value);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
