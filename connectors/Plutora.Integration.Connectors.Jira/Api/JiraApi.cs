using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using Plutora.Integration.Sdk.Http.Errors;
using RestSharp;

namespace Plutora.Integration.Connectors.Jira.Api;

/// <summary>One Jira as one account sees it: addresses of the deployment, credentials, limits.</summary>
internal sealed class JiraApi : IDisposable
{
    private readonly string _platform;

    public JiraApi(JiraOptions options, ConnectorContext context)
    {
        IsCloud = options.Deployment == JiraDeployment.Cloud;
        _platform = IsCloud ? "rest/api/3/" : "rest/api/2/";
        Tool = new(
            new()
            {
                BaseAddress = new(options.BaseAddress),
                Authentication = options.User is { Length: > 0 } user ? new BasicAuthentication(user, options.Token) : new BearerAuthentication(options.Token),
                Secrets = [options.Token],
                Headers = new Dictionary<string, string> { ["Accept"] = "application/json", ["X-Atlassian-Token"] = "no-check" },
                Errors = [Forbidden],
                Budget = options.RequestsPerHour,
            },
            context);
    }

    public HttpTool Tool { get; }

    public bool IsCloud { get; }

    /// <summary>Address of the site, for people.</summary>
    public Uri Base => Tool.Options.BaseAddress;

    // A Data Center writes "Retry-After: 0" on whatever it answers while its limits are on: such a 403 forbids, and does not ask to wait.
    private static HttpErrorRule Forbidden { get; } = new(HttpErrorMeaning.Authentication) { Statuses = [403], When = answer => answer.Headers.GetValueOrDefault("retry-after") is null or "0" && answer.Headers.GetValueOrDefault("x-ratelimit-remaining") != "0" };

    /// <summary>A path of the platform's interface, in the version of the deployment.</summary>
    public string Platform(string path) => _platform + path;

    /// <summary>A path of the interface of boards and sprints.</summary>
    public static string Agile(string path) => "rest/agile/1.0/" + path;

    /// <summary>A part of a path, encoded.</summary>
    public static string Part(string value) => Uri.EscapeDataString(value);

    public Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken) => GetAsync(path, [], cancellationToken);

    public async Task<JsonDocument> GetAsync(string path, IEnumerable<(string Name, string Value)> query, CancellationToken cancellationToken)
    {
        var request = new HttpToolRequest(path) { Query = query.ToDictionary(q => q.Name, q => q.Value) };
        var answer = await Tool.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return ToolJson.Parse(answer.Body, $"GET {path}");
    }

    /// <summary>Asks by POST what is too long for an address; changes nothing.</summary>
    public Task<HttpToolResponse> AskAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        Tool.SendAsync(new HttpToolRequest(path) { Method = Method.Post, JsonBody = body.ToJsonString(), Safe = true }, cancellationToken);

    /// <summary>Changes something.</summary>
    /// <returns>The answer; empty where Jira answers nothing (204).</returns>
    public async Task<ReadOnlyMemory<byte>> ChangeAsync(Method method, string path, JsonObject body, CancellationToken cancellationToken) =>
        (await Tool.SendAsync(new HttpToolRequest(path) { Method = method, JsonBody = body.ToJsonString() }, cancellationToken).ConfigureAwait(false)).Body;

    public void Dispose() => Tool.Dispose();
}
