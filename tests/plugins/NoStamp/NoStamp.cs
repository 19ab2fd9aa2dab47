namespace Plutora.Integration.TestPlugins;

public sealed class NoStampConnector : PluginBase;
