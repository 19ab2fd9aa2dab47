using System.Runtime.CompilerServices;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.TestPlugins;

public sealed class PluginOptions
{
    public string Greeting { get; set; } = "hello";
}

/// <summary>What the test plugins have in common; each holds it compiled in, as it would its own code.</summary>
public abstract class PluginBase : Connector<PluginOptions>
{
    protected virtual string Id => GetType().Assembly.GetName().Name!.ToLowerInvariant();

    protected override ConnectorDescriptor Describe() => new()
    {
        Id = Id,
        Version = GetType().Assembly.GetName().Version!.ToString(3),
        DisplayName = Id,
        Description = "A plugin of the tests.",
        Streams = [new StreamDescriptor { Id = "thing", Description = "A thing." }],
    };

    protected override ConnectorInstance Open(PluginOptions options, ConnectorContext context, IServiceProvider services) => new PluginInstance(this, options);

    /// <summary>What a read tells.</summary>
    public virtual string Tell(PluginOptions options) => options.Greeting;
}

public sealed class PluginInstance(PluginBase connector, PluginOptions options) : ConnectorInstance
{
    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(CheckResult.Success(connector.Tell(options)));

    public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var record = new SourceRecord { Stream = "thing", Id = "1", Json = System.Text.Encoding.UTF8.GetBytes($"\"{connector.Tell(options)}\"") };
        yield return new RecordPage([record], new Cursor(1, "1"));
    }
}
