using System.Globalization;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Tests;

public sealed class FunctionTests
{
    private static readonly string Ann = PersonKey.Of("ann@example.com", new byte[32]);

    [Theory]
    [InlineData("$id(\"repository\", v)", "42", """{"id":"test/repository/42"}""")]
    [InlineData("$id(\"repository\", v)", "\"a b\"", """{"id":"test/repository/a%20b"}""")]
    [InlineData("$id(\"repository\", v)", "null", "null")]
    [InlineData("$id(\"repository\", v)", "\"\"", "null")]
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
    [InlineData("\"1709287200000\"", "\"2024-03-01T10:00:00Z\"")]
    [InlineData("\"1709287200.123\"", "\"2024-03-01T10:00:00.123Z\"")]
    [InlineData("\" \"", "null")]
    [InlineData("null", "null")]
    public void Instants_come_as_text_or_as_numbers_since_1970(string value, string written) => Assert.Equal(written, Value("authoredAt", "$instant(v)", value));

    [Theory]
    [InlineData("2024-03-01 12:00:00", "Europe/Berlin", "2024-03-01T11:00:00Z")]
    [InlineData("2024-07-01T12:00:00", "Europe/Berlin", "2024-07-01T10:00:00Z")]
    [InlineData("2024-07-01", "America/New_York", "2024-07-01T04:00:00Z")]
    [InlineData("2024-07-01T12:00:00+01:00", "Europe/Berlin", "2024-07-01T11:00:00Z")]
    [InlineData("2024-10-27T02:30:00", "Europe/Berlin", "2024-10-27T01:30:00Z")]
    public void A_time_without_an_offset_is_one_of_the_zone_that_is_named(string local, string zone, string written)
    {
        Assert.SkipUnless(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), $"This machine has no time zone {zone}.");
        Assert.Equal($"\"{written}\"", Value("authoredAt", $"$instant(v, \"{zone}\")", $"\"{local}\""));
    }

    [Theory]
    [InlineData("90", "s", "90000")]
    [InlineData("\"1.5\"", "m", "90000")]
    [InlineData("250", null, "250")]
    [InlineData("\"PT1H30M\"", null, "5400000")]
    [InlineData("\"P1DT0.5S\"", null, "86400500")]
    [InlineData("\"01:30:00.25\"", null, "5400250")]
    [InlineData("\"2.01:00:00\"", null, "176400000")]
    [InlineData("\"1h 30m 5s 20ms\"", null, "5405020")]
    [InlineData("\"2d\"", "s", "172800000")]
    [InlineData("\"\"", "s", "null")]
    [InlineData("null", "s", "null")]
    public void Durations_come_as_numbers_and_texts_of_several_forms(string value, string? unit, string written) =>
        Assert.Equal(written, Value("additions", unit is null ? "$duration(v)" : $"$duration(v, \"{unit}\")", value));

    [Fact]
    public void Issue_keys_are_found_in_text_once_each()
    {
        Assert.Equal("""["PROJ-12","AB2-7"]""", Value("tags", "$issueKeys(v)", "\"PROJ-12: as AB2-7 and PROJ-12, not x-1, A-1, PROJ-0 or aPROJ-3\""));
        Assert.Equal("""["PROJ-12"]""", Value("tags", "$issueKeys(v)", "\"feature/PROJ-12-add-it\""));
        Assert.Equal("""["UTF-80","SHA-25","CVE-2021"]""", Value("tags", "$issueKeys(v)", "\"UTF-8, ISO-8859-1, SHA-256 and CVE-2021-44228 are none; UTF-80, SHA-25 and CVE-2021 are\""));
        Assert.Equal("null", Value("tags", "$issueKeys(v)", "\"nothing\""));
    }

    [Theory]
    [InlineData("work-item", "In Progress", "in-progress")]
    [InlineData("work-item", "IN_PROGRESS", "in-progress")]
    [InlineData("work-item", "inProgress", "in-progress")]
    [InlineData("work-item", "Resolved", "resolved")]
    [InlineData("work-item", "Done", "done")]
    [InlineData("work-item", "WON'T DO", "canceled")]
    [InlineData("work-item", "In Arbeit", "in-progress")]
    [InlineData("work-item", "已完成", "done")]
    [InlineData("incident", "On Hold", "on-hold")]
    [InlineData("incident", "Done", "closed")]
    [InlineData("problem", "Root Cause Analysis", "investigating")]
    [InlineData("change-request", "Authorize", "approving")]
    [InlineData("change-request", "approving", "approving")]
    [InlineData("pipeline-run", "IN_PROGRESS", "running")]
    [InlineData("deployment", "Timed out", "finished")]
    [InlineData("sprint", "FUTURE", "planned")]
    [InlineData("test-case", "Approved", "ready")]
    [InlineData("service", "Non-Operational", "inactive")]
    public void A_well_known_state_name_is_read_for_the_entity_whatever_its_form(string entity, string name, string state) =>
        Assert.Equal($"\"{state}\"", Value("message", $"$stateCategory(\"{entity}\", v)", $"\"{name}\""));

    [Theory]
    [InlineData("work-item", "Parked by Bob")]
    [InlineData("work-item", "other")]
    [InlineData("commit", "Done")]
    [InlineData("work-item", "")]
    public void Another_name_or_an_entity_without_states_gives_nothing(string entity, string name) =>
        Assert.Equal("null", Value("message", $"$stateCategory(\"{entity}\", v)", $"\"{name}\""));

    [Fact]
    public void Every_state_of_the_model_is_read_as_itself()
    {
        foreach (var type in EntityTypes.All)
        {
            var states = type.Fields.FirstOrDefault(field => field is { Name: "state", Kind: FieldKind.Enum })?.EnumValues ?? [];
            Assert.All(states.Where(state => state != "other"), state => Assert.Equal($"\"{state}\"", Value("message", $"$stateCategory(\"{type.Name}\", v)", $"\"{state}\"")));
        }
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
    [InlineData("$instant(v)", "\"2024\"", "authoredAt", "$instant takes ISO 8601 or a number since 1970, not the text \"2024\"")]
    [InlineData("$instant(v)", "\"20240301100000\"", "authoredAt", "$instant takes ISO 8601 or a number since 1970, not the text \"20240301100000\"")]
    [InlineData("$instant(v, \"Nowhere/Land\")", "\"2024-01-01\"", "authoredAt", "$instant knows no time zone the text \"Nowhere/Land\"; write one of the IANA database, as Europe/Berlin")]
    [InlineData("$duration(v)", "\"P\"", "additions", "$duration takes a number, or a text such as PT1H30M, 01:30:00 or 1h 30m, not the text \"P\"")]
    [InlineData("$duration(v, \"years\")", "1", "additions", "$duration knows no unit the text \"years\"; known are ns, us, µs, ms, s, sec, m, min, h, d, w")]
    [InlineData("$id(\"repository\", v)", "{}", "repository", "$id takes a key that is a text or a number, not an object")]
    [InlineData("$id(v, 1)", "\"repo\"", "repository", "$id names the entity 'repo', which the model does not have")]
    [InlineData("$stateCategory(v, 1)", "\"ticket\"", "message", "$stateCategory names the entity 'ticket', which the model does not have")]
    [InlineData("$table(v, 1)", "\"t\"", "message", "$table has no table 't'; define it under 'tables'")]
    public void A_function_that_is_given_something_else_says_so(string expression, string value, string field, string reason)
    {
        var failure = Assert.Throws<MappingException>(() => Value(field, expression, value));
        Assert.Equal($"set.{field} at base.yaml(8,{field.Length + 5}): {reason}.", failure.Message);
    }

    private static string? Value(string field, string expression, string value)
        => Documents.Compile($"{Documents.Commit}  {field}: {expression}\n").Map($$"""{"sha":"a","v":{{value}}}""").Entities[0].Text(field);
}
