using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.ServiceNow.Tests.Support;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Webhooks;
using static Plutora.Integration.Connectors.ServiceNow.Tests.Support.EncodedRows;

namespace Plutora.Integration.Connectors.ServiceNow.Tests;

/// <summary>Options, credentials, the check, and what a business rule sends.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_fault_of_the_options_is_told_at_once()
    {
        var faults = new ServiceNowConnector().Validate(new JsonObject
        {
            ["baseAddress"] = "ftp://acme.service-now.com",
            ["user"] = "ann",
            ["clientId"] = "c",
            ["pageSize"] = 0,
            ["queries"] = new JsonObject { ["incident"] = "a=1^NQb=2", ["audit"] = "a=1" },
        });
        Assert.Equal(["baseAddress", "clientId", "clientSecret", "pageSize", "password", "queries.audit", "queries.incident"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.Equal(["clientSecret", "password", "refreshToken"], new ServiceNowConnector().Descriptor.Options.Secrets.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, "client_id=c&client_secret=s3cret&grant_type=client_credentials")]
    [InlineData("r3fresh", "client_id=c&client_secret=s3cret&grant_type=refresh_token&refresh_token=r3fresh")]
    public async Task A_token_is_asked_for_as_service_now_wants_it_and_asked_for_anew_when_it_is_refused(string? refresh, string form)
    {
        var token = await File.ReadAllTextAsync(Path.Combine(Shared.Folder("payloads/servicenow"), "oauth-token.00.json"), Ct);
        var (given, refused) = (0, true);
        string? asked = null;
        var options = new JsonObject { ["clientId"] = "c", ["clientSecret"] = "s3cret" };
        if (refresh is not null)
        {
            options["refreshToken"] = refresh;
        }

        await using var tool = new FakeServiceNow(options);
        tool.Table("incident");
        tool.Instead = r =>
        {
            if (r.Path == "/oauth_token.do")
            {
                given++;
                asked ??= string.Join('&', r.Body!.Split('&').Order(StringComparer.Ordinal));
                return ToolAnswers.Json(token);
            }

            Assert.Equal("Bearer EXAMPLE-TOKEN", Assert.Single(r.Headers!["Authorization"]));
            return refused && !(refused = false) ? FakeServiceNow.Fault(401, "User Not Authenticated", "Required to provide Auth information") : null;
        };
        Assert.Empty((await tool.ReadAsync("incident")).SelectMany(p => p.Records));
        Assert.Equal((2, form), (given, asked));
    }

    [Fact]
    public async Task The_check_says_what_cannot_be_read_and_what_follows_from_it()
    {
        await using var tool = new FakeServiceNow();
        foreach (var table in new[] { "incident", "change_request", "sys_user", "sys_audit", "sys_audit_delete" })
        {
            tool.Table(table);
        }

        tool.Table("incident").Add(new() { ["sys_id"] = Both("i1"), ["number"] = Both("INC1"), ["sys_updated_on"] = At(new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero)) });
        tool.Closed.Add("sys_audit_delete");
        var check = await tool.Instance.CheckAsync(Ct);
        Assert.True(check.Succeeded, check.Message);
        Assert.Contains("3 of 15 tables are read", check.Message, StringComparison.Ordinal);
        Assert.Contains("stream project (table pm_project, of Project Portfolio Management)", check.Message, StringComparison.Ordinal);
        Assert.Contains("deletions are found by full scans alone", check.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("history", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_fails_where_times_in_queries_are_not_taken_as_utc()
    {
        await using var tool = new FakeServiceNow();
        tool.Table("incident").Add(new() { ["sys_id"] = Both("i1"), ["number"] = Both("INC1"), ["sys_updated_on"] = At(new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero)) });

        // As if the account's zone counted: of what is asked for between two times nothing is found.
        tool.Instead = r => r.Query?.TryGetValue("sysparm_query", out var query) == true && query[0].Contains("<=", StringComparison.Ordinal) ? ToolAnswers.Json("""{"result":[]}""") : null;
        var check = await tool.Instance.CheckAsync(Ct);
        Assert.False(check.Succeeded);
        Assert.Contains("INC1", check.Message, StringComparison.Ordinal);
        Assert.Contains("time zone to GMT", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_refusal_of_credentials_is_told_as_such()
    {
        var body = await File.ReadAllTextAsync(Path.Combine(Shared.Folder("payloads/servicenow"), "error-401.00.json"), Ct);
        await using var tool = new FakeServiceNow { Instead = _ => ToolAnswers.Json(body, 401) };
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.CheckAsync(Ct));
        Assert.Contains("User Not Authenticated", fault.Message, StringComparison.Ordinal);
        Assert.Equal(ConnectorErrorKind.Authentication, fault.Kind);
    }

    [Theory]
    [InlineData("""{"table":"incident","operation":"update","record":{"sys_id":{"value":"i1"},"sys_updated_on":{"value":"2026-01-15 12:00:00"}}}""", "incident/i1@2026-01-15T12:00:00Z", "audit")]
    [InlineData("""{"table":"pm_project","operation":"insert","record":{"sys_id":{"value":"p1"},"sys_updated_on":{"value":"2026-01-15 12:00:00"}}}""", "project/p1@2026-01-15T12:00:00Z", "")]
    [InlineData("""{"table":"change_request","operation":"delete","at":"2026-01-15 12:00:01","record":{"sys_id":{"value":"c1"}}}""", "change-request/c1@2026-01-15T12:00:01Z gone", "")]
    [InlineData("""{"table":"cmdb_ci_linux_server","operation":"update","record":{"sys_id":{"value":"x1"}}}""", "", "configuration-item")]
    [InlineData("""{"table":"cmdb_ci_service_auto","operation":"delete","at":"2026-01-15 12:00:01","record":{"sys_id":{"value":"x1"}}}""", "service/x1@2026-01-15T12:00:01Z gone", "")]
    [InlineData("""{"table":"u_own","operation":"update","record":{"sys_id":{"value":"x1"}}}""", "", "")]
    public async Task What_a_business_rule_sends_becomes_the_record_that_a_read_tells(string body, string record, string read)
    {
        await using var tool = new FakeServiceNow();
        var told = await tool.Instance.ReceiveAsync(new() { Kind = ReceiveKind.Webhook, Body = Encoding.UTF8.GetBytes(body), ReceivedAt = DateTimeOffset.UnixEpoch }, Ct);
        Assert.Equal(record, string.Join(' ', told.Records.Select(r => $"{r.Stream}/{r.Id}@{r.Version}{(r.Deleted ? " gone" : "")}")));
        Assert.Equal(read, string.Join(' ', told.ReadStreams));
        Assert.Equal(record.Length + read.Length == 0, told.Ignored is not null);
    }

    [Fact]
    public async Task A_record_that_is_gone_is_fetched_as_none()
    {
        await using var tool = new FakeServiceNow();
        tool.Table("cmdb_ci");
        Assert.Null(await tool.Instance.FetchAsync(new("configuration-item", "x1"), Ct));
        await Assert.ThrowsAsync<NotSupportedException>(() => tool.Instance.FetchAsync(new("audit", "x1"), Ct));
        Assert.Equal(ConnectorErrorKind.Permanent, (await Assert.ThrowsAsync<ConnectorException>(() => tool.Instance.FetchAsync(new("project", "x1"), Ct))).Kind);
    }
}
