using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Commands.Administration;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Instances;

/// <summary>An instance by options of the command line, so that nobody has to write JSON.</summary>
internal sealed class InstanceFlags
{
    private readonly Option<string?> _connector = new("--connector") { Description = "Id of the connector; see 'plutora connector list'.", HelpName = "id" };
    private readonly Option<string[]> _options = new("--option") { Description = "Option of the connector, see 'plutora connector show'; may be repeated, also for lists. Paths that begin with . are taken from here.", HelpName = "name=value" };
    private readonly Option<string?> _name = new("--name") { Description = "Name shown to people.", HelpName = "text" };
    private readonly Option<string?> _verifier = new("--webhook") { Description = "How webhooks are verified: hmac, jwt, certificate, header or signal.", HelpName = "verifier" };
    private readonly Option<string?> _secret = new("--webhook-secret") { Description = "Reference to the webhooks' secret: env:NAME, file:PATH or store:NAME.", HelpName = "reference" };
    private readonly Option<string[]> _intervals = new("--interval") { Description = "Seconds between two reads of a stream; may be repeated.", HelpName = "stream=seconds" };
    private readonly Option<string[]> _schedules = new("--schedule") { Description = "Cron expression of a stream in UTC; may be repeated.", HelpName = "stream=cron" };
    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "Lower bound by tool time of the first read.", HelpName = "instant" };
    private readonly Option<int?> _scan = new("--full-scan-hours") { Description = "Hours between two full scans; 0 turns them off.", HelpName = "hours" };
    private readonly Option<bool> _paused = new("--paused") { Description = "Add it without reading yet." };

    public IReadOnlyList<Symbol> All => [_connector, _options, _name, _verifier, _secret, _intervals, _schedules, _since, _scan, _paused];

    /// <summary>The instances that a command adds: by options when a connector is named, else of a file.</summary>
    public async Task<IReadOnlyList<JsonObject>> ReadAsync(Session session, string? idOrFile, CancellationToken cancellationToken)
    {
        if (session.Get(_connector) is { } connector)
        {
            return [await ChangeAsync(session, new() { ["id"] = idOrFile ?? connector, ["connector"] = connector }, cancellationToken)];
        }

        if (idOrFile is null)
        {
            throw new UsageException("Name a file, or a connector: plutora instance add --connector git --option repositories=.   'plutora connector list' shows what there is.");
        }

        var instances = await InstanceDocument.ReadAsync(session, idOrFile, cancellationToken);
        foreach (var instance in instances.Where(i => i["connector"]?.ToString() is { Length: > 0 }))
        {
            await ChangeAsync(session, instance, cancellationToken);
        }

        return instances;
    }

    /// <summary>Lays the options given over an instance.</summary>
    public async Task<JsonObject> ChangeAsync(Session session, JsonObject instance, CancellationToken cancellationToken)
    {
        if (session.Get(_connector) is { } connector)
        {
            instance["connector"] = connector;
        }

        if (session.Get(_options) is { Length: > 0 } given)
        {
            var described = await ConnectorCommands.FindAsync(session, instance["connector"]!.ToString(), cancellationToken);
            new OptionValues(Text.Find(described, "optionsSchema")).Apply(given, Child(instance, "options"));
        }

        Set(instance, "displayName", session.Get(_name));
        Set(instance, "since", session.Get(_since) is { } since ? since.ToString("O", CultureInfo.InvariantCulture) : null);
        Set(instance, "fullScanHours", session.Get(_scan));
        Set(instance, "paused", session.Has(_paused) ? session.Get(_paused) : null);
        Pairs(session, _intervals, (stream, value) => Child(instance, "intervals")[stream] = int.TryParse(value, CultureInfo.InvariantCulture, out var seconds)
            ? seconds : throw new UsageException($"--interval {stream}={value}: expected seconds, such as {stream}=60."));
        Pairs(session, _schedules, (stream, value) => Child(instance, "schedules")[stream] = value);
        if (session.Get(_verifier) is { } verifier)
        {
            Child(instance, "webhook")["verifier"] = verifier;
        }

        if (session.Get(_secret) is { } secret)
        {
            Child(instance, "webhook")["secret"] = secret;
        }

        return instance;
    }

    private static void Pairs(Session session, Option<string[]> option, Action<string, string> set)
    {
        foreach (var pair in session.Get(option) ?? [])
        {
            var (name, value) = OptionValues.Split(option.Name, pair);
            set(name, value);
        }
    }

    private static JsonObject Child(JsonObject owner, string name)
    {
        if (owner[name] is not JsonObject child)
        {
            owner[name] = child = [];
        }

        return child;
    }

    private static void Set(JsonObject owner, string name, JsonNode? value)
    {
        if (value is not null)
        {
            owner[name] = value;
        }
    }
}
