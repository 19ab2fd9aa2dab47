using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Objects;

/// <summary>An object of git's.</summary>
/// <param name="Id">Its hash.</param>
/// <param name="Type"><c>commit</c>, <c>tag</c>, <c>tree</c> or <c>blob</c>; null when the repository lacks it.</param>
/// <param name="Size">Bytes of its content.</param>
/// <param name="Content">Its content; the beginning when it is longer than <see cref="ObjectReader.Longest"/>, empty when it was not asked for.</param>
internal sealed record GitObject(string Id, string? Type, long Size, byte[] Content)
{
    /// <summary>True when the content is whole.</summary>
    public bool IsWhole => Content.LongLength == Size;
}

/// <summary>Reads objects through one process, however many they are.</summary>
internal sealed class ObjectReader(GitProgram git, OpenedRepository repository, bool contents) : IAsyncDisposable
{
    /// <summary>The most bytes that are read of one object.</summary>
    public const int Longest = 8 * 1024 * 1024;

    private const int Kept = 64 * 1024;
    private const int Chunk = 256;
    private readonly GitProcess _process = git.Start(repository.Call("cat-file", contents ? "--batch" : "--batch-check"));

    /// <summary>Reads objects in the order of their names: hashes, or hashes followed by <c>^{}</c> for what a tag names in the end.</summary>
    public async IAsyncEnumerable<GitObject> ReadAsync(IReadOnlyList<string> names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in names.Chunk(Chunk))
        {
            // Written while it is read: neither side may wait for the other with its pipe full.
            var writing = _process.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(chunk.Select(n => n + "\n"))), close: false, cancellationToken);
            foreach (var name in chunk)
            {
                yield return await NextAsync(name, cancellationToken).ConfigureAwait(false);
            }

            await writing.ConfigureAwait(false);
        }
    }

    /// <summary>Reads one object.</summary>
    public async Task<GitObject> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await _process.WriteAsync(Encoding.ASCII.GetBytes(name + "\n"), close: false, cancellationToken).ConfigureAwait(false);
        return await NextAsync(name, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<GitObject> NextAsync(string name, CancellationToken cancellationToken)
    {
        var line = await _process.Output.PieceAsync((byte)'\n', cancellationToken).ConfigureAwait(false) ?? throw await EndedAsync(cancellationToken).ConfigureAwait(false);
        var parts = Encoding.ASCII.GetString(line.Span).Split(' ');
        if (parts.Length != 3 || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            return new(name, null, 0, []);
        }

        if (!contents)
        {
            return new(parts[0], parts[1], size, []);
        }

        var content = new byte[size <= Longest ? size : Kept];
        if (!await _process.Output.FillAsync(content, cancellationToken).ConfigureAwait(false))
        {
            throw await EndedAsync(cancellationToken).ConfigureAwait(false);
        }

        await _process.Output.SkipAsync(size - content.Length + 1, cancellationToken).ConfigureAwait(false);
        return new(parts[0], parts[1], size, content);
    }

    private async Task<ConnectorException> EndedAsync(CancellationToken cancellationToken)
    {
        await _process.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return ConnectorException.Transient($"git cat-file ended before it had answered at '{repository.Reference.Address.Text}'.");
    }
}
