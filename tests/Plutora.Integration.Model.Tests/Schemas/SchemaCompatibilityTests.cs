namespace Plutora.Integration.Model.Tests.Schemas;

public sealed class SchemaCompatibilityTests
{
    private const string Before = """
        {"$id":"urn:x:1","type":"object","required":["id"],
         "properties":{
           "id":{"type":"string","pattern":"^a"},
           "at":{"type":"string","format":"date-time"},
           "state":{"type":"string","anyOf":[{"enum":["open","closed","other"]},{"pattern":"^[a-z]"}]},
           "by":{"allOf":[{"$ref":"#/definitions/reference"}],"x-entity":"person"},
           "list":{"type":"array","items":{"allOf":[{"$ref":"#/definitions/step"}]}},
           "map":{"type":"object","additionalProperties":{"type":"string"}}},
         "definitions":{
           "reference":{"type":"object","properties":{"id":{"type":"string"}}},
           "step":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"number":{"type":"integer"}}}}}
        """;

    [Fact]
    public void The_same_schema_breaks_nothing() => Assert.Empty(SchemaCompatibility.Breaks(Before, Before));

    [Theory]
    [InlineData("\"number\":{\"type\":\"integer\"}", "\"number\":{\"type\":\"integer\"},\"new\":{\"type\":\"string\"}")]
    [InlineData("\"at\":{", "\"new\":{\"type\":\"string\"},\"at\":{")]
    [InlineData("\"closed\",", "\"closed\",\"merged\",")]
    public void Optional_members_and_enum_values_may_come(string text, string instead) => Assert.Empty(SchemaCompatibility.Breaks(Before, Changed(text, instead)));

    [Theory]
    [InlineData("\"at\":{\"type\":\"string\",\"format\":\"date-time\"},", "", "$.at is gone.")]
    [InlineData("\"number\":{\"type\":\"integer\"}", "\"no\":{\"type\":\"integer\"}", "$.list[].number is gone.")]
    [InlineData("\"integer\"", "\"string\"", "$.list[].number has type \"string\" in place of \"integer\".")]
    [InlineData("\"format\":\"date-time\"", "\"format\":\"date\"", "$.at has format \"date\" in place of \"date-time\".")]
    [InlineData("\"^a\"", "\"^b\"", "$.id has pattern \"^b\" in place of \"^a\".")]
    [InlineData("[\"id\"]", "[\"id\",\"at\"]", "$.at is newly required.")]
    [InlineData("[\"id\"]", "[]", "$.id is no longer required.")]
    [InlineData("[\"name\"]", "[\"name\",\"number\"]", "$.list[].number is newly required.")]
    [InlineData("\"closed\",", "", "$.state no longer knows the value 'closed'.")]
    [InlineData("\"person\"", "\"team\"", "$.by has x-entity \"team\" in place of \"person\".")]
    [InlineData("\"$ref\":\"#/definitions/reference\"", "\"$ref\":\"#/definitions/step\"", "$.by.id is gone.")]
    [InlineData(",\"additionalProperties\":{\"type\":\"string\"}", "", "$.map.* is no longer described.")]
    [InlineData("\"additionalProperties\":{\"type\":\"string\"}", "\"additionalProperties\":{\"type\":\"number\"}", "$.map.* has type \"number\" in place of \"string\".")]
    [InlineData("urn:x:1", "urn:x:2", "$ has $id \"urn:x:2\" in place of \"urn:x:1\".")]
    public void Whatever_breaks_a_reader_or_a_writer_is_named(string text, string instead, string expected) =>
        Assert.Contains(expected, SchemaCompatibility.Breaks(Before, Changed(text, instead)));

    private static string Changed(string text, string instead)
    {
        Assert.Contains(text, Before, StringComparison.Ordinal);
        return Before.Replace(text, instead, StringComparison.Ordinal);
    }
}
