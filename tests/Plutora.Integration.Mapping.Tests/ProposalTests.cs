using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Mapping.Tests;

public sealed class ProposalTests
{
    private static readonly string[] Tickets =
    [
        """{"id":1,"key":"A-1","fields":{"summary":"It's: broken","status":{"name":"Open"},"priority":null,"issuetype":{"name":"Bug"},"created":"2024-01-02T03:04:05.000+0100","assignee":{"emailAddress":"ann@x","accountId":"1"},"labels":["x"],"customfield_1":{"value":"gold"},"resolutiondate":null}}""",
        """{"id":2,"key":"A-2","fields":{"summary":"b","status":{"name":"Waiting for QA"},"priority":{"name":"Major"},"issuetype":{"name":"Story"},"created":"2024-01-03T03:04:05.000+0100","assignee":null,"labels":[],"customfield_1":null,"resolutiondate":"2024-02-01T00:00:00.000Z"}}""",
        """{"id":3,"key":"A-3","fields":{"summary":"c","status":{"name":"Done"},"priority":{"name":"Low"},"issuetype":{"name":"Riddle"},"created":"2024-01-03T03:04:05.000+0100","labels":["y","z"]}}""",
    ];

    /// <summary>Records of real tools, by file below <c>../shared/payloads</c>, where the records lie in it, and the entity to make of them.</summary>
    public static TheoryData<string, string, string> Real => new()
    {
        { "jira/issue.jsonl", "data", "work-item" },
        { "jira/sprint.jsonl", "data", "sprint" },
        { "jira/user.jsonl", "data", "person" },
        { "github/issue.jsonl", "data", "work-item" },
        { "github/pull-request.jsonl", "data", "pull-request" },
        { "github/pull-request-review.jsonl", "data", "review" },
        { "github/workflow-run.jsonl", "data", "pipeline-run" },
        { "github/workflow-job.jsonl", "data", "task-run" },
        { "jenkins/build.jsonl", "data", "pipeline-run" },
        { "jenkins/stage.jsonl", "data", "task-run" },
        { "bamboo/plan-build.jsonl", "data", "pipeline-run" },
        { "sonarqube/issue.jsonl", "data", "finding" },
        { "pagerduty/incident.jsonl", "data", "incident" },
        { "servicenow/incident-raw-list.00.json", "result", "incident" },
        { "servicenow/change_request-display-all-list.00.json", "result", "change-request" },
        { "servicenow/problem-raw-list.00.json", "result", "problem" },
    };

    [Fact]
    public void Fields_are_found_by_name_and_type_and_tables_are_made_of_the_values_seen()
    {
        var proposal = MappingProposal.Of("work-item", new("jira", "issue"), [.. Tickets.Select(ticket => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(ticket))], TestContext.Current.CancellationToken);
        Assert.StartsWith("""
            # Proposed from 3 records: check what each field means before it goes live.
            version: 1
            source: jira/issue
            target: work-item
            key: id
            set:
              title: fields.summary
              createdAt: $instant(fields.created)
              kind: '$table("kind", fields.issuetype.name)'
              sourceKind: fields.issuetype.name
              state: '$table("state", fields.status.name)'
              sourceState: fields.status.name
              priority: '$table("priority", fields.priority.name)'
              sourcePriority: fields.priority.name
              assignees: '[$person(fields.assignee.emailAddress)]'
              labels: '[fields.labels]'
              resolvedAt: $instant(fields.resolutiondate)
            tables:
              kind: # initiative, epic, feature, requirement, story, task, bug, defect, other
                'Bug': bug
                # 'Riddle': other
                'Story': story
                default: other
            """.ReplaceLineEndings("\n"), proposal, StringComparison.Ordinal);
        Assert.Contains("    'Open': proposed\n    # 'Waiting for QA': other\n", proposal, StringComparison.Ordinal);
        Assert.Contains("#   fields.customfield_1.value: gold\n", proposal, StringComparison.Ordinal);
        Documents.Compile(proposal);
    }

