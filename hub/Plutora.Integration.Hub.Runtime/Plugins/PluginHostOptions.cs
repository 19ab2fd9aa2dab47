namespace Plutora.Integration.Hub.Runtime.Plugins;

/// <summary>Where plugins are looked for, which are trusted, and how long they may take.</summary>
public sealed record PluginHostOptions
{
    /// <summary>Folders whose every subfolder holds one connector. A folder that does not exist holds none.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Connectors that are part of the process.</summary>
    public IReadOnlyList<BuiltInConnector> BuiltIn { get; init; } = [];

    /// <summary>Folder that <see cref="PluginHost.InstallAsync"/> unpacks into; made when needed and owned by the plugin host alone.</summary>
    public required string InstallFolder { get; init; }

    /// <summary>
    /// Content hashes (<see cref="LoadedPlugin.Sha256"/>, hexadecimal, either case) of the plugins that may be loaded; null allows
    /// every plugin, an empty list none.
    /// </summary>
    public IReadOnlyList<string>? AllowedSha256 { get; init; }

    /// <summary>How long loading, constructing, describing and registering of one plugin may take together. 30 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a plugin's container may take to be disposed before the plugin is let go all the same. 10 seconds.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a removed plugin may take to leave memory before it is reported as leaked. 10 seconds.</summary>
    public TimeSpan UnloadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What an installed package may unpack to at most.</summary>
    public PluginPackageLimits Package { get; init; } = new();
}

/// <summary>Bounds of an unpacked package, counted in what is written and not in what the archive claims.</summary>
public sealed record PluginPackageLimits
{
    /// <summary>Bytes of all files together. 256 MB.</summary>
    public long TotalBytes { get; init; } = 256L << 20;

    /// <summary>Number of files. 5,000.</summary>
    public int Files { get; init; } = 5_000;
}
