using System.Text;
using NJsonSchema;
using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Documents;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Tests;

/// <summary><c>PLUTORA_WRITE_SCHEMAS=current</c> rewrites the committed schema from the model and the language.</summary>
public sealed class SchemaTests
{
    private static readonly Lazy<Task<JsonSchema>> Document = new(() => JsonSchema.FromJsonAsync(MappingSchema.Document));

    private static readonly Lazy<Task<JsonSchema>> Overlay = new(() => JsonSchema.FromJsonAsync(MappingSchema.Overlay));

    public static TheoryData<string> Shipped => [.. Repository.Shipped];

    [Fact]
    public void The_committed_schema_is_the_one_that_model_and_language_make()
    {
        var file = Path.Combine(Repository.Root, "mapping", "Plutora.Integration.Mapping", "Schemas", "mapping.v1.json");
        if (Environment.GetEnvironmentVariable("PLUTORA_WRITE_SCHEMAS") == "current")
        {
            File.WriteAllText(file, MappingSchema.Document);
        }

        Assert.True(File.Exists(file), $"{file} is not there: run these tests once with PLUTORA_WRITE_SCHEMAS=current.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), MappingSchema.Document);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task A_shipped_document_is_valid(string file)
    {
        Assert.Empty(MappingCompiler.Compile(Repository.Read(file), file).Faults);
        Assert.Empty(await FaultsAsync(Repository.Read(file)));
    }

    [Theory]
    [InlineData("version: 1\ntables: { state: { Neu: open } }\n", true)]
    [InlineData("version: 1\ntarget: work-item\nset: { title: summary }\n", true)]
    [InlineData("version: 1\ntarget: work-item\nset: { titel: summary }\n", false)]
    [InlineData("version: 1\ntabels: {}\n", false)]
    public async Task An_overlay_has_a_schema_of_its_own(string yaml, bool valid) =>
        Assert.Equal(valid, (await Overlay.Value).Validate(Json(yaml)).Count == 0);

    internal static async Task<IReadOnlyList<string>> FaultsAsync(string yaml, bool overlay = false) =>
        [.. (await (overlay ? Overlay : Document).Value).Validate(Json(yaml)).Select(fault => fault.ToString())];

    internal static bool IsYaml(string yaml)
    {
        var faults = new FaultList();
        return YamlReader.Read("base.yaml", yaml, Language.Kind, faults.Error) is not null && !faults.HasErrors;
    }

    private static string Json(string yaml)
    {
        var faults = new FaultList();
        var root = YamlReader.Read("base.yaml", yaml, Language.Kind, faults.Error);
        Assert.Empty(faults.InOrder());
        return Encoding.UTF8.GetString(YamlJson.ToJson(root!).Span);
    }
}
