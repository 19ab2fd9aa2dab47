namespace Plutora.Integration.Mapping.Tests;

public sealed class OverlayTests
{
    private const string Base = """
        version: 1
        source: jira/issue
        target: work-item
        key: id
        aliases:
          - alias: key
        set:
          kind: $table("kind", type)
          state: '"proposed"'
          extensions: { a: a, b: b }
        tables:
          kind: { Bug: bug, Story: story }
        """;

    [Fact]
    public void An_overlay_changes_fields_and_table_entries_one_by_one_and_adds_the_rest()
    {
        var mapping = Documents.Compile(Base, """
            version: 1
            when: $exists(key)
            aliases:
              - alias: old
            set:
              state: '"done"'
              title: summary
              extensions: { b: '"B"', c: c }
            tables:
              kind: { Story: feature, Chore: task, default: requirement }
            """);
        var entity = mapping.Map("""{"id":1,"key":"P-1","old":"O-1","type":"Story","summary":"s","a":1,"b":2,"c":3}""").Entities[0];
        Assert.Equal("""{"extensions":{"a":1,"b":"B","c":3},"kind":"feature","state":"done","title":"s"}""", entity.Json());
        Assert.Equal(["P-1", "O-1"], entity.Aliases.Select(alias => alias.Alias));
        Assert.Equal("\"bug\"", mapping.Map("""{"id":1,"key":"P","type":"Bug"}""").Entities[0].Text("kind"));
        Assert.Equal("\"requirement\"", mapping.Map("""{"id":1,"key":"P","type":"New"}""").Entities[0].Text("kind"));
        Assert.Empty(mapping.Map("""{"id":1}""").Entities);
    }

    [Theory]
    [InlineData("key: key", "key", "id", 4, 2, 6)]
    [InlineData("source: jira/other", "source", "jira/issue", 2, 2, 9)]
    [InlineData("target: incident", "target", "work-item", 3, 2, 9)]
    public void An_overlay_may_not_change_what_makes_the_id(string line, string member, string before, int baseLine, int at, int column)
    {
        var compilation = MappingCompiler.Compile(Base, "base.yaml", null, $"version: 1\n{line}\n", "overlay.yaml");
        Assert.False(compilation.Succeeded);
        var fault = Assert.Single(compilation.Faults);
        Assert.Equal(("overlay.yaml", at, column), (fault.File, fault.Line, fault.Column));
        Assert.Equal(
            $"An overlay may not change '{member}', since ids made before would be lost (base.yaml({baseLine},{column}) says '{before}'). Remove the member from the overlay.",
            fault.Message);
    }

    [Fact]
    public void A_fault_of_the_overlay_is_told_in_the_overlay()
    {
        var fault = Assert.Single(MappingCompiler.Compile(Base, "base.yaml", null, "version: 1\nset:\n  titel: a\n", "overlay.yaml").Faults);
        Assert.Equal(("overlay.yaml", 3, 3), (fault.File, fault.Line, fault.Column));
    }

    [Fact]
    public void The_fingerprint_follows_what_a_document_does_and_not_how_it_is_written()
    {
        var fingerprint = Documents.Compile(Base).Fingerprint;
        Assert.Matches("^[0-9a-f]{64}$", fingerprint);
        Assert.Equal(fingerprint, Documents.Compile("# a comment\n" + Base.Replace("{ Bug: bug, Story: story }", "{ Story: 'story', Bug: bug, default: other }")).Fingerprint);
        Assert.Equal(fingerprint, Documents.Compile(Base + "\ntests:\n  - { name: n, record: { id: 1 }, expect: nothing }\n").Fingerprint);
        Assert.NotEqual(fingerprint, Documents.Compile(Base.Replace("story }", "feature }")).Fingerprint);
        Assert.NotEqual(fingerprint, Documents.Compile(Base, "version: 1\nset: { title: t }\n").Fingerprint);
    }
}
