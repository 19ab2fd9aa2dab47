using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Connectors.Jira.Tests.Reading;

/// <summary>Records that a real Jira gave, served again: they come out of the connector as they went in, and become entities.</summary>
public sealed class RealRecordsTests
{
    [Fact]
    public async Task Issues_of_a_real_Jira_come_through_the_search_and_a_webhook_as_the_same_work_items()
    {
        var real = File.ReadLines(Path.Combine(Shared.Folder("payloads/jira"), "issue.jsonl")).Select(l => JsonNode.Parse(l)!["data"]!.AsObject()).ToList();
        await using var jira = new FakeJira();
        jira.Search(_ => CloudTests.Found([.. real.Select(i => i.DeepClone().AsObject())]));

        var records = (await jira.Read("issue")).SelectMany(p => p.Records).ToList();

        Assert.Equal(real.Count, records.Count);
        foreach (var (record, issue) in records.Zip(real))
        {
            var read = JsonNode.Parse(record.Json.Span)!.AsObject();
            Assert.True(read.Remove("names"));
            Assert.True(JsonNode.DeepEquals(issue, read), record.Id);
            var body = new JsonObject { ["timestamp"] = 1_700_000_000_000, ["webhookEvent"] = "jira:issue_updated", ["issue"] = issue.DeepClone() };
            var sent = Assert.Single((await Webhooks.Delivery.Receive(body)).Records);
            Assert.Equal((record.Id, record.Version, record.Container), (sent.Id, sent.Version, sent.Container));
            Assert.Equal(Mapped(record), Mapped(sent));
        }
    }

    private static string Mapped(Sdk.Streams.SourceRecord record)
    {
        var compiled = MappingCompiler.Compile(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mappings", "issue.yaml")), "issue.yaml");
        var entity = compiled.Mapping!.Map(new(record.Json, record.Time, Partial: true), new("test", new byte[32]), TestContext.Current.CancellationToken).Entities[0];
        var title = JsonElement.Parse(entity.Fields.Span).GetProperty("title").GetString();
        Assert.False(string.IsNullOrEmpty(title));
        return $"{entity.Id}: {title}";
    }
}
