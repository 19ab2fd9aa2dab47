namespace Plutora.Integration.Mapping.Tests;

/// <summary>Functions that a document defines for its expressions.</summary>
public sealed class OwnFunctionTests
{
    private const string Document = """
        version: 1
        source: servicenow/incident
        target: incident
        key: $value(sys_id)
        aliases:
          - alias: $value(number)
        set:
          state: $table("state", $value(state))
          team: $team(assignment_group)
          title: $value(short_description)
        functions:
          value: 'function($field) { $type($field) = "object" ? $field.value : $field }'
          team: 'function($field) { $id("team", $value($field)) }'
        tables:
          state: { '1': new, default: other }
        mentions:
          - target: team
            each: assignment_group
            key: $value($)
            set: { name: display_value & " of " & $value($record.company) }
        """;

    [Fact]
    public void They_are_called_from_every_expression_and_see_those_before_them()
    {
        var mapping = Documents.Compile(Document);
        var result = mapping.Map("""{"sys_id":{"value":"a1"},"number":"INC1","state":{"value":"1"},"short_description":"x","assignment_group":{"value":"g7","display_value":"Ops"},"company":{"value":"Acme"},"unused":{"value":9}}""");
        Assert.Equal(["test/incident/a1", "test/team/g7"], result.Entities.Select(entity => entity.Id.ToString()));
        Assert.Equal("INC1", Assert.Single(result.Entities[0].Aliases).Alias);
        Assert.Equal("\"new\"", result.Entities[0].Text("state"));
        Assert.Equal("""{"id":"test/team/g7"}""", result.Entities[0].Text("team"));
        Assert.Equal("\"x\"", result.Entities[0].Text("title"));
        Assert.Equal("\"Ops of Acme\"", result.Entities[1].Text("name"));
    }

    [Fact]
    public void An_overlay_replaces_one_of_them_by_name()
    {
        const string Overlay = """
            version: 1
            functions:
              team: 'function($field) { $alias("team", $field.display_value) }'
            """;
        var compiled = MappingCompiler.Compile(Document, "base.yaml", overlayYaml: Overlay);
        Assert.Empty(compiled.Faults);
        Assert.Equal("""{"entity":"team","alias":"Ops"}""", compiled.Mapping!.Map("""{"sys_id":"a1","assignment_group":{"display_value":"Ops"}}""").Entities[0].Text("team"));
        Assert.NotEqual(Documents.Compile(Document).Fingerprint, compiled.Mapping!.Fingerprint);
    }

    [Theory]
    [InlineData("a b: 'function($x) { $x }'", "'a b' cannot name a function. Use letters, digits and underscores, a letter first, without the dollar sign.")]
    [InlineData("table: 'function($x) { $x }'", "'$table' is there already. Give the function a name of its own.")]
    [InlineData("record: 'function($x) { $x }'", "'$record' is there already. Give the function a name of its own.")]
    [InlineData("own: '$x'", "The function 'own' must be JSONata that defines one, not the text '$x'. Write function($value) { … }.")]
    [InlineData("own: 'function($x) { $y($x) }'", "There is no function '$y'.")]
    public void What_is_wrong_with_one_is_told(string line, string message)
    {
        var compiled = MappingCompiler.Compile(Document.Replace("functions:\n", $"functions:\n  {line}\n", StringComparison.Ordinal), "base.yaml");
        Assert.Null(compiled.Mapping);
        Assert.Contains(compiled.Faults, fault => fault.Message.StartsWith(message, StringComparison.Ordinal));
    }
}
