namespace Plutora.Integration.Mapping.Tests;

public sealed class TableTests
{
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
}
