namespace Plutora.Integration.TestPlugins;

public sealed class NewerMinorConnector : PluginBase;
