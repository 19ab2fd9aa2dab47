using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.Catalog;

/// <summary>A hub with a catalog <c>cat</c> on a folder, and an instance <c>a</c> that tells of repositories and hosts.</summary>
internal sealed class CatalogBench : IAsyncDisposable
{
    private const string Repository = """
        version: 1
        source: scripted/item
        target: repository
        key: id
        aliases:
          - alias: name
        set: { name: name, fullName: name, topics: topics }
        """;

    private const string Host = """
        version: 1
        source: scripted/loose
        target: configuration-item
        key: id
        set: { name: title, labels: labels }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plutora-catalog-");

    private CatalogBench(StateBench hub) => Bench = hub;

    public StateBench Bench { get; }

    public string Folder => _folder.FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private InstanceRunner Runner => Bench.Hub.Instances.Find("cat")!;

    public static async Task<CatalogBench> StartAsync(string? yaml = null)
    {
        var bench = new CatalogBench(await StateBench.StartAsync(Told.Streams, new Dictionary<string, string> { ["item"] = Repository, ["loose"] = Host }));
        if (yaml is not null)
        {
            await bench.WriteAsync("catalog.yaml", yaml);
        }

        var options = new JsonObject { ["paths"] = yaml is null ? [] : new JsonArray(bench.Folder) };
        Assert.Empty(await bench.Bench.Hub.Instances.PutAsync(new() { Id = "cat", Connector = "catalog", Options = options }, Ct));
        await bench.Bench.UntilAsync(() => Task.FromResult(bench.Runner.State.Streams.Count == 7 && bench.Runner.State.Streams.Values.All(s => s.LastReadAt is not null)));
        await bench.Bench.SettledAsync();
        return bench;
    }

    public Task WriteAsync(string name, string yaml)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.WriteAllTextAsync(path, yaml, Ct);
    }

    /// <summary>Has a catalog that is right read again.</summary>
    public async Task ReadAsync()
    {
        Bench.Time.Advance(TimeSpan.FromSeconds(1));
        var now = Bench.Time.GetUtcNow();
        Runner.Request(null);
        await Bench.UntilAsync(() => Task.FromResult(Runner.State.Streams.Values.All(s => s.LastReadAt == now)));
        await Bench.SettledAsync();
    }

    /// <summary>Has a catalog that was right until now read again, and gives what is told to be wrong with it.</summary>
    public async Task<string> FaultAsync()
    {
        Runner.Request(null);
        await Bench.UntilAsync(() => Task.FromResult(Runner.State.Streams.Values.All(s => s.Fault is not null)));
        await Bench.SettledAsync();
        return Runner.State.Streams.Values.First().Fault!;
    }

    public static SourceRecord RepositoryRecord(string id, int second, string name, string topics = "") =>
        Told.OfItem(id, second, $$""" "name":"{{name}}","topics":[{{topics}}] """);

    public static SourceRecord HostRecord(string id, string name) => Told.Of("loose", id, null, $$"""{"id":"{{id}}","title":"{{name}}"}""");

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
