using System.Globalization;
using System.Reflection;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Plugins.Inspection;

/// <summary>Decides by the stamp alone whether the hub's SDK serves a plugin: same major, same or older minor.</summary>
internal static class SdkCompatibility
{
    /// <summary>Full version of the hub's own SDK.</summary>
    public static string HubVersion { get; } = typeof(IConnector).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void Check(string plugin, string stamp)
    {
        if (Parse(stamp) is not { } built)
        {
            throw new PluginFaultException(PluginFaultKind.NoStamp, $"Plugin '{plugin}' carries the SDK version '{stamp}', which is not a version: build it again against the Plutora.Integration.Sdk package.");
        }

        var hub = Parse(HubVersion)!.Value;
        if (built.Major != hub.Major)
        {
            throw new PluginFaultException(PluginFaultKind.WrongMajor, $"Plugin '{plugin}' was built against SDK {stamp}, this hub has SDK {HubVersion}: install a version of the plugin built against SDK {hub.Major}.x.");
        }

        if (built.Minor > hub.Minor)
        {
            throw new PluginFaultException(PluginFaultKind.NewerMinor, $"Plugin '{plugin}' was built against SDK {stamp}, which is newer than this hub's SDK {HubVersion}: upgrade the hub, or install a version of the plugin built against SDK {hub.Major}.{hub.Minor} or older.");
        }
    }

    private static (int Major, int Minor)? Parse(string version)
    {
        var parts = version.Split('-', '+')[0].Split('.');
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? (major, minor)
            : null;
    }
}
