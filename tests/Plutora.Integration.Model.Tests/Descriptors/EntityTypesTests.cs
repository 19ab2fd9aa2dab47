using System.Text;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Tests.Descriptors;

public sealed class EntityTypesTests
{
    private static readonly string[] Brief =
    [
        "work-item", "sprint", "milestone", "repository", "branch", "commit", "pull-request", "review", "pipeline", "pipeline-run", "task-run", "artifact",
        "test-plan", "test-case", "test-run", "test-case-result", "quality-report", "finding", "environment", "deployment", "configuration-item", "release",
        "change-request", "problem", "incident", "alert", "portfolio", "product", "value-stream", "application", "service", "team", "person", "link",
    ];

    [Fact]
    public void Every_entity_of_the_brief_is_there_and_no_other() =>
        Assert.Equal(Brief.Order(), EntityTypes.All.Select(entity => entity.Name).Order());

    [Fact]
    public void Every_entity_carries_what_all_carry()
    {
        string[] common = ["id", "key", "instance", "entityVersion", "aliases", "title", "url", "createdAt", "updatedAt", "extensions"];
        Assert.All(EntityTypes.All, entity => Assert.All(common, name => Assert.NotNull(entity.Field(name))));
        Assert.All(EntityTypes.All, entity => Assert.Equal(["id", "key", "instance", "entityVersion", "aliases"],
            entity.Fields.Where(field => field.SetByHub).Select(field => field.Name)));
        Assert.All(EntityTypes.All, entity => Assert.All(["id", "key", "instance"], name => Assert.True(entity.Field(name)!.Required)));
    }

    [Fact]
    public void Every_enum_has_other_as_its_zero_and_writes_it_last() =>
        Assert.All(Walk.Fields().Where(at => at.Field.Kind == FieldKind.Enum), at => Assert.Equal("other", at.Field.EnumValues[^1]));

    [Fact]
    public void Every_reference_field_names_an_entity_that_exists_or_may_point_to_any()
    {
        var references = Walk.Fields().Where(at => at.Field.Kind == FieldKind.Reference).ToList();
        Assert.All(references, at => Assert.True(at.Field.ReferenceEntity is null ? at.Entity.Name == "link" : EntityTypes.TryGet(at.Field.ReferenceEntity, out _)));
        Assert.NotEmpty(references);
    }

    [Fact]
    public void An_entity_with_a_normalized_state_keeps_the_tools_own_beside_it() =>
        Assert.All(EntityTypes.All.Where(entity => entity.Field("state") is not null), entity => Assert.NotNull(entity.Field("sourceState")));

    [Fact]
    public void What_flow_metrics_need_carries_its_state_history()
    {
        foreach (string name in (string[])["work-item", "change-request", "problem", "incident"])
        {
            var history = EntityTypes.Get(name).Field("stateHistory")!;
            Assert.Equal(FieldKind.List, history.Kind);
            Assert.Equal(["from", "to", "sourceFrom", "sourceTo", "at", "by", "observed"], history.Element!.Members.Select(member => member.Name));
            Assert.Equal(EntityTypes.Get(name).Field("state")!.EnumValues, history.Element.Member("to")!.EnumValues);
        }
    }

    [Fact]
    public void Only_a_person_has_names_and_addresses_of_people()
    {
        string[] personal = ["email", "username", "avatarUrl", "authorName", "authorEmail", "committerName", "committerEmail", "phone"];
        Assert.All(EntityTypes.All.Where(entity => entity.Name != "person"), entity => Assert.Empty(entity.Fields.Select(field => field.Name).Intersect(personal)));
    }

    [Fact]
    public void Occurrences_are_those_kept_for_a_time_only() =>
        Assert.Equal(["task-run", "test-case-result", "test-run"], EntityTypes.All.Where(entity => entity.IsOccurrence).Select(entity => entity.Name).Order());

    [Fact]
    public void Topics_and_schema_follow_the_name()
    {
        var entity = EntityTypes.Get("pull-request");
        Assert.Equal(("cdm.pull-request.v1", "state.pull-request.v1", "urn:plutora:cdm:pull-request:1"), (entity.Topic, entity.StateTopic, entity.Schema));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_those_that_exist()
    {
        Assert.False(EntityTypes.TryGet("ticket", out _));
        Assert.Contains("work-item", Assert.Throws<KeyNotFoundException>(() => EntityTypes.Get("ticket")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_is_written_with_identity_first_and_nulls_left_out()
    {
        var commit = new Commit
        {
            Id = new EntityId("git", "commit", "4b825dc"),
            Sha = "4b825dc",
            Author = Reference.To(new EntityId("git", "person", "hmac-1")),
            CommittedAt = new DateTimeOffset(2026, 1, 31, 10, 30, 0, 500, TimeSpan.FromHours(1)),
        };
        Assert.Equal("""{"id":"git/commit/4b825dc","key":"4b825dc","instance":"git","sha":"4b825dc","author":{"id":"git/person/hmac-1"},"committedAt":"2026-01-31T09:30:00.5Z"}""",
            Encoding.UTF8.GetString(EntityTypes.Serialize(commit)));
    }

    [Fact]
    public void A_value_or_member_of_a_later_version_does_not_hinder_reading()
    {
        var read = (PullRequest)EntityTypes.Deserialize("pull-request", """{"id":"github/pull-request/1","state":"queued-for-merge","newField":{"a":1}}"""u8)!;
        Assert.Equal(PullRequestState.Other, read.State);
    }
}
