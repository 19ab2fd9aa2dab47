using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Git.Tests.Support;
using Plutora.Integration.Sdk.Testing;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.Git.Tests;

/// <summary>The acceptance kit on repositories that git itself makes.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(Describe);

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task Git_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);

    private static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool();
        var repository = Repository.In(tool.Folder);
        var (root, head) = ("", "");
        tool.Keeps(new SimulatedStream("commit", _ => [])
        {
            Rendered = true,
            Changes = false,
            Deletes = false,
            Seed = 1,
            Most = 8,
            IdOf = record =>
            {
                head = repository.Commit($"Commit {record.Number}", head.Length == 0 ? null : [head], (int)(record.CreatedAt.ToUnixTimeSeconds() - Repository.Epoch));
                root = root.Length == 0 ? head : root;
                repository.Branch("main", head);
                return $"tool/{head}";
            },
        });
        tool.Keeps(new SimulatedStream("repository", _ => []) { Rendered = true, Fixed = true, Seed = 1, IdOf = _ => "tool" });
        tool.Keeps(Refs("branch", "heads", n => n == 1 ? "main" : $"feature-{n}"));
        tool.Keeps(Refs("tag", "tags", n => $"v{n}"));
        return new() { Connector = new GitConnector(), Tool = tool, Options = _ => new() { ["repositories"] = new JsonArray(repository.Folder), ["ids"] = new JsonObject { [repository.Folder] = "tool" } } };

        // Each names a commit, and one that changes another.
        SimulatedStream Refs(string stream, string kind, Func<int, string> name) => new(stream, _ => [])
        {
            Rendered = true,
            Seed = 1,
            Most = 2,
            IdOf = record => Point(kind, name(record.Number), head, $"tool/{name(record.Number)}"),
            Changed = (record, _) => Task.FromResult(name(record.Number) == "main" ? Point(kind, "main", head = repository.Commit($"Change {record.Revision}", [head]), "") : Point(kind, name(record.Number), repository.Git("rev-parse", $"refs/{kind}/{name(record.Number)}") == root ? head : root, "")),
            Deleted = (record, _) => Task.FromResult(repository.Git("update-ref", "-d", $"refs/{kind}/{name(record.Number)}")),
        };

        string Point(string kind, string name, string commit, string id)
        {
            repository.Git("update-ref", $"refs/{kind}/{name}", commit);
            return id;
        }
    }
}
