using System.Text.RegularExpressions;
using Plutora.Integration.Hub.Runtime.Plugins.Inspection;
using Plutora.Integration.Sdk.Testing.Running;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>What the connector says of itself.</summary>
internal static partial class DescriptorProperties
{
    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("descriptor-sane", "The descriptor names the connector, its version, its streams and its actions by the rules of the contract, each once.", Sane, Implied.Hub),
        new("streams-described", "Each stream says in a sentence what a record is, and claims nothing that excludes another claim.", StreamsDescribed),
        new("open-offline", "Nothing is asked of the tool while the connector is constructed, described, validated and opened.", OpenOffline),
        new("tool-simulated", "The simulated tool keeps records for each stream that is read, and answers each request that the connector sends to read them.", ToolSimulated),
    ];

    private static Task Sane(Exam exam)
    {
        var descriptor = exam.Descriptor;
        var faults = new List<string>();
        Add(!Model.Identity.Names.IsValidId(descriptor.Id), $"its id '{descriptor.Id}' is not [a-z][a-z0-9-]{{0,39}}");
        Add(!SemanticVersion().IsMatch(descriptor.Version), $"its version '{descriptor.Version}' is no semantic version such as 1.4.0");
        Add(string.IsNullOrWhiteSpace(descriptor.DisplayName), "its display name is empty");
        Add(string.IsNullOrWhiteSpace(descriptor.Description), "its description is empty");
        Add(descriptor.Streams.Count + descriptor.Actions.Count == 0, "it has neither a stream nor an action");
        foreach (var stream in descriptor.Streams.Where(s => !Model.Identity.Names.IsValidId(s.Id)))
        {
            faults.Add($"the id '{stream.Id}' of a stream is not [a-z][a-z0-9-]{{0,39}}");
        }

        foreach (var twice in Twice(descriptor.Streams.Select(s => s.Id)))
        {
            faults.Add($"stream '{twice}' stands there twice");
        }

        foreach (var twice in Twice(descriptor.Actions.Select(a => a.Name)))
        {
            faults.Add($"action '{twice}' stands there twice");
        }

        foreach (var unknown in (descriptor.Webhook?.SignalStreams ?? []).Except(descriptor.Streams.Select(s => s.Id)))
        {
            faults.Add($"webhooks signal the stream '{unknown}', which is not declared");
        }

        Add(descriptor.Webhook is { Verifiers.Count: 0 }, "its webhook names no verifier");
        faults.AddRange(faults.Count == 0 ? DescriptorCheck.Faults(descriptor) : []);
        Hold(faults.Count == 0, $"The descriptor is wrong: {string.Join("; ", faults)}.", "Change what Describe() returns; the members of ConnectorDescriptor say what each may hold.");
        return Task.CompletedTask;

        void Add(bool wrong, string what)
        {
            if (wrong)
            {
                faults.Add(what);
            }
        }
    }

    private static Task StreamsDescribed(Exam exam)
    {
        foreach (var stream in exam.Descriptor.Streams)
        {
            Hold(stream.Description.Trim().Length >= 10, $"Stream '{stream.Id}' is described by \"{stream.Description}\".", "Say in a sentence what a record is and which call or webhook it comes from.");
            Hold(stream.CanRead || !(stream.CanScan || stream.CanBackfill), $"Stream '{stream.Id}' cannot be read (CanRead is false) and yet says that it can be scanned or backfilled.", "Set CanRead, or leave CanScan and CanBackfill out.");
            Hold(!stream.Occurrences || !(stream.CanScan || stream.CanFetch), $"Stream '{stream.Id}' is of occurrences without an id of their own, and yet can be scanned or fetched by id.", "Leave Occurrences out where records have ids that last.");
        }

        return Task.CompletedTask;
    }

    private static async Task OpenOffline(Exam exam)
    {
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        _ = trial.Descriptor;
        trial.Subject.Connector.Validate(trial.Options);
        _ = trial.Instance;
        Hold(trial.Server.Calls.Count == 0, $"Opening an instance sent {trial.Server.Calls.Count} request(s), the first was {trial.Server.Calls.AsEnumerable().FirstOrDefault()}.", "Move it to CheckAsync or to the first read: an instance is opened while the tool is down, too, and many are opened at once when the hub starts.");
    }

    private static async Task ToolSimulated(Exam exam)
    {
        var missing = exam.Descriptor.Streams.Where(s => s.CanRead && exam.Subject.Tool.Find(s.Id) is null).Select(s => s.Id).ToList();
        Hold(missing.Count == 0, $"The simulated tool keeps nothing for {Verdict.Names(missing)}, so that the kit proves nothing of it.", "Describe it: tool.Keeps(new SimulatedStream(\"…\", record => …)) and the routes that show its records.");
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in exam.Descriptor.Streams.Where(s => s.CanRead))
        {
            await trial.ReadAsync(stream).ConfigureAwait(false);
        }

        Hold(trial.Server.Unanswered.Count == 0, $"The simulated tool has no answer to {Verdict.Names(trial.Server.Unanswered)}.", "Describe the route with tool.Get(…), or mend the request where the real tool would not know it either.");
    }

    private static IEnumerable<string> Twice(IEnumerable<string> names) => names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Skip(1).Any()).Select(g => g.Key);

    [GeneratedRegex(@"^\d{1,9}\.\d{1,9}\.\d{1,9}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\z")]
    private static partial Regex SemanticVersion();
}
