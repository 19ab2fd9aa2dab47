using System.Text;
using System.Text.Json;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Schemas;

namespace Plutora.Integration.Model.Tests.Schemas;

/// <summary>Writes the part of <c>docs/model.md</c> that lists every entity with its fields.</summary>
internal static class ModelReference
{
    public const string Marker = "what follows is not edited by hand. -->\n";

    private static readonly HashSet<string> Common = [.. typeof(Entity).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    public static string Write()
    {
        var text = new StringBuilder();
        foreach (var stage in EntityTypes.All.GroupBy(entity => entity.Stage))
        {
            text.Append($"\n### {char.ToUpperInvariant(stage.Key[0])}{stage.Key[1..]}\n");
            foreach (var entity in stage) Entity(text, entity);
        }
        return text.ToString();
    }

    private static void Entity(StringBuilder text, EntityDescriptor entity)
    {
        string description = JsonDocument.Parse(EntitySchemas.Get(entity.Name, entity.Version)).RootElement.GetProperty("description").GetString()!;
        text.Append($"\n**`{entity.Name}`** {description}\n\n");
        text.Append("| field | | meaning |\n| --- | --- | --- |\n");
        foreach (var field in entity.Fields.Where(field => !Common.Contains(field.Name)))
            text.Append($"| {(field.Required ? $"**`{field.Name}`**" : $"`{field.Name}`")} | {Kind(field)} | {field.Description} |\n");
    }

    private static string Kind(FieldDescriptor field) => field.Kind switch
    {
        FieldKind.Enum => string.Join(", ", field.EnumValues.Select(value => $"`{value}`")),
        FieldKind.Reference => field.ReferenceEntity is null ? "→ any entity" : $"→ {field.ReferenceEntity}",
        FieldKind.Object => $"{{{string.Join(", ", field.Members.Select(member => member.Name))}}}",
        FieldKind.List => Kind(field.Element!) + "[]",
        FieldKind.Map => $"{Kind(field.Element!)} by name",
        _ => field.Kind.ToString().ToLowerInvariant(),
    };
}
