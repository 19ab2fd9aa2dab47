using Plutora.Integration.Sdk.Testing.Properties;

namespace Plutora.Integration.Sdk.Testing.Reporting;

/// <summary>What the kit found of a connector.</summary>
/// <param name="Connector">Id and version of the connector, such as <c>desk 1.0.0</c>.</param>
/// <param name="Results">Every property, in the order of <see cref="AcceptanceProperty.All"/>.</param>
public sealed record AcceptanceReport(string Connector, IReadOnlyList<PropertyResult> Results)
{
    /// <summary>True when nothing fails.</summary>
    public bool Passed => Results.All(r => r.Status != PropertyStatus.Fails);

    /// <summary>What fails for a cause of its own: mend these first.</summary>
    public IReadOnlyList<PropertyResult> Roots => [.. Failing.Where(r => CausesOf(r.Property).Count == 0)];

    /// <summary>Everything that fails.</summary>
    public IReadOnlyList<PropertyResult> Failing => [.. Results.Where(r => r.Status == PropertyStatus.Fails)];

    /// <summary>The failures of other properties that explain the failure of this one, the first cause first.</summary>
    /// <param name="property">The property.</param>
    public IReadOnlyList<AcceptanceProperty> CausesOf(AcceptanceProperty property)
    {
        var causes = Failing.Select(r => r.Property).Where(p => p.Explains(property.Id)).ToList();

        // Of two that explain each other, the one that is judged first is the root.
        return [.. causes.Where(c => !property.Explains(c.Id) || Place(c) < Place(property)).OrderByDescending(c => causes.Count(o => c.Explains(o.Id))).ThenBy(Place)];
    }

    /// <summary>How many properties there are in a status.</summary>
    /// <param name="status">The status.</param>
    public int Count(PropertyStatus status) => Results.Count(r => r.Status == status);

    private int Place(AcceptanceProperty property) => Results.TakeWhile(r => r.Property != property).Count();
}
