using Plutora.Integration.Sdk.Testing.Running;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>Something that a connector must be.</summary>
public sealed record AcceptanceProperty
{
    internal AcceptanceProperty(string id, string asks, Func<Exam, Task> judge, params IReadOnlyList<string> implies) =>
        (Id, Asks, Judge, Implies) = (id, asks, judge, implies);

    /// <summary>Every property, in the order in which they are judged.</summary>
    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        .. DescriptorProperties.All, .. OptionsProperties.All, .. CheckProperties.All, .. ReadingProperties.All, .. ModeProperties.All, .. FaultProperties.All,
        .. MappingProperties.All, .. HubProperties.All, .. WebhookProperties.All, .. UploadProperties.All, .. ActionProperties.All, .. ConductProperties.All,
    ];

    /// <summary>Its id, such as <c>first-read-complete</c>; never changes, since waivers name it.</summary>
    public string Id { get; }

    /// <summary>What is asked, as one sentence.</summary>
    public string Asks { get; }

    /// <summary>Ids of the properties that may fail with it for the same cause. The report names the root first.</summary>
    public IReadOnlyList<string> Implies { get; }

    /// <summary>Where to read on, in the repository.</summary>
    public string Reading => $"docs/partners/acceptance.md#{Id}";

    internal Func<Exam, Task> Judge { get; }

    /// <summary>Whether a failure of this one explains a failure of another, directly or by what lies between.</summary>
    /// <param name="other">Id of the other.</param>
    public bool Explains(string other)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(Implies);
        while (open.TryPop(out var id))
        {
            if (seen.Add(id))
            {
                foreach (var next in All.FirstOrDefault(p => p.Id == id)?.Implies ?? [])
                {
                    open.Push(next);
                }
            }
        }

        return other != Id && seen.Contains(other);
    }
}
