using Acme.Company.World;

namespace Acme.Company.Tools;

/// <summary>
/// A stand-in of one tool: the tool's own paths, authentication, limits and webhooks over the one world of the company. What it is asked for it
/// reads out of the world; what it is asked to do it does to the world, so that every other tool sees it.
/// </summary>
public interface ITool
{
    /// <summary>Name, which is the instance's id in the hub too, such as <c>jira</c>.</summary>
    string Name { get; }

    /// <summary>Name for people, such as <c>Jira</c>.</summary>
    string Title { get; }

    /// <summary>Looks at a request before it reaches a route: <see cref="Http.Credentials"/>, <see cref="Http.RateLimit"/>. What every answer says in its headers is written here.</summary>
    /// <param name="http">The request and its answer.</param>
    /// <returns>How it is refused; null where it is let in.</returns>
    IResult? Refuse(HttpContext http);

    /// <summary>Adds the routes.</summary>
    /// <param name="routes">The tool's own routes; another tool may have the same.</param>
    void Map(IEndpointRouteBuilder routes);

    /// <summary>What the tool tells those who listen to it of a change.</summary>
    /// <param name="change">A change of the world, told in order.</param>
    /// <returns>Deliveries, in order; none where the tool keeps what changed to itself.</returns>
    IEnumerable<WebhookDelivery> Tell(Change change);

    /// <summary>How a hub reads the tool.</summary>
    /// <param name="address">Address of the tool.</param>
    HubInstance Instance(Uri address);
}

/// <summary>What a tool posts to who listens to it.</summary>
/// <param name="Headers">Headers, signature among them; the content type is JSON unless one is named.</param>
/// <param name="Body">The body.</param>
public sealed record WebhookDelivery(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);

/// <summary>An instance of a connector in a hub's settings.</summary>
/// <param name="Connector">Id of the connector.</param>
public sealed record HubInstance(string Connector)
{
    /// <summary>Options in the words of the connector: texts, numbers, booleans, and lists of texts.</summary>
    public IReadOnlyDictionary<string, object> Options { get; init; } = new Dictionary<string, object>();

    /// <summary>Options that are secrets; each is written into a file of its own that only its owner may read, and referred to.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>How the hub verifies deliveries, such as <c>hmac</c>; null where the tool sends none.</summary>
    public string? Verifier { get; init; }

    /// <summary>Secret of the deliveries.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Header that carries the secret, where it is not the connector's own.</summary>
    public string? WebhookHeader { get; init; }

    /// <summary>Seconds between two reads, by stream, where the hub's own are too slow for a company that lives faster.</summary>
    public IReadOnlyDictionary<string, int> Intervals { get; init; } = new Dictionary<string, int>();
}
