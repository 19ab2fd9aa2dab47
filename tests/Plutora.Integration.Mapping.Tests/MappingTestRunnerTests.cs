namespace Plutora.Integration.Mapping.Tests;

public sealed class MappingTestRunnerTests
{
    private const string Tests = """
        when: $exists(sha)
        aliases:
          - alias: sha
        tests:
          - name: passes
            record: { sha: 12, subject: A }
            expect: { key: 12, aliases: ['12'], title: A, message: ~ }
          - name: differs
            input: samples/one.json
            expect:
              key: b
              aliases: [b]
              title: B
              additions: 5
              tags: [x, y]
              files: [{ path: p, additions: 1 }]
          - name: yields nothing
            record: {}
            expect: nothing
          - name: yields something
            record: { sha: a }
            expect: nothing
          - name: fails
            record: { sha: a, added: many }
            expect: {}
          - name: has no input
            input: samples/none.json
            expect: {}

        """;

    private const string Set = "  additions: added\n  tags: tags\n  files: files\n  message: body\n";

    [Fact]
    public void A_test_passes_or_tells_field_by_field_where_it_differs()
    {
        var mapping = Documents.Compile(Documents.Commit.Replace("  sha: sha\n", "  sha: $string(sha)\n") + Set + Tests);
        var results = MappingTestRunner.Run(mapping, Read, TestContext.Current.CancellationToken);

        Assert.Equal([true, false, true, false, false, false], results.Select(result => result.Passed));
        Assert.Equal(
            [
                "key: expected \"b\", found \"a\"",
                "aliases: expected [\"b\"], found [\"a\"]",
                "title: expected \"B\", found \"A\"",
                "additions: expected 5, found null",
                "tags[1]: expected \"y\", found \"z\"",
                "files[0].additions: expected 1, found 2",
                "files[0].deletions: expected nothing, found 3",
            ],
            results[1].Differences.Select(difference => difference.ToString()));
        Assert.Equal("record: expected nothing, found test/commit/a", Assert.Single(results[3].Differences).ToString());
        Assert.StartsWith("set.additions at base.yaml(8,", results[4].Error, StringComparison.Ordinal);
        Assert.StartsWith("The input 'samples/none.json' cannot be read: ", results[5].Error, StringComparison.Ordinal);
        Assert.Equal(("base.yaml", 19), (results[1].Test.File, results[1].Test.Line));
    }

    private static ReadOnlyMemory<byte> Read(string file) => file == "samples/one.json"
        ? """{"sha":"a","subject":"A","tags":["x","z"],"files":{"path":"p","additions":2,"deletions":3}}"""u8.ToArray()
        : throw new FileNotFoundException($"There is no file {file}.");
}
