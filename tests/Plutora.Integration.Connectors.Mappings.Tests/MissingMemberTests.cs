using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Mappings.Tests.Payloads;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Connectors.Mappings.Tests;

/// <summary>
/// Tools leave out what an account may not see, what a version does not have yet, what was never filled in. Each member of real records is taken away
/// in turn, and said to be null: what is left is mapped all the same.
/// </summary>
public sealed class MissingMemberTests
{
    private const int MostRecords = 4, MostMembers = 400;

    private static readonly MappingContext Context = new("test", new byte[32]);

    public static TheoryData<string> Tools => [.. ToolPayloads.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Tools))]
    public void A_record_without_any_one_member_is_set_aside_only_where_a_key_or_a_required_member_is_made_of_it_and_that_is_named(string tool)
    {
        var payloads = ToolPayloads.All[tool];
        Hold(payloads.Plans.Where(plan => plan.Stream is not null)
            .SelectMany(plan => Forms(payloads, plan).Select(record => (ShippedDocuments.Of(plan.Stream!), record, plan.Partial))));
    }

    [Theory]
    [MemberData(nameof(ShippedDocumentTests.Documents), MemberType = typeof(ShippedDocumentTests))]
    public void So_is_a_record_of_the_documents_own_tests(string file)
    {
        var (mapping, folder) = (ShippedDocuments.Compile(file).Mapping!, Path.GetDirectoryName(Path.Combine(Repository.Root, file))!);
        Hold(mapping.Tests.Select(test => (mapping, test.Input is { } input ? File.ReadAllBytes(Path.Combine(folder, input)) : test.Record.ToArray(), false)));
    }

    private static void Hold(IEnumerable<(CompiledMapping Mapping, byte[] Record, bool Partial)> records)
    {
        var (faults, mapped) = (new SortedSet<string>(StringComparer.Ordinal), 0);
        foreach (var (mapping, record, partial) in records)
        {
            foreach (var (path, changed) in Without(record))
            {
                mapped++;
                if (Fault(mapping, changed, partial) is { } fault)
                {
                    faults.Add($"{mapping.Source} without {path}: {fault}");
                }
            }
        }

        Assert.True(mapped > 0, "No record was changed.");
        Assert.True(faults.Count == 0, $"{faults.Count} of {mapped} changed records are set aside:\n{string.Join('\n', faults)}");
    }

    /// <summary>Why the record is set aside; null where it is mapped, or where what it lacks is told by the name of what is made of it.</summary>
    private static string? Fault(CompiledMapping mapping, byte[] record, bool partial)
    {
        try
        {
            mapping.Map(new MappingRecord(record, Time: null, partial), Context, TestContext.Current.CancellationToken);
            return null;
        }
        catch (MappingException failed)
        {
            var feedsKey = (failed.Member == "key" || failed.Member.EndsWith(".key", StringComparison.Ordinal)) && failed.Message.StartsWith($"{failed.Member} at ", StringComparison.Ordinal);
            return feedsKey || failed.Message.Contains(" lacks '", StringComparison.Ordinal) ? null : failed.Message;
        }
    }

    /// <summary>Records of a plan, one of each form.</summary>
    private static IEnumerable<byte[]> Forms(ToolPayloads payloads, PayloadPlan plan) => payloads.FilesOf(plan)
        .SelectMany(file => PayloadFile.Records(file, plan.Split, plan.Whole))
        .DistinctBy(record => string.Join('\n', Members(JsonNode.Parse(record)!).Select(member => PathOf(member.Parent, member.Name)).Distinct()))
        .Take(MostRecords);

    private static IEnumerable<(string Path, byte[] Record)> Without(byte[] record)
    {
        var root = JsonNode.Parse(record)!;
        foreach (var (parent, name) in Members(root).Take(MostMembers).ToList())
        {
            var (path, value) = (PathOf(parent, name), parent[name]);
            if (value is null)
            {
                continue;
            }

            var index = parent.IndexOf(name);
            parent.Remove(name);
            yield return (path, Bytes(root));
            parent.Insert(index, name, null);
            yield return ($"{path} (null)", Bytes(root));
            parent[name] = value;
        }
    }

    /// <summary>All members, of the items of lists those of the first.</summary>
    private static IEnumerable<(JsonObject Parent, string Name)> Members(JsonNode node) => node switch
    {
        JsonObject parent => parent.SelectMany(member => Members(member.Value ?? JsonValue.Create(false)).Prepend((parent, member.Key))),
        JsonArray { Count: > 0 } list when list[0] is { } first => Members(first),
        _ => [],
    };

    private static string PathOf(JsonObject parent, string name) => $"{parent.GetPath()}.{name}";

    private static byte[] Bytes(JsonNode root)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            root.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
