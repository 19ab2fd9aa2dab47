using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>
/// Lays an administrator's overlay over a base document: fields, functions and table entries one by one, <c>when</c> and <c>deleted</c> instead of the
/// base's; aliases, outputs, links, mentions and tests in addition to it.
/// </summary>
internal static class Overlay
{
    public static MappingDocument Merge(MappingDocument document, MappingDocument overlay, FaultList faults)
    {
        Refuse("source", document.Source, overlay.Source, faults);
        Refuse("target", document.Entity.Target, overlay.Entity.Target, faults);
        Refuse("key", document.Entity.Key, overlay.Entity.Key, faults);
        return document with
        {
            When = overlay.When ?? document.When,
            Entity = document.Entity with
            {
                Deleted = overlay.Entity.Deleted ?? document.Entity.Deleted,
                Aliases = [.. document.Entity.Aliases, .. overlay.Entity.Aliases],
                Set = Merge(document.Entity.Set, overlay.Entity.Set),
            },
            Functions = [.. document.Functions.Where(one => overlay.Functions.All(over => over.Name.Value != one.Name.Value)), .. overlay.Functions],
            Tables = Merge(document.Tables, overlay.Tables),
            Outputs = [.. document.Outputs, .. overlay.Outputs],
            Links = [.. document.Links, .. overlay.Links],
            Mentions = [.. document.Mentions, .. overlay.Mentions],
            Tests = [.. document.Tests, .. overlay.Tests],
        };
    }

    private static void Refuse(string member, YamlScalar? inBase, YamlScalar? inOverlay, FaultList faults)
    {
        if (inOverlay is not null && inBase is not null && inOverlay.Value.Trim() != inBase.Value.Trim())
        {
            faults.Error(
                inOverlay.Place,
                $"An overlay may not change '{member}', since ids made before would be lost ({inBase.Place} says '{inBase.Value}'). "
                + "Remove the member from the overlay.");
        }
    }

    private static YamlMap? Merge(YamlMap? inBase, YamlMap? inOverlay)
    {
        if (inBase is null || inOverlay is null)
        {
            return inOverlay ?? inBase;
        }

        var members = inBase.Members.Select(member => inOverlay.Member(member.Name.Value) is not { } over
            ? member
            : member.Value is YamlMap map && over.Value is YamlMap overMap ? member with { Value = Merge(map, overMap)! } : over);
        var added = inOverlay.Members.Where(member => inBase.Member(member.Name.Value) is null);
        return inBase with { Members = [.. members, .. added] };
    }

    private static List<ValueTable> Merge(IReadOnlyList<ValueTable> inBase, IReadOnlyList<ValueTable> inOverlay)
    {
        var merged = inBase.ToList();
        foreach (var table in inOverlay)
        {
            var index = merged.FindIndex(candidate => candidate.Name.Value == table.Name.Value);
            if (index < 0)
            {
                merged.Add(table);
            }
            else
            {
                merged[index] = Merge(merged[index], table);
            }
        }

        return merged;
    }

    private static ValueTable Merge(ValueTable inBase, ValueTable inOverlay)
    {
        var entries = new Dictionary<string, YamlScalar>(inBase.Entries, StringComparer.Ordinal);
        foreach (var (value, target) in inOverlay.Entries)
        {
            entries[value] = target;
        }

        return inBase with { Entries = entries, Default = inOverlay.Default ?? inBase.Default };
    }
}
