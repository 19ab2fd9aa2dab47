using System.Text;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Records.Privacy;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rules 26 and 27 of state: what of people is stored, and forgetting them.</summary>
public sealed class PeopleTests
{
    private const string Address = "Ada.Lovelace@example.org";
    private const string Name = "Ada Lovelace";

    private static readonly StreamDescriptor[] Streams =
    [
        new() { Id = "user", Description = "A user.", Versions = VersionOrder.Instant, CanRead = true },
        new() { Id = "item", Description = "A work item.", Versions = VersionOrder.Instant, CanRead = true },
        new() { Id = "row", Description = "A row of a list of people, under its address.", Versions = VersionOrder.Instant, CanRead = true, Partial = true },
    ];

    private static readonly Dictionary<string, string> Mappings = new()
    {
        ["user"] = """
            version: 1
            source: scripted/user
            target: person
            key: id
            aliases:
              - alias: $personKey(mail)
            set: { name: name, username: login, email: mail, kind: '"user"', state: '"active"' }
            """,
        ["row"] = """
            version: 1
            source: scripted/row
            target: person
            key: $personKey(mail)
            set: { name: name, email: mail, kind: '"user"', state: '"active"' }
            """,
        ["item"] = """
            version: 1
            source: scripted/item
            target: work-item
            key: id
            set: { title: title, kind: '"task"', state: '"in-progress"' }
            """,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_a_forgotten_person_is_left_in_any_file_and_nothing_comes_back()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        await bench.TellAsync(Of("user", "7", 1, $$"""{"id":"7","name":"{{Name}}","login":"ada-l","mail":"{{Address}}" }"""));
        await bench.TellAsync(Of("user", "7", 2, $$"""{"id":"7","name":"{{Name}}","login":"ada-l","mail":"{{Address}}","bio":"x"}"""), Of("user", "8", 2, """{"id":"8","name":"Grace","login":"grace","mail":"grace@example.org"}"""));
        await bench.TellAsync(Of("item", "1", 1, $$"""{"id":"1","title":"t","author":{"name":"{{Name}}","email":" {{Address.ToUpperInvariant()}} "},"count":1.500 }"""));
        await bench.TellAsync(Of("item", "2", 1, $$"""{"id":"2","reporter":{"name":"{{Name}}","email":"{{Address}}"},"title":{"a":1} }"""));
        Assert.Equal(Name, await bench.FieldAsync("a/person/7", "name"));
        Assert.True(bench.Holds(Name) && bench.Holds(Address));

        var outcome = await ForgetAsync(bench, Address.ToLowerInvariant());

        Assert.Equal((1, null), (outcome.Entities, outcome.GoneBy));
        Assert.Null(await bench.FindAsync("a/person/7"));
        Assert.Equal("Grace", await bench.FieldAsync("a/person/8", "name"));
        Assert.Equal("t", await bench.FieldAsync("a/work-item/1", "title"));
        AssertGone(bench);

        await bench.TellAsync(Of("item", "3", 3, $$"""{"id":"3","title":"later","author":{"name":"{{Name}}","email":"{{Address}}"} }"""));
        await bench.TellAsync(Of("user", "7", 3, $$"""{"id":"7","name":"{{Name}}","login":"ada-l","mail":"{{Address}}" }"""));
        Assert.Equal("later", await bench.FieldAsync("a/work-item/3", "title"));
        await bench.RestartAsync(() => AssertGone(bench));
        await bench.TellAsync(Of("item", "4", 4, $$"""{"id":"4","title":"after restart","author":{"name":"{{Name}}","email":"{{Address}}"} }"""));
        AssertGone(bench);
        var backup = Path.Combine(bench.Hub.Home.Folder, "backup.db");
        await ((ILogBackup)bench.Hub.Log).BackupAsync(backup, Ct);
        Assert.True(File.Exists(backup));
        AssertGone(bench);
    }

    [Fact]
    public async Task A_forgotten_persons_own_record_brings_no_name_back_where_it_holds_no_address()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        await bench.TellAsync(Of("user", "7", 1, $$"""{"id":"7","name":"{{Name}}","login":"ada-l","mail":"{{Address}}" }"""));
        Assert.Equal(1, (await ForgetAsync(bench, Address)).Entities);
        AssertGone(bench);

