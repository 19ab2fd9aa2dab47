using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using Plutora.Integration.Connectors.ServiceNow.Tests.Support;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using static Plutora.Integration.Connectors.ServiceNow.Tests.Support.EncodedRows;

namespace Plutora.Integration.Connectors.ServiceNow.Tests.Reading;

public sealed class TableTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Real_incidents_are_told_once_each_in_the_order_of_their_changes_as_they_are()
    {
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Shared.Folder("payloads/servicenow"), "incident-raw-list.00.json"), TestContext.Current.CancellationToken))!["result"]!.AsArray().Select(r => r!.AsObject()).ToList();
        await using var tool = new FakeServiceNow();
        tool.Table("incident").AddRange(recorded);
        var pages = await tool.ReadAsync("incident", pageSize: 10);
        var told = pages.SelectMany(p => p.Records).ToList();
        Assert.Equal(recorded.Select(r => Value(r, "sys_id")).Order(StringComparer.Ordinal), told.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.Equal(told.OrderBy(r => r.Time).Select(r => r.Id), told.Select(r => r.Id));
        Assert.All(told, record => Assert.True(JsonNode.DeepEquals(recorded.Single(r => Value(r, "sys_id") == record.Id), JsonNode.Parse(record.Json.Span))));
        Assert.Equal(recorded.Count, pages[^1].Progress!.Done);
        Assert.All(pages, page => Assert.Equal(recorded.Count, page.Progress!.Total));
    }

    [Fact]
    public async Task A_page_is_asked_for_behind_the_last_row_and_a_read_that_is_broken_off_goes_on_there()
    {
        await using var tool = new FakeServiceNow();
        Fill(tool, "incident", 5, second: 0);
        var first = await tool.ReadAsync("incident", pageSize: 2);
        Assert.Equal(
            ["sys_updated_onISNOTEMPTY", "sys_updated_on>=2026-01-15 12:00:00^sys_updated_on>2026-01-15 12:00:00^ORsys_id>i02", "sys_updated_on>=2026-01-15 12:00:00^sys_updated_on>2026-01-15 12:00:00^ORsys_id>i04"],
            tool.Queries("incident").Select(q => q.Replace("^ORDERBYsys_updated_on^ORDERBYsys_id", "", StringComparison.Ordinal)));
        Assert.Equal(["i03", "i04", "i05"], Ids(await tool.ReadAsync("incident", first[0].Cursor, pageSize: 2)));
        Assert.Equal(5, Ids(await tool.ReadAsync("incident", first[^1].Cursor)).Count);
    }

    [Fact]
    public async Task Whatever_seconds_rows_share_and_wherever_a_read_is_broken_off_each_row_is_told_once()
    {
        await using var tool = new FakeServiceNow();
        await Gen.Select(Gen.Int[0, 3].Array[0, 14], Gen.Int[1, 5], Gen.Int[0, 4]).SampleAsync(
            async (seconds, size, breaks) =>
            {
                var rows = tool.Table("incident");
                rows.Clear();
                rows.AddRange(seconds.Select((s, i) => Row($"i{i:00}", Noon.AddSeconds(s))));
                var first = await tool.ReadAsync("incident", pageSize: size);
                var kept = first.Take(breaks).ToList();
                var rest = kept.Count == first.Count ? [] : await tool.ReadAsync("incident", kept.LastOrDefault()?.Cursor, size);
                Assert.Equal(rows.Select(r => Value(r, "sys_id")).Order(StringComparer.Ordinal), Ids(kept).Concat(Ids(rest)).Order(StringComparer.Ordinal));
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public async Task Pages_that_rows_were_taken_out_of_for_lack_of_permission_do_not_end_a_read()
    {
        await using var tool = new FakeServiceNow { Hides = r => Value(r, "sys_id") is "i01" or "i02" or "i03" or "i04" or "i06" };
        Fill(tool, "incident", 9, second: 1);
        Assert.Equal(["i05", "i07", "i08", "i09"], Ids(await tool.ReadAsync("incident", pageSize: 2)));
    }

    [Fact]
    public async Task What_service_now_breaks_off_in_the_middle_with_200_is_no_end_of_the_list()
    {
        await using var tool = new FakeServiceNow
        {
            Instead = r => r.Path.EndsWith("/incident", StringComparison.Ordinal)
                ? ToolAnswers.Json("""{"result":[{"sys_id":"i01","sys_updated_on":"2026-01-15 12:00:00"}],"error":{"message":"Transaction cancelled: maximum execution time exceeded","detail":"maximum execution time exceeded Check logs for error trace"},"status":"failure"}""")
                : null,
        };
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.ReadAsync("incident"));
        Assert.Equal(ConnectorErrorKind.Transient, fault.Kind);
    }

    [Fact]
    public async Task A_page_for_people_is_a_failure_that_passes()
    {
        await using var tool = new FakeServiceNow { Instead = _ => new() { StatusCode = 200, Headers = new Dictionary<string, WireMock.Types.WireMockList<string>> { ["Content-Type"] = new("text/html;charset=UTF-8") }, BodyData = new WireMock.Util.BodyData { DetectedBodyType = WireMock.Types.BodyType.String, BodyAsString = "<html>Your instance is hibernating</html>" } } };
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.ReadAsync("incident"));
        Assert.Equal(ConnectorErrorKind.Transient, fault.Kind);
        Assert.Contains("hibernates", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_closed_or_not_installed_stops_its_own_stream_alone()
    {
        await using var tool = new FakeServiceNow();
        tool.Table("incident");
        tool.Closed.Add("incident");
        foreach (var (stream, said) in new[] { ("incident", "may not read the table incident"), ("project", "has no table pm_project") })
        {
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.ReadAsync(stream));
            Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
            Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_real_refusal_of_too_many_requests_waits_until_the_time_that_it_names()
    {
        var body = await File.ReadAllTextAsync(Path.Combine(Shared.Folder("payloads/servicenow"), "error-429.00.json"), TestContext.Current.CancellationToken);
        await using var tool = new FakeServiceNow { Instead = _ => ToolAnswers.Json(body, 429, ("Retry-After", "120"), ("X-RateLimit-Limit", "100")) };
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.ReadAsync("incident"));
        Assert.Equal(ConnectorErrorKind.RateLimited, fault.Kind);
        Assert.NotNull(fault.RetryAt);
    }

    [Fact]
    public async Task A_read_stops_where_the_limit_is_spent_and_a_restart_does_not_forget_what_was_sent()
    {
        await using var tool = new FakeServiceNow();
        Fill(tool, "incident", 20, second: 1);
        tool.Table("sys_audit_delete");
        var reset = tool.Time.GetUtcNow().AddMinutes(30);
        tool.Tells = [("X-RateLimit-Limit", "4"), ("X-RateLimit-Reset", reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), ("X-RateLimit-Rule", "9dd7a6b2c0a80164")];
        for (var life = 0; life < 3; life++)
        {
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.ReadAsync("incident", pageSize: 2));
            Assert.Equal((ConnectorErrorKind.RateLimited, reset), (fault.Kind, fault.RetryAt));
            Assert.Equal(4, tool.Server.LogEntries.Count);
            await tool.RestartAsync();
        }

        tool.Time.Advance(TimeSpan.FromMinutes(30));
        tool.Tells = [];
        Assert.Equal(20, Ids(await tool.ReadAsync("incident", pageSize: 2)).Count);
    }

    [Fact]
    public async Task What_was_deleted_since_is_told_where_the_account_may_ask_and_a_read_goes_on_where_it_may_not()
    {
        await using var tool = new FakeServiceNow();
        Fill(tool, "cmdb_ci", 2, second: 1);
        tool.Table("sys_audit_delete").AddRange([Gone("g1", "cmdb_ci_linux_server", "i09", Noon), Gone("g2", "incident", "i08", Noon), Gone("g3", "cmdb_ci_linux_server", "i07", Noon.AddDays(-1))]);
        var pages = await tool.ReadAsync("configuration-item");
        var gone = Assert.Single(pages.SelectMany(p => p.Records), r => r.Deleted);
        Assert.Equal("i09", gone.Id);
        Assert.NotNull(gone.Version);

        // The next read asks from the last deletion on.
        tool.Table("sys_audit_delete").Add(Gone("g4", "cmdb_ci_linux_server", "i01", Noon.AddMinutes(1)));
        Assert.Equal(["i01"], (await tool.ReadAsync("configuration-item", pages[^1].Cursor)).SelectMany(p => p.Records).Where(r => r.Deleted && r.Id != "i09").Select(r => r.Id));

        await using var closed = new FakeServiceNow();
        Fill(closed, "incident", 2, second: 1);
        closed.Table("sys_audit_delete");
        closed.Closed.Add("sys_audit_delete");
        Assert.Equal(["i01", "i02"], Ids(await closed.ReadAsync("incident")));
        await closed.ReadAsync("incident");
        Assert.Single(closed.Queries("sys_audit_delete"));
    }

    [Fact]
    public async Task A_full_scan_goes_by_id_and_tells_rows_without_a_time_too()
    {
        await using var tool = new FakeServiceNow(new() { ["user"] = "ann", ["password"] = "p", ["queries"] = new JsonObject { ["asset"] = "install_status=1^ORinstall_status=2" } });
        Fill(tool, "alm_hardware", 5, second: 1);
        tool.Table("alm_hardware").ForEach(r => r["install_status"] = Value(r, "sys_id") == "i05" ? "9" : "1");
        tool.Table("alm_hardware")[0]["sys_updated_on"] = Both("");
        Assert.Equal(["i02", "i03", "i04"], Ids(await tool.ReadAsync("asset", pageSize: 2)));
        Assert.Equal(["i01", "i02", "i03", "i04"], Ids(await tool.ReadAsync("asset", pageSize: 2, mode: ReadMode.FullScan)));
    }

    [Fact]
    public async Task The_history_of_changed_tickets_is_asked_for_by_their_ids_and_names_states_as_people_see_them()
    {
        await using var tool = new FakeServiceNow();
        Fill(tool, "incident", 2, second: 1);
        tool.Table("change_request");
        tool.Table("problem");
        tool.Table("sys_choice").AddRange([Choice("incident", "1", "New"), Choice("incident", "2", "In Progress")]);
        tool.Table("sys_audit").Add(new() { ["sys_id"] = Both("a1"), ["tablename"] = Both("incident"), ["documentkey"] = Both("i02"), ["fieldname"] = Both("state"), ["oldvalue"] = Both("1"), ["newvalue"] = Both("2"), ["user"] = Both("ann"), ["sys_created_on"] = At(Noon) });
        var pages = await tool.ReadAsync("audit");
        var record = Assert.Single(pages.SelectMany(p => p.Records));
        var json = JsonNode.Parse(record.Json.Span)!;
        Assert.Equal(("i02", "incident", "i02", """{"1":"New","2":"In Progress"}"""), (record.Id, json["tablename"]!.ToString(), json["documentkey"]!.ToString(), json["choices"]!.ToJsonString()));
        Assert.StartsWith("documentkeyINi01,i02^tablename=incident^fieldnameINstate,incident_state,problem_state", Assert.Single(tool.Queries("sys_audit")), StringComparison.Ordinal);
        Assert.Single((await tool.ReadAsync("audit", pages[^1].Cursor)).SelectMany(p => p.Records));
    }

    private static List<string> Ids(IEnumerable<RecordPage> pages) => [.. pages.SelectMany(p => p.Records).Select(r => r.Id)];

    private static void Fill(FakeServiceNow tool, string table, int count, int second) =>
        tool.Table(table).AddRange(Enumerable.Range(1, count).Select(n => Row(string.Create(CultureInfo.InvariantCulture, $"i{n:00}"), Noon.AddSeconds(n * second))));

    private static JsonObject Row(string id, DateTimeOffset at) => new() { ["sys_id"] = Both(id), ["number"] = Both($"N{id}"), ["sys_updated_on"] = At(at) };

    private static JsonObject Gone(string id, string table, string key, DateTimeOffset at) => new() { ["sys_id"] = Both(id), ["tablename"] = Both(table), ["documentkey"] = Both(key), ["sys_created_on"] = At(at) };

    private static JsonObject Choice(string table, string value, string label) => new() { ["name"] = Both(table), ["element"] = Both("state"), ["value"] = Both(value), ["label"] = Both(label), ["inactive"] = Both("false"), ["language"] = Both("en") };
}
