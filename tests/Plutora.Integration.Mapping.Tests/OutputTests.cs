namespace Plutora.Integration.Mapping.Tests;

public sealed class OutputTests
{
    private const string Pipeline = """
        version: 1
        source: ci/build
        target: pipeline-run
        key: id
        deleted: gone
        set: { title: name, state: '"finished"' }
        outputs:
          - target: task-run
            each: stages
            when: status != "NOT_EXECUTED"
            key: $record.id & "/" & id
            deleted: status = "REMOVED"
            set: { name: name, state: '"finished"', pipelineRun: '$id("pipeline-run", $record.id)' }
        links:
          - relation: deploys
            when: deploy = true
            to: $alias("artifact", image)

        """;

    private const string Either = """
        version: 1
        source: desk/task
        when: $exists(id)
        outputs:
          - target: incident
            when: class = "incident"
            key: id
            set: { title: title, state: '"new"' }
          - target: problem
            when: class = "problem"
            key: id
            set: { title: title, state: '"new"' }
        links:
          - relation: relates-to
            when: $exists(cause)
            from: $id(class, id)
            to: $id("problem", cause)

        """;

    [Fact]
    public void A_record_yields_several_entities_each_under_its_own_condition()
    {
        var result = Documents.Compile(Pipeline).Map("""
            {"id":"7","name":"main","deploy":true,"image":"app:1","stages":[
              {"id":"a","name":"build","status":"OK"},{"id":"b","name":"test","status":"NOT_EXECUTED"},{"id":"c","status":"REMOVED"},{"id":"a","name":"again"}]}
            """);
        Assert.Equal(["test/pipeline-run/7", "test/task-run/7%2Fa", "test/task-run/7%2Fc"], result.Entities.Select(entity => entity.Id.ToString()));
        Assert.All(result.Entities, entity => Assert.False(entity.Mention));
        Assert.Equal("""{"name":"build","pipelineRun":{"id":"test/pipeline-run/7"},"state":"finished"}""", result.Entities[1].Json());
        Assert.Equal([false, false, true], result.Entities.Select(entity => entity.Deleted));
        Assert.Equal("{}", result.Entities[2].Json());
        Assert.Single(result.Links);
    }

    [Fact]
    public void A_deletion_says_nothing_but_that_and_a_link_whose_condition_does_not_hold_is_not_stated()
    {
        var result = Documents.Compile(Pipeline).Map("""{"id":"7","name":7,"gone":true,"image":"app:1"}""");
        var entity = Assert.Single(result.Entities);
        Assert.True(entity.Deleted);
        Assert.Equal("{}", entity.Json());
        Assert.Empty(result.Links);
    }

    [Fact]
    public void Outputs_alone_say_what_a_record_is_about()
    {
        var mapping = Documents.Compile(Either);
        Assert.Equal("test/incident/1", Assert.Single(mapping.Map("""{"id":"1","class":"incident","title":"a"}""").Entities).Id.ToString());
        Assert.Equal("test/problem/2", Assert.Single(mapping.Map("""{"id":"2","class":"problem","title":"a","cause":"3"}""").Entities).Id.ToString());
        Assert.Empty(mapping.Map("""{"id":"3","class":"change"}""").Entities);
        Assert.Empty(mapping.Map("{}").Entities);
    }

    [Fact]
    public void An_output_without_a_key_is_an_error_where_a_mention_is_none()
    {
        var failure = Assert.Throws<MappingException>(() => Documents.Compile(Either).Map("""{"id":{},"class":"incident"}"""));
        Assert.StartsWith("outputs[0].key at base.yaml(7,10): a key must be a text or a number", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overlay_adds_outputs_and_says_when_something_is_deleted()
    {
        var mapping = Documents.Compile(Pipeline, """
            version: 1
            deleted: status = "purged"
            outputs:
              - { target: pipeline, key: job, set: { name: job } }
            """);
        var result = mapping.Map("""{"id":"7","status":"purged","job":"j"}""");
        Assert.Equal([("pipeline-run", true), ("pipeline", false)], result.Entities.Select(entity => (entity.Entity, entity.Deleted)));
    }

    [Fact]
    public void Links_or_mentions_alone_may_say_all()
    {
        var mapping = Documents.Compile("""
            version: 1
            source: jira/remote-link
            links:
              - relation: relates-to
                from: $id("work-item", issue)
                to: $alias("pull-request", url, "*")
            tests:
              - name: a link
                record: { issue: 1, url: 'https://example.com/1' }
                outputs: []
                links: [{ relation: relates-to, from: { id: test/work-item/1 }, to: { entity: pull-request, alias: 'https://example.com/1', scope: '*' } }]
              - name: nothing
                record: { issue: 1 }
                expect: nothing
            """);
        Assert.Equal(("link", ""), (mapping.Target, mapping.KeyExpression));
        Assert.All(MappingTestRunner.Run(mapping, _ => default, TestContext.Current.CancellationToken), result => Assert.True(result.Passed, string.Join('\n', result.Differences)));

        var mentioning = Documents.Compile("""
            version: 1
            source: jira/worklog
            mentions:
              - { target: person, each: author, key: id, set: { name: name } }
            """);
        Assert.Equal([("person", true)], mentioning.Map("""{"author":{"id":5,"name":"Ann"}}""").Entities.Select(entity => (entity.Entity, entity.Mention)));
    }

    [Fact]
    public void A_test_compares_outputs_links_and_mentions()
    {
        var mapping = Documents.Compile(Pipeline + """
            mentions:
              - { target: person, each: by, key: id, set: { name: name } }
            tests:
              - name: passes
                record: { id: '7', deploy: true, image: 'app:1', stages: [{ id: a, name: build, status: OK }], by: { id: 5, name: Ann } }
                expect: { key: '7', deleted: false }
                outputs: [{ target: task-run, key: 7/a, name: build }]
                links: [{ relation: deploys, to: { entity: artifact, alias: 'app:1' } }]
                mentions: [{ target: person, key: 5, name: Ann }]
              - name: differs
                record: { id: '7', gone: true, deploy: true, image: 'app:1', stages: [{ id: a, name: build, status: OK }, { id: b, status: OK }], by: { id: 5, name: Ann } }
                expect: { deleted: false }
                outputs: [{ target: task-run, name: test }]
                links: [{ relation: deploys, from: { id: test/pipeline-run/8 }, to: { entity: artifact, alias: 'app:1' } }]
                mentions: [{ target: team }, { target: person }]
            """);
        var results = MappingTestRunner.Run(mapping, _ => default, TestContext.Current.CancellationToken);
        Assert.True(results[0].Passed, string.Join('\n', results[0].Differences));
        Assert.Equal(
            [
                "deleted: expected false, found true",
                "outputs[0].name: expected \"test\", found \"build\"",
                "outputs[1]: expected nothing, found test/task-run/7%2Fb",
                """links: expected {"relation":"deploys","from":{"id":"test/pipeline-run/8"},"to":{"entity":"artifact","alias":"app:1"}}, found nothing""",
                """links: expected nothing, found {"relation":"deploys","from":{"id":"test/pipeline-run/7"},"to":{"entity":"artifact","alias":"app:1"}}""",
                "mentions[0].target: expected \"team\", found \"person\"",
                """mentions[1]: expected {"target":"person"}, found nothing""",
            ],
            results[1].Differences.Select(difference => difference.ToString()));
    }
}
