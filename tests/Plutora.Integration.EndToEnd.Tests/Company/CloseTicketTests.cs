using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Acme.Company.Hosting;
using Acme.Company.Scenario;
using Acme.Company.Tools;
using Acme.Company.Tools.GitHub;
using Acme.Company.Tools.Jenkins;
using Acme.Company.Tools.Jira;
using Acme.Company.Tools.ServiceNow;
using Acme.Company.World;
using Acme.Company.World.Deeds;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EndToEnd.Tests.Company;

/// <summary>Tickets of the simulated company, closed from the command line by a hub in a process of its own.</summary>
public sealed class CloseTicketTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_ticket_is_closed_in_the_tool_and_comes_back_as_one_event_as_any_change_does_that_a_webhook_and_a_read_tell_and_a_hub_killed_before_it_hears_of_it_closes_it_once()
    {
        var scenario = CompanyScenario.Found(5, 1, 0, TimeProvider.System.GetUtcNow(), TimeProvider.System);
        using var living = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var life = scenario.LiveAsync(0, living.Token);
        var world = scenario.World;
        var (issue, lost) = (Written(world, "The basket forgets its content"), Reported(world, "Nobody can pay"));
        await using var company = await CompanyHost.StartAsync(world, [new JiraTool(world), new ServiceNowTool(world), new GitHubTool(world), new JenkinsTool(world)], 0, Ct);
        var changes = new ConcurrentQueue<string>();
        var (arrived, released) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        company.Answering = async (tool, context) =>
        {
            // What changes something, but for questions that are too long for an address.
            if (context.Request.Method is "PATCH" or "PUT" || context.Request.Path.Value!.EndsWith("/transitions", StringComparison.Ordinal) && context.Request.Method == "POST")
            {
                changes.Enqueue($"{tool.Name} {context.Request.Method}");
                if (tool.Name == "servicenow")
                {
                    arrived.TrySetResult();
                    await released.Task;
                }
            }
        };
        await using var hub = await StartHubAsync(company);
        company.TellHub(hub.Http.BaseAddress!);

        // From the command line, to the tool and back.
        await KnownAsync(hub, issue.Key);
        var closed = await CliAsync(hub, "action", "run", "close-ticket", "--on", issue.Key, "--arg", "resolution=Done", "--json");
        Assert.Equal("Succeeded", closed.GetProperty("status").GetString());
        Assert.Equal((WorkState.Done, "Done"), (world.Get<WorkItem>(issue.Id).State, world.Get<WorkItem>(issue.Id).Resolution));

        // What people change in a tool comes by its signed webhook, and once more by the next read. What Jenkins tells nobody signs: it starts a read, which the next one repeats.
        var (renamed, reworded, (pull, pullName), (build, buildName)) = (Written(world, "The basket is slow"), Reported(world, "Nobody can log in"), Proposed(world), Begun(world));
        (string Alias, string Member, string Value, string Instance, string Stream)[] told =
        [
            (renamed.Key, "title", "The basket is slow on Mondays", "jira", "issue"),
            (reworded.Number, "title", "Nobody can log in from abroad", "servicenow", "incident"),
            (pullName, "title", "Pay by card from abroad", "github", "pull-request"),
            (buildName, "sourceState", "SUCCESS", "jenkins", "build"),
        ];
        foreach (var change in told)
        {
            await KnownAsync(hub, change.Alias);
        }

        world.Update<WorkItem>(renamed.Id, w => w with { Title = told[0].Value }, renamed.Reporter);
        world.Update<Incident>(reworded.Id, i => i with { Title = told[1].Value }, reworded.ReportedBy);
        world.Update<PullRequest>(pull.Id, p => p with { Title = told[2].Value }, pull.Author);
        world.Update<Build>(build.Id, b => b with { State = RunState.Succeeded, FinishedAt = world.Now }, "scm");
        var ids = new List<string>();
        foreach (var (alias, member, value, instance, stream) in told)
        {
            await Waiting.UntilAsync($"the hub knows '{value}'", async () => (await hub.FindEntityAsync(alias))?.TryGetProperty(member, out var now) == true && now.GetString() == value);
            ids.Add((await hub.FindEntityAsync(alias))!.Value.GetProperty("id").GetString()!);
            await ReadAsync(hub, instance, stream);
        }

        // The tool has done it and its answer is on the way: the hub is killed there.
        await KnownAsync(hub, lost.Number);
        var asked = await CliAsync(hub, "action", "run", "close-ticket", "--on", lost.Number, "--arg", "comment=It was the cable.", "--no-wait", "--json");
        await arrived.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Ct);
        Assert.Equal(IncidentState.Closed, world.Get<Incident>(lost.Id).State);
        await hub.KillAsync();
        released.SetResult();
        await hub.StartAgainAsync();
        var ended = "";
        await Waiting.UntilAsync("the action whose answer was lost is settled", async () =>
            (ended = (await hub.GetAsync($"/api/v1/actions/{asked.GetProperty("id").GetString()}")).GetProperty("status").GetString()!) is "Succeeded" or "Failed" or "Unknown");
        Assert.Equal("Succeeded", ended);
        await Waiting.UntilAsync("the hub has heard of it", async () => (await hub.FindEntityAsync(lost.Number))?.GetProperty("state").ToString() == "closed");

        Assert.Equal(["jira POST", "servicenow PATCH"], changes);
        Assert.Single(world.Get<WorkItem>(issue.Id).History, h => h.To == WorkState.Done);
        Assert.Single(world.Get<Incident>(lost.Id).History, h => h.To == IncidentState.Closed);
        await LogReading.SettledAsync(hub);
        await hub.KillAsync();
        await living.CancelAsync();
        await life;
        await using var log = EmbeddedEventLog.Open(new(hub.Log));
        var events = await LogReading.EventsAsync(log);
        var echo = Assert.Single(events, e => e.CausationId == closed.GetProperty("id").GetString());
        foreach (var ((_, member, value, instance, stream), id) in told.Zip(ids))
        {
            var received = (await LogReading.AllAsync(log, TopicFilter.Exact($"raw.{instance}.{stream}"))).Where(r => r.Header("origin") == "Webhook").ToList();
            Assert.Equal(instance != "jenkins", received.Any(r => Encoding.UTF8.GetString(r.Value!.Value.Span).Contains(value, StringComparison.Ordinal)));
            Assert.Single(events, e => e.Subject.ToString() == id && Encoding.UTF8.GetString(e.Data.Span).Contains($"\"{member}\":\"{value}\"", StringComparison.Ordinal));
        }

        Assert.Equal(("work-item", "done"), (echo.Subject.Entity, JsonElement.Parse(echo.Data.Span).GetProperty("state").GetString()));
    }

    private static WorkItem Written(CompanyWorld world, string title) =>
        world.Write(new WorkItem { Key = "", Kind = WorkKind.Bug, Title = title, TeamId = 1, Reporter = world.All<Person>().First().Login }, world.All<Person>().First().Login);

    private static Incident Reported(CompanyWorld world, string title) =>
        world.Write(new Incident { Number = "", Title = title, ReportedBy = world.All<Person>().First().Login, TeamId = 1 }, world.All<Person>().First().Login);

    private static (PullRequest Pull, string Name) Proposed(CompanyWorld world)
    {
        var (repository, by) = (world.All<Repository>().First(), world.All<Person>().First().Login);
        world.Push(new Commit { RepositoryId = repository.Id, Sha = "", At = default, Message = "Pay by card", Author = by, Branch = "feature/card" });
        var pull = world.OpenPullRequest(repository.Id, "feature/card", "Pay by card", "", by, [], null);
        return (pull, $"acme/{repository.Name}#{pull.Number}");
    }

    private static (Build Build, string Name) Begun(CompanyWorld world)
    {
        var repository = world.All<Repository>().First();
        var build = world.QueueBuild(repository.Id, repository.DefaultBranch, "scm");
        return (world.Update<Build>(build.Id, b => b with { State = RunState.Running, StartedAt = world.Now }, "scm"), $"acme/{repository.Name}/{build.Branch}#{build.Number}");
    }

    internal static async Task<HubProcess> StartHubAsync(CompanyHost company)
    {
        var folder = Directory.CreateTempSubdirectory("plutora-company-").FullName;
        try
        {
            await HubSettingsWriter.WriteAsync(folder, [.. company.Tools.Select(t => (t.Name, t.Title, t.Instance(company.AddressOf(t.Name))))], Ct);
            var hub = await HubProcess.PrepareAsync((await File.ReadAllTextAsync(Path.Combine(folder, "plutora.yaml"), Ct)).Replace(folder, "{home}", StringComparison.Ordinal));
            Directory.Move(Path.Combine(folder, "company"), Path.Combine(hub.Home, "company"));
            await hub.StartAgainAsync();
            return hub;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<TimeSpan> KnownAsync(HubProcess hub, string alias) => Waiting.UntilAsync($"the hub knows {alias}", async () => await hub.FindEntityAsync(alias) is not null);

    // Of two reads that follow each other the second began after what happened before.
    private static async Task ReadAsync(HubProcess hub, string instance, string stream)
    {
        for (var read = 0; read < 2; read++)
        {
            var before = await LastReadAsync();
            using var asked = await hub.Http.PostAsync($"/api/v1/instances/{instance}/read?stream={stream}", null, Ct);
            asked.EnsureSuccessStatusCode();
            await Waiting.UntilAsync($"{stream} was read", async () => await LastReadAsync() != before);
        }

        async Task<string?> LastReadAsync() => (await hub.GetAsync($"/api/v1/instances/{instance}")).GetProperty("state").GetProperty("streams").TryGetProperty(stream, out var state) ? state.GetProperty("lastReadAt").GetRawText() : null;
    }

    internal static async Task<JsonElement> CliAsync(HubProcess hub, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Places.HubProgram, .. arguments, "--hub", hub.Http.BaseAddress!.AbsoluteUri, "--home", hub.Home]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, $"plutora {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await error}");
        return JsonElement.Parse(await output);
    }
}
