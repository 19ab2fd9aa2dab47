using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jenkins.Tests.Support;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Jenkins.Tests.Reading;

public sealed class JobTests
{
    [Fact]
    public async Task Jobs_are_found_in_folders_and_under_the_names_of_branches_with_a_slash()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("deploy");
        jenkins.Job("team/shop/main");
        jenkins.Job("team/shop/feature%2Fbasket #1");
        jenkins.Folders.Add("empty");
        var pages = await jenkins.ReadAsync("job");
        Assert.Equal(["deploy", "team/shop/feature%2Fbasket #1", "team/shop/main"], pages.SelectMany(p => p.Records).Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["/", "team/shop"], pages.SelectMany(p => p.Records).Select(r => r.Container!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(pages, p => Assert.Empty(p.CompletedContainers));
    }

    [Fact]
    public async Task A_full_scan_completes_each_folder_that_it_read_whole()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("deploy");
        jenkins.Job("team/shop");
        var pages = await jenkins.ReadAsync("job", mode: ReadMode.FullScan);
        Assert.Equal(["/", "team"], pages.SelectMany(p => p.CompletedContainers));
    }

    [Fact]
    public async Task A_scan_of_single_jobs_completes_no_folder()
    {
        await using var jenkins = new FakeJenkins(new() { ["jobs"] = new JsonArray("team/shop", "team/inner") });
        jenkins.Job("team/shop");
        jenkins.Job("team/other");
        jenkins.Job("team/inner/deploy");
        var pages = await jenkins.ReadAsync("job", mode: ReadMode.FullScan);
        Assert.Equal(["team/shop", "team/inner/deploy"], pages.SelectMany(p => p.Records).Select(r => r.Id));
        Assert.Equal(["team/inner"], pages.SelectMany(p => p.CompletedContainers));
    }

    [Fact]
    public async Task An_old_server_that_tells_no_full_names_is_read_by_the_places_of_its_jobs()
    {
        await using var jenkins = new FakeJenkins { IsOld = true };
        jenkins.Job("team/shop/build it");
        var record = Assert.Single((await jenkins.ReadAsync("job")).SelectMany(p => p.Records));
        Assert.Equal(("team/shop/build it", "team/shop"), (record.Id, record.Container));
    }

    [Fact]
    public async Task Folders_deeper_than_the_option_are_left_out_and_named_in_the_log()
    {
        var log = new KeptLog();
        await using var jenkins = new FakeJenkins(new() { ["depth"] = 1 }, logger: log);
        jenkins.Job("a/one");
        jenkins.Job("a/b/two");
        Assert.Equal(["a/one"], (await jenkins.ReadAsync("job")).SelectMany(p => p.Records).Select(r => r.Id));
        Assert.Contains(log.Lines, line => line.Contains("Folder a/b lies more than 1 folders deep", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_of_the_options_that_is_not_there_is_told_after_the_others_were_read()
    {
        await using var jenkins = new FakeJenkins(new() { ["jobs"] = new JsonArray("gone/away", "shop") });
        jenkins.Job("shop");
        var told = new List<string>();
        var fault = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (var page in jenkins.Instance.ReadAsync(new() { Stream = "job" }, TestContext.Current.CancellationToken))
            {
                told.AddRange(page.Records.Select(r => r.Id));
            }
        });
        Assert.Equal(["shop"], told);
        Assert.Equal(ConnectorErrorKind.NotFound, fault.Kind);
        Assert.Contains("gone/away", fault.Message, StringComparison.Ordinal);
        var check = await jenkins.Instance.CheckAsync(TestContext.Current.CancellationToken);
        Assert.False(check.Succeeded);
        Assert.Contains("(Jenkins 2.440.3) as ann, but it has no gone/away", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_is_refused_tells_that_it_is_the_token()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Server.Given(Request.Create().WithPath("/ci/api/json")).AtPriority(1).RespondWith(Response.Create().WithStatusCode(401));
        Assert.Equal(ConnectorErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectorException>(() => jenkins.Instance.CheckAsync(TestContext.Current.CancellationToken))).Kind);
    }

    [Fact]
    public async Task A_folder_that_is_answered_with_another_ones_jobs_is_refused()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("team/shop");
        jenkins.Server.Given(Request.Create().WithPath("/ci/job/team/api/json")).AtPriority(1).RespondWith(Response.Create().WithBody("""{"jobs":[{"name":"other","fullName":"other"}]}"""));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => jenkins.ReadAsync("job"));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("other, which is not in team", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_fetched_in_the_form_in_which_its_folder_lists_it_and_a_folder_is_none()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("team/build it");
        var listed = Assert.Single((await jenkins.ReadAsync("job")).SelectMany(p => p.Records));
        var fetched = await jenkins.Instance.FetchAsync(new("job", "team/build it"), TestContext.Current.CancellationToken);
        Assert.Equal(Encoding.UTF8.GetString(listed.Json.Span), Encoding.UTF8.GetString(fetched!.Json.Span));
        Assert.Null(await jenkins.Instance.FetchAsync(new("job", "team"), TestContext.Current.CancellationToken));
        Assert.Null(await jenkins.Instance.FetchAsync(new("job", "team/../secret"), TestContext.Current.CancellationToken));
    }
}
