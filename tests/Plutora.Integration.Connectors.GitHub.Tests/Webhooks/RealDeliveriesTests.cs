using System.Text;
using System.Text.Json;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Tests.Webhooks;

/// <summary>GitHub's own examples of its webhooks, all of them.</summary>
public sealed class RealDeliveriesTests
{
    /// <summary>What a delivery of an event yields, as streams in order; D marks a deletion.</summary>
    private static string Expected(string file, JsonElement payload)
    {
        var name = file.Split('.')[0];
        var gone = payload.TryGetProperty("action", out var action) && action.ValueEquals("deleted") ? " D" : "";
        return name switch
        {
            "ping" or "member" => "",
            // Said of a pull request in its form as issue: pull requests are read instead.
            "issues" or "issue_comment" when payload.GetProperty("issue").TryGetProperty("pull_request", out _) => "read pull-request",
            "pull_request" => "pull-request",
            "pull_request_review" => "review, pull-request",
            "issue_comment" => "issue",
            "issues" when action.ValueEquals("transferred") => "issue D, issue",
            "issues" when payload.TryGetProperty("changes", out var changes) && changes.TryGetProperty("old_issue", out _) => "issue, issue D",
            "issues" => "issue" + gone,
            "create" => "tag",
            "delete" => "tag D",
            "push" when payload.GetProperty("deleted").GetBoolean() => "tag D",
            "push" => "push-commit, " + (payload.GetProperty("ref").GetString()!.StartsWith("refs/tags/", StringComparison.Ordinal) ? "tag" : "branch"),
            "status" => "status, commit",
            "deployment_status" => "deployment-status, deployment",
            "repository" or "milestone" or "release" => name + gone,
            _ => name.Replace('_', '-'),
        };
    }

    [Fact]
    public async Task Each_example_yields_the_records_of_its_event()
    {
        var wrong = new List<string>();
        var files = Directory.GetFiles(Shared.Folder("payloads/github-webhooks"), "*.json");
        foreach (var file in files)
        {
            var body = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            using var payload = JsonDocument.Parse(body);
            var result = await Delivery.Receive(Path.GetFileName(file).Split('.')[0], Encoding.UTF8.GetString(body));
            var found = string.Join(", ", result.Records.Select(r => r.Stream + (r.Deleted ? " D" : "")).Concat(result.ReadStreams.Select(r => "read " + r)));
            var expected = Expected(Path.GetFileName(file), payload.RootElement);
            if (found != expected || (expected.Length == 0) != (result.Ignored is not null))
            {
                wrong.Add($"{Path.GetFileName(file)}: expected '{expected}', found '{found}' {result.Ignored}");
            }
        }

        Assert.NotEmpty(files);
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Each_record_has_id_container_valid_JSON_and_an_instant_where_its_stream_orders_by_one()
    {
        var streams = new GitHubConnector().Descriptor.Streams.ToDictionary(s => s.Id);
        foreach (var file in Directory.GetFiles(Shared.Folder("payloads/github-webhooks"), "*.json"))
        {
            var body = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            var result = await Delivery.Receive(Path.GetFileName(file).Split('.')[0], body);
            foreach (var record in result.Records)
            {
                Assert.NotEmpty(record.Id);
                Assert.Matches("^[0-9]+$", record.Container);
                using var json = JsonDocument.Parse(record.Json);
                Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
                Assert.Equal(streams[record.Stream].Versions == VersionOrder.Instant, record.Version is not null);
            }
        }
    }
}
