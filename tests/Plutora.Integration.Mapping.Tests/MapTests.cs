using System.Text.Json;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Tests;

public sealed class MapTests
{
    private const string IssueWithPerson = """
        version: 1
        source: t/issue
        target: work-item
        key: id
        set: { url: url, title: title, state: '"done"', kind: '"bug"', createdAt: $instant(at), sourceState: status, extensions: { z: 1, a: 2 }, labels: '["b", "a"]', assignees: '[]' }
        mentions:
          - target: person
            key: who
            set: { username: who, title: who, kind: '"user"' }
        """;

    [Fact]
    public void A_record_becomes_an_entity_with_id_aliases_and_fields()
    {
        var mapping = Documents.Compile(Documents.Commit + """
            aliases:
              - alias: sha
              - alias: '[url, clone]'
                scope: '*'
              - alias: branch
                scope: '"branches"'
              - alias: missing
            """);
        var result = mapping.Map("""{"sha":"a/b","subject":"Say \"hi\" <you>","url":"u","clone":"c","branch":"main"}""");

        var entity = Assert.Single(result.Entities);
        Assert.Equal("test/commit/a%2Fb", entity.Id.ToString());
        Assert.Equal(("commit", false), (entity.Entity, entity.Mention));
        Assert.Equal([new("a/b", null), new("u", "*"), new("c", "*"), new("main", "branches")], entity.Aliases);
        Assert.Equal("""{"sha":"a/b","title":"Say \"hi\" <you>"}""", entity.Json());
        Assert.Equal((new MappingSource("git", "commit"), "commit", "sha"), (mapping.Source, mapping.Target, mapping.KeyExpression));
    }

    [Fact]
    public void A_whole_record_says_null_for_what_is_undefined_and_a_partial_one_nothing()
    {
        var mapping = Documents.Compile(Documents.Commit + "  message: body\n");
        const string Record = """{"sha":"a","body":null}""";
        Assert.Equal("""{"message":null,"sha":"a","title":null}""", mapping.Map(Record).Entities[0].Json());
        Assert.Equal("""{"message":null,"sha":"a"}""", mapping.Map(Record, partial: true).Entities[0].Json());
    }

    [Fact]
    public void Fields_are_written_once_each_in_the_ordinal_order_of_their_names()
    {
        var mapping = Documents.Compile(IssueWithPerson, """
            version: 1
            set: { storyPoints: '3', description: text }
            """);
        const string Record = """{"id":1,"url":"u","title":"t","at":0,"status":"s","who":"w","text":"d"}""";
        Assert.All(mapping.Map(Record).Entities, entity =>
        {
            var names = JsonElement.Parse(entity.Fields.Span).EnumerateObject().Select(member => member.Name).ToList();
            Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
        });
        Assert.Equal([11, 3], mapping.Map(Record).Entities.Select(entity => JsonElement.Parse(entity.Fields.Span).GetPropertyCount()));
    }

    [Fact]
    public void It_is_told_where_each_field_stands_in_the_text()
    {
        var mapping = Documents.Compile(IssueWithPerson);
        foreach (var partial in (bool[])[false, true])
        {
            var result = mapping.Map("""{"id":1,"title":"é \"t\" \u0001","at":0,"who":"w"}""", partial);
            Assert.Equal(2, result.Entities.Count);
            Assert.All(result.Entities, entity =>
            {
                Assert.NotEmpty(entity.Places.ToArray());
                Assert.Equal(
                    JsonElement.Parse(entity.Fields.Span).EnumerateObject().Select(member => (member.Name, $"\"{member.Name}\":", member.Value.GetRawText())),
                    entity.Places.ToArray().Select(place => (place.Name, Documents.Json(entity.Fields[place.Start..place.ValueStart]), Documents.Json(entity.Fields[place.ValueStart..place.End]))));
            });
        }
    }

