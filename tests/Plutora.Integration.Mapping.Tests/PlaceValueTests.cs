namespace Plutora.Integration.Mapping.Tests;

public sealed class PlaceValueTests
{
    [Theory]
    [InlineData(null, "version: 1\ntables:\n  state:\n    'In Review': in-progress\n")]
    [InlineData("version: 1\n# mine\nset: { title: t }\n", "version: 1\n# mine\nset: { title: t }\ntables:\n  state:\n    'In Review': in-progress\n")]
    [InlineData("version: 1\ntables:\n  # first\n  kind:\n    Bug: bug\nset: {}\n", "version: 1\ntables:\n  # first\n  state:\n    'In Review': in-progress\n  kind:\n    Bug: bug\nset: {}\n")]
    [InlineData("version: 1\ntables: { kind: { Bug: bug } }\n", "version: 1\ntables: { state: { 'In Review': in-progress }, kind: { Bug: bug } }\n")]
    [InlineData("version: 1\ntables:\n  state:\n    Open: in-progress # why\n", "version: 1\ntables:\n  state:\n    'In Review': in-progress\n    Open: in-progress # why\n")]
    [InlineData("version: 1\ntables:\n  state: { Open: done }\n", "version: 1\ntables:\n  state: { 'In Review': in-progress, Open: done }\n")]
    [InlineData("version: 1\ntables:\n  state:\n    'In Review': done # no\n    A: b\n", "version: 1\ntables:\n  state:\n    'In Review': in-progress # no\n    A: b\n")]
    public void A_value_is_put_where_it_belongs_and_all_else_stays_as_written(string? overlay, string expected) =>
        Assert.Equal(expected, MappingOverlay.Place(overlay, "state", "In Review", "in-progress"));

    [Theory]
    [InlineData("it's")]
    [InlineData("12")]
    [InlineData("true")]
    [InlineData("a: b # c")]
    [InlineData("- x")]
    [InlineData("Größe")]
    public void A_value_is_found_again_however_it_is_written(string value)
    {
        const string Base = "version: 1\nsource: desk/ticket\ntarget: work-item\nkey: id\nset: { title: t, kind: '\"bug\"', state: '$table(\"state\", s)' }\ntables: { state: { Open: done } }\n";
        Assert.True(Documents.Compile(Base, MappingOverlay.Place(MappingOverlay.Place(null, "state", "other one", "done"), "state", value, "in-progress")).Knows("state", value));
    }

    [Fact]
    public void A_value_may_become_what_the_field_has_that_takes_it_of_whichever_entity()
    {
        const string Base = """
            version: 1
            source: desk/ticket
            target: pipeline
            key: id
            set: { title: t, name: t, kind: '"build"', state: '$table("stage", s)', sourceState: '$table("word", s)' }
            tables: { stage: { On: active }, kind: { jar: package }, word: { a: b } }
            outputs: [{ target: artifact, each: files, key: id, set: { name: n, kind: '$exists(x) ? $table("kind", x)' } }]
            """;
        var mapping = Documents.Compile(Base);
        Assert.Contains("archive", mapping.ChoicesOf("kind"));
        Assert.DoesNotContain("build", mapping.ChoicesOf("kind"));
        Assert.Equal(Model.Descriptors.EntityTypes.Get("pipeline").Field("state")!.EnumValues, mapping.ChoicesOf("stage"));
        Assert.Equal(mapping.ChoicesOf("stage"), mapping.ChoicesOf("state"));
        Assert.Empty(mapping.ChoicesOf("word"));
        Assert.Empty(mapping.ChoicesOf("nothing"));
    }

    [Fact]
    public void A_conflict_names_what_the_base_changed_under_the_overlay_and_nothing_else()
    {
        const string Before = "version: 1\nsource: desk/ticket\ntarget: work-item\nkey: id\nset: { title: t, description: d, extensions: { a: a } }\ntables: { state: { Open: done } }\n";
        var after = Before.Replace("title: t", "title: summary").Replace("description: d", "description: body").Replace("a: a", "a: b").Replace("Open: done", "Closed: done");
        var conflicts = MappingOverlay.Conflicts(Before, after, "version: 1\nset: { title: name, url: link, extensions: { a: b } }\ntables: { state: { Open: in-progress } }\n");
        Assert.Equal(
            [
                "set.title: the base said t and now says summary; the overlay says name, which holds.",
                "tables.state.Open: the base said done and now no longer has it; the overlay says in-progress, which holds.",
            ],
            conflicts.Select(conflict => conflict.ToString()));
    }

    [Fact]
    public void A_difference_is_told_member_by_member()
    {
        var changes = MappingOverlay.Diff(Documents.Commit, null, Documents.Commit, "version: 1\nset: { title: message, url: url }\n");
        Assert.Equal([new("set.title", "subject", "message"), new("set.url", null, "url")], changes);
    }
}
