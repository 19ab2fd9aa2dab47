using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Testing.Running;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>What an administrator enters.</summary>
internal static partial class OptionsProperties
{
    private static readonly Uri Address = new("http://127.0.0.1:9/");

    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("options-described", "Each option has a title or a description, of which the form is made.", Described),
        new("secrets-marked", "Each option that holds a secret is marked as one.", SecretsMarked, "secrets-as-references"),
        new("options-accepted", "Valid options have no fault.", Accepted, ["secrets-as-references", "options-migrated", .. Implied.Hub]),
        new("secrets-as-references", "An instance whose secrets are references such as env:NAME has no fault: so they are stored and checked.", AsReferences, Implied.Hub),
        new("options-faults-reported", "Every fault of the options is told at once, each with the option it is of.", FaultsReported),
        new("options-unknown-refused", "An option that there is not is a fault that names it.", UnknownRefused),
        new("options-faults-secret-free", "No fault repeats the value of a secret.", FaultsSecretFree),
        new("options-migrated", "Options that each older version of the connector stored are brought to today's form, and left as they are in the argument.", Migrated),
        new("options-newer-refused", "Options that a newer version of the connector stored are refused as a matter of configuration.", NewerRefused),
    ];

    private static JsonObject Members(Exam exam) => exam.Descriptor.Options.Schema["properties"] as JsonObject ?? [];

    private static JsonObject Options(Exam exam) => exam.Subject.Options(Address);

    private static Task Described(Exam exam)
    {
        Hold(exam.Descriptor.Options.Schema["type"]?.ToString() == "object", "The schema of the options is not that of an object.", "Derive from Connector<TOptions>, which makes it of your annotated class.");
        var bare = Members(exam).Where(m => m.Value?["title"] is null && m.Value?["description"] is null).Select(m => m.Key).ToList();
        Hold(bare.Count == 0, $"The form cannot say what {Verdict.Names(bare)} means.", "Annotate each option with [Display(Name = …, Description = …)] or [Description].");
        return Task.CompletedTask;
    }

    private static Task SecretsMarked(Exam exam)
    {
        var options = exam.Descriptor.Options;
        var unmarked = Texts(options.Schema, "").Where(t => SecretName().IsMatch(t.Name) && t.Schema["x-secret"] is null).Select(t => t.Path).ToList();
        Hold(unmarked.Count == 0, $"By its name {Verdict.Names(unmarked)} is a secret and is not marked as one: it would be stored, shown and logged in the clear.", "Annotate the option with [Secret] (secret: true in a YAML connector).");
        var marked = Texts(options.Schema, "").Where(t => t.Schema["x-secret"] is not null).Select(t => t.Path).Order(StringComparer.Ordinal).ToList();
        var named = options.Secrets.Order(StringComparer.Ordinal).ToList();
        Hold(marked.SequenceEqual(named, StringComparer.Ordinal), $"The schema marks {Verdict.Names(marked)} as secret, the descriptor's Secrets names {Verdict.Names(named)}.", "Let both come of OptionsDescriptor.For<TOptions>.");
        return Task.CompletedTask;
    }

    private static Task Accepted(Exam exam)
    {
        var faults = exam.Subject.Connector.Validate(Options(exam));
        Hold(faults.Count == 0, $"The options that the subject describes have faults: {string.Join(" ", faults)}", "Mend Check or the annotation that refuses them, or the subject's Options where they are wrong.");
        return Task.CompletedTask;
    }

    private static async Task AsReferences(Exam exam)
    {
        var secrets = exam.Descriptor.Options.Secrets;
        var options = Options(exam);
        if (OptionPaths.Values(options, secrets).Count == 0)
        {
            throw NotAsked("The options hold no secret.");
        }

        var stored = await OptionPaths.ReplaceAsync(options, secrets, _ => Task.FromResult("env:KIT_SECRET")).ConfigureAwait(false);
        var faults = exam.Subject.Connector.Validate(stored);
        Hold(faults.Count == 0, $"With secrets as references (env:KIT_SECRET) the options have faults: {string.Join(" ", faults)}", "Leave the form of a secret's value unchecked in Validate: it sees the reference. What the tool refuses CheckAsync tells.");
    }

    private static Task FaultsReported(Exam exam)
    {
        var members = Members(exam);
        if (members.Count == 0)
        {
            throw NotAsked("The connector has no options.");
        }

        var wrong = new JsonObject([.. members.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, WrongFor(m.Value)))]);
        var told = exam.Subject.Connector.Validate(wrong);
        var silent = members.Select(m => m.Key).Where(m => !told.Any(f => IsOf(f, m))).ToList();
        Hold(silent.Count == 0, $"Of options of which each holds a value of the wrong kind, {Verdict.Names(silent)} is not among the faults; told were: {string.Join(" ", told)}", "Collect every fault before you answer; Connector<TOptions> does so for annotations, and Check may yield as many as it finds.");
        var required = (exam.Descriptor.Options.Schema["required"] as JsonArray)?.Select(r => r!.GetValue<string>()).ToList() ?? [];
        var missed = exam.Subject.Connector.Validate([]);
        var unsaid = required.Where(r => !missed.Any(f => IsOf(f, r))).ToList();
        Hold(unsaid.Count == 0, $"Of empty options {Verdict.Names(unsaid)} is not told as missing; told were: {string.Join(" ", missed)}", "Collect every fault before you answer.");
        return Task.CompletedTask;
    }

    private static Task UnknownRefused(Exam exam)
    {
        var options = Options(exam);
        options["noSuchOption"] = true;
        var told = exam.Subject.Connector.Validate(options);
        Hold(told.Any(f => IsOf(f, "noSuchOption")), $"The option 'noSuchOption' was taken without a word; told were: {(told.Count == 0 ? "no faults" : string.Join(" ", told))}.", "Refuse what you do not know, or a misspelt option is never noticed; Connector<TOptions> does it.");
        return Task.CompletedTask;
    }

    private static async Task FaultsSecretFree(Exam exam)
    {
        var secrets = OptionPaths.Values(Options(exam), exam.Descriptor.Options.Secrets);
        if (secrets.Count == 0)
        {
            throw NotAsked("The options hold no secret.");
        }

        // Where a person may put one by mistake: among blanks, cut off, in the place of another option, in a list.
        var tries = new List<JsonObject> { await OptionPaths.ReplaceAsync(Options(exam), exam.Descriptor.Options.Secrets, v => Task.FromResult($" {v} \n")).ConfigureAwait(false), Options(exam) };
        foreach (var (name, schema) in Members(exam))
        {
            var misplaced = Options(exam);
            misplaced[name] = schema?["x-secret"] is null ? secrets[0] : new JsonArray(secrets[0]);
            tries.Add(misplaced);
        }

        foreach (var fault in tries.SelectMany(exam.Subject.Connector.Validate))
        {
            Hold(!secrets.Any(s => fault.ToString().Contains(s, StringComparison.Ordinal)), $"The fault of option '{fault.Path}' repeats a secret's value.", "Say what was expected and of which kind the value is, never the value: faults are shown, logged and sent to support.");
        }
    }

    private static Task Migrated(Exam exam)
    {
        var today = exam.Descriptor.Options.Version;
        if (today == 1)
        {
            throw NotAsked("Today's options are the first version.");
        }

        foreach (var version in Enumerable.Range(1, today - 1))
        {
            var older = exam.Subject.OlderOptions.FirstOrDefault(o => o.Version == version)
                ?? throw Wrong($"The subject holds no options of version {version}, so that nobody knows whether they still work.", "Add OlderOptions with options as that version stored them.");
            var given = older.Options.DeepClone().AsObject();
            var before = given.ToJsonString();
            var migrated = Migrate(exam, given, version);
            Hold(given.ToJsonString() == before, $"Migrating options of version {version} changed the argument itself.", "Change a copy: the hub still needs the old ones when the upgrade is undone.");
            var faults = exam.Subject.Connector.Validate(migrated);
            Hold(faults.Count == 0, $"Options of version {version} have faults once they are migrated: {string.Join(" ", faults)}", $"Let the migration from version {version} rename or convert what changed.");
        }

        return Task.CompletedTask;
    }

    private static JsonObject Migrate(Exam exam, JsonObject given, int version)
    {
        try
        {
            return exam.Subject.Connector.MigrateOptions(given, version);
        }
        catch (ConnectorException fault)
        {
            throw Wrong($"Options of version {version} cannot be migrated: {Reading.Told(fault)}", $"Add an OptionsMigration from version {version}.");
        }
    }

    private static Task NewerRefused(Exam exam)
    {
        try
        {
            exam.Subject.Connector.MigrateOptions(Options(exam), exam.Descriptor.Options.Version + 1);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Configuration)
        {
            return Task.CompletedTask;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw Wrong($"Options of a newer version were refused with {Reading.Told(fault)}", "Throw ConnectorException.Configuration, and say which version the connector knows.");
        }

        throw Wrong($"Options of version {exam.Descriptor.Options.Version + 1} were taken for today's.", "Refuse versions that you do not know with ConnectorException.Configuration: after a roll back, a newer form would be misread.");
    }

    private static bool IsOf(OptionFault fault, string member) =>
        fault.Path == member || fault.Path.StartsWith(member + ".", StringComparison.Ordinal) || fault.Path.StartsWith(member + "[", StringComparison.Ordinal);

    private static JsonValue WrongFor(JsonNode? schema)
    {
        var types = schema?["type"] switch { JsonArray several => several.Select(t => t!.ToString()).ToList(), { } one => [one.ToString()], null => [] };
        return types.Contains("string") || types.Count == 0 ? JsonValue.Create(17) : JsonValue.Create("of the wrong kind");
    }

    private static IEnumerable<(string Name, string Path, JsonObject Schema)> Texts(JsonNode? schema, string path)
    {
        foreach (var (name, member) in schema?["properties"] as JsonObject ?? [])
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (member is not JsonObject node)
            {
                continue;
            }

            var type = node["type"] is JsonArray several ? string.Join(' ', several.Select(t => t!.ToString())) : node["type"]?.ToString() ?? "";
            if (type.Contains("string", StringComparison.Ordinal))
            {
                yield return (name, at, node);
            }

            foreach (var inner in Texts(node, at).Concat(Texts(node["items"], at + "[]")))
            {
                yield return inner;
            }

            if (node["items"] is JsonObject items && items["x-secret"] is not null)
            {
                yield return (name, at + "[]", items);
            }
        }
    }

    [GeneratedRegex("(token|secret|password|passphrase|api-?_?key|private-?_?key|credentials?)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
