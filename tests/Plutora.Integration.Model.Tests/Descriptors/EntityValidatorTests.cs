using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Tests.Generators;

namespace Plutora.Integration.Model.Tests.Descriptors;

public sealed class EntityValidatorTests
{
    public static TheoryData<string> Entities => [.. EntityTypes.All.Select(entity => entity.Name)];

    [Theory]
    [MemberData(nameof(Entities))]
    public void A_value_of_another_kind_is_a_fault_at_its_path_and_nowhere_else(string name)
    {
        var entity = EntityTypes.Get(name);
        foreach (var field in entity.Fields)
        {
            var json = WholeEntity.Of(entity);
            json[field.Name] = field.Kind is FieldKind.Boolean ? JsonValue.Create(1) : JsonValue.Create(true);
            var fault = Assert.Single(EntityValidator.Validate(entity, Bytes(json)));
            Assert.Equal($"$.{field.Name}", fault.Path);
            Assert.Contains("Expected", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"state":"merging"}""", "$.state", "Expected one of open, merged, closed, other; this is the text 'merging'.")]
    [InlineData("""{"number":1.5}""", "$.number", "Expected a whole number; this is the number 1.5.")]
    [InlineData("""{"mergedAt":"2026-01-31 09:30"}""", "$.mergedAt", "Expected an instant, as ISO 8601 with an offset, such as 2026-01-31T09:30:00Z; this is the text '2026-01-31 09:30'.")]
    [InlineData("""{"author":{"id":"github/team/1"}}""", "$.author.id", "It points to a team; expected a person.")]
    [InlineData("""{"author":{"id":"nobody"}}""", "$.author.id", "'nobody' is no entity id: expected <instance>/<entity>/<key>, each part percent-encoded.")]
    [InlineData("""{"author":{"alias":"ada"}}""", "$.author", "It says neither an id nor an entity and an alias: expected {\"id\"} or {\"entity\", \"alias\", \"scope\"}.")]
    [InlineData("""{"assignees":[{"id":"github/person/1"},{"entity":"team","alias":"x"}]}""", "$.assignees[1].entity", "It points to a team; expected a person.")]
    [InlineData("""{"labels":["a",2]}""", "$.labels[1]", "Expected text; this is the number 2.")]
    [InlineData("""{"aliases":[{"scope":"x"}]}""", "$.aliases[0].alias", "It is missing: what it belongs to cannot be without it.")]
    [InlineData("""{"state":null}""", "$.state", "It is missing: pull-request cannot be without it.")]
    [InlineData("""{"id":"github/review/1"}""", "$.id", "'github/review/1' is the id of a review; expected that of a pull-request.")]
    [InlineData("""{"id":"github/pull-request/%31"}""", "$.id", "'github/pull-request/%31' is not written in the one way that ids are: expected 'github/pull-request/1'.")]
    [InlineData("""{"key":"2"}""", "$.key", "'2' is not the key in the id: expected '1'.")]
    [InlineData("""{"instance":"gitlab"}""", "$.instance", "'gitlab' is not the instance in the id: expected 'github'.")]
    public void What_is_wrong_is_said_with_its_place_and_what_was_expected(string change, string path, string message)
    {
        var json = (JsonObject)JsonNode.Parse("""{"id":"github/pull-request/1","key":"1","instance":"github","state":"open"}""")!;
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(change)!) json[name] = value?.DeepClone();
        Assert.Equal([new EntityFault(path, message)], EntityValidator.Validate(EntityTypes.Get("pull-request"), Bytes(json)));
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(["$.key", "$.instance", "$.state", "$.isDraft"], EntityValidator.Validate(EntityTypes.Get("pull-request"),
            """{"id":"github/pull-request/1","isDraft":"no"}"""u8.ToArray()).Select(fault => fault.Path));

    [Fact]
    public void Members_of_a_later_version_pass() => Assert.Empty(EntityValidator.Validate(EntityTypes.Get("person"),
        """{"id":"github/person/1","key":"1","instance":"github","shoeSize":{"eu":44}}"""u8.ToArray()));

    [Theory]
    [InlineData("[]", "An entity is an object; this is a list.")]
    [InlineData("{", "no JSON")]
    [InlineData("""{"id":"github/person/1","id":"github/person/2"}""", "no JSON")]
    public void What_is_no_object_is_refused(string json, string expected) =>
        Assert.Contains(expected, Assert.Single(EntityValidator.Validate(EntityTypes.Get("person"), Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    private static ReadOnlyMemory<byte> Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
