using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Declarative.Options;

/// <summary>The options of an instance as expressions see them: with defaults, and secrets apart.</summary>
internal sealed class InstanceOptions
{
    private InstanceOptions(Scope open, Scope secret, IReadOnlyList<string> secrets, string fingerprint) => (Open, Secret, Secrets, Fingerprint) = (open, secret, secrets, fingerprint);

    /// <summary><c>$options</c> without secrets.</summary>
    public Scope Open { get; }

    /// <summary>Beside it <c>$secrets</c>, for authentication alone.</summary>
    public Scope Secret { get; }

    /// <summary>Values that must appear in no error.</summary>
    public IReadOnlyList<string> Secrets { get; }

    /// <summary>Tells options apart, secrets aside.</summary>
    public string Fingerprint { get; }

    public static InstanceOptions Of(JsonObject options, OptionsDescriptor descriptor, TimeProvider time)
    {
        var whole = Filled(options, descriptor.Schema);
        var open = whole.DeepClone().AsObject();
        var values = new List<string>();
        foreach (var path in descriptor.Secrets)
        {
            Take(open, path.Split('.'), values);
        }

        var scope = Scope.At(time).With("options", Value(open));
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(open.ToJsonString())));
        return new(scope, scope.With("secrets", Value(whole)), values, fingerprint);
    }

    private static JsonObject Filled(JsonObject given, JsonObject schema)
    {
        var filled = given.DeepClone().AsObject();
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            if (filled[name] is null && property!["default"] is { } otherwise)
            {
                filled[name] = otherwise.DeepClone();
            }
            else if (filled[name] is JsonObject inner && property!["properties"] is not null)
            {
                filled[name] = Filled(inner, property.AsObject());
            }
        }

        return filled;
    }

    private static void Take(JsonNode? node, ReadOnlySpan<string> path, List<string> values)
    {
        var name = path[0].Replace("[]", "", StringComparison.Ordinal);
        if (node is not JsonObject owner || owner[name] is not { } found)
        {
            return;
        }

        if (path.Length > 1)
        {
            foreach (var item in found is JsonArray list ? list.ToArray() : [found])
            {
                Take(item, path[1..], values);
            }

            return;
        }

        values.AddRange((found is JsonArray many ? many.ToArray() : [found]).OfType<JsonValue>().Select(v => v.ToString()).Where(v => v.Length > 0));
        owner.Remove(name);
    }

    private static JsonataValue Value(JsonObject json) => JsonataInput.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())).Value;
}
