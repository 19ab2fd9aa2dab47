using System.Text.Json.Nodes;

namespace Plutora.Integration.WebConsole.Forms;

/// <summary>What was filled into a form.</summary>
internal static class FilledIn
{
    /// <summary>A copy without the groups that nothing was filled into.</summary>
    public static JsonObject Tidied(JsonObject values)
    {
        var copy = values.DeepClone().AsObject();
        Tidy(copy);
        return copy;
    }

    private static void Tidy(JsonObject values)
    {
        foreach (var (name, value) in values.ToList())
        {
            if (value is JsonObject nested)
            {
                Tidy(nested);
                if (nested.Count == 0)
                {
                    values.Remove(name);
                }
            }
        }
    }
}