    [Fact]
    public void A_record_for_which_when_does_not_hold_yields_nothing()
    {
        var mapping = Documents.Compile(Documents.Commit + "when: $exists(sha) and merged\n");
        Assert.Empty(mapping.Map("""{"merged":true}""").Entities);
        Assert.Empty(mapping.Map("""{"sha":"a","merged":false}""").Entities);
        Assert.Single(mapping.Map("""{"sha":"a","merged":true}""").Entities);
    }

    [Theory]
    [InlineData("""{"subject":"x"}""", "the key yields nothing")]
    [InlineData("""{"sha":{}}""", "a key must be a text or a number, and the record gives an object")]
    [InlineData("""{"sha":""}""", "the key of the commit is an empty text")]
    public void A_record_without_a_usable_key_cannot_be_mapped(string record, string reason)
    {
        var failure = Assert.Throws<MappingException>(() => Documents.Compile(Documents.Commit).Map(record));
        Assert.StartsWith("key at base.yaml(4,6): " + reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_no_json_cannot_be_mapped()
    {
        var failure = Assert.Throws<MappingException>(() => Documents.Compile(Documents.Commit).Map("""{"sha":"""));
        Assert.StartsWith("The record is not valid JSON", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_above_the_precision_of_a_double_keeps_its_digits()
    {
        var result = Documents.Compile(Documents.Commit.Replace("key: sha", "key: number")).Map("""{"number":9007199254740993,"sha":"a"}""");
        Assert.Equal("9007199254740993", Assert.Single(result.Entities).Id.Key);
    }

    [Theory]
    [InlineData("authoredAt", "\"2024-03-01T12:00:00+02:00\"", "\"2024-03-01T10:00:00Z\"")]
    [InlineData("authoredAt", "\"2024-03-01T12:00:00.1234567891+0230\"", "\"2024-03-01T09:30:00.1234567Z\"")]
    [InlineData("authoredAt", "\"2024-03-01 12:00:00 -0100\"", "\"2024-03-01T13:00:00Z\"")]
    [InlineData("authoredAt", "\"2024-03-01T12:00:00\"", "\"2024-03-01T12:00:00Z\"")]
    [InlineData("authoredAt", "\"2024-03-01\"", "\"2024-03-01T00:00:00Z\"")]
    [InlineData("additions", "12", "12")]
    [InlineData("additions", "12.0", "12")]
    [InlineData("additions", "\"12\"", "12")]
    [InlineData("additions", "\"9007199254740993\"", "9007199254740993")]
    [InlineData("additions", "\" \"", "null")]
    [InlineData("authoredAt", "\"\"", "null")]
    [InlineData("isSigned", "\"\"", "null")]
    [InlineData("message", "\"\"", "\"\"")]
    [InlineData("isSigned", "true", "true")]
    [InlineData("tags", "\"v1\"", "[\"v1\"]")]
    [InlineData("tags", "[\"v1\",null,\"v2\"]", "[\"v1\",\"v2\"]")]
    [InlineData("tags", "[]", "[]")]
    [InlineData("repository", "{\"id\":\"x/repository/1\"}", "{\"id\":\"x/repository/1\"}")]
    [InlineData("repository", "{\"entity\":\"repository\",\"alias\":\"o/r\",\"scope\":\"s\"}", "{\"entity\":\"repository\",\"alias\":\"o/r\",\"scope\":\"s\"}")]
    [InlineData("files", "{\"path\":\"a\",\"kind\":\"added\"}", "[{\"path\":\"a\",\"kind\":\"added\"}]")]
    [InlineData("extensions", "{\"x\":[1.50,{\"y\":null}]}", "{\"x\":[1.50,{\"y\":null}]}")]
    public void A_value_is_written_as_the_field_has_it(string field, string value, string written)
    {
        var mapping = Documents.Compile($"{Documents.Commit}  {field}: v\n");
        Assert.Equal(written, mapping.Map($$"""{"sha":"a","v":{{value}}}""").Entities[0].Text(field));
    }

    [Theory]
    [InlineData("authoredAt", "\"yesterday\"", "authoredAt takes an instant as ISO 8601, and the record gives the text \"yesterday\"")]
    [InlineData("additions", "1.5", "additions takes a whole number, and the record gives the number 1.5; round it")]
    [InlineData("additions", "\"1.5\"", "additions takes a whole number, and the record gives the number 1.5; round it")]
    [InlineData("additions", "\"007\"", "additions takes a whole number, and the record gives the text \"007\"; convert it with $number(…)")]
    [InlineData("additions", "\"many\"", "additions takes a whole number, and the record gives the text \"many\"; convert it with $number(…)")]
    [InlineData("message", "5", "message takes a text, and the record gives the number 5; convert it with $string(…)")]
    [InlineData("message", "[\"a\",\"b\"]", "message takes a text, and the record gives a list of 2; pick one item")]
    [InlineData("isSigned", "\"true\"", "isSigned takes true or false, and the record gives the text \"true\"")]
    [InlineData("tags", "[\"v1\",{}]", "tags[1] takes a text, and the record gives an object")]
    [InlineData("repository", "\"r\"", "repository takes a reference, and the record gives the text \"r\"; make one with")]
    [InlineData("repository", "{\"id\":\"r\"}", "repository takes a reference whose 'id' alone is <instance>/<entity>/<key>")]
    [InlineData("repository", "{\"entity\":\"repo\",\"alias\":\"r\"}", "repository refers to the entity 'repo', which the model does not have")]
    [InlineData("files", "[{\"path\":\"a\"},{\"path\":\"b\",\"lines\":1}]", "files[1] has no member 'lines'")]
    [InlineData("files", "[{\"kind\":\"added\"}]", "files[0] lacks 'path'")]
    public void A_value_of_another_type_is_an_error_that_says_what_was_found(string field, string value, string reason)
    {
        var mapping = Documents.Compile($"{Documents.Commit}  {field}: v\n");
        var failure = Assert.Throws<MappingException>(() => mapping.Map($$"""{"sha":"a","v":{{value}}}"""));
        Assert.StartsWith($"set.{field} at base.yaml(8,{field.Length + 5}): {reason}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nested_maps_make_objects_and_nothing_when_no_member_has_a_value()
    {
        var mapping = Documents.Compile(Documents.Commit + "  files: { path: file.name, additions: file.lines }\n  extensions: { x: custom }\n");
        var full = mapping.Map("""{"sha":"a","file":{"name":"f"},"custom":1}""").Entities[0];
        Assert.Equal(("""[{"path":"f"}]""", """{"x":1}"""), (full.Text("files"), full.Text("extensions")));
        Assert.Equal("null", mapping.Map("""{"sha":"a"}""").Entities[0].Text("files"));
    }

    [Fact]
    public void The_secret_of_persons_must_have_its_length()
    {
        var mapping = Documents.Compile(Documents.Commit);
        var record = new MappingRecord("{}"u8.ToArray(), null, false);
        Assert.Throws<ArgumentException>(() => mapping.Map(record, new MappingContext("test", new byte[8]), TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => mapping.Map(record, new MappingContext("No", new byte[32]), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_threads_map_with_one_mapping()
    {
        var mapping = Documents.Compile(Documents.Commit + "  author: $person(mail)\n");
        var runs = Enumerable.Range(0, 64).Select(number => Task.Run(() => mapping.Map($$"""{"sha":"s{{number}}","mail":"m{{number}}@x"}"""), TestContext.Current.CancellationToken));
        var results = await Task.WhenAll(runs);
        for (var number = 0; number < results.Length; number++)
        {
            var entity = results[number].Entities[0];
            Assert.Equal($"s{number}", entity.Id.Key);
            Assert.Contains(PersonKey.Of($"m{number}@x", new byte[32]), entity.Json(), StringComparison.Ordinal);
        }
    }
}
