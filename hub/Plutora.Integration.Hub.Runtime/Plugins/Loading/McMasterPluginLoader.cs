using System.Reflection;
using System.Runtime.Loader;
using McMaster.NETCore.Plugins;

namespace Plutora.Integration.Hub.Runtime.Plugins.Loading;

/// <summary>Isolation by McMaster.NETCore.Plugins: one collectible load context a plugin.</summary>
internal sealed class McMasterPluginLoader : IPluginLoader
{
    public IPluginAssembly Load(string mainAssembly)
    {
        var loader = PluginLoader.CreateFromAssemblyFile(mainAssembly, config =>
        {
            config.IsUnloadable = true;
            config.PreferSharedTypes = false;
            config.DefaultContext = AssemblyLoadContext.GetLoadContext(typeof(McMasterPluginLoader).Assembly) ?? AssemblyLoadContext.Default;
            foreach (var shared in SharedAssemblies.Names)
            {
                config.SharedAssemblies.Add(shared);
            }
        });
        try
        {
            return new Loaded(loader, loader.LoadDefaultAssembly());
        }
        catch
        {
            loader.Dispose();
            throw;
        }
    }

    private sealed class Loaded(PluginLoader loader, Assembly main) : IPluginAssembly
    {
        public Assembly Main { get; } = main;

        public WeakReference Unload()
        {
            var context = new WeakReference(AssemblyLoadContext.GetLoadContext(Main), trackResurrection: true);
            loader.Dispose();
            return context;
        }
    }
}
