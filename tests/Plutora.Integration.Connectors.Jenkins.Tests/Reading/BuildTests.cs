using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Plutora.Integration.Connectors.Jenkins.Tests.Support;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins.Tests.Reading;

public sealed class BuildTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_tells_every_build_and_the_next_one_asks_only_jobs_with_new_ones()
    {
        await using var jenkins = new FakeJenkins(new() { ["pageSize"] = 3 });
        jenkins.Job("team/shop").Built(1, 8);
        jenkins.Job("deploy").Built(4, 5);
        var first = await jenkins.ReadAsync("build");
        Assert.Equal(["deploy#4", "deploy#5", .. Enumerable.Range(1, 8).Select(n => $"team/shop#{n}")], Ids(first).Order(StringComparer.Ordinal));
        Assert.Equal(["GET api/json", "GET job/deploy/api/json{0,3}", "GET job/team/api/json", "GET job/team/job/shop/api/json{0,3}", "GET job/team/job/shop/api/json{2,5}", "GET job/team/job/shop/api/json{4,7}", "GET job/team/job/shop/api/json{6,9}"], jenkins.Asked());

        Assert.Empty(await jenkins.ReadAsync("build", Last(first)));
        Assert.Equal(["GET api/json", "GET job/team/api/json"], jenkins.Asked());

        jenkins.Job("deploy").Build(6);
        Assert.Equal(["deploy#6"], Ids(await jenkins.ReadAsync("build", Last(first))));
        Assert.Equal(["GET api/json", "GET job/deploy/api/json{0,3}", "GET job/team/api/json"], jenkins.Asked());
    }

    [Fact]
    public async Task A_build_that_ran_is_read_again_until_it_has_ended_and_then_no_more()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("shop").Built(1, 2);
        jenkins.Job("shop").Build(3, running: true);
        var first = await jenkins.ReadAsync("build");
        Assert.Equal(["shop#3", "shop#2", "shop#1"], Ids(first));

        jenkins.Job("shop").Build(4);
        var second = await jenkins.ReadAsync("build", Last(first));
        Assert.Equal(["shop#3", "shop#4"], Ids(second));

        jenkins.Job("shop").End(3, "FAILURE");
        var third = await jenkins.ReadAsync("build", Last(second));
        var record = Assert.Single(third.SelectMany(p => p.Records));
        Assert.Equal(("shop#3", "FAILURE"), (record.Id, JsonNode.Parse(record.Json.Span)!["result"]!.ToString()));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + (3 * 600_000) + 90_000), record.Time);
        Assert.Empty(await jenkins.ReadAsync("build", Last(third)));
    }

    [Fact]
    public async Task A_build_that_is_rotated_is_no_deletion_unless_it_still_ran_when_it_was_last_seen()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("shop").Built(1, 2);
        jenkins.Job("shop").Build(3, running: true);
        var first = await jenkins.ReadAsync("build");
        jenkins.Job("shop").Builds.Clear();
        var second = await jenkins.ReadAsync("build", Last(first));
        var record = Assert.Single(second.SelectMany(p => p.Records));
        Assert.Equal(("shop#3", true), (record.Id, record.Deleted));
        Assert.Empty(await jenkins.ReadAsync("build", Last(second)));
    }

    [Fact]
    public async Task A_newest_build_that_was_deleted_starts_nothing_anew_and_a_job_that_was_made_anew_does()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("shop").Built(1, 5);
        var first = await jenkins.ReadAsync("build");
        jenkins.Job("shop").Builds.Remove(5);
        Assert.Empty(await jenkins.ReadAsync("build", Last(first)));

        jenkins.Remove("shop");
        jenkins.Job("shop").Built(1, 2);
        Assert.Equal(["shop#2", "shop#1"], Ids(await jenkins.ReadAsync("build", Last(first))));
    }

    [Fact]
    public async Task A_job_that_went_away_leaves_the_cursor_and_one_of_which_a_build_ran_does_not()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("done").Built(1, 1);
        jenkins.Job("runs").Build(1, running: true);
        var first = await jenkins.ReadAsync("build");
        jenkins.Remove("done");
        jenkins.Remove("runs");
        var second = await jenkins.ReadAsync("build", Last(first));
        Assert.Empty(Ids(second));
        Assert.Equal("""{"jobs":{"runs":{"last":1,"open":[1]}}}""", Last(second)!.Value);
    }

    [Fact]
    public async Task A_first_read_with_a_lower_bound_tells_what_ended_or_runs_since_and_asks_no_further()
    {
        await using var jenkins = new FakeJenkins(new() { ["pageSize"] = 4 });
        jenkins.Job("shop").Built(1, 40);
        jenkins.Job("shop").Build(35, running: true);
        var since = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + (38 * 600_000));
        var first = await jenkins.ReadAsync("build", since: since);
        Assert.Equal(["shop#40", "shop#39", "shop#38", "shop#35"], Ids(first));
        Assert.Equal(4, jenkins.Asked().Count);
        Assert.Equal(["shop#35"], Ids(await jenkins.ReadAsync("build", Last(first))));
    }

    [Fact]
    public async Task A_read_that_was_broken_off_goes_on_where_it_was_whatever_began_meanwhile()
    {
        await using var jenkins = new FakeJenkins(new() { ["pageSize"] = 3 });
        jenkins.Job("shop").Built(1, 20);
        var told = new List<string>();
        var cursor = await BrokenAsync(jenkins, told, pages: 2);
        jenkins.Job("shop").Built(21, 27);
        var rest = await jenkins.ReadAsync("build", cursor, pageSize: 3);
        told.AddRange(Ids(rest));
        told.AddRange(Ids(await jenkins.ReadAsync("build", Last(rest), pageSize: 3)));
        Assert.Equal(Enumerable.Range(1, 27).Select(n => $"shop#{n}").Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_read_that_was_broken_off_goes_on_below_a_thousand_builds_that_began_since()
    {
        await using var jenkins = new FakeJenkins(new() { ["pageSize"] = 20 });
        jenkins.Job("shop").Built(1, 100);
        var told = new List<string>();
        var cursor = await BrokenAsync(jenkins, told, pages: 1);
        jenkins.Job("shop").Built(101, 1_200);
        told.AddRange(Ids(await jenkins.ReadAsync("build", cursor)));
        Assert.Equal(Enumerable.Range(1, 100).Select(n => $"shop#{n}").Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public Task No_build_is_left_out_whatever_begins_and_is_deleted_while_the_list_is_paged() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[2, 5], Gen.Int[0, 3].List[0, 12], Gen.Int[0, 29].List[0, 12]).SampleAsync(
            async (count, size, begun, deleted) =>
            {
                await using var jenkins = new FakeJenkins(new() { ["pageSize"] = size });
                var job = jenkins.Job("shop").Built(1, count);
                var (begin, delete, gone) = (new Queue<int>(begun), new Queue<int>(deleted), new HashSet<long>());
                jenkins.Meanwhile = (_, tree) =>
                {
                    if (tree.StartsWith("allBuilds", StringComparison.Ordinal))
                    {
                        for (var left = begin.TryDequeue(out var more) ? more : 0; left > 0; left--)
                        {
                            job.Build(job.Next);
                        }

                        if (delete.TryDequeue(out var number) && job.Builds.Remove(number))
                        {
                            gone.Add(number);
                        }
                    }
                };
                var (told, cursor) = (new HashSet<string>(StringComparer.Ordinal), (Cursor?)null);
                for (var rounds = 0; rounds < 30; rounds++)
                {
                    var pages = await jenkins.ReadAsync("build", cursor, pageSize: size);
                    told.UnionWith(Ids(pages));
                    cursor = Last(pages) ?? cursor;
                    if (pages.Count == 0 && begin.Count == 0)
                    {
                        break;
                    }
                }

                return job.Builds.Keys.All(number => told.Contains($"shop#{number}"));
            },
            iter: 60);

    [Fact]
    public async Task A_list_whose_pages_never_move_on_is_ended_with_a_reason()
    {
        await using var jenkins = new FakeJenkins(new() { ["pageSize"] = 2 });
        var job = jenkins.Job("shop").Built(1, 9);
        jenkins.Meanwhile = (_, tree) =>
        {
            if (tree.StartsWith("allBuilds", StringComparison.Ordinal))
            {
                job.Build(job.Next);
                job.Build(job.Next);
            }
        };
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jenkins.ReadAsync("build"));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("does not end", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_without_a_number_is_set_aside_and_the_others_are_told()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("shop").Built(1, 3);
        jenkins.Job("shop").Builds[2].Remove("number");
        var page = Assert.Single(await jenkins.ReadAsync("build"));
        Assert.Equal(["shop#3", "shop#1"], page.Records.Select(r => r.Id));
        Assert.Equal("A build of shop has no number.", Assert.Single(page.Faults).Reason);
    }

    [Fact]
    public async Task A_build_is_fetched_in_the_form_in_which_it_is_read()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("team/shop").Built(1, 1);
        var read = Assert.Single((await jenkins.ReadAsync("build")).SelectMany(p => p.Records));
        var fetched = await jenkins.Instance.FetchAsync(new("build", "team/shop#1"), Ct);
        Assert.Equal((read.Id, read.Container, read.Time, Encoding.UTF8.GetString(read.Json.Span)), (fetched!.Id, fetched.Container, fetched.Time, Encoding.UTF8.GetString(fetched.Json.Span)));
        Assert.Null(await jenkins.Instance.FetchAsync(new("build", "team/shop#2"), Ct));
        Assert.Null(await jenkins.Instance.FetchAsync(new("build", "no number"), Ct));
    }

    [Theory]
    [InlineData("build", ReadMode.FullScan, "Jenkins drops old builds")]
    [InlineData("build", ReadMode.Backfill, "has no backfill")]
    [InlineData("log", ReadMode.Incremental, "There is no stream")]
    public async Task What_cannot_be_read_is_refused_with_its_reason(string stream, ReadMode mode, string reason)
    {
        await using var jenkins = new FakeJenkins();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jenkins.ReadAsync(stream, mode: mode));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    private static async Task<Cursor> BrokenAsync(FakeJenkins jenkins, List<string> told, int pages)
    {
        await foreach (var page in jenkins.Instance.ReadAsync(new() { Stream = "build", PageSize = 3 }, Ct))
        {
            told.AddRange(page.Records.Select(r => r.Id));
            if (--pages == 0)
            {
                return page.Cursor!;
            }
        }

        throw new InvalidOperationException("The read ended before it was broken off.");
    }

    private static IEnumerable<string> Ids(IEnumerable<RecordPage> pages) => pages.SelectMany(p => p.Records).Select(r => r.Id);

    private static Cursor? Last(IEnumerable<RecordPage> pages) => pages.LastOrDefault()?.Cursor;
}
