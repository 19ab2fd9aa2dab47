using System.Text;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Connectors.Git.Tests;

/// <summary>Links that the mapping of commits states; the tests inside the document compare entities alone.</summary>
public sealed class LinkTests
{
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public void A_commit_links_to_the_work_items_it_names_and_the_commit_it_reverts() =>
        Assert.Equal(
            ["implements {\"entity\":\"work-item\",\"alias\":\"PROJ-12\"}", "implements {\"entity\":\"work-item\",\"alias\":\"OPS-3\"}", $"reverts {{\"id\":\"test/commit/{Sha}\"}}"],
            Links(Commit($"Revert: PROJ-12, OPS-3\\n\\nThis reverts commit {Sha}.\\n")));

    [Fact]
    public void A_commit_that_names_nothing_links_to_nothing() => Assert.Empty(Links(Commit("Tidy up")));

    private static string Commit(string message) =>
        $$$"""{"repository":{"id":"r","name":"r"},"sha":"abc","tree":"t","parents":[],"author":{"name":"A","email":""},"committer":{"name":"A","email":""},"message":"{{{message}}}"}""";

    private static IEnumerable<string> Links(string record)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "mappings", "commit.yaml");
        var mapping = MappingCompiler.Compile(File.ReadAllText(file), file).Mapping!;
        var result = mapping.Map(new(Encoding.UTF8.GetBytes(record), Time: null, Partial: false), new("test", new byte[32]), TestContext.Current.CancellationToken);
        return result.Links.Select(l => $"{l.Relation} {Encoding.UTF8.GetString(l.To.Span)}");
    }
}
