using System.Collections;

namespace Plutora.Integration.EventLog.Embedded;

/// <summary>Headers as stored, decoded when first looked at.</summary>
internal sealed class StoredHeaders(byte[] stored) : IReadOnlyList<KeyValuePair<string, string>>
{
    private volatile List<KeyValuePair<string, string>>? decoded;

    public int Count => Decoded.Count;

    private List<KeyValuePair<string, string>> Decoded => decoded ??= HeaderCodec.Decode(stored);

    public KeyValuePair<string, string> this[int index] => Decoded[index];

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Decoded.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
