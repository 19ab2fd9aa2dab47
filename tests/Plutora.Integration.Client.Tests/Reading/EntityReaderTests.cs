using System.Net;
using Plutora.Integration.Client.Reading;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Links;

namespace Plutora.Integration.Client.Tests.Reading;

public sealed class EntityReaderTests
{
    private const string PullRequest = """{"id":"git/pull-request/7","deleted":false,"entity":{"id":"git/pull-request/7","title":"Say hello","state":"open"}}""";
    private const string Ambiguous = """{"detail":"'o/r#7' names several entities; ask by one of these ids.","errors":["git/pull-request/7","git/work-item/9"]}""";

    [Fact]
    public async Task An_entity_is_read_by_its_alias_as_its_type()
    {
        var hub = new FakeHub(FakeHub.Json(PullRequest));
        var found = await Reader(hub).FindAsync<PullRequest>("o/r#7", TestContext.Current.CancellationToken);
        Assert.Equal(("Say hello", false), (found!.Entity.Title, found.IsDeleted));
        Assert.EndsWith("/api/v1/entities?id=o%2Fr%237", hub.Requests[0].RequestUri!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_of_several_entities_is_told_with_its_candidates()
    {
        var told = await Assert.ThrowsAsync<AmbiguousAliasException>(() => Reader(new FakeHub(FakeHub.Json(Ambiguous, HttpStatusCode.Conflict))).FindAsync("o/r#7", TestContext.Current.CancellationToken));
        Assert.Equal(["git/pull-request/7", "git/work-item/9"], told.Candidates.Select(c => c.ToString()));
    }

    [Fact]
    public async Task Of_several_entities_with_an_alias_the_one_of_the_type_asked_for_is_meant()
    {
        var hub = new FakeHub(FakeHub.Json(Ambiguous, HttpStatusCode.Conflict), FakeHub.Json(PullRequest));
        Assert.Equal("Say hello", (await Reader(hub).FindAsync<PullRequest>("o/r#7", TestContext.Current.CancellationToken))!.Entity.Title);
        Assert.EndsWith("?id=git%2Fpull-request%2F7", hub.Requests[1].RequestUri!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entity_of_another_type_is_named() => Assert.Contains(
        "git/pull-request/7",
        (await Assert.ThrowsAsync<InvalidCastException>(() => Reader(new FakeHub(FakeHub.Json(PullRequest))).FindAsync<WorkItem>("7", TestContext.Current.CancellationToken))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task What_is_not_there_is_null_and_what_is_refused_is_told()
    {
        Assert.Null(await Reader(new FakeHub(FakeHub.Json("{}", HttpStatusCode.NotFound))).FindAsync("nothing", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<HubException>(() => Reader(new FakeHub(FakeHub.Json("{}", HttpStatusCode.Forbidden))).FindAsync("other/person/1", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Links_are_read_with_their_ends_and_relation()
    {
        var hub = new FakeHub(FakeHub.Json("""[{"id":"git/link/1","deleted":false,"entity":{"id":"git/link/1","relation":"implements","from":{"id":"git/pull-request/7"},"to":{"entity":"work-item","alias":"PROJ-1"}}}]"""));
        var link = Assert.Single(await Reader(hub).LinksAsync("git/pull-request/7", TestContext.Current.CancellationToken));
        Assert.Equal((LinkRelation.Implements, "git/pull-request/7", "PROJ-1"), (link.Relation, link.From.Id.ToString(), link.To.Alias));
    }

    private static EntityReader Reader(FakeHub hub) => new(new(hub.Client, FakeHub.Connection));
}
