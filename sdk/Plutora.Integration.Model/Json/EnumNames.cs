using System.Text.Json;

namespace Plutora.Integration.Model.Json;

/// <summary>The names under which enum values are written.</summary>
internal static class EnumNames
{
    public static string Of(string member) => JsonNamingPolicy.KebabCaseLower.ConvertName(member);

    /// <summary>All values of an enum type as they are written, in the order declared, <c>other</c> last.</summary>
    public static IReadOnlyList<string> All(Type type) =>
        [.. Enum.GetNames(type).Select(Of).OrderBy(name => name == "other")];
}
