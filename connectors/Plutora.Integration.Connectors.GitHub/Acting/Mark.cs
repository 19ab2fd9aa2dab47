using System.Text.Json;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>
/// The mark that an action leaves at what it makes, by which that is found again when the answer was lost: a comment of HTML at the end of a text, which
/// GitHub shows to nobody, and a member of a deployment's payload.
/// </summary>
internal static class Mark
{
    /// <summary>Name of the member of a payload.</summary>
    public const string Member = "plutora_action";

    /// <summary>A text with the mark of an action.</summary>
    public static string On(string? text, ActionRequest request) => string.IsNullOrEmpty(text) ? Of(request) : $"{text}\n\n{Of(request)}";

    /// <summary>Whether an object's body bears the mark of an action.</summary>
    public static bool IsOn(JsonElement item, ActionRequest request) => item.ValueKind == JsonValueKind.Object && item.Text("body")?.Contains(Of(request), StringComparison.Ordinal) == true;

    /// <summary>Whether a deployment's payload, an object or the text of one, bears the mark of an action.</summary>
    public static bool IsIn(JsonElement deployment, ActionRequest request)
    {
        if (deployment.TryObject("payload", out var payload))
        {
            return payload.Text(Member) == request.ActionId;
        }

        return deployment.Text("payload")?.Contains($"\"{request.ActionId}\"", StringComparison.Ordinal) == true;
    }

    private static string Of(ActionRequest request) => $"<!-- plutora-action: {request.ActionId} -->";
}
