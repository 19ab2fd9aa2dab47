using System.Text.Json;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Writes a reference, <c>{"id"}</c> or <c>{"entity","alias","scope"}</c>, after checking that it is one.</summary>
internal static class ReferenceWriter
{
    public static void Write(Utf8JsonWriter writer, JsonataValue value, FieldPath path, MapRun run)
    {
        var id = value["id"];
        if (!id.IsUndefined)
        {
            WriteId(writer, value, id, path, run);
            return;
        }

        var (entity, alias, scope) = (value["entity"], value["alias"], value["scope"]);
        if (entity.Kind != JsonataKind.String || alias.Kind != JsonataKind.String || scope.Kind is not (JsonataKind.String or JsonataKind.Undefined or JsonataKind.Null))
        {
            throw new FunctionFault(
                $"{path} takes a reference, an object with 'id' or with 'entity' and 'alias' as texts, and the record gives {Found.Json(value)}; make one with $id(…), $alias(…) or $person(…)");
        }

        if (!EntityTypes.TryGet(entity.AsString(), out _))
        {
            throw new FunctionFault($"{path} refers to the entity '{entity.AsString()}', which the model does not have");
        }

        writer.WriteStartObject();
        writer.WriteString("entity"u8, entity.AsString());
        writer.WriteString("alias"u8, People.AliasOf(entity.AsString(), alias.AsString(), run.Context));
        if (scope.Kind == JsonataKind.String)
        {
            writer.WriteString("scope"u8, scope.AsString());
        }

        writer.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter writer, JsonataValue value, JsonataValue id, FieldPath path, MapRun run)
    {
        if (id.Kind != JsonataKind.String || value.Count != 1 || !(ReferenceEquals(id.AsString(), run.LastId) || IsId(id.AsString())))
        {
            throw new FunctionFault(
                $"{path} takes a reference whose 'id' alone is <instance>/<entity>/<key>, and the record gives {Found.Json(value)}; make one with $id(…)");
        }

        writer.WriteStartObject();
        writer.WriteString("id"u8, id.AsString());
        writer.WriteEndObject();
    }

    /// <summary>Whether a text is an id. Most have a key without an escape, and need not be read to know it.</summary>
    private static bool IsId(string text)
    {
        var rest = text.AsSpan();
        var first = rest.IndexOf('/');
        var second = first < 0 ? -1 : rest[(first + 1)..].IndexOf('/');
        return (second >= 0 && Names.IsValidId(rest[..first]) && Names.IsValidId(rest.Slice(first + 1, second)) && References.IsPlain(rest[(first + second + 2)..]))
            || EntityId.TryParse(text, out _);
    }
}
