namespace Plutora.Integration.Mapping.Tests;

public sealed class ExpressionFaultTests
{
    [Theory]
    [InlineData("  message: a & )\n", 8, 16)]
    [InlineData("  message: 'a & )'\n", 8, 17)]
    [InlineData("  message: 'b = ''x'' & )'\n", 8, 25)]
    [InlineData("  message: \"b = \\\"x\\\" & )\"\n", 8, 25)]
    [InlineData("  message: |\n    a &\n      )\n", 10, 7)]
    [InlineData("  message: >-\n    a\n    & )\n", 10, 7)]
    public void An_expression_error_is_placed_within_the_yaml(string set, int line, int column)
    {
        var fault = Assert.Single(MappingCompiler.Compile(Documents.Commit + set, "base.yaml").Faults);
        Assert.Equal((line, column), (fault.Line, fault.Column));
        Assert.StartsWith("The expression of 'set.message' does not compile: S0211 ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_within_texts_and_comments_are_not_looked_at()
    {
        var yaml = Documents.Commit + "  message: '\"$table(\\\"no\\\")\" & \"$id(''nobody'', 1)\"'\n";
        Assert.Empty(MappingCompiler.Compile(yaml, "base.yaml").Faults);
    }

    [Fact]
    public void A_record_that_fails_names_member_place_and_what_was_found()
    {
        var mapping = Documents.Compile(Documents.Commit + "  additions: stats.added\n");
        var failure = Assert.Throws<MappingException>(() => mapping.Map("""{"sha":"a","stats":{"added":"five"}}"""));
        Assert.Equal(
            "set.additions at base.yaml(8,14): additions takes a whole number, and the record gives the text \"five\"; convert it with $number(…).",
            failure.Message);
        Assert.Equal(("set.additions", "base.yaml", 8, 14), (failure.Member, failure.File, failure.Line, failure.Column));
    }

    [Fact]
    public void An_expression_that_fails_at_a_record_tells_where()
    {
        var mapping = Documents.Compile(Documents.Commit + "  additions: $number(added)\n");
        var failure = Assert.Throws<MappingException>(() => mapping.Map("""{"sha":"a","added":"many"}"""));
        Assert.StartsWith("set.additions at base.yaml(8,", failure.Message, StringComparison.Ordinal);
        Assert.Contains("D3030", failure.Message, StringComparison.Ordinal);
    }
}
