using System.Text;
using CsCheck;
using NJsonSchema;
using Plutora.Integration.Model.CdEvents;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Tests.Generators;

namespace Plutora.Integration.Model.Tests.CdEvents;

/// <summary>Holds what is projected against the schemas that CDEvents publishes.</summary>
public sealed class CdEventsSchemaTests
{
    public static TheoryData<string> Projected =>
    [
        "repository", "branch", "pull-request", "review", "pipeline-run", "task-run", "artifact", "test-run", "test-case-result", "environment", "deployment", "incident",
        "work-item",
    ];

    [Fact]
    public async Task Every_type_that_the_model_has_a_transition_for_is_produced_and_valid()
    {
        var schemas = await Schemas();
        var produced = new HashSet<string>();
        foreach (var transition in Lives.All().SelectMany(Lives.Transitions))
        {
            Assert.False(transition.IsSkipped, transition.Reason);
            produced.Add(Valid(schemas, transition.Event));
        }
        // Nothing in the model tells that an artifact was fetched (only how often), nor that a service's address was published.
        Assert.Equal(["artifactdownloaded", "servicepublished"], schemas.Keys.Except(produced).Order());
    }

    [Theory]
    [MemberData(nameof(Projected))]
    public async Task Whatever_two_states_are_every_event_between_them_is_valid(string name)
    {
        var schemas = await Schemas();
        var entity = EntityTypes.Get(name);
        Gen.Select(EntityGenerator.Json(entity), EntityGenerator.Json(entity), Gen.Int[0, 2]).Sample((one, two, how) =>
        {
            var current = EntityTypes.Deserialize(name, Encoding.UTF8.GetBytes(two))!;
            var previous = EntityTypes.Deserialize(name, Encoding.UTF8.GetBytes(one))! with { Id = current.Id };
            var transitions = how == 2 ? Projecting.Delete(current) : Projecting.Project(how == 1 ? previous : null, current);
            var told = transitions.Where(one => !one.IsSkipped).Select(one => one.Event!).ToList();
            told.ForEach(one => Valid(schemas, one));
            Assert.Equal(told.Count, told.Select(one => one.Id).Distinct().Count());
        }, iter: 40, threads: 1);
    }

    private static string Valid(Dictionary<string, JsonSchema> schemas, CdEvent told)
    {
        string[] type = told.Type.Split('.');
        string name = type[2] + type[3], json = Encoding.UTF8.GetString(told.Json.Span);
        var faults = schemas[name].Validate(json);
        Assert.True(faults.Count == 0, $"{told.Type}: {string.Join("; ", faults)}\n{json}");
        return name;
    }

    private static async Task<Dictionary<string, JsonSchema>> Schemas()
    {
        var schemas = new Dictionary<string, JsonSchema>();
        foreach (string file in Directory.GetFiles(RepositoryRoot.Shared("cdevents", "schemas"), "*.json"))
        {
            // The schemas refer to that of links by a name without its file ending; nothing here carries links.
            string text = File.ReadAllText(file).Replace("\"$ref\": \"links/embeddedlinksarray\"", "\"type\": \"array\"", StringComparison.Ordinal);
            schemas[Path.GetFileNameWithoutExtension(file)] = await JsonSchema.FromJsonAsync(text, TestContext.Current.CancellationToken);
        }
        return schemas;
    }
}
