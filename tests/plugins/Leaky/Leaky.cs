using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.TestPlugins;

public sealed class LeakyOptions
{
    [Secret]
    public string Token { get; set; } = "";

    /// <summary>Where a read tells the token: throws, faults, cursor or logs.</summary>
    public string How { get; set; } = "";
}

/// <summary>Tells its secret wherever it can, against its contract.</summary>
public sealed partial class LeakyConnector : Connector<LeakyOptions>
{
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "leaky",
        Version = "1.0.0",
        DisplayName = "leaky",
        Description = "A plugin of the tests.",
        Streams = [new StreamDescriptor { Id = "thing", Description = "A thing." }],
    };

    protected override ConnectorInstance Open(LeakyOptions options, ConnectorContext context, IServiceProvider services) => new Instance(options, context.Logger);

    private sealed partial class Instance(LeakyOptions options, ILogger logger) : ConnectorInstance
    {
        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(CheckResult.Success($"reached with {options.Token}"));

        public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            Told(logger, new InvalidOperationException("sent " + options.Token), options.Token);
            if (options.How == "throws") throw new InvalidOperationException("cannot use " + options.Token, new IOException("Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("user:" + options.Token))));

            var faults = new RecordFault { Stream = "thing", Id = "1", Reason = "refused ?token=" + Uri.EscapeDataString(options.Token), Payload = "{}"u8.ToArray() };
            yield return new([], new(1, options.How == "cursor" ? "next?token=" + options.Token : "end")) { Faults = options.How == "faults" ? [faults] : [] };
        }

        [LoggerMessage(Level = LogLevel.Warning, Message = "Asked with {Token}.")]
        private static partial void Told(ILogger logger, Exception cause, string token);
    }
}
