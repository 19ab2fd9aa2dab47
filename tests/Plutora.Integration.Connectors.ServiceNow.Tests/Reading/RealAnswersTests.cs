using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.ServiceNow.Tests.Support;
using Plutora.Integration.Sdk.Errors;
using WireMock;

namespace Plutora.Integration.Connectors.ServiceNow.Tests.Reading;

/// <summary>What real instances answered beside rows: refusals and errors are told as what they are, and pages are followed by their real headers.</summary>
public sealed class RealAnswersTests
{
    private static readonly string Folder = "payloads/servicenow";

    // A scripted service answers with whatever status it likes.
    [Theory]
    [InlineData("error-401.00.json", 401, ConnectorErrorKind.Authentication, "User Not Authenticated")]
    [InlineData("error-404.00.json", 404, ConnectorErrorKind.NotFound, "No Record found")]
    [InlineData("error-429.00.json", 429, ConnectorErrorKind.RateLimited, "")]
    [InlineData("error-custom.00.json", 400, ConnectorErrorKind.Permanent, "My error message")]
    [InlineData("error-custom.00.json", 500, ConnectorErrorKind.Transient, "My error message")]
    public async Task An_error_answer_is_told_as_what_it_is_in_its_own_words(string file, int status, ConnectorErrorKind kind, string said)
    {
        var body = await File.ReadAllTextAsync(Path.Combine(Shared.Folder(Folder), file), TestContext.Current.CancellationToken);
        await using var tool = new FakeServiceNow { Instead = _ => ToolAnswers.Json(body, status) };
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => tool.ReadAsync("incident"));
        Assert.Equal(kind, fault.Kind);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Contains("api/now/table/incident", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_followed_and_their_progress_told_by_real_headers()
    {
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Shared.Folder(Folder), "headers-paged-and-401.00.json"), TestContext.Current.CancellationToken))!;
        var asked = new List<string>();
        await using var tool = new FakeServiceNow();
        tool.Table("sys_audit_delete");
        tool.Instead = request =>
        {
            if (request.Path != "/api/now/table/sys_user")
            {
                return null;
            }

            // Fewer rows than were asked for, as where rules hide some: only the header says that there are more.
            asked.Add(request.Query!["sysparm_query"][0]);
            var rows = asked.Count == 1 ? new[] { 1, 2 } : [3];
            return Recorded(recorded[asked.Count == 1 ? "page1" : "page2"]!, new JsonObject { ["result"] = new JsonArray([.. rows.Select(User)]) });
        };
        var pages = (await tool.ReadAsync("user", pageSize: 500)).Where(p => p.Records.Count > 0).ToList();
        Assert.Equal(["u1", "u2", "u3"], pages.SelectMany(p => p.Records).Select(r => r.Id));
        Assert.Equal(2, asked.Count);
        Assert.Equal(626, pages[0].Progress!.Total);

        // One page holds all: nothing more is asked for.
        asked.Clear();
        await using var single = new FakeServiceNow();
        single.Table("sys_audit_delete");
        single.Instead = request => request.Path == "/api/now/table/incident" ? Counted(asked, Recorded(recorded["incident_single_page"]!, new JsonObject { ["result"] = new JsonArray(User(1)) })) : null;
        Assert.Equal(67, (await single.ReadAsync("incident", pageSize: 500))[0].Progress!.Total);
        Assert.Single(asked);

        await using var refused = new FakeServiceNow { Instead = _ => Recorded(recorded["unauthorized"]!, []) };
        Assert.Equal(ConnectorErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectorException>(() => refused.ReadAsync("user"))).Kind);
    }

    private static ResponseMessage Counted(List<string> asked, ResponseMessage answer)
    {
        asked.Add("");
        return answer;
    }

    // The headers as they were recorded, but for those of the connection.
    private static ResponseMessage Recorded(JsonNode answer, JsonObject body)
    {
        var headers = answer["headers"]!.AsArray().Select(h => (Name: h![0]!.ToString(), Value: h[1]!.ToString()));
        return ToolAnswers.Json(body.ToJsonString(), answer["status"]!.GetValue<int>(), [.. headers.Where(h => h.Name is "link" or "x-total-count" or "www-authenticate" or "x-is-logged-in" or "cache-control")]);
    }

    private static JsonNode User(int number) => new JsonObject
    {
        ["sys_id"] = EncodedRows.Both($"u{number}"),
        ["name"] = EncodedRows.Both($"User {number}"),
        ["sys_updated_on"] = EncodedRows.At(new(2026, 1, 15, 12, 0, number, TimeSpan.Zero)),
    };
}
