using Plutora.Integration.Hub.Runtime.Callers;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What an administrator is told who lets an instance look at its tool.</summary>
public sealed class CheckTests
{
    [Fact]
    public async Task A_check_that_throws_is_told_as_one_that_failed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.UntilAsync(() => Task.FromResult(bench.Hub.Instances.Find("a")?.State.Activity == InstanceActivity.Running));
        Assert.Equal(("fine", null), await bench.Hub.InstanceDesk.CheckAsync("a", ct));

        bench.Connector.Checking = () => throw ConnectorException.Authentication("The token was refused.");
        var (found, refusal) = await bench.Hub.InstanceDesk.CheckAsync("a", ct);
        Assert.Null(found);
        Assert.Equal((RefusalReason.ToolFailed, "The token was refused."), (refusal!.Reason, refusal.Message));
    }
}
