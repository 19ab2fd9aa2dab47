using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Sdk.Testing.Tools;

/// <summary>An answer of the simulated tool.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body.</param>
public sealed record ToolAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Headers by name; the content type is <c>application/json</c> unless it stands here.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>JSON with status 200.</summary>
    /// <param name="json">The document; null is written as <c>null</c>.</param>
    public static ToolAnswer Json(JsonNode? json) => Text(200, json?.ToJsonString() ?? "null");

    /// <summary>JSON that is written down, with status 200.</summary>
    /// <param name="json">The document's text.</param>
    public static ToolAnswer Json(string json) => Text(200, json);

    /// <summary>A list as JSON with status 200.</summary>
    /// <param name="items">The documents.</param>
    public static ToolAnswer List(IEnumerable<JsonNode> items) => Json(new JsonArray([.. items.Select(i => i.DeepClone())]));

    /// <summary>A text with a status of its own.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">The body.</param>
    public static ToolAnswer Text(int status, string body) => new(status, Encoding.UTF8.GetBytes(body));

    /// <summary>Status 404.</summary>
    public static ToolAnswer NotFound() => Text(404, """{"message":"Not found."}""");

    /// <summary>The answer with one more header.</summary>
    /// <param name="name">Name of the header.</param>
    /// <param name="value">Its value.</param>
    public ToolAnswer With(string name, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [name] = value } };

    /// <summary>The answer with a <c>Link</c> header that leads to the next page, or as it is where there is none.</summary>
    /// <param name="request">The request that is answered.</param>
    /// <param name="parameter">Parameter that names the page.</param>
    /// <param name="next">The next page; null at the last one.</param>
    public ToolAnswer WithNextLink(ToolRequest request, string parameter, int? next)
    {
        if (next is not { } page)
        {
            return this;
        }

        var query = new Dictionary<string, string>(request.Query) { [parameter] = page.ToString(CultureInfo.InvariantCulture) };
        var address = new Uri(request.Address, request.Path.TrimStart('/') + "?" + string.Join('&', query.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}")));
        return With("Link", $"<{address}>; rel=\"next\"");
    }
}
