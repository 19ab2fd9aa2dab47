using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Hub.Runtime.Entities;
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
        var length = Encoding.UTF8.GetByteCount(relation) + from.Length + to.Length + 2;
        var text = length <= 512 ? stackalloc byte[length] : new byte[length];
        var at = Encoding.UTF8.GetBytes(relation, text);
        text[at++] = 0;
        from.CopyTo(text[at..]);
        text[at + from.Length] = 0;
        to.CopyTo(text[(at + from.Length + 1)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return new(instance, LinkIndex.Entity, Convert.ToHexStringLower(hash[..16]));
    }

    /// <summary>What a rule says of a link.</summary>
    public static Contribution Contribution(string relation, string from, string to, string rule, double confidence, string? evidence, string key, ChangeContext change) => new()
    {
        Stream = $"{Instance}/{rule}",
        RawKey = key,
        Stamp = change.Stamp,
        MappingVersion = change.MappingVersion,
        Fields = Fields(relation, Reference(from), Reference(to), rule, confidence, evidence),
    };

    /// <summary>The fields of a link.</summary>
    /// <param name="relation">The relation.</param>
    /// <param name="from">The reference that it begins with, as JSON.</param>
    /// <param name="to">The reference that it ends with, as JSON.</param>
    /// <param name="rule">What states it.</param>
    /// <param name="confidence">How sure that is, 0 to 1.</param>
    /// <param name="evidence">What both ends say, or null.</param>
    public static FieldSet Fields(string relation, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, string rule, double confidence, string? evidence) =>
        new(JsonScratch.Write([], (relation, from, to, rule, confidence, evidence), static (writer, said) =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("from");
            writer.WriteRawValue(said.from.Span, skipInputValidation: true);
            writer.WriteString("relation", said.relation);
            writer.WriteStartArray("rules");
            writer.WriteStartObject();
            writer.WriteString("rule", said.rule);
            writer.WriteNumber("confidence", said.confidence);
            if (said.evidence is not null)
            {
                writer.WriteString("evidence", said.evidence);
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WritePropertyName("to");
            writer.WriteRawValue(said.to.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }));

    private static byte[] Reference(string id) => JsonScratch.Write([], id, static (writer, said) =>
    {
        writer.WriteStartObject();
        writer.WriteString("id", said);
        writer.WriteEndObject();
    });
}
