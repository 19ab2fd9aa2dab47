using System.Collections;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.EventLog.Kafka;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Hosting.Log;

/// <summary>
/// Moves a hub's log to Kafka while no hub runs on it (rule 33 of state): the embedded log of the home folder to where the section <c>log.kafka</c> of <c>plutora.yaml</c> says, or, where another
/// file names the target, the log that <c>plutora.yaml</c> has.
/// </summary>
public sealed class KafkaMove
{
    private readonly HubHome _home;
    private readonly KafkaLogOptions? _source;
    private readonly KafkaLogOptions _target;
    private readonly string? _draft;
    private readonly TimeProvider _time;

    private KafkaMove(HubHome home, KafkaLogOptions? source, KafkaLogOptions target, string? draft, TimeProvider time) =>
        (_home, _source, _target, _draft, _time) = (home, source, target, draft, time);

    /// <summary>Where the log is now, for people.</summary>
    public string Source => _source is { } kafka ? $"on {PlaceOf(kafka)}" : $"'{_home.LogFile}'";

    /// <summary>Where it goes, for people.</summary>
    public string Target => PlaceOf(_target);

    /// <summary>Whether the log is on Kafka already.</summary>
    public bool FromKafka => _source is not null;

    /// <summary>Reads the settings of a move.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="settingsFile">A file whose section <c>log.kafka</c> says where the log goes; null: that of <c>plutora.yaml</c>, and the embedded log is moved.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SettingsException">Every fault of the settings.</exception>
    /// <exception cref="FileNotFoundException">There is no such settings file.</exception>
    public static KafkaMove Read(HubHome home, string? settingsFile, TimeProvider time)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => KeyValuePair.Create((string)e.Key, (string?)e.Value ?? ""));
        if (settingsFile is null)
        {
            var own = SettingsLoader.Load(home.SettingsFile, environment, read => KafkaSetup.Faults(home, read.Log.Kafka));
            return new(home, null, Options(home, own, time), null, time);
        }

        if (!File.Exists(settingsFile))
        {
            throw new FileNotFoundException($"There is no settings file '{settingsFile}'. Its section log.kafka says where the log goes.", settingsFile);
        }

        // What the environment says of Kafka is said of where the log is now.
        var now = SettingsLoader.Load(home.SettingsFile, environment, read => KafkaSetup.Faults(home, read.Log));
        var then = Options(home, SettingsLoader.Load(settingsFile, [], read => KafkaSetup.Faults(home, read.Log.Kafka)), time);
        if (now.Log.Engine != LogEngine.Kafka)
        {
            return new(home, null, then, null, time);
        }

        var draft = home.LogCacheFolder + ".copy";
        return new(home, Options(home, now, time), then with { CacheFolder = draft }, draft, time);
    }

    /// <summary>Copies, or finishes a copy that was cut off.</summary>
    /// <param name="partitions">Partitions of each topic but those that have one by their nature; null leaves them.</param>
    /// <param name="leftGroups">Groups that are not carried over, such as that of a receiver that is gone.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellationToken">Ends it, to be finished later.</param>
    /// <exception cref="LogException">As of <see cref="KafkaLogCopier"/>.</exception>
    public async Task<LogCopyProgress> CopyAsync(int? partitions, IReadOnlyCollection<string> leftGroups, IProgress<LogCopyProgress>? progress, CancellationToken cancellationToken)
    {
        var rules = HubLogCopier.RulesOf(partitions, leftGroups);
        var copied = _source is { } source
            ? await KafkaLogCopier.CopyAsync(source, _target, rules, _time, progress, cancellationToken)
            : await KafkaLogCopier.CopyAsync(_home.LogFile, _target, rules, _time, progress, cancellationToken);
        Clear();
        return copied;
    }

    /// <summary>Gives up a copy that is not complete: its topics are deleted, and a hub may start on the log again.</summary>
    /// <exception cref="LogException">As of <see cref="KafkaLogCopier"/>.</exception>
    public async Task AbandonAsync(CancellationToken cancellationToken)
    {
        await (_source is { } source ? KafkaLogCopier.AbandonAsync(source, _target, cancellationToken) : KafkaLogCopier.AbandonAsync(_home.LogFile, _target, _time, cancellationToken));
        Clear();
    }

    private static KafkaLogOptions Options(HubHome home, HubSettings settings, TimeProvider time) => KafkaSetup.Read(home, settings.Log.Kafka).Options with { Time = time };

    private static string PlaceOf(KafkaLogOptions options) => $"Kafka at '{options.BootstrapServers}', topics '{options.TopicPrefix}*'";

    // The hub keeps the state readable in its own folder, and builds it anew there.
    private void Clear()
    {
        if (_draft is not null && Directory.Exists(_draft))
        {
            Directory.Delete(_draft, recursive: true);
        }
    }
}
