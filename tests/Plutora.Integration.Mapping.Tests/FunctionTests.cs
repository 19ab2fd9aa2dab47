using System.Globalization;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Tests;

public sealed class FunctionTests
{
    private static readonly string Ann = PersonKey.Of("ann@example.com", new byte[32]);

    [Theory]
    [InlineData("$id(\"repository\", v)", "42", """{"id":"test/repository/42"}""")]
    [InlineData("$id(\"repository\", v)", "\"a b\"", """{"id":"test/repository/a%20b"}""")]
    [InlineData("$id(\"repository\", v)", "null", "null")]
    [InlineData("$alias(\"repository\", v)", "\"o/r\"", """{"entity":"repository","alias":"o/r"}""")]
    [InlineData("$alias(\"repository\", v, \"s\")", "\"o/r\"", """{"entity":"repository","alias":"o/r","scope":"s"}""")]
    [InlineData("$alias(\"repository\", v)", "\"\"", "null")]
    public void References_are_made_of_keys_and_aliases(string expression, string value, string written)
        => Assert.Equal(written, Value("repository", expression, value));

    [Fact]
    public void A_person_is_referred_to_by_the_hash_of_the_address_alone()
    {
        var reference = $$"""{"id":"test/person/{{Ann}}"}""";
        Assert.Equal(reference, Value("author", "$person(v)", "\" Ann@Example.com \""));
        Assert.Equal("null", Value("author", "$person(v)", "\"  \""));
        Assert.Equal("null", Value("author", "$person(v)", "null"));
        Assert.Equal($"\"{Ann}\"", Value("message", "$personKey(v)", "\"ann@example.com\""));
    }

    [Fact]
    public void An_address_as_alias_of_a_person_is_its_hash()
    {
        Assert.Equal($$"""{"entity":"person","alias":"{{Ann}}"}""", Value("author", "$alias(\"person\", v)", "\"ann@example.com\""));
        Assert.Equal($$"""{"entity":"person","alias":"{{Ann}}"}""", Value("author", "v", """{"entity":"person","alias":"ann@example.com"}"""));
        Assert.Equal("""{"entity":"person","alias":"ann"}""", Value("author", "$alias(\"person\", v)", "\"ann\""));
    }

    [Theory]
    [InlineData("\"2024-03-01T12:00:00+02:00\"", "\"2024-03-01T10:00:00Z\"")]
    [InlineData("1709287200000", "\"2024-03-01T10:00:00Z\"")]
    [InlineData("1709287200123", "\"2024-03-01T10:00:00.123Z\"")]
    [InlineData("1709287200", "\"2024-03-01T10:00:00Z\"")]
    [InlineData("null", "null")]
    public void Instants_come_as_text_or_as_numbers_since_1970(string value, string written) => Assert.Equal(written, Value("authoredAt", "$instant(v)", value));

    [Fact]
    public void Issue_keys_are_found_in_text_once_each()
    {
        Assert.Equal("""["PROJ-12","AB2-7"]""", Value("tags", "$issueKeys(v)", "\"PROJ-12: as AB2-7 and PROJ-12, not x-1, A-1, PROJ-0 or aPROJ-3\""));
        Assert.Equal("""["PROJ-12"]""", Value("tags", "$issueKeys(v)", "\"feature/PROJ-12-add-it\""));
        Assert.Equal("null", Value("tags", "$issueKeys(v)", "\"nothing\""));
    }

    [Fact]
    public void Lists_of_aliases_become_lists_of_references()
        => Assert.Equal(
            """[{"entity":"commit","alias":"A-1"},{"entity":"commit","alias":"B-2"}]""",
            Value("parents", "$alias(\"commit\", v)", """["A-1",null,"B-2"]"""));

    [Fact]
    public void Instance_record_and_time_are_bound()
    {
        var mapping = Documents.Compile(Documents.Commit + "  message: $instance & \" \" & $record.sha & \" \" & $time\n");
        var time = DateTimeOffset.Parse("2024-03-01T12:00:00+02:00", CultureInfo.InvariantCulture);
        Assert.Equal("\"test a 2024-03-01T10:00:00Z\"", mapping.Map("""{"sha":"a"}""", time: time).Entities[0].Text("message"));
        Assert.Equal("\"test a \"", mapping.Map("""{"sha":"a"}""").Entities[0].Text("message"));
    }

    [Theory]
    [InlineData("$instant(v)", "\"soon\"", "authoredAt", "$instant takes ISO 8601 or a number since 1970, not the text \"soon\"")]
    [InlineData("$id(\"repository\", v)", "{}", "repository", "$id takes a key that is a text or a number, not an object")]
    [InlineData("$id(v, 1)", "\"repo\"", "repository", "$id names the entity 'repo', which the model does not have")]
    [InlineData("$table(v, 1)", "\"t\"", "message", "$table has no table 't'; define it under 'tables'")]
    public void A_function_that_is_given_something_else_says_so(string expression, string value, string field, string reason)
    {
        var failure = Assert.Throws<MappingException>(() => Value(field, expression, value));
        Assert.Equal($"set.{field} at base.yaml(8,{field.Length + 5}): {reason}.", failure.Message);
    }

    private static string? Value(string field, string expression, string value)
        => Documents.Compile($"{Documents.Commit}  {field}: {expression}\n").Map($$"""{"sha":"a","v":{{value}}}""").Entities[0].Text(field);
}
