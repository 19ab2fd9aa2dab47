using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Plugins.Journal;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

// A hub of two instances in a process of its own: arguments are the home folder and the folder of plugins. The plugin of the second
// instance ends the process in its read.
using var journal = CallJournal.Open(args[0]);
await using var host = new PluginHost(new() { Folders = [args[1]], InstallFolder = Path.Combine(args[0], "installed") }, NullLoggerFactory.Instance, TimeProvider.System);
await host.LoadAllAsync(CancellationToken.None);

foreach (var id in journal.StartOrder(["crasher", "healthy"]))
{
    var held = journal.Find(id);
    await Console.Out.WriteLineAsync($"{id} {held?.UncleanEnds ?? 0} {held?.Delay.TotalSeconds ?? 0} {(held?.Stopped == true ? "stopped" : "started")}");
    if (held?.Stopped == true)
    {
        continue;
    }

    var plugin = host.Find(id == "crasher" ? "failfast" : "good")!;
    await using var instance = plugin.Connector.Open(new ConnectorContext(id, new JsonObject(), NullLogger.Instance, TimeProvider.System, args[0]), plugin.Services);
    await using var pages = instance.ReadAsync(new ReadRequest { Stream = "thing" }, CancellationToken.None).GetAsyncEnumerator();
    using (journal.Begin(id, "read:thing"))
    {
        await pages.MoveNextAsync();
    }
}
