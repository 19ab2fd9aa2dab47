using Plutora.Integration.Hub.Runtime.Polling;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.Polling;

/// <summary>What is a read that goes round in circles, and what only looks like one.</summary>
public sealed class LoopGuardTests
{
    private readonly LoopGuard _guard = new();

    [Fact]
    public void The_same_page_four_times_in_a_row_ends_the_read_and_another_page_between_them_does_not()
    {
        foreach (var id in (string[])["1", "1", "1", "2", "1", "1", "1"])
        {
            _guard.Check(Page(id), "s");
        }

        var fault = Assert.Throws<ConnectorException>(() => _guard.Check(Page("1"), "s"));
        Assert.StartsWith("Stream 's' gave the same page 4 times in a row", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_projects_without_a_record_are_no_loop_and_nothing_for_ever_is_one()
    {
        for (var project = 0; project < 5_000; project++)
        {
            _guard.Check(new([], Cursor: null) { CompletedContainers = [$"project {project}"] }, "s");
        }

        for (var page = 0; page < 1_000; page++)
        {
            _guard.Check(new([], Cursor: null), "s");
        }

        Assert.Throws<ConnectorException>(() => _guard.Check(new([], Cursor: null), "s"));
    }

    [Fact]
    public void A_place_that_moves_is_no_loop_and_one_that_stands_still_is()
    {
        for (var place = 0; place < 100; place++)
        {
            _guard.Check(new([], new Cursor(1, $"{place}")), "s");
        }

        _guard.Check(new([], new Cursor(1, "99")), "s");
        _guard.Check(new([], new Cursor(1, "99")), "s");
        Assert.Throws<ConnectorException>(() => _guard.Check(new([], new Cursor(1, "99")), "s"));
    }

    private static RecordPage Page(string id) => new([new() { Stream = "s", Id = id, Json = "{}"u8.ToArray() }], Cursor: null);
}
