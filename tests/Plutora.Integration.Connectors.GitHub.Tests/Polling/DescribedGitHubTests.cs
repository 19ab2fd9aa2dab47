using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Streams;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

/// <summary>Polling against GitHub's own description: its examples answer, and what we send is checked against it.</summary>
public sealed class DescribedGitHubTests
{
    public static TheoryData<string> Streams() => [.. Described().Select(s => s.Id)];

    /// <summary>Streams that are read; the description at hand is cut to parts of the API that hold no alerts.</summary>
    internal static IEnumerable<StreamDescriptor> Described() =>
        new GitHubConnector().Descriptor.Streams.Where(s => s.CanRead && s.Id is not ("code-scanning-alert" or "dependabot-alert"));

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_is_read_by_described_requests_and_yields_the_described_answers(string stream)
    {
        using var description = new Description(Path.Combine(Shared.Folder("openapi"), "github.json"));
        var faults = new ConcurrentQueue<string>();
        using var server = WireMockServer.Start();
        server.Given(Request.Create().UsingGet()).RespondWith(Response.Create().WithCallback(request =>
        {
            var (example, found) = description.Answer(request.Path, new Uri(request.Url).Query);
            foreach (var fault in found)
            {
                faults.Enqueue(fault);
            }

            return ToolAnswers.Json(example ?? "{}");
        }));
        await using var instance = Opened.Instance(new JsonObject { ["baseAddress"] = server.Url, ["repositories"] = new JsonArray("octocat/Hello-World") });

        var records = new List<SourceRecord>();
        Cursor? cursor = null;
        for (var round = 0; round < 2; round++)
        {
            await foreach (var page in instance.ReadAsync(new ReadRequest { Stream = stream, Cursor = cursor }, TestContext.Current.CancellationToken))
            {
                records.AddRange(page.Records);
                cursor = page.Cursor;
            }
        }

        Assert.Empty(faults);
        Assert.NotEmpty(records);
        foreach (var record in records)
        {
            Assert.Equal(stream, record.Stream);
            using var json = JsonDocument.Parse(record.Json);
            Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        }
    }
}
