using System.Reflection;
using RestSharp;

namespace Plutora.Integration.TestPlugins;

public sealed class PrivateLibAConnector : PluginBase
{
    public override string Tell(PluginOptions options) =>
        typeof(RestClient).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version;
}