    [Fact]
    public void What_a_record_says_of_another_thing_is_not_taken_for_its_own()
    {
        ReadOnlyMemory<byte>[] records = ["""{"id":1,"fields":{"summary":"a","issuetype":{"name":"Bug"},"status":{"id":"3","name":"Done","description":"of the status"},"sprint":{"id":7,"state":"active"},"timespent":60}}"""u8.ToArray()];
        var proposal = MappingProposal.Of("work-item", new("jira", "issue"), records, TestContext.Current.CancellationToken);
        Assert.Contains("""state: '$table("state", fields.status.name)'""", proposal, StringComparison.Ordinal);
        Assert.DoesNotContain("  description:", proposal, StringComparison.Ordinal);
        Assert.Contains("#   fields.timespent: 60\n", proposal, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_envelope_the_object_that_holds_the_key_is_the_record()
    {
        static string[] Placed(string proposal, string home) => [.. proposal.Split('\n').SkipWhile(line => line != "set:").TakeWhile(line => !line.StartsWith('#')).Select(line => line.Replace(home, "", StringComparison.Ordinal))];
        string Proposed(Func<string, string> record) => MappingProposal.Of("work-item", new("jira", "issue"), [.. Tickets.Select(ticket => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(record(ticket)))], TestContext.Current.CancellationToken);
        var enveloped = Proposed(ticket => $$$"""{"url":"","summary":"sent","event":{"data":{{{ticket}}}}}""");
        Assert.Contains("\nkey: event.data.id\n", enveloped, StringComparison.Ordinal);
        Assert.Equal(Placed(Proposed(ticket => ticket), "none"), Placed(enveloped, "event.data."));
    }

    [Fact]
    public void One_word_of_the_tool_tells_where_a_run_stands_and_how_it_ended()
    {
        ReadOnlyMemory<byte>[] records = ["""{"id":1,"name":"a","status":"SUCCESS"}"""u8.ToArray(), """{"id":2,"name":"b","status":"FAILED"}"""u8.ToArray(), """{"id":3,"name":"c","status":"RUNNING"}"""u8.ToArray()];
        var proposal = MappingProposal.Of("task-run", new("ci", "step"), records, TestContext.Current.CancellationToken);
        Assert.Contains("    'FAILED': finished\n    'RUNNING': running\n    'SUCCESS': finished\n", proposal, StringComparison.Ordinal);
        Assert.Contains("  outcome: '$table(\"outcome\", status)'\n", proposal, StringComparison.Ordinal);
        Assert.Contains("    'FAILED': failure\n    # 'RUNNING': other\n    'SUCCESS': success\n", proposal, StringComparison.Ordinal);
        // None of its words says how one ended.
        Assert.DoesNotContain("outcome", MappingProposal.Of("task-run", new("ci", "step"), ["""{"id":1,"status":"RUNNING"}"""u8.ToArray()], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github-webhooks/pull_request.00.json", "pull-request", "pull_request.id", "pull_request.title")]
    [InlineData("gitlab/webhook-merge-request.json", "pull-request", "object_attributes.id", "object_attributes.title")]
    [InlineData("azuredevops/servicehook-git-pullrequest-created.json", "pull-request", "resource.pullRequestId", "resource.title")]
    [InlineData("gitlab/webhook-deployment.json", "deployment", "deployment_id", null)]
    public void Of_a_webhook_the_key_is_that_of_the_thing_it_tells_of(string file, string target, string key, string? title)
    {
        var proposal = MappingProposal.Of(target, new("sample", "stream"), [File.ReadAllBytes(Shared.Folder("payloads/" + file))], TestContext.Current.CancellationToken);
        Assert.Contains($"\nkey: {key}\n", proposal, StringComparison.Ordinal);
        if (title is not null)
        {
            Assert.Contains($"\n  title: {title}\n", proposal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_guess_that_does_not_hold_for_all_records_is_left_out_and_told()
    {
        // Beyond the values that are kept, one is no instant.
        var records = Enumerable.Range(0, 100).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(
            $$"""{"id":{{i}},"title":"t","created_at":"{{(i < 99 ? $"2024-01-01T00:{i / 60:00}:{i % 60:00}Z" : "soon")}}"}""")).ToList();
        var proposal = MappingProposal.Of("milestone", new("desk", "plan"), records, TestContext.Current.CancellationToken);
        Assert.Contains("# createdAt was left out: $instant takes ISO 8601", proposal, StringComparison.Ordinal);
        Assert.All(records, record => Assert.Single(Documents.Compile(proposal).Map(Encoding.UTF8.GetString(record.Span)).Entities));
    }

    [Fact]
    public void What_cannot_be_begun_with_is_told()
    {
        ReadOnlyMemory<byte>[] records = ["""{"a":{"b":[1]}}"""u8.ToArray()];
        Assert.Contains("Did you mean 'work-item'?", Assert.Throws<ArgumentException>(() => MappingProposal.Of("workitem", new("desk", "plan"), records, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("can be a key", Assert.Throws<ArgumentException>(() => MappingProposal.Of("team", new("desk", "plan"), records, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("'Desk/plan' is no source", Assert.Throws<ArgumentException>(() => MappingProposal.Of("team", new("Desk", "plan"), records, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Real))]
    public async Task A_proposal_from_real_records_lints_clean_and_maps_them_all(string file, string member, string target)
    {
        var records = Records(file, member);
        var proposal = MappingProposal.Of(target, new("sample", "stream"), records, TestContext.Current.CancellationToken);
        var shape = new RecordShape();
        records.ForEach(shape.Add);
        var compilation = MappingCompiler.Compile(proposal, "proposal.yaml", new MappingCompilerOptions { Samples = shape });
        Assert.Empty(compilation.Faults);
        Assert.Empty(await SchemaTests.FaultsAsync(proposal));
        Assert.All(records, record => Assert.Equal(target, compilation.Mapping!.Map(new(record, null, false), Documents.Context, TestContext.Current.CancellationToken).Entities[0].Entity));
        Assert.True(proposal.Split('\n').Count(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Contains(": ", StringComparison.Ordinal)) >= 4, proposal);
    }

    private static List<ReadOnlyMemory<byte>> Records(string file, string member)
    {
        var path = Shared.Folder("payloads/" + file);
        return [.. (file.EndsWith(".jsonl", StringComparison.Ordinal) ? File.ReadLines(path) : [File.ReadAllText(path)])
            .Select(line => Find(JsonElement.Parse(line), member))
            .SelectMany(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
            .Take(400)
            .Select(value => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(value.GetRawText()))];
    }

    // ServiceNow's recordings hold the answer within what was recorded of the call.
    private static JsonElement Find(JsonElement value, string member)
    {
        while (!value.TryGetProperty(member, out _))
        {
            value = value.EnumerateObject().First(inner => inner.Value.ValueKind == JsonValueKind.Object).Value;
        }

        return value.GetProperty(member);
    }
}
