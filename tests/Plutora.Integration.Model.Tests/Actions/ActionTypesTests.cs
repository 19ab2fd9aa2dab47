using System.Text.Json;
using System.Text.RegularExpressions;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Model.Tests.Actions;

public sealed partial class ActionTypesTests
{
    [Fact]
    public void Each_action_has_a_name_of_its_own_and_targets_entities_of_the_model()
    {
        Assert.Equal(
            ["apply-configuration", "approve-change", "close-ticket", "comment", "create-change", "create-release", "create-ticket", "deploy", "merge", "rollback", "run-script", "run-tests", "transition", "trigger-build"],
            ActionTypes.All.Select(type => type.Name).Order(StringComparer.Ordinal));
        Assert.All(ActionTypes.All, type => Assert.Matches(Kebab(), type.Name));
        Assert.All(ActionTypes.All.SelectMany(type => type.Entities), entity => Assert.True(EntityTypes.TryGet(entity, out _), entity));
        Assert.All(ActionTypes.All, type => Assert.True(ActionTypes.TryGet(type.Name, out var found) && found == type && ActionTypes.Of(type.Arguments) == type));
    }

    [Fact]
    public void Arguments_are_written_without_what_is_not_said_and_say_which_action_they_are_of()
    {
        var close = new CloseTicket { Comment = "Done with it" };
        Assert.Equal("""{"comment":"Done with it"}""", ActionTypes.Serialize(close).GetRawText());
        Assert.Equal("close-ticket", ActionTypes.Of(close.GetType()).Name);
        var change = new CreateChange { Title = "Move", PlannedStart = new(2026, 3, 1, 10, 0, 0, TimeSpan.FromHours(1)) };
        Assert.Equal("""{"title":"Move","plannedStart":"2026-03-01T09:00:00Z"}""", ActionTypes.Serialize(change).GetRawText());
        Assert.Equal("squash", ActionTypes.Serialize(new Merge { Method = MergeMethod.Squash }).GetProperty("method").GetString());
    }

    [Fact]
    public void What_is_not_said_is_not_written_so_that_a_tool_that_cannot_take_it_is_not_told_it()
    {
        Assert.Equal("""{"title":"Broken"}""", ActionTypes.Serialize(new CreateTicket { Title = "Broken" }).GetRawText());
        Assert.Equal("""{"tag":"v1"}""", ActionTypes.Serialize(new CreateRelease { Tag = "v1" }).GetRawText());
        Assert.Equal("""{"tag":"v1","draft":true}""", ActionTypes.Serialize(new CreateRelease { Tag = "v1", Draft = true }).GetRawText());
        Assert.Equal("{}", ActionTypes.Serialize(new ApplyConfiguration()).GetRawText());
        Assert.Equal("{}", ActionTypes.Serialize(new RunTests()).GetRawText());
    }

    [Fact]
    public void A_result_is_read_with_what_is_unknown_left_out_and_what_is_missing_named()
    {
        var created = ActionTypes.Read<CreatedResult>(JsonElement.Parse("""{"id":"10012","key":"PROJ-12","later":true}"""));
        Assert.Equal(new() { Id = "10012", Key = "PROJ-12" }, created);
        Assert.Contains("id", Assert.Throws<JsonException>(() => ActionTypes.Read<CreatedResult>(JsonElement.Parse("{}"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_class_of_an_action_is_refused_with_those_that_are()
    {
        Assert.Contains("CloseTicket", Assert.Throws<ArgumentException>(() => ActionTypes.Of(typeof(string))).Message, StringComparison.Ordinal);
        Assert.Contains("CloseWithCode", Assert.Throws<ArgumentException>(() => ActionTypes.Serialize(new CloseWithCode())).Message, StringComparison.Ordinal);
        Assert.False(ActionTypes.TryGet("make-coffee", out _));
    }

    private sealed record CloseWithCode : CloseTicket;

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$")]
    private static partial Regex Kebab();
}
