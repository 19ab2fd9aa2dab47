using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>A GitHub that tells back the token it was sent: in bodies of errors, headers, redirects and addresses of next pages.</summary>
internal sealed class EchoingTool : IDisposable
{
    private readonly WireMockServer _server = WireMockServer.Start();

    public EchoingTool() => _server.Given(Request.Create().UsingAnyMethod()).RespondWith(Response.Create().WithCallback(Answer));

    public string Url => _server.Url!;

    /// <summary>Tokens that have been presented.</summary>
    public IReadOnlyList<string> Presented => [.. _server.LogEntries.Select(e => Token(e.RequestMessage!)).Distinct()];

    public void Dispose() => _server.Dispose();

    private ResponseMessage Answer(IRequestMessage request)
    {
        var token = Token(request);
        var quoted = System.Text.Json.JsonEncodedText.Encode(token).Value;
        var address = $"{_server.Url}/refused/api/v3/x?access_token={Uri.EscapeDataString(token)}";
        var path = request.Path;
        var (status, body) = path switch
        {
            _ when path.StartsWith("/unknown", StringComparison.Ordinal) => (401, $$"""{"message":"Bad credentials: token {{quoted}} has expired"}"""),
            _ when path.StartsWith("/busy", StringComparison.Ordinal) => (429, $$"""{"message":"rate limit of {{quoted}} is used up"}"""),
            _ when path.EndsWith("/user", StringComparison.Ordinal) => (200, $$"""{"login":"{{quoted}}"}"""),
            _ when path.EndsWith("/repos/o/r", StringComparison.Ordinal) => (200, """{"id":7,"full_name":"o/r","name":"r","url":"https://api.github.com/repos/o/r","default_branch":"main"}"""),
            _ when path.EndsWith("/branches", StringComparison.Ordinal) => (302, ""),
            _ when path.EndsWith("/tags", StringComparison.Ordinal) => (422, $$"""{"message":"Invalid: {{quoted}}"}"""),
            _ when path.EndsWith("/milestones", StringComparison.Ordinal) => (404, $$"""{"message":"{{quoted}} not found"}"""),
            _ when path.EndsWith("/releases", StringComparison.Ordinal) => (200, $$"""[{"id":1,"html_url":"cut off at {{quoted}}"""),
            _ => (200, "[]"),
        };
        var headers = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = new("application/json"), ["X-Echo"] = new(token), ["Retry-After"] = new("3600") };
        if (status == 302) headers["Location"] = new(address);
        if (path.EndsWith("/issues", StringComparison.Ordinal)) headers["Link"] = new($"<{_server.Url}/refused/api/v3/repos/o/r/issues?page=2&access_token={Uri.EscapeDataString(token)}>; rel=\"next\"");
        if (path.EndsWith("/pulls", StringComparison.Ordinal)) headers["Link"] = new($"<https://{Uri.EscapeDataString(token)}.example.com/next>; rel=\"next\"");
        return new() { StatusCode = status, Headers = headers, BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = body } };
    }

    private static string Token(IRequestMessage request) => request.Headers!.TryGetValue("Authorization", out var sent) ? sent[0].Split(' ', 2)[^1] : "";
}
