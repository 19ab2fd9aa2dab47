using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Sdk.Http.Tests;

/// <summary>Tools that tell a limit and its end, but not what is left: it is counted, over restarts too.</summary>
public sealed class CountedLimitTests : IDisposable
{
    private readonly ToolBench _bench = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-limits-").FullName;
    private DateTimeOffset _end = DateTimeOffset.MinValue;
    private int _used;
    private int _refused;

    public void Dispose()
    {
        _bench.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task As_many_requests_are_sent_as_the_limit_allows_and_the_next_when_it_is_restored()
    {
        Limit(5);
        var tool = _bench.Tool();
        Assert.Equal(5, await SpendAsync(tool));

        var fault = await ToolBench.FaultAsync(tool, new("things"));
        Assert.Equal((ConnectorErrorKind.RateLimited, ToolBench.Now.AddMinutes(1)), (fault.Kind, fault.RetryAt));
        Assert.Equal("The tool's limit of 5 requests is spent by what was sent.", fault.Message);

        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(5, await SpendAsync(tool));
        Assert.Equal((10, 0), (_bench.Server.LogEntries.Count, _refused));
    }

    [Fact]
    public async Task What_was_sent_before_a_restart_counts_and_no_request_is_refused_behind_it()
    {
        Limit(200);
        for (var life = 0; life < 4; life++)
        {
            var tool = Kept();
            for (var sent = 0; sent < 50 && await SendAsync(tool); sent++)
            {
            }
        }

        // At each restart but the first some may count as sent that were not, a fiftieth of the limit at most.
        Assert.InRange(_used + await SpendAsync(Kept()), 184, 200);
        Assert.Equal(0, await SpendAsync(Kept()));
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, await SpendAsync(Kept()));
        Assert.Equal(0, _refused);
    }

    [Fact]
    public async Task A_limit_that_the_tool_said_is_spent_is_kept_over_a_restart()
    {
        _bench.Answer("/things", 200, "[]", ("X-RateLimit-Limit", "10"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "60"));
        Assert.True(await SendAsync(Kept()));
        Assert.False(await SendAsync(Kept()));
        Assert.True(await SendAsync(Kept("elsewhere")));
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await SendAsync(Kept()));
    }

    [Fact]
    public async Task The_tool_of_an_instance_keeps_its_limits_in_the_instances_work_folder()
    {
        _bench.Answer("/things", 200, "[]", ("X-RateLimit-Limit", "10"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "60"));
        var context = new ConnectorContext("tool-main", [], NullLogger.Instance, _bench.Time, _folder);
        using var before = new HttpTool(new() { BaseAddress = new(_bench.Server.Url! + "/") }, context);
        Assert.True(await SendAsync(before));
        using var after = new HttpTool(new() { BaseAddress = new(_bench.Server.Url! + "/") }, context);
        Assert.False(await SendAsync(after));
        Assert.True(await SendAsync(Kept("elsewhere")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"version\":1,\"limits\":[")]
    [InlineData("{\"version\":2,\"limits\":[{\"name\":\"\",\"most\":5,\"left\":0,\"end\":\"2026-03-01T12:01:00Z\",\"counted\":true}]}")]
    [InlineData(null)]
    public async Task What_cannot_be_read_of_before_a_restart_or_cannot_be_written_is_forgotten(string? kept)
    {
        Limit(5);
        Assert.True(await SendAsync(Kept()));
        var file = Assert.Single(Directory.GetFiles(_folder));
        if (kept is null)
        {
            File.Delete(file);
            Directory.CreateDirectory(Path.Combine(file, "in the way"));
        }
        else
        {
            await File.WriteAllTextAsync(file, kept, TestContext.Current.CancellationToken);
        }

        Assert.Equal(4, await SpendAsync(Kept(), until: 4));
    }

    [Fact]
    public async Task Where_requests_have_limits_of_several_names_nobody_is_kept_away()
    {
        Limit(2, "X-RateLimit-Rule", "incidents");
        var tool = _bench.Tool();
        Assert.Equal(2, await SpendAsync(tool));
        Assert.False(await SendAsync(tool));

        _bench.Answer("/others", 200, "[]", ("X-RateLimit-Limit", "100"), ("X-RateLimit-Reset", "60"), ("X-RateLimit-Rule", "all"));
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        await tool.SendAsync(new("others"), TestContext.Current.CancellationToken);
        Assert.Equal(2, await SpendAsync(tool, until: 2));
        Assert.Equal((ConnectorErrorKind.RateLimited, 1), ((await ToolBench.FaultAsync(tool, new("things"))).Kind, _refused));
    }

    [Fact]
    public async Task A_request_without_an_answer_counts_too()
    {
        Limit(3);
        using var given = new CancellationTokenSource();
        _bench.Server.Given(Request.Create().WithPath("/lost")).RespondWith(Response.Create().WithCallback(_ =>
        {
            given.Cancel();
            return new ResponseMessage { StatusCode = 200 };
        }));
        var tool = _bench.Tool();
        Assert.True(await SendAsync(tool));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tool.SendAsync(new("lost"), given.Token));
        Assert.Equal(1, await SpendAsync(tool));
        Assert.Equal(0, _refused);
    }

    [Fact]
    public async Task Requests_at_once_do_not_go_over_a_limit_together()
    {
        Limit(5);
        var tool = _bench.Tool();
        Assert.True(await SendAsync(tool));
        var sent = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(tool)));
        Assert.Equal((4, 0), (sent.Count(s => s), _refused));
    }

    // A window of a minute that begins with the first request.
    private void Limit(int most, string name = "X-Other", string value = "") =>
        _bench.Server.Given(Request.Create().WithPath("/things")).RespondWith(Response.Create().WithCallback(_ =>
        {
            lock (_bench)
            {
                if (_bench.Time.GetUtcNow() >= _end)
                {
                    (_end, _used) = (_bench.Time.GetUtcNow().AddMinutes(1), 0);
                }

                var admitted = _used < most;
                (_used, _refused) = admitted ? (_used + 1, _refused) : (_used, _refused + 1);
                return new ResponseMessage
                {
                    StatusCode = admitted ? 200 : 429,
                    Headers = new Dictionary<string, WireMock.Types.WireMockList<string>>
                    {
                        ["X-RateLimit-Limit"] = new(most.ToString(CultureInfo.InvariantCulture)),
                        ["X-RateLimit-Reset"] = new(_end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                        [name] = new(value),
                    },
                };
            }
        }));

    // A tool of a new process.
    private HttpTool Kept(string folder = "") => _bench.Tool(o => o with { LimitsFolder = Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName });

    private static async Task<int> SpendAsync(HttpTool tool, int until = int.MaxValue)
    {
        var sent = 0;
        while (sent < until && await SendAsync(tool))
        {
            sent++;
        }

        return sent;
    }

    private static async Task<bool> SendAsync(HttpTool tool)
    {
        try
        {
            await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
            return true;
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.RateLimited)
        {
            return false;
        }
    }
}
