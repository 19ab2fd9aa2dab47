using System.Security.Cryptography;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Polling;

/// <summary>Ends a read that goes round in circles: a tool that answers the same page for ever would otherwise keep it busy for good.</summary>
internal sealed class LoopGuard
{
    private const int SamePagesAllowed = 3;

    // A tool of many projects may have nothing in one after the other.
    private const int EmptyPagesAllowed = 1_000;
    private byte[] _last = [];
    private int _same;

    public void Check(RecordPage page, string stream)
    {
        var hash = Hash(page);
        _same = hash.AsSpan().SequenceEqual(_last) ? _same + 1 : 0;
        _last = hash;

        if (_same >= (page.Records.Count == 0 && page.Cursor is null ? EmptyPagesAllowed : SamePagesAllowed))
        {
            throw ConnectorException.Permanent(
                $"Stream '{stream}' gave the same page {_same + 1} times in a row; the read was ended so that it does not go on for ever. Report it to the connector's author.");
        }
    }

    private static byte[] Hash(RecordPage page)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(page.Cursor?.Value ?? ""));
        // A scan tells of one empty container after the other: each such page says something else.
        foreach (var container in page.CompletedContainers.Concat(page.RemovedContainers))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(container));
        }

        foreach (var record in page.Records)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(record.Id));
            hash.AppendData(record.Json.Span);
        }

        return hash.GetHashAndReset();
    }
}
