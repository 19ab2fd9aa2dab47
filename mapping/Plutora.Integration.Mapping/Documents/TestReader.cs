using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>Reads the tests of a document.</summary>
internal static class TestReader
{
    public static IReadOnlyList<TestRule> Read(IReadOnlyList<YamlNode> nodes, FaultList faults)
    {
        var tests = new List<TestRule>();
        foreach (var node in nodes)
        {
            if (node is not YamlMap map)
            {
                faults.Error(node.Place, $"A test is a map with 'name', 'input' or 'record', and 'expect'; this is {node.Describe()}.");
            }
            else if (ReadTest(map, faults) is { } test)
            {
                tests.Add(test);
            }
        }

        return tests;
    }

    private static TestRule? ReadTest(YamlMap map, FaultList faults)
    {
        var members = new MemberReader(map, "a test", faults, Language.Test);
        var name = members.Text("name", required: true);
        var input = members.Text("input");
        var record = map["record"];
        if ((input is null) == (record is null))
        {
            faults.Error(map.Place, "A test takes its record from one place: a file named by 'input', or 'record' written out. Give one of them.");
            return null;
        }

        var expect = map["expect"];
        var outputs = Expected(members, "outputs", [Language.ExpectedTarget], faults);
        if (expect is null && outputs is not null)
        {
            expect = new YamlMap(map.Place, []);
        }

        if (expect is null)
        {
            faults.Error(map.Place, "'expect' is missing from a test. Add the fields that the record must become, or 'expect: nothing'.");
            return null;
        }

        var expected = expect is YamlMap fields ? YamlJson.ToJson(fields) : (ReadOnlyMemory<byte>?)null;
        if (expected is null && expect is not YamlScalar { Value: Language.Nothing })
        {
            faults.Error(expect.Place, $"'expect' must be a map of fields, or the word '{Language.Nothing}'; this is {expect.Describe()}.");
            return null;
        }

        return name is null
            ? null
            : new TestRule(new MappingTest(name.Value, map.Place.File, map.Place.Line, input?.Value, record is null ? default : YamlJson.ToJson(record), expected)
            {
                Outputs = outputs,
                Links = Expected(members, "links", ["relation", "to"], faults, Language.ExpectedLink),
                Mentions = Expected(members, "mentions", [Language.ExpectedTarget], faults),
            },
            expect as YamlMap,
            [.. ((string[])["outputs", "mentions"]).SelectMany(list => (map[list] as YamlList)?.Items ?? []).OfType<YamlMap>()]);
    }

    /// <summary>A list of maps that a test expects; null where it does not look.</summary>
    private static ReadOnlyMemory<byte>? Expected(MemberReader members, string name, string[] required, FaultList faults, string[]? known = null)
    {
        if (members.Map.Member(name) is null)
        {
            return null;
        }

        var items = members.Items(name);
        foreach (var item in items)
        {
            if (item is not YamlMap map)
            {
                faults.Error(item.Place, $"Each of '{name}' in a test is a map; this is {item.Describe()}. Write '- {{ {required[0]}: …, … }}'.");
                continue;
            }

            foreach (var missing in required.Where(member => map.Member(member) is null))
            {
                faults.Error(map.Place, $"'{missing}' is missing from an item of '{name}' in a test. Add it.");
            }

            _ = known is null ? null : new MemberReader(map, $"an item of '{name}' in a test", faults, known);
        }

        return YamlJson.ToJson(new YamlList(members.Map.Place, items));
    }
}
