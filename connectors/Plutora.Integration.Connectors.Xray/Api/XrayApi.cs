using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Xray.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using RestSharp;

namespace Plutora.Integration.Connectors.Xray.Api;

/// <summary>One Xray Cloud as one API key sees it: queries and mutations of GraphQL, imports over REST, and what errors mean that come with 200.</summary>
internal sealed class XrayApi : IDisposable
{
    private readonly XrayLogin _login;
    private readonly HttpTool _tool;
    private readonly TimeProvider _time;

    public XrayApi(XrayOptions options, ConnectorContext context)
    {
        _time = context.Time;
        _login = new(options, context.Time);
        _tool = new(
            new()
            {
                BaseAddress = Address(options),
                Authentication = _login,
                Secrets = [options.ClientSecret],
                Budget = options.RequestsPerMinute,
                BudgetWindow = TimeSpan.FromMinutes(1),
            },
            context);
    }

    /// <summary>What the tool said last of its limits.</summary>
    public IReadOnlyList<RateLimit> RateLimits => _tool.RateLimits;

    /// <summary>Address of Xray, for people.</summary>
    public Uri Base => _tool.Options.BaseAddress;

    /// <summary>Now, by the hub's clock.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    private static HttpErrorRule Missing { get; } = new(HttpErrorMeaning.NotFound) { Statuses = [200], When = answer => Says(answer, "not found", "does not exist") };

    private static HttpErrorRule Refused { get; } = new(HttpErrorMeaning.Fail) { Statuses = [200], When = answer => Errors(answer).Length > 0 };

    public static Uri Address(XrayOptions options) => new(options.BaseAddress.TrimEnd('/') + "/");

    /// <summary>Asks a query.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="query">The query.</param>
    /// <param name="variables">Its variables.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<HttpToolResponse> QueryAsync(string name, string query, JsonObject variables, CancellationToken cancellationToken) =>
        _tool.SendAsync(Graph(name, query, variables) with { Safe = true }, cancellationToken);

    /// <summary>Asks for one object; null where there is none, or none that the key's user may see.</summary>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(XrayList list, string id, CancellationToken cancellationToken)
    {
        var (name, parameter) = list.One;
        try
        {
            var answer = await QueryAsync(name, $"query($id: String!) {{ {name}({parameter}: $id) {{ {list.Fields} }} }}", new() { ["id"] = id }, cancellationToken).ConfigureAwait(false);
            return RawItems.At(answer.Body, $"data.{name}") is { } found && found.Span is [(byte)'{', ..] ? found : null;
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Changes something by a mutation.</summary>
    public async Task<JsonNode?> MutateAsync(string name, string mutation, JsonObject variables, CancellationToken cancellationToken) =>
        Parsed(name, await _tool.SendAsync(Graph(name, mutation, variables), cancellationToken).ConfigureAwait(false))?["data"]?[name];

    /// <summary>Imports results.</summary>
    public async Task<JsonNode?> ImportAsync(JsonObject results, CancellationToken cancellationToken) =>
        Parsed("import/execution", await _tool.SendAsync(new("api/v2/import/execution") { Method = Method.Post, JsonBody = results.ToJsonString() }, cancellationToken).ConfigureAwait(false));

    public void Dispose()
    {
        _tool.Dispose();
        _login.Dispose();
    }

    private static HttpToolRequest Graph(string name, string query, JsonObject variables) => new("api/v2/graphql")
    {
        Name = name,
        Method = Method.Post,
        JsonBody = new JsonObject { ["query"] = query, ["variables"] = variables }.ToJsonString(),
        Errors = [Missing, Refused],
    };

    private static JsonNode? Parsed(string name, HttpToolResponse answer)
    {
        try
        {
            return JsonNode.Parse(answer.Body.Span);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Ambiguous($"{name} was answered with what is not JSON.", fault);
        }
    }

    private static bool Says(HttpToolResponse answer, params ReadOnlySpan<string> words)
    {
        var errors = Errors(answer);
        foreach (var word in words)
        {
            if (errors.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // What GraphQL could not do is told with 200, beside what it could.
    private static string Errors(HttpToolResponse answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 512 });
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
                ? errors.GetRawText()
                : "";
        }
        catch (JsonException)
        {
            // Told where it is read.
            return "";
        }
    }
}
