using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.Sdk.Http.Tests;

/// <summary>A server on a real socket and a tool that speaks to it.</summary>
public sealed class ToolBench : IDisposable
{
    private readonly List<HttpTool> _tools = [];

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Now);

    public WireMockServer Server { get; } = WireMockServer.Start();

    public HttpTool Tool(Func<HttpToolOptions, HttpToolOptions>? with = null)
    {
        var options = new HttpToolOptions { BaseAddress = new Uri(Server.Url! + "/") };
        var tool = new HttpTool(with?.Invoke(options) ?? options, Time);
        _tools.Add(tool);
        return tool;
    }

    public void Answer(string path, int status, string body, params (string Name, string Value)[] headers)
    {
        var response = Response.Create().WithStatusCode(status).WithBody(body);
        foreach (var (name, value) in headers)
        {
            response = response.WithHeader(name, value);
        }

        Server.Given(Request.Create().WithPath(path)).RespondWith(response);
    }

    public void Answer(string path, string parameter, string value, string body, params (string Name, string Value)[] headers)
    {
        var response = Response.Create().WithStatusCode(200).WithBody(body);
        foreach (var header in headers)
        {
            response = response.WithHeader(header.Name, header.Value);
        }

        Server.Given(Request.Create().WithPath(path).WithParam(parameter, value)).AtPriority(-1).RespondWith(response);
    }

    public static Task<ConnectorException> FaultAsync(HttpTool tool, HttpToolRequest request) =>
        Assert.ThrowsAsync<ConnectorException>(() => tool.SendAsync(request, TestContext.Current.CancellationToken));

    public static async Task<IReadOnlyList<string>> ItemsAsync(HttpTool tool, HttpToolRequest request, IPagination pagination, string path = "")
    {
        var items = new List<string>();
        await foreach (var page in tool.ReadPagesAsync(request, pagination, path, TestContext.Current.CancellationToken))
        {
            items.AddRange(page.Items.Select(i => System.Text.Encoding.UTF8.GetString(i.Span)));
        }

        return items;
    }

    public void Dispose()
    {
        _tools.ForEach(t => t.Dispose());
        Server.Dispose();
    }
}
