using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>Reads the tests of a document.</summary>
internal static class TestReader
{
    private const string Nothing = "nothing";

    public static IReadOnlyList<MappingTest> Read(IReadOnlyList<YamlNode> nodes, FaultList faults)
    {
        var tests = new List<MappingTest>();
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

    private static MappingTest? ReadTest(YamlMap map, FaultList faults)
    {
        var members = new MemberReader(map, "a test", faults, "name", "input", "record", "expect");
        var name = members.Text("name", required: true);
        var input = members.Text("input");
        var record = map["record"];
        if ((input is null) == (record is null))
        {
            faults.Error(map.Place, "A test takes its record from one place: a file named by 'input', or 'record' written out. Give one of them.");
            return null;
        }

        var expect = map["expect"];
        if (expect is null)
        {
            faults.Error(map.Place, "'expect' is missing from a test. Add the fields that the record must become, or 'expect: nothing'.");
            return null;
        }

        var expected = expect is YamlMap fields ? YamlJson.ToJson(fields) : (ReadOnlyMemory<byte>?)null;
        if (expected is null && expect is not YamlScalar { Value: Nothing })
        {
            faults.Error(expect.Place, $"'expect' must be a map of fields, or the word '{Nothing}'; this is {expect.Describe()}.");
            return null;
        }

        return name is null
            ? null
            : new MappingTest(name.Value, map.Place.File, map.Place.Line, input?.Value, record is null ? default : YamlJson.ToJson(record), expected);
    }
}
