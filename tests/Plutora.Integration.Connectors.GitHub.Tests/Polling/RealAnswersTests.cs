using System.Text.Json;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

/// <summary>Real answers of api.github.com, served again over HTTP.</summary>
public sealed class RealAnswersTests
{
    private static List<JsonElement> Recorded(string name) =>
    [
        .. File.ReadAllLines(Path.Combine(Shared.Folder("payloads/github"), name + ".jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("data")),
    ];

    [Theory]
    [InlineData("pull-request", "pulls", "pull-request", null)]
    [InlineData("issue", "issues", "issue", null)]
    [InlineData("issue-event", "issues/events", "issue-event", null)]
    [InlineData("workflow-run", "actions/runs", "workflow-run", "workflow_runs")]
    [InlineData("pull-request-commit", "commits", "commit", null)]
    public async Task Each_recorded_object_becomes_a_record_with_its_own_bytes(string file, string path, string stream, string? member)
    {
        var recorded = Recorded(file);
        var list = "[" + string.Join(",", recorded.Select(r => r.GetRawText())) + "]";
        await using var hub = new FakeGitHub();
        hub.Get("/repos/o/r/" + path).RespondWith(FakeGitHub.Json(member is null ? list : $$"""{"{{member}}":{{list}}}"""));

        var records = (await hub.Read(stream)).SelectMany(p => p.Records).ToList();

        Assert.Equal(recorded.Select(r => r.GetRawText()), records.Select(r => System.Text.Encoding.UTF8.GetString(r.Json.Span)));
        var id = stream == "commit" ? "sha" : "id";
        Assert.Equal(recorded.Select(r => r.GetProperty(id).ToString()), records.Select(r => r.Id));
        Assert.All(records, r => Assert.NotNull(r.Time));
    }

    [Theory]
    [InlineData("pull-request-review", "pulls", "pulls/1/reviews", "review", "[$]")]
    [InlineData("workflow-job", "actions/runs", "actions/runs/1/jobs", "workflow-job", """{"jobs":[$]}""")]
    public async Task Each_recorded_object_that_belongs_to_another_becomes_a_record(string file, string parent, string path, string stream, string form)
    {
        var recorded = Recorded(file);
        await using var hub = new FakeGitHub();
        const string One = """{"id":1,"number":1,"updated_at":"2024-01-01T00:00:00Z","created_at":"2024-01-01T00:00:00Z"}""";
        hub.Get("/repos/o/r/" + parent).RespondWith(FakeGitHub.Json(parent == "pulls" ? $"[{One}]" : $$"""{"workflow_runs":[{{One}}]}"""));
        hub.Get("/repos/o/r/" + path).RespondWith(FakeGitHub.Json(form.Replace("$", string.Join(",", recorded.Select(r => r.GetRawText())), StringComparison.Ordinal)));

        var records = (await hub.Read(stream)).SelectMany(p => p.Records).ToList();

        Assert.Equal(recorded.Select(r => r.GetProperty("id").ToString()), records.Select(r => r.Id));
    }
}