        await bench.TellAsync(Of("user", "7", 2, $$"""{"id":"7","name":"{{Name}}","login":"ada-l","bio":"without an address"}"""));
        Assert.NotEqual(Name, await bench.FieldAsync("a/person/7", "name"));
        AssertGone(bench);
    }

    [Fact]
    public async Task A_record_whose_id_is_the_address_of_a_forgotten_person_leaves_the_id_nowhere_and_comes_back_under_its_hash_alone()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        await bench.TellAsync(Of("row", Address, 1, $$"""{"name":"{{Name}}","mail":"{{Address}}" }"""), Of("row", "grace@example.org", 1, """{"name":"Grace","mail":"grace@example.org"}"""));
        await bench.TellAsync(Of("row", Address, 2, $$"""{"name":"{{Name}}","mail":"{{Address}}","room":"7"}"""));
        Assert.True(bench.Holds(Address));
        Assert.Equal(1, (await ForgetAsync(bench, Address)).Entities);
        AssertGone(bench);

        await bench.TellAsync(Of("row", Address, 3, $$"""{"name":"{{Name}}","mail":"{{Address}}","room":"8"}"""));
        AssertGone(bench);
        Assert.True(bench.Holds("grace@example.org"));
        await bench.RestartAsync(() => AssertGone(bench));
    }

    [Fact]
    public async Task Forgetting_tells_a_deletion_without_state_then_a_tombstone_and_no_version_comes_twice()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        var user = Of("user", "7", 1, $$"""{"id":"7","name":"{{Name}}","login":"ada-l","mail":"{{Address}}" }""");
        await bench.TellAsync(user);
        var before = (await bench.Hub.Log.ReadAsync(new(TopicFilter.Exact("cdm.person.v1"), LogStart.Earliest), Ct)).Records.Count;
        Assert.Equal(1, before);
        await ForgetAsync(bench, "a/person/7");
        var page = await bench.Hub.Log.ReadAsync(new(TopicFilter.Exact("cdm.person.v1"), LogStart.Earliest), Ct);
        Assert.Equal([false, true], page.Records.Select(r => r.Value is null));
        var told = JsonElement.Parse(page.Records[0].Value!.Value.Span);
        Assert.Equal(["id", "key", "instance", "entityVersion"], told.EnumerateObject().Select(m => m.Name));
        await bench.TellAsync(Of("user", "7", 2, $$"""{"id":"7","name":"{{Name}}","login":"ada-l","mail":"{{Address}}" }"""));
        Assert.True(await bench.FindAsync("a/person/7") is { } again && again.GetProperty("entityVersion").GetInt64() > told.GetProperty("entityVersion").GetInt64());
        Assert.NotEqual(Name, await bench.FieldAsync("a/person/7", "name"));
    }

    [Fact]
    public async Task Whoever_is_named_neither_by_address_nor_by_id_is_refused()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        foreach (var who in (string[])["ada", "a/work-item/1", "a/person/9", "@", "two words@example.org"])
            await Assert.ThrowsAsync<ArgumentException>(() => ForgetAsync(bench, who));
    }

    [Fact]
    public async Task Dropped_and_hashed_values_are_never_stored()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        Assert.Empty(await bench.Hub.Instances.PutAsync(bench.Hub.InstanceStore.Find("a")! with { Privacy = new() { Drop = ["**.phone"], Hash = ["author.email", "watchers[].mail"] } }, Ct));
        await bench.UntilAsync(() => Task.FromResult(bench.Hub.Instances.Find("a")?.Connector is not null));
        await bench.TellAsync(Of("item", "1", 1, $$"""{"id":"1","title":"t","author":{"email":"{{Address}}","phone":"555-0199"},"watchers":[{"mail":"{{Address}}"}]}"""));
        Assert.Equal("t", await bench.FieldAsync("a/work-item/1", "title"));
        Assert.False(bench.Holds(Address) || bench.Holds("555-0199"));
        var outcome = await bench.Hub.Receiver.UploadAsync("a", "told", Encoding.UTF8.GetBytes($"no JSON of {Address}"), new Dictionary<string, string>(), null, Ct);
        Assert.Equal(Receive.ReceiveStatus.SetAside, outcome.Status);
        var letter = Assert.Single(await bench.Hub.DeadLetters.ListAsync(10, Ct));
        Assert.Empty(letter.Payload);
        Assert.Contains("SHA-256", letter.Reason, StringComparison.Ordinal);
        Assert.False(bench.Holds(Address));
    }

    [Fact]
    public async Task Every_fault_of_the_paths_is_told()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        var faults = await bench.Hub.Instances.PutAsync(bench.Hub.InstanceStore.Find("a")! with { Privacy = new() { Drop = ["", "a..b", "**"], Hash = ["a[0]", "ok.path"] } }, Ct);
        Assert.Equal(4, faults.Count);
    }

    private static async Task<People.ForgetOutcome> ForgetAsync(StateBench bench, string who)
    {
        var forgetting = bench.Hub.People.ForgetAsync(who, Ct);
        while (!forgetting.IsCompleted)
        {
            // As much of the bench's time as the forgetting waits for, and not hours of it on a busy machine: compaction goes by it.
            bench.Time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.WhenAny(forgetting, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct));
        }

        return await forgetting;
    }

    private static void AssertGone(StateBench bench)
    {
        foreach (var text in (string[])[Name, "ada-l", Address, Address.ToLowerInvariant(), Address.ToUpperInvariant()])
            Assert.False(bench.Holds(text), $"'{text}' is still in a file of the home folder.");
    }

    private static SourceRecord Of(string stream, string id, int second, string json) => new()
    {
        Stream = stream,
        Id = id,
        Version = StateBench.Start.AddSeconds(second).ToString("O"),
        Time = StateBench.Start.AddSeconds(second),
        Json = Encoding.UTF8.GetBytes(json),
    };
}
