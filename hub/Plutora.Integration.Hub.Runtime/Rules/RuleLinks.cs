using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>Links that rules state; their instance is <c>links</c> (rule 23 of state).</summary>
internal static class RuleLinks
{
    public const string Instance = "links";

    /// <summary>
    /// Whether a statement is overtaken: keys of two revisions of a rule lie with different owners, so what the earlier one stated may
    /// arrive behind what the later one states, which stands.
    /// </summary>
    public static bool IsOvertaken(Contribution arriving, Contribution known) =>
        arriving.Stream.StartsWith(Instance + "/", StringComparison.Ordinal) && arriving.MappingVersion < known.MappingVersion;

    /// <summary>The id of a link between two entities.</summary>
    public static EntityId Id(string relation, string from, string to) => Id(Instance, relation, Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to));

    /// <summary>The id of a link, which follows from what it says.</summary>
    public static EntityId Id(string instance, string relation, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(relation + '\0'));
        hash.AppendData(from);
        hash.AppendData([0]);
        hash.AppendData(to);
        return new(instance, "link", Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)));
    }

    /// <summary>What a rule says of a link.</summary>
    public static Contribution Contribution(string relation, string from, string to, string rule, double confidence, string? evidence, string key, ChangeContext change) => new()
    {
        Stream = $"{Instance}/{rule}",
        RawKey = key,
        Stamp = change.Stamp,
        MappingVersion = change.MappingVersion,
        Fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["relation"] = JsonSerializer.SerializeToElement(relation, RuntimeJson.Default.String),
            ["from"] = JsonSerializer.SerializeToElement(new JsonObject { ["id"] = from }, RuntimeJson.Default.JsonObject),
            ["to"] = JsonSerializer.SerializeToElement(new JsonObject { ["id"] = to }, RuntimeJson.Default.JsonObject),
            ["rules"] = Rules(rule, confidence, evidence),
        },
    };

    /// <summary>The field <c>rules</c> with one rule.</summary>
    public static JsonElement Rules(string rule, double confidence, string? evidence)
    {
        var statement = new JsonObject { ["rule"] = rule, ["confidence"] = confidence };
        if (evidence is not null)
        {
            statement["evidence"] = evidence;
        }

        return JsonSerializer.SerializeToElement(new JsonArray(statement), RuntimeJson.Default.JsonArray);
    }
}
