using System.Text.Json.Nodes;
using Plutora.Integration.Mapping;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Running;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>Whether what is read becomes entities.</summary>
internal static class MappingProperties
{
    private static readonly MappingContext Context = new("kit", new byte[32]);

    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("mapping-of-each-stream", "Each stream has a mapping document of its name.", OfEachStream, "records-map", "entities-published", "deletions-reach-entities"),
        new("mapping-compiles", "Each mapping document compiles, and translates a stream of this connector.", Compiles, "mapping-tests-pass", "records-map", "entities-published", "deletions-reach-entities", "webhook-accepted", "webhook-out-of-order", "upload-accepted", "partial-leaves", "repeat-publishes-nothing", "upload-repeated", "pages-any-order", "scope-shrunk-held"),
        new("mapping-tests-pass", "The tests that stand in the mapping documents pass.", TestsPass),
        new("records-map", "Each record that the tool gives is mapped.", RecordsMap, "entities-published", "webhook-accepted", "deletions-reach-entities"),
        new("partial-leaves", "A partial record leaves alone what it does not say.", PartialLeaves),
    ];

    private static async Task OfEachStream(Exam exam)
    {
        var set = await MappingSet.LoadAsync(exam.Subject, exam.Ct).ConfigureAwait(false);
        var missing = exam.Descriptor.Streams.Select(s => s.Id).Except(set.Compilations.Keys).ToList();
        Hold(missing.Count == 0, $"{set.Folder} holds no document for {Verdict.Names(missing)}.", "Write mappings/<stream>.yaml, and let the project copy it to its output. A stream that nothing is made of is stored for nothing.");
    }

    private static async Task Compiles(Exam exam)
    {
        var set = await MappingSet.LoadAsync(exam.Subject, exam.Ct).ConfigureAwait(false);
        var faults = set.Compilations.Values.SelectMany(c => c.Faults).Where(f => f.Severity == MappingSeverity.Error).Select(f => f.ToString()).ToList();
        Hold(faults.Count == 0, $"Mapping documents have faults: {string.Join(" ", faults.Take(3))}", "Each fault names its line and column; 'plutora mapping lint' shows the same.");
        foreach (var (file, compilation) in set.Compilations)
        {
            var source = compilation.Mapping!.Source;
            Hold(
                source.Connector == exam.Descriptor.Id && source.Stream == file && exam.Descriptor.Streams.Any(s => s.Id == file),
                $"mappings/{file}.yaml translates {source}; this connector is '{exam.Descriptor.Id}' with the streams {Verdict.Names(exam.Descriptor.Streams.Select(s => s.Id))}.",
                $"Write 'source: {exam.Descriptor.Id}/<stream>' and name the file after the stream.");
        }
    }

    private static async Task TestsPass(Exam exam)
    {
        var set = await MappingSet.LoadAsync(exam.Subject, exam.Ct).ConfigureAwait(false);
        foreach (var mapping in set.Compilations.Values.Select(c => c.Mapping).OfType<CompiledMapping>())
        {
            foreach (var result in MappingTestRunner.Run(mapping, input => File.ReadAllBytes(Path.Combine(set.Folder, input)), exam.Ct))
            {
                Hold(result.Passed, $"{result.Test.File}({result.Test.Line}): test \"{result.Test.Name}\" fails: {result.Error ?? string.Join("; ", result.Differences)}", "Mend the mapping, or the expectation where the tool's record says otherwise.");
            }
        }
    }

    private static async Task RecordsMap(Exam exam)
    {
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        var set = await MappingSet.LoadAsync(exam.Subject, exam.Ct).ConfigureAwait(false);
        foreach (var stream in exam.Readable("is read"))
        {
            foreach (var record in (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole").Records.Where(r => !r.Deleted))
            {
                Map(set, stream, record, exam.Ct);
            }
        }
    }

    internal static MappingResult? Map(MappingSet set, StreamDescriptor stream, SourceRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return set.Find(stream.Id)?.Map(new(record.Json, record.Time, stream.Partial), Context, cancellationToken);
        }
        catch (MappingException fault)
        {
            throw Wrong($"Record '{record.Id}' of stream '{stream.Id}' cannot be mapped: {fault.Message}", "Let the mapping bear what the tool leaves out (cond ? value), or the simulated record hold what the real one always has.");
        }
    }

    // A member that a partial record does not have must leave the fields alone that are made of it.
    private static async Task PartialLeaves(Exam exam)
    {
        var streams = exam.Readable("tells partial records", (s, _) => s.Partial);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        var set = await MappingSet.LoadAsync(exam.Subject, exam.Ct).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            if ((await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole").Records.FirstOrDefault(r => !r.Deleted) is not { } record || JsonNode.Parse(record.Json.Span) is not JsonObject whole)
            {
                continue;
            }

            var full = Fields(Map(set, stream, record, exam.Ct));
            foreach (var member in whole.Select(m => m.Key).ToList())
            {
                var less = whole.DeepClone().AsObject();
                less.Remove(member);
                if (Said(set, stream, record with { Json = System.Text.Encoding.UTF8.GetBytes(less.ToJsonString()) }, exam.Ct) is not { } fields)
                {
                    continue;
                }

                foreach (var (field, value) in fields.Where(f => full.Keys.Any(k => EntityOf(k) == EntityOf(f.Key))))
                {
                    var before = full.GetValueOrDefault(field);
                    Hold(
                        JsonNode.DeepEquals(before, value),
                        $"A record of the partial stream '{stream.Id}' that does not hold '{member}' sets {field} to {value?.ToJsonString() ?? "null"}; one that holds it says {before?.ToJsonString() ?? "nothing"}. What another record said of it would be overwritten.",
                        $"Let the expression of {field} yield nothing where '{member}' is missing ($exists({member}) ? …), without a default.");
                }
            }
        }
    }

    private static Dictionary<string, JsonNode?>? Said(MappingSet set, StreamDescriptor stream, SourceRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return Fields(set.Find(stream.Id)?.Map(new(record.Json, record.Time, true), Context, cancellationToken));
        }
        catch (MappingException)
        {
            // Without what makes its key a record says nothing, and is set aside.
            return null;
        }
    }

    private static string EntityOf(string field) => field[(field.IndexOf(" of ", StringComparison.Ordinal) + 4)..];

    // By entity and field: what is made of another key is another entity.
    private static Dictionary<string, JsonNode?> Fields(MappingResult? result) => (result?.Entities ?? []).Where(e => !e.Mention)
        .GroupBy(e => e.Id.ToString(), StringComparer.Ordinal)
        .SelectMany(g => JsonNode.Parse(g.First().Fields.Span)!.AsObject().Select(f => ($"{f.Key} of {g.Key}", f.Value)))
        .ToDictionary(f => f.Item1, f => f.Value?.DeepClone(), StringComparer.Ordinal);
}
