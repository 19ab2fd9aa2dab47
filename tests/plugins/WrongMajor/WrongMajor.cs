namespace Plutora.Integration.TestPlugins;

public sealed class WrongMajorConnector : PluginBase;
