using System.Collections.Frozen;

namespace Plutora.Integration.Model.Envelope;

/// <summary>A normalized event as headers and a body: the binary mode of CloudEvents 1.0, as its Kafka binding has it.</summary>
public static class BinaryEvent
{
    /// <summary>What the header of each attribute begins with.</summary>
    public const string Prefix = "ce_";

    /// <summary>The header that tells the media type of the body.</summary>
    public const string ContentType = "content-type";

    /// <summary>The event's headers; its body is <see cref="NormalizedEvent.Data"/>, its key <see cref="NormalizedEvent.Subject"/>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(NormalizedEvent e)
    {
        var headers = new List<KeyValuePair<string, string>>(17);
        if (!e.Data.IsEmpty) headers.Add(new(ContentType, NormalizedEvent.DataContentType));
        foreach (var (name, value) in EventAttributes.Of(e)) headers.Add(new(Header(name), value));
        return headers;
    }

    /// <summary>Reads an event; headers that are not known are ignored.</summary>
    /// <param name="headers">Its headers; of several with one name the first counts.</param>
    /// <param name="body">Its body, kept and not copied.</param>
    /// <exception cref="FormatException">A header is missing or wrong; the message says which.</exception>
    public static NormalizedEvent Read(IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body) =>
        EventAttributes.Read(name => Find(headers, name), body);

    // Every event has them, so their names are made once.
    private static readonly FrozenDictionary<string, string> Known = EventAttributes.Names.ToFrozenDictionary(name => name, name => Prefix + name, StringComparer.Ordinal);

    private static string Header(string attribute) => Known.TryGetValue(attribute, out string? header) ? header : Prefix + attribute;

    private static string? Find(IReadOnlyList<KeyValuePair<string, string>> headers, string attribute)
    {
        foreach (var (name, value) in headers)
            if (name.Length == Prefix.Length + attribute.Length && name.StartsWith(Prefix, StringComparison.Ordinal)
                && name.AsSpan(Prefix.Length).SequenceEqual(attribute)) return value;
        return null;
    }
}
