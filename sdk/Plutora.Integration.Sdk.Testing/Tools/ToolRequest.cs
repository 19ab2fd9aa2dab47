using System.Globalization;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Sdk.Testing.Tools;

/// <summary>A request that the connector sent to the simulated tool.</summary>
public sealed record ToolRequest
{
    /// <summary>The method, in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The path as it was sent, with its leading slash; <see cref="Values"/> are decoded.</summary>
    public required string Path { get; init; }

    /// <summary>Path and parameters as they were sent.</summary>
    internal string Target { get; init; } = "";

    /// <summary>Parameters of the address, decoded; of one that stands there several times, the first.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers, whatever the case of their names.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Address of the tool as the connector knows it, with a slash at its end: for links that the tool writes into its answers.</summary>
    public required Uri Address { get; init; }

    /// <summary>What stands in the places of the route, by name: <c>id</c> of <c>/tickets/{id}</c>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>A place of the route.</summary>
    /// <param name="name">Its name.</param>
    public string this[string name] => Values[name];

    /// <summary>A parameter as a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">The number where the parameter is missing or is none.</param>
    public int Number(string name, int otherwise) =>
        Query.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>A parameter as an ISO 8601 instant, or in Unix seconds; null where it is missing or neither.</summary>
    /// <param name="name">Its name.</param>
    public DateTimeOffset? Instant(string name) =>
        !Query.TryGetValue(name, out var text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant
        : null;

    /// <summary>The part of a list that numbers to leave out and to give ask for.</summary>
    /// <typeparam name="T">What the list is of.</typeparam>
    /// <param name="items">The whole list.</param>
    /// <param name="offset">Parameter that says how many to leave out; none by default.</param>
    /// <param name="size">Parameter that says how many to give.</param>
    /// <param name="most">How many are given where none are asked for, or more.</param>
    public IReadOnlyList<T> Slice<T>(IEnumerable<T> items, string offset, string size, int most = 100) =>
        [.. items.Skip(Number(offset, 0)).Take(Math.Min(Number(size, most), most))];

    /// <summary>The page of a list that a number asks for, counted from 1.</summary>
    /// <typeparam name="T">What the list is of.</typeparam>
    /// <param name="items">The whole list.</param>
    /// <param name="page">Parameter that names the page; the first by default.</param>
    /// <param name="size">Parameter that says how many a page has.</param>
    /// <param name="most">How many it has where nothing is said, or more.</param>
    public IReadOnlyList<T> Page<T>(IEnumerable<T> items, string page, string size, int most = 100) =>
        Math.Min(Number(size, most), most) is var full ? [.. items.Skip((Number(page, 1) - 1) * full).Take(full)] : [];

    /// <summary>The body as JSON; null where it is empty or none.</summary>
    public JsonNode? Json()
    {
        try
        {
            return Body.IsEmpty ? null : JsonNode.Parse(Body.Span);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
