using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>The main task of each page on the simulated company, where the newcomer's walk does not come by. What a tool does badly is proven on <see cref="Desk"/>.</summary>
[Collection<CompanyWalks>]
public sealed class CompanyTests(SharedCompany company)
{
    private const string Outage = "The coffee machine on the third floor is out of order";

    // No name of a sprint is a number.
    private const string Mistake = """
        version: 1
        set:
          extensions:
            number: $number(name)
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_was_given_a_key_closes_an_incident_by_form_and_it_is_closed_in_the_tool_and_stands_in_the_audit_trail()
    {
        await using var giving = await company.OpenAsync("/keys");
        await giving.SeeAsync("API keys");
        await giving.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("night-shift");
        await giving.Page.GetByLabel("Role").SelectOptionAsync("Operator");
        await PressAsync(giving, "Make");
        var key = await giving.Page.Locator("#made-key").TextContentAsync();

        await using var view = await company.OpenAsync("/search?q=INC0010001", key);
        var page = view.Page;
        await view.SeeAsync("Search");
        await FollowAsync(view, Outage, Outage);
        await Expect(page.Locator("dl.facts")).ToContainTextAsync("New");
        await FollowAsync(view, "Run an action", "Run an action");
        await page.GetByRole(AriaRole.Link, new() { Name = "close-ticket" }).ClickAsync();
        await page.GetByLabel("resolution").FillAsync("Solution provided");
        await page.GetByLabel("comment").FillAsync("It was the cable.");
        await PressAsync(view, "Preview");
        await Expect(page.GetByLabel("Preview", new() { Exact = true })).ToContainTextAsync("state: New → Closed");
        Assert.Equal("1", (await IncidentAsync()).State);
        await PressAsync(view, "Run");
        await view.SeeAsync("close-ticket");
        await Expect(page.Locator(".state.good")).ToHaveTextAsync("succeeded");
        Assert.Equal(("7", "Solution provided", "It was the cable."), await IncidentAsync());

        // Back by the tool's own webhook, which was waited for until now.
        await page.Locator("dl.facts a").First.ClickAsync();
        await view.SeeAsync(Outage);
        await Expect(page.Locator("dl.facts")).ToContainTextAsync("Closed");
        await view.GoAsync("/integrations/servicenow?view=webhook", "ServiceNow");
        await Expect(page.Locator(".state.good").Filter(new() { HasText = "was verified" })).ToBeVisibleAsync();
        await view.GoAsync("/actions?instance=servicenow", "Actions");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("night-shift");

        await FollowAsync(giving, "Audit", "Audit");
        await giving.Page.GetByLabel("Who").FillAsync("night-shift");
        await giving.Page.GetByLabel("Who").PressAsync("Enter");
        // The row was there before the page was filtered, and a page that is still on its way would come after the next.
        await Expect(giving.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("who=night-shift"));
        await Expect(giving.Page.Locator("tbody tr").Filter(new() { HasText = "Ran close-ticket in a tool" })).ToContainTextAsync("done");
        await FollowAsync(giving, "API keys", "API keys");
        await PressAsync(giving, "Revoke night-shift");
        await view.Page.GetByText("was revoked").WaitForAsync();
        Assert.Empty(giving.Complaints);
    }

    [Fact]
    public async Task A_change_is_followed_from_its_story_to_where_it_runs()
    {
        await using var view = await company.OpenAsync("/");
        var page = view.Page;
        var story = await DeliveredAsync();
        await view.GoAsync("/events?entity=work-item", "Events");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search ids" }).FillAsync(story.Key);
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search ids" }).PressAsync("Enter");
        await view.SeeAsync("Search");
        await page.Locator($"a[href='/entity?id={Uri.EscapeDataString(story.Id)}']").First.ClickAsync();
        await view.SeeAsync(story.Title);
        await TabAsync(view, "History");
        await Expect(page.Locator("section.version")).Not.ToHaveCountAsync(0);
        await TabAsync(view, "Raw record");
        await Expect(page.GetByLabel("The raw record")).ToContainTextAsync($"\"{story.Id.Split('/')[^1]}\"");
        await TabAsync(view, "CDEvents");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "dev.cdevents.ticket.created" })).ToBeVisibleAsync();
        await TabAsync(view, "JSON");
        await Expect(page.GetByLabel("The entity as JSON")).ToContainTextAsync(story.Id);

        // From neighbour to neighbour over the graph.
        await TabAsync(view, "Links");
        await Expect(page.Locator("svg.trace a").Filter(new() { HasText = "deployment ·" })).Not.ToHaveCountAsync(0);
        await page.Locator("svg.trace a").Filter(new() { HasText = "pull-request · merged" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = story.Key })).ToBeVisibleAsync();
        await TabAsync(view, "State");
        await Expect(page.Locator("dl.facts")).ToContainTextAsync("merged");
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task A_tool_is_connected_by_form_paused_resumed_renamed_and_the_organisation_written_beside_it()
    {
        await using var view = await company.OpenAsync("/integrations/new/testrail");
        var page = view.Page;
        await view.SeeAsync("Connect TestRail");
        await page.GetByLabel("Id *").FillAsync("quality");
        await page.GetByLabel("Address *").FillAsync(company.Tool("TestRail").AbsoluteUri);
        await page.GetByLabel("User *").FillAsync("plutora@acme.example");
        await page.GetByLabel("API key *").FillAsync("guessed");
        await PressAsync(view, "Check");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Authentication failed");
        await page.GetByLabel("API key *").FillAsync($"file:{company.Home}/company/testrail.apiKey");
        await PressAsync(view, "Check");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "1 projects are read" })).ToBeVisibleAsync();
        await PressAsync(view, "Connect");
        await view.SeeAsync("quality");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("1 read, 1 new or changed");

        await PressAsync(view, "Pause");
        await Expect(page.Locator(".head .state")).ToHaveTextAsync("Paused");
        await FollowAsync(view, "Integrations", "Integrations");
        await page.GetByRole(AriaRole.Link, new() { Name = "Paused" }).ClickAsync();
        await page.Locator("tbody").GetByRole(AriaRole.Link, new() { Name = "quality" }).ClickAsync();
        await view.SeeAsync("quality");
        await PressAsync(view, "Resume");
        await Expect(page.Locator(".head .state")).ToHaveTextAsync("Running");
        await FollowAsync(view, "Change", "Change quality");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Quality");
        await PressAsync(view, "Save");
        await view.SeeAsync("Quality");
        await FollowAsync(view, "Log", "Quality");
        await Expect(page.Locator("tbody tr").Filter(new() { HasText = "1 projects are read" })).Not.ToHaveCountAsync(0);

        // What no tool knows.
        await view.GoAsync("/integrations/new/catalog", "Connect Catalog");
        await page.GetByLabel("Id *").FillAsync("organisation");
        await PressAsync(view, "Connect");
        await view.SeeAsync("organisation");
        await FollowAsync(view, "Documents", "organisation");
        await page.GetByLabel("New document").FillAsync("teams.yaml");
        await PressAsync(view, "Write");
        await page.GetByLabel("YAML").FillAsync("teams:\n  - { id: baristas, name: Baristas of the third floor }\n");
        await PressAsync(view, "Save");
        await page.GetByText("Saved").WaitForAsync();
        await Waiting.UntilAsync("the team is known", async () => (await company.GetAsync("entities/search?text=Baristas&entity=team")).GetProperty("total").GetInt32() == 1);
        await view.GoAsync("/search?q=Baristas", "Search");
        await FollowAsync(view, "Baristas of the third floor", "Baristas of the third floor");
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task A_value_is_placed_a_reference_is_settled_and_a_record_that_could_not_be_mapped_is_mapped_again()
    {
        await using var view = await company.OpenAsync("/mappings");
        var page = view.Page;

        // Jenkins made a file of a kind that nobody has told the hub of.
        await view.SeeAsync("Mappings");
        await page.GetByRole(AriaRole.Link, new() { Name = "values of jenkins/build without a place" }).ClickAsync();
        await view.SeeAsync("jenkins/build");
        await page.GetByLabel("What json means").SelectOptionAsync("archive");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "“json” means archive in the draft" })).ToBeVisibleAsync();
        await TabAsync(view, "Edit");
        await PressAsync(view, "Activate");
        await page.GetByText("Activated.").WaitForAsync();
        await TabAsync(view, "Activations");
        await PressAsync(view, "Replay");
        await page.GetByText("Last replay").WaitForAsync();
        await Waiting.UntilAsync("an artifact of a placed kind is known", async () => (await company.GetAsync("entities/search?text=image.json&entity=artifact&limit=1")).GetProperty("entities")[0] is var found
            && (await company.GetAsync("entities?id=" + Uri.EscapeDataString(found.GetProperty("id").GetString()!))).GetProperty("entity").GetProperty("kind").GetString() == "archive");

        // The cluster's builds were started by who is no person; somebody says who answers for them.
        var person = (await company.GetAsync("entities/search?text=Mara&entity=person&instance=jira")).GetProperty("entities")[0].GetProperty("id").GetString()!;
        await FollowAsync(view, "References", "References that wait");
        var waiting = page.Locator("tr").Filter(new() { HasText = "openshift/pipeline-run" }).Filter(new() { HasText = "person “scm”" }).First;
        var referrer = await waiting.GetByRole(AriaRole.Link).First.TextContentAsync();
        await waiting.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator("p.bar .mono")).ToHaveTextAsync(referrer!);
        await page.GetByLabel("Id of the person that scm means").FillAsync(person);
        await page.GetByLabel("Id of the person that scm means").PressAsync("Enter");
        await Expect(page.GetByText($"“scm” means {person} now")).ToBeVisibleAsync();
        await Expect(page.Locator("dl.facts").GetByRole(AriaRole.Link, new() { Name = person })).ToBeVisibleAsync();

        // A mistake in a mapping, one of whose records is looked at and mapped again.
        await company.PostAsync("mappings/jira/sprint/activate", new { overlay = Mistake });
        await company.PostAsync("mappings/jira/sprint/replay", new { });
        await Waiting.UntilAsync("sprints wait as dead letters", async () => (await company.GetAsync("dead-letters?instance=jira")).GetArrayLength() == 3);
        await view.GoAsync("/dead-letters?instance=jira", "Dead letters");
        await page.Locator("a[aria-expanded]").First.ClickAsync();
        await page.Locator("section").GetByRole(AriaRole.Link, new() { Name = "2", Exact = true }).ClickAsync();
        await view.SeeAsync("2");
        await Expect(page.Locator("mark")).ToContainTextAsync("\"name\": \"SHOP Sprint 2\"");
        await FollowAsync(view, "Open its mapping", "jira/sprint");
        await TabAsync(view, "Activations");
        await PressAsync(view, "Roll back to it");
        await page.GetByText("Rolled back to activation 1").WaitForAsync();
        await view.GoAsync("/dead-letters?instance=jira", "Dead letters");
        await page.Locator("a[aria-expanded]").First.ClickAsync();
        await page.Locator("section").GetByRole(AriaRole.Link, new() { Name = "2", Exact = true }).ClickAsync();
        await view.SeeAsync("2");
        await PressAsync(view, "Replay");
        await page.GetByText("It is mapped again").WaitForAsync();
        await Waiting.UntilAsync("it waits no longer", async () => (await company.GetAsync("dead-letters?instance=jira")).GetArrayLength() == 2);
        await view.GoAsync("/dead-letters?instance=jira", "Dead letters");
        await PressAsync(view, "Replay all 2");
        await page.GetByText("No dead letter waits").WaitForAsync();
        Assert.Empty(view.Complaints);
    }

    private static Task PressAsync(ConsolePageView view, string name) => view.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static async Task FollowAsync(ConsolePageView view, string name, string heading)
    {
        await view.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.ClickAsync();
        await view.SeeAsync(heading);
    }

    private static async Task TabAsync(ConsolePageView view, string name)
    {
        await view.Page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await Expect(view.Page.Locator(".tabs a[aria-current=page]")).ToHaveTextAsync(name);
    }

    // A story whose commits were deployed, once the hub has read as much.
    private async Task<(string Id, string Key, string Title)> DeliveredAsync()
    {
        (string Id, string Key, string Title)? found = null;
        await Waiting.UntilAsync("a story and what was deployed of it are linked", async () =>
        {
            foreach (var item in (await company.GetAsync("entities/search?text=&entity=work-item&limit=100")).GetProperty("entities").EnumerateArray())
            {
                var id = item.GetProperty("id").GetString()!;
                var nodes = (await company.GetAsync("trace?id=" + Uri.EscapeDataString(id))).GetProperty("nodes").EnumerateArray().ToLookup(n => n.GetProperty("entity").GetString());
                if (nodes["deployment"].Any() && nodes["pull-request"].Any(p => p.GetProperty("state").GetString() == "merged"))
                {
                    var entity = (await company.GetAsync("entities?id=" + Uri.EscapeDataString(id))).GetProperty("entity");
                    found = (id, entity.GetProperty("aliases").EnumerateArray().Select(a => a.GetProperty("alias").GetString()!).First(a => a.StartsWith("SHOP-", StringComparison.Ordinal)), entity.GetProperty("title").GetString()!);
                    return true;
                }
            }

            return false;
        });
        return found!.Value;
    }

    // As the tool itself says.
    private async Task<(string? State, string? Code, string? Notes)> IncidentAsync()
    {
        using var http = new HttpClient();
        var user = "plutora.integration:" + await File.ReadAllTextAsync(Path.Combine(company.Home, "company", "servicenow.password"), Ct);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        var row = JsonElement.Parse(await http.GetStringAsync(new Uri(company.Tool("ServiceNow"), "/api/now/table/incident?sysparm_query=number=INC0010001"), Ct)).GetProperty("result")[0];
        return (Value("state"), Value("close_code"), Value("close_notes"));

        string? Value(string column) => row.GetProperty(column).GetProperty("value").GetString();
    }
}
