using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>What all records of a plan came to.</summary>
internal sealed class PayloadOutcome
{
    private static readonly MappingContext Context = new("test", new byte[32]);
    private readonly Dictionary<string, HashSet<string>> _about = new(StringComparer.Ordinal), _mentions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _links = new(StringComparer.Ordinal);

    public int Records { get; private set; }

    public List<string> DeadLetters { get; } = [];

    public List<(MappedEntity Entity, string From)> Entities { get; } = [];

    public SortedSet<string> Unmapped { get; } = new(StringComparer.Ordinal);

    /// <summary>Records that yield nothing, or should and do not.</summary>
    public List<string> Unexplained { get; } = [];

    public SortedDictionary<string, int> Silent { get; } = new(StringComparer.Ordinal);

    public string About => Text(_about.Select(kind => (kind.Key, kind.Value.Count)));

    public string Mentions => Text(_mentions.Select(kind => (kind.Key, kind.Value.Count)));

    public string Links => Text(_links.Select(relation => (relation.Key, relation.Value)));

    public static PayloadOutcome Of(PayloadPlan plan, IEnumerable<string> files)
    {
        var outcome = new PayloadOutcome();
        var mapping = ShippedDocuments.Of(plan.Stream!);
        var silences = plan.Silent.Select(silence => (silence.Reason, When: JsonataExpression.Compile(silence.When))).ToList();
        foreach (var file in files)
        {
            foreach (var (record, number) in PayloadFile.Records(file, plan.Split, plan.Whole).Select((record, index) => (record, index + 1)))
            {
                outcome.Records++;
                outcome.Add($"{Path.GetFileName(file)}[{number}]", record, mapping, plan.Partial, silences);
            }
        }

        return outcome;
    }

    private void Add(string from, byte[] record, CompiledMapping mapping, bool partial, List<(string Reason, JsonataExpression When)> silences)
    {
        MappingResult result;
        try
        {
            result = mapping.Map(new MappingRecord(record, Time: null, partial), Context, TestContext.Current.CancellationToken);
        }
        catch (MappingException failed)
        {
            DeadLetters.Add($"{from}: {failed.Member}: {failed.Message}");
            return;
        }

        Explain(from, record, result, silences);
        Unmapped.UnionWith(result.Unmapped.Select(value => $"{value.Table}={value.Value}"));
        foreach (var entity in result.Entities)
        {
            Entities.Add((entity, from));
            Count(entity.Mention ? _mentions : _about, entity);
        }

        foreach (var link in result.Links)
        {
            _links[link.Relation] = _links.GetValueOrDefault(link.Relation) + 1;
        }
    }

    private void Explain(string from, byte[] record, MappingResult result, List<(string Reason, JsonataExpression When)> silences)
    {
        var reason = silences.FirstOrDefault(silence => silence.When.Evaluate(record) is { Kind: JsonataKind.Boolean } says && says.AsBoolean()).Reason;
        var isSilent = result.Entities.Count == 0 && result.Links.Count == 0;
        if (isSilent != reason is not null)
        {
            Unexplained.Add(isSilent ? $"{from} yields nothing, and no reason is given" : $"{from} should yield nothing: {reason}");
        }
        else if (reason is not null)
        {
            Silent[reason] = Silent.GetValueOrDefault(reason) + 1;
        }
    }

    private static void Count(Dictionary<string, HashSet<string>> counts, MappedEntity entity)
    {
        if (!counts.TryGetValue(entity.Entity, out var ids))
        {
            counts[entity.Entity] = ids = new HashSet<string>(StringComparer.Ordinal);
        }

        ids.Add(entity.Id.ToString());
    }

    private static string Text(IEnumerable<(string Name, int Count)> counts) =>
        string.Join(", ", counts.OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(kind => $"{kind.Name} {kind.Count}"));
}
