using Plutora.Integration.Mapping.Documents;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>Checks that what tests expect are fields of the model: a mistyped one would be compared with nothing.</summary>
internal static class ExpectationCheck
{
    /// <param name="target">The entity that a record is about; null where outputs, links or mentions say all.</param>
    /// <param name="tests">The tests.</param>
    /// <param name="faults">Where faults are told.</param>
    public static void Check(string? target, IReadOnlyList<TestRule> tests, FaultList faults)
    {
        foreach (var test in tests)
        {
            Check(target, test.About, faults);
            foreach (var other in test.Others)
            {
                Check((other[Language.ExpectedTarget] as YamlScalar)?.Value, other, faults, Language.ExpectedTarget);
            }
        }
    }

    private static void Check(string? target, YamlMap? expected, FaultList faults, string? further = null)
    {
        if (target is null || expected is null || !EntityTypes.TryGet(target, out var type))
        {
            return;
        }

        foreach (var (name, _) in expected.Members.Where(member => type.Field(member.Name.Value) is null && !Language.Expectation.Contains(member.Name.Value) && member.Name.Value != further))
        {
            var known = type.Fields.Where(field => !field.SetByHub).Select(field => field.Name).Concat(Language.Expectation);
            faults.Error(name.Place, $"A {type.Name} has no field '{name.Value}' that a test could expect. {Nearest.Suggest(name.Value, known)}");
        }
    }
}
