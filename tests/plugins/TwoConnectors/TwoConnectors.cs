namespace Plutora.Integration.TestPlugins;

public sealed class FirstConnector : PluginBase;

public sealed class SecondConnector : PluginBase;
