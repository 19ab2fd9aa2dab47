namespace Plutora.Integration.Hub.Runtime.Hubs;

/// <summary>The home folder of a hub: <c>PLUTORA_HOME</c>, else the user's local application data.</summary>
/// <param name="Folder">Full path.</param>
public sealed record HubHome(string Folder)
{
    /// <summary>Settings.</summary>
    public string SettingsFile => Path.Combine(Folder, "plutora.yaml");

    /// <summary>The embedded log.</summary>
    public string LogFile => Path.Combine(Folder, "log.db");

    /// <summary>What the Kafka engine keeps of the log's state, to read it by key; it may be deleted while the hub is stopped.</summary>
    public string LogCacheFolder => Path.Combine(Folder, "log-cache");

    /// <summary>The master key (0600).</summary>
    public string MasterKeyFile => Path.Combine(Folder, "master.key");

    /// <summary>The administrator's key that the first start writes (0600), which the CLI picks up.</summary>
    public string AdministratorKeyFile => Path.Combine(Folder, "admin.key");

    /// <summary>Installed connectors.</summary>
    public string ConnectorFolder => Path.Combine(Folder, "connectors");

    /// <summary>Backups of the log.</summary>
    public string BackupFolder => Path.Combine(Folder, "backups");

    /// <summary>Caches of instances.</summary>
    public string WorkFolder => Path.Combine(Folder, "work");

    /// <summary>Finds the folder.</summary>
    public static HubHome Find() => new(Path.GetFullPath(Environment.GetEnvironmentVariable("PLUTORA_HOME") is { Length: > 0 } home
        ? home
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "plutora")));
}
