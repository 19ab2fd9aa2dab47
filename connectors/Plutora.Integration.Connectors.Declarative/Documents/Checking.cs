using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>Gathers what is wrong with a document while it is checked, and keeps what was compiled on the way.</summary>
internal sealed class Checking
{
    private readonly List<DocumentFault> _faults = [];
    private readonly Dictionary<YamlNode, Expression> _expressions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<YamlNode, Template> _templates = new(ReferenceEqualityComparer.Instance);

    public bool HasErrors => _faults.Exists(f => f.IsError);

    /// <summary>The faults in reading order.</summary>
    public IReadOnlyList<DocumentFault> Faults => [.. _faults.Distinct().OrderBy(f => f.Line).ThenBy(f => f.Column)];

    public void Error(Place place, string message) => _faults.Add(new(place.File, place.Line, place.Column, true, message));

    public void Warn(Place place, string message) => _faults.Add(new(place.File, place.Line, place.Column, false, message));

    public void Add(YamlScalar scalar, Expression expression) => _expressions[scalar] = expression;

    public void Add(YamlScalar scalar, Template template) => _templates[scalar] = template;

    /// <summary>The compiled expression of a node; null where there is no node.</summary>
    public Expression? Expression(YamlNode? node) => node is null ? null : _expressions[node];

    /// <summary>The compiled template of a node; null where there is no node.</summary>
    public Template? Template(YamlNode? node) => node is null ? null : _templates[node];
}
