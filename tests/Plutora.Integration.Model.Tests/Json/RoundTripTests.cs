using System.Text;
using System.Text.Json;
using CsCheck;
using NJsonSchema;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Schemas;
using Plutora.Integration.Model.Tests.Generators;

namespace Plutora.Integration.Model.Tests.Json;

public sealed class RoundTripTests
{
    public static TheoryData<string> Entities => [.. EntityTypes.All.Select(entity => entity.Name)];

    [Theory]
    [MemberData(nameof(Entities))]
    public void Whatever_an_entity_says_reads_and_writes_back_the_same(string name)
    {
        var entity = EntityTypes.Get(name);
        EntityGenerator.Json(entity).Sample(json =>
        {
            byte[] written = EntityTypes.Serialize(EntityTypes.Deserialize(name, Encoding.UTF8.GetBytes(json))!);
            using JsonDocument one = JsonDocument.Parse(json), two = JsonDocument.Parse(written);
            return JsonElement.DeepEquals(one.RootElement, two.RootElement) && EntityValidator.Validate(entity, written).Count == 0;
        }, iter: 100, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task What_is_written_is_valid_against_its_schema(string name)
    {
        var entity = EntityTypes.Get(name);
        var schema = await JsonSchema.FromJsonAsync(EntitySchemas.Get(name, entity.Version), TestContext.Current.CancellationToken);
        EntityGenerator.Json(entity).Sample(json =>
        {
            string written = Encoding.UTF8.GetString(EntityTypes.Serialize(EntityTypes.Deserialize(name, Encoding.UTF8.GetBytes(json))!));
            Assert.Empty(schema.Validate(written));
        }, iter: 10, threads: 1);
        Assert.Empty(schema.Validate(WholeEntity.Of(entity).ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task A_schema_and_the_validator_find_the_same_field_missing(string name)
    {
        var entity = EntityTypes.Get(name);
        var schema = await JsonSchema.FromJsonAsync(EntitySchemas.Get(name, entity.Version), TestContext.Current.CancellationToken);
        foreach (var field in entity.Fields)
        {
            var json = WholeEntity.Of(entity);
            json.Remove(field.Name);
            bool valid = schema.Validate(json.ToJsonString()).Count == 0;
            var faults = EntityValidator.Validate(entity, Encoding.UTF8.GetBytes(json.ToJsonString()));
            Assert.Equal(!field.Required, valid);
            if (field.Required) Assert.Equal($"$.{field.Name}", Assert.Single(faults).Path);
            else Assert.Empty(faults);
        }
    }
}
