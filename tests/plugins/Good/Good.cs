namespace Plutora.Integration.TestPlugins;

public sealed class GoodConnector : PluginBase;
