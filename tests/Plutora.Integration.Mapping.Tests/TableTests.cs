namespace Plutora.Integration.Mapping.Tests;

public sealed class TableTests
{
    [Fact]
    public void A_table_of_a_fields_own_name_places_what_the_model_does_not_know_within_lists_too()
    {
        const string Base = "version: 1\nsource: desk/run\ntarget: test-case-result\nkey: id\nset: { name: name, testRun: '$id(\"test-run\", run)', state: state, steps: 'steps.{ \"name\": n, \"outcome\": o }' }\n";
        const string Record = """{"id":1,"name":"a","run":2,"state":"parked","steps":[{"n":"x","o":"success"},{"n":"y","o":"meh"},{"n":"z","o":"meh"}]}""";
        Assert.Equal([new("state", "parked"), new("steps.outcome", "meh")], Documents.Compile(Base).Map(Record).Unmapped);

        var overlay = MappingOverlay.Place(MappingOverlay.Place(null, "state", "parked", "queued"), "steps.outcome", "meh", "failure");
        var placed = Documents.Compile(Base, overlay).Map(Record);
        Assert.Empty(placed.Unmapped);
        Assert.Equal("\"queued\"", placed.Entities[0].Text("state"));
        Assert.Equal("""[{"name":"x","outcome":"success"},{"name":"y","outcome":"failure"},{"name":"z","outcome":"failure"}]""", placed.Entities[0].Text("steps"));

        var faults = MappingCompiler.Compile(Base, "base.yaml", null, MappingOverlay.Place(overlay, "state", "odd", "runing"), "overlay.yaml").Faults;
        Assert.Equal("overlay.yaml(6,10): error: 'runing' in the table 'state' is no value of 'state'. Did you mean 'running'?", Assert.Single(faults).ToString());
    }

    private const string Document = """
        version: 1
        source: jira/issue
        target: work-item
        key: id
        set:
          kind: '"task"'
          state: $table("state", status)
          priority: rank
        tables:
          state: { Open: proposed, '5': done, default: in-progress }
        """;

    [Theory]
    [InlineData("\"Open\"", "\"proposed\"")]
    [InlineData("5", "\"done\"")]
    [InlineData("null", "null")]
    public void A_table_translates_the_values_that_it_knows(string status, string state)
    {
        var result = Documents.Compile(Document).Map($$"""{"id":1,"status":{{status}}}""");
        Assert.Equal(state, result.Entities[0].Text("state"));
        Assert.Empty(result.Unmapped);
    }

    [Fact]
    public void A_value_that_no_table_knows_takes_the_default_and_is_reported()
    {
        var result = Documents.Compile(Document).Map("""{"id":1,"status":"Parked"}""");
        Assert.Equal("\"in-progress\"", result.Entities[0].Text("state"));
        Assert.Equal([new UnmappedValue("state", "Parked")], result.Unmapped);
    }

    [Fact]
    public void Without_a_default_it_becomes_other()
    {
        var result = Documents.Compile(Document.Replace(", default: in-progress", "")).Map("""{"id":1,"status":"Parked"}""");
        Assert.Equal("\"other\"", result.Entities[0].Text("state"));
    }

    [Fact]
    public void A_value_outside_an_enumeration_becomes_other_and_is_reported_by_the_field()
    {
        var result = Documents.Compile(Document).Map("""{"id":1,"status":"Open","rank":"P7"}""");
        Assert.Equal("\"other\"", result.Entities[0].Text("priority"));
        Assert.Equal([new UnmappedValue("priority", "P7")], result.Unmapped);
    }

    [Theory]
    [InlineData("\"Open\"", "\"proposed\"", null)]
    [InlineData("\"Closed\"", "\"done\"", null)]
    [InlineData("\"Parked\"", "\"in-progress\"", "Parked")]
    [InlineData("null", "null", null)]
    public void What_to_give_instead_counts_where_the_table_does_not_know_the_value(string status, string state, string? unmapped)
    {
        var document = Document.Replace("$table(\"state\", status)", "$table(\"state\", status, $stateCategory(\"work-item\", status))", StringComparison.Ordinal);
        var result = Documents.Compile(document).Map($$"""{"id":1,"status":{{status}}}""");
        Assert.Equal(state, result.Entities[0].Text("state"));
        Assert.Equal(unmapped, result.Unmapped.SingleOrDefault()?.Value);
    }

    [Fact]
    public void What_to_give_instead_stands_for_one_value_alone()
    {
        var document = Document.Replace("$table(\"state\", status)", "$table(\"state\", status, \"done\")", StringComparison.Ordinal);
        var failure = Assert.Throws<MappingException>(() => Documents.Compile(document).Map("""{"id":1,"status":["a","b"]}"""));
        Assert.Contains("$table takes one value where it is told what to give instead, not a list of 2", failure.Message, StringComparison.Ordinal);
    }
}
