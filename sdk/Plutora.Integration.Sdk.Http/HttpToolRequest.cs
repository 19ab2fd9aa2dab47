using System.Globalization;
using Plutora.Integration.Sdk.Http.Errors;
using RestSharp;

namespace Plutora.Integration.Sdk.Http;

/// <summary>One request to a tool.</summary>
/// <param name="Path">Path under the base address, or a whole address on the same host.</param>
public sealed record HttpToolRequest(string Path)
{
    /// <summary>What messages call it, where its path does not tell: a remote procedure, a query of GraphQL; null for the path.</summary>
    public string? Name { get; init; }

    /// <summary>GET unless something is changed.</summary>
    public Method Method { get; init; } = Method.Get;

    /// <summary>Query parameters; encoded when sent.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers of this request alone; they win over those of the tool.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The JSON body; null for none.</summary>
    public string? JsonBody { get; init; }

    /// <summary>Media type of <see cref="JsonBody"/>, where the tool wants its own, such as <c>application/x-amz-json-1.1</c>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The body as a form (<c>application/x-www-form-urlencoded</c>), in the place of <see cref="JsonBody"/>; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>True when the request changes nothing though its method is not GET (a search, a read by RPC): a lost answer is then no ambiguity.</summary>
    public bool Safe { get; init; }

    /// <summary>Entity tag of an earlier answer: an unchanged one then costs no body (<see cref="HttpToolResponse.NotModified"/>).</summary>
    public string? ETag { get; init; }

    /// <summary>What answers to this request mean, before the rules of the tool (<see cref="HttpToolOptions.Errors"/>).</summary>
    public IReadOnlyList<HttpErrorRule> Errors { get; init; } = [];

    /// <summary>The same request with a query parameter set.</summary>
    public HttpToolRequest With(string name, string value) => this with { Query = new Dictionary<string, string>(Query) { [name] = value } };
}

/// <summary>A tool's answer; failures are thrown and never told here.</summary>
/// <param name="Status">The HTTP status, 200 to 299 or 304; any when <see cref="Ignored"/>.</param>
/// <param name="Body">The bytes as the tool sent them, decompressed.</param>
/// <param name="Headers">Headers by lower-cased name; several values joined by a comma.</param>
/// <param name="SentAt">When the request was sent (<see cref="Streams.RecordPage.SentAt"/>).</param>
public sealed record HttpToolResponse(int Status, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers, DateTimeOffset SentAt)
{
    /// <summary>True when the tool said that nothing changed since <see cref="HttpToolRequest.ETag"/>.</summary>
    public bool NotModified => Status == 304;

    /// <summary>True when a rule says that the answer is to be ignored (<see cref="Errors.HttpErrorMeaning.Ignore"/>): it holds nothing.</summary>
    public bool Ignored { get; init; }

    /// <summary>
    /// When the answer held, by whichever clock is behind: the hub's when it was asked for, or the tool's own (header <c>Date</c>). A read that asks next time for
    /// what changed from then on misses nothing, also where the tool's clock is slow.
    /// </summary>
    public DateTimeOffset AsOf =>
        DateTimeOffset.TryParse(Headers.GetValueOrDefault("date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var theirs) && theirs < SentAt ? theirs : SentAt;

    /// <summary>Entity tag to send next time; null when the tool gives none.</summary>
    public string? ETag => Headers.GetValueOrDefault("etag");
}
