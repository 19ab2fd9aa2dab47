using System.Text.Json;
using Plutora.Integration.Mapping.Documents;

namespace Plutora.Integration.Mapping.Testing;

/// <summary>Compares all that a record became with what a test expects of it.</summary>
internal static class ResultComparison
{
    private const string Record = "record";

    public static IReadOnlyList<MappingDifference> Compare(MappingTest test, bool hasAbout, MappingResult result)
    {
        if (test.Expect is not { } expect)
        {
            return result.Entities.Count == 0 ? [] : [new MappingDifference(Record, Language.Nothing, result.Entities[0].Id.ToString())];
        }

        var about = hasAbout && result.Entities.Count > 0 ? result.Entities[0] : null;
        if (hasAbout && about is null)
        {
            return [new MappingDifference(Record, "an entity", Language.Nothing)];
        }

        var differences = new List<MappingDifference>();
        if (about is not null)
        {
            differences.AddRange(EntityComparison.Compare(JsonElement.Parse(expect.Span), about));
        }

        CompareList("outputs", test.Outputs, [.. result.Entities.Where(entity => !entity.Mention && entity != about)], differences);
        CompareLinks(test.Links, about, result.Links, differences);
        CompareList("mentions", test.Mentions, [.. result.Entities.Where(entity => entity.Mention)], differences);
        return differences;
    }

    private static void CompareList(string name, ReadOnlyMemory<byte>? expected, IReadOnlyList<MappedEntity> found, List<MappingDifference> differences)
    {
        if (expected is not { } json)
        {
            return;
        }

        var items = JsonElement.Parse(json.Span).EnumerateArray().ToList();
        for (var index = 0; index < Math.Max(items.Count, found.Count); index++)
        {
            var place = $"{name}[{index}]";
            if (index >= items.Count || index >= found.Count)
            {
                differences.Add(new MappingDifference(
                    place, index < items.Count ? items[index].GetRawText() : Language.Nothing, index < found.Count ? found[index].Id.ToString() : Language.Nothing));
                continue;
            }

            var target = items[index].GetProperty(Language.ExpectedTarget);
            if (target.ToString() != found[index].Entity)
            {
                differences.Add(new MappingDifference($"{place}.{Language.ExpectedTarget}", target.GetRawText(), $"\"{found[index].Entity}\""));
                continue;
            }

            differences.AddRange(EntityComparison.Compare(items[index], found[index]).Select(inner => inner with { Field = $"{place}.{inner.Field}" }));
        }
    }

    /// <summary>Links have no order: each expected one must be there once, and no other.</summary>
    private static void CompareLinks(ReadOnlyMemory<byte>? expected, MappedEntity? about, IReadOnlyList<MappedLink> links, List<MappingDifference> differences)
    {
        if (expected is not { } json)
        {
            return;
        }

        var left = links.ToList();
        foreach (var item in JsonElement.Parse(json.Span).EnumerateArray())
        {
            var index = left.FindIndex(link => Same(item, about, link));
            if (index >= 0)
            {
                left.RemoveAt(index);
            }
            else
            {
                differences.Add(new MappingDifference("links", item.GetRawText(), Language.Nothing));
            }
        }

        differences.AddRange(left.Select(link => new MappingDifference("links", Language.Nothing, Text(link))));
    }

    private static bool Same(JsonElement expected, MappedEntity? about, MappedLink link) =>
        expected.GetProperty("relation").ToString() == link.Relation
        && JsonElement.DeepEquals(expected.GetProperty("to"), JsonElement.Parse(link.To.Span))
        && (expected.TryGetProperty("from", out var from)
            ? JsonElement.DeepEquals(from, JsonElement.Parse(link.From.Span))
            : about is not null && JsonElement.Parse(link.From.Span) is var start && start.TryGetProperty("id", out var id) && id.ValueEquals(about.Id.ToString()));

    private static string Text(MappedLink link) =>
        $"{{\"relation\":\"{link.Relation}\",\"from\":{JsonElement.Parse(link.From.Span).GetRawText()},\"to\":{JsonElement.Parse(link.To.Span).GetRawText()}}}";
}
