using System.Reflection;

namespace Plutora.Integration.Hub.Runtime.Plugins.Loading;

/// <summary>The seam to whatever isolates a plugin's assemblies from the hub's.</summary>
internal interface IPluginLoader
{
    /// <summary>Loads a plugin's main assembly in a context of its own, its private dependencies from its own folder.</summary>
    IPluginAssembly Load(string mainAssembly);
}

/// <summary>A loaded main assembly and the context around it.</summary>
internal interface IPluginAssembly
{
    Assembly Main { get; }

    /// <summary>Starts to unload; the target of the answer is gone when the context has left memory.</summary>
    WeakReference Unload();
}
