namespace Plutora.Integration.Client.Subscribing;

/// <summary>
/// Keeps a subscriber's position where it keeps its data. Delivery over HTTP is at least once; whoever stores position and data in one
/// transaction sees each event's effect once.
/// </summary>
public interface IPositionStore
{
    /// <summary>The position after the last event that was handled; null at the first start.</summary>
    ValueTask<string?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Stores the position after an event. Called after the handler returned; a handler that stored it itself makes this a repetition.</summary>
    ValueTask SaveAsync(string position, CancellationToken cancellationToken);
}

/// <summary>Keeps the position in a file, replaced in one step.</summary>
/// <param name="path">The file.</param>
public sealed class FilePositionStore(string path) : IPositionStore
{
    /// <inheritdoc/>
    public async ValueTask<string?> LoadAsync(CancellationToken cancellationToken) =>
        File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public async ValueTask SaveAsync(string position, CancellationToken cancellationToken)
    {
        var draft = path + ".new";
        await File.WriteAllTextAsync(draft, position, cancellationToken).ConfigureAwait(false);
        File.Move(draft, path, overwrite: true);
    }
}
