using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Tests;

public sealed class MentionAndLinkTests
{
    private static readonly string Ann = PersonKey.Of("ann@x", new byte[32]);

    [Fact]
    public void Each_item_is_mentioned_once_and_one_without_a_key_is_not()
    {
        var mapping = Documents.Compile(Documents.Commit + """
            mentions:
              - target: person
                each: '[author, committer]'
                when: name != "bot"
                key: $personKey(email)
                aliases:
                  - alias: email
                  - alias: login
                set: { name: name, email: email, organization: $record.org }
              - target: repository
                key: repo
                set: { title: repo }
            """);
        var result = mapping.Map("""
            {"sha":"a","org":"o","repo":"r","author":{"name":"Ann","email":"ann@x","login":"ann"},"committer":[
              {"name":"Annie","email":"ANN@x"},{"name":"nobody","email":""},{"name":"bot","email":"bot@x"}]}
            """);

        Assert.Equal(["test/commit/a", $"test/person/{Ann}", "test/repository/r"], result.Entities.Select(entity => entity.Id.ToString()));
        Assert.Equal([false, true, true], result.Entities.Select(entity => entity.Mention));
        Assert.Equal("""{"email":"ann@x","name":"Ann","organization":"o"}""", result.Entities[1].Json());
        Assert.Equal([new(Ann, null), new("ann", null)], result.Entities[1].Aliases);
    }

    [Fact]
    public void Links_start_at_the_entity_unless_told_otherwise()
    {
        var mapping = Documents.Compile(Documents.Commit + """
            links:
              - relation: implements
                to: $alias("work-item", $issueKeys(subject))
              - relation: belongs-to
                from: $id("team", 1)
                to: $id("repository", repo)
            """);
        var links = mapping.Map("""{"sha":"a","subject":"A1-1 A1-2","repo":7}""").Links;
        Assert.Equal(
            [
                ("implements", """{"id":"test/commit/a"}""", """{"entity":"work-item","alias":"A1-1"}"""),
                ("implements", """{"id":"test/commit/a"}""", """{"entity":"work-item","alias":"A1-2"}"""),
                ("belongs-to", """{"id":"test/team/1"}""", """{"id":"test/repository/7"}"""),
            ],
            links.Select(link => (link.Relation, Documents.Json(link.From), Documents.Json(link.To))));
        Assert.Empty(mapping.Map("""{"sha":"a","subject":"none"}""").Links);
    }

    [Fact]
    public void A_link_to_something_else_is_an_error()
    {
        var mapping = Documents.Compile(Documents.Commit + "links:\n  - relation: implements\n    to: subject\n");
        var failure = Assert.Throws<MappingException>(() => mapping.Map("""{"sha":"a","subject":"x"}"""));
        Assert.StartsWith("links[0].to at base.yaml(10,9): a link leads to a reference, and the record gives the text \"x\"", failure.Message, StringComparison.Ordinal);
    }
}
