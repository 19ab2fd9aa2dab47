namespace Plutora.Integration.TestPlugins;

public sealed class GoodConnector : PluginBase
{
    protected override string Id => "good";

    public override string Tell(PluginOptions options) => options.Greeting + " again";
}
