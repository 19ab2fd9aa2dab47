using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>Tells the id of an entity from what people call it.</summary>
internal static class Reference
{
    private static readonly string[] Entities = ["environment", "application", "repository", "commit", "pipeline-run", "release"];

    public static bool IsId(string value) => EntityId.TryParse(value, out var id) && Entities.Contains(id.Entity);
}
