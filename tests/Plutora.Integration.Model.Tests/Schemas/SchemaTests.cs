using NJsonSchema;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Schemas;

namespace Plutora.Integration.Model.Tests.Schemas;

/// <summary>
/// <c>PLUTORA_WRITE_SCHEMAS=current</c> rewrites the committed schemas from the record types; <c>PLUTORA_WRITE_SCHEMAS=baseline</c> raises the baseline to them,
/// which is done with a release and refused when they break it.
/// </summary>
public sealed class SchemaTests
{
    private static readonly string? Write = Environment.GetEnvironmentVariable("PLUTORA_WRITE_SCHEMAS");

    public static TheoryData<string> Entities => [.. EntityTypes.All.Select(entity => entity.Name)];

    [Theory]
    [MemberData(nameof(Entities))]
    public void The_committed_schema_is_the_one_its_record_type_makes(string name)
    {
        var entity = EntityTypes.Get(name);
        string file = Path.Combine(RepositoryRoot.Schemas, $"{name}.v{entity.Version}.json"), generated = SchemaGenerator.Generate(entity);
        if (Write == "current") File.WriteAllText(file, generated);
        Assert.True(File.Exists(file), $"{file} is not there: run these tests once with PLUTORA_WRITE_SCHEMAS=current.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), generated);
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public void A_schema_does_not_break_those_who_keep_to_the_released_one(string name)
    {
        string file = Path.Combine(RepositoryRoot.Baseline, $"{name}.json"), generated = SchemaGenerator.Generate(EntityTypes.Get(name));
        if (File.Exists(file)) Assert.Empty(SchemaCompatibility.Breaks(File.ReadAllText(file), generated));
        if (Write == "baseline") File.WriteAllText(file, generated);
        Assert.True(File.Exists(file), $"{file} is not there: run these tests once with PLUTORA_WRITE_SCHEMAS=baseline.");
    }

    [Fact]
    public void No_released_entity_is_gone() =>
        Assert.All(Directory.GetFiles(RepositoryRoot.Baseline, "*.json"), file => Assert.True(EntityTypes.TryGet(Path.GetFileNameWithoutExtension(file), out _)));

    [Fact]
    public void No_schema_is_committed_without_an_entity() =>
        Assert.Equal(EntityTypes.All.Select(entity => $"{entity.Name}.v{entity.Version}.json").Order(), Directory.GetFiles(RepositoryRoot.Schemas, "*.json").Select(Path.GetFileName).Order());

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task A_schema_travels_with_the_assembly_under_its_own_name(string name)
    {
        var entity = EntityTypes.Get(name);
        var schema = await JsonSchema.FromJsonAsync(EntitySchemas.Get(name, entity.Version), TestContext.Current.CancellationToken);
        Assert.Equal(entity.Schema, schema.ExtensionData!["$id"]);
    }

    [Fact]
    public void A_schema_that_does_not_exist_is_said_to() =>
        Assert.Contains("ticket v1", Assert.Throws<KeyNotFoundException>(() => EntitySchemas.Get("ticket", 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_reference_for_subscribers_lists_every_entity_and_field_as_it_is()
    {
        string file = Path.Combine(RepositoryRoot.Path, "docs", "model.md"), text = File.ReadAllText(file).ReplaceLineEndings("\n");
        int end = text.IndexOf(ModelReference.Marker, StringComparison.Ordinal) + ModelReference.Marker.Length;
        if (Write == "current") File.WriteAllText(file, text[..end] + ModelReference.Write());
        else Assert.Equal(text[end..], ModelReference.Write());
    }

    [Fact]
    public void Every_field_says_what_it_means() =>
        Assert.All(Walk.Fields().Where(at => at.Field.Name.Length > 0), at => Assert.True(at.Field.Description.Length > 3, $"{at.Entity.Name}: {at.Path} has no description."));
}
