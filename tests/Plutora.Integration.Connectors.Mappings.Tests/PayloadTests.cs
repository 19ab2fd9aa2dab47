using Plutora.Integration.Connectors.Mappings.Tests.Payloads;

namespace Plutora.Integration.Connectors.Mappings.Tests;

/// <summary>The real payloads of the tools, mapped by the documents alone.</summary>
public sealed class PayloadTests
{
    public static TheoryData<string> Tools => [.. ToolPayloads.All.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string, string> Mapped => new(ToolPayloads.All.Values
        .SelectMany(tool => tool.Plans.Where(plan => plan.Stream is not null).Select(plan => (tool.Folder, plan.Files))));

    private static (PayloadPlan Plan, PayloadOutcome Outcome) Run(string tool, string files)
    {
        var payloads = ToolPayloads.All[tool];
        var plan = payloads.Plans.First(one => one.Files == files);
        return (plan, PayloadOutcome.Of(plan, payloads.FilesOf(plan)));
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public void Each_file_has_a_plan_or_a_reason_why_it_holds_no_record_and_each_plan_has_files(string tool)
    {
        var payloads = ToolPayloads.All[tool];
        var names = payloads.Files().Select(file => Path.GetFileName(file)).ToList();
        Assert.DoesNotContain(names, name => payloads.PlanOf(name) is null);
        Assert.DoesNotContain(payloads.Plans, plan => !plan.MayBeAbsent && payloads.FilesOf(plan).Count == 0);
    }

    [Theory]
    [MemberData(nameof(Mapped))]
    public void No_record_becomes_a_dead_letter_and_one_that_yields_nothing_has_its_reason(string tool, string files)
    {
        var (plan, outcome) = Run(tool, files);
        Same("", string.Join('\n', outcome.DeadLetters));
        Same("", string.Join('\n', outcome.Unexplained));
        Assert.Equal(plan.Silent.ToDictionary(silence => silence.Reason, silence => silence.Records).Order(), outcome.Silent.Order());
    }

    [Theory]
    [MemberData(nameof(Mapped))]
    public void The_records_come_to_the_entities_expected_by_kind_and_number(string tool, string files)
    {
        var (plan, outcome) = Run(tool, files);
        Same(
            $"{plan.Records} records\nabout: {plan.About}\nmentions: {plan.Mentions}\nlinks: {plan.Links}",
            $"{outcome.Records} records\nabout: {outcome.About}\nmentions: {outcome.Mentions}\nlinks: {outcome.Links}");
    }

    [Theory]
    [MemberData(nameof(Mapped))]
    public void The_values_without_a_place_are_those_named(string tool, string files)
    {
        var (plan, outcome) = Run(tool, files);
        Same(string.Join('\n', plan.Unmapped.Order(StringComparer.Ordinal)), string.Join('\n', outcome.Unmapped));
    }

    [Theory]
    [MemberData(nameof(Mapped))]
    public async Task Each_entity_is_valid_by_its_published_schema(string tool, string files)
    {
        var (plan, outcome) = Run(tool, files);
        foreach (var (entity, from) in outcome.Entities)
        {
            var faults = await EntitySchemaCheck.FaultsOf(entity, whole: !entity.Mention && !plan.Partial);
            Assert.Empty(faults.Select(fault => $"{from}: {entity.Id} {fault}"));
        }
    }

    /// <summary>Compares two texts and tells both whole.</summary>
    private static void Same(string expected, string actual) => Assert.True(expected == actual, $"Expected:\n{expected}\nbut it is:\n{actual}");
}
