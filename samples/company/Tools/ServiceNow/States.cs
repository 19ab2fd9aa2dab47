using System.Globalization;
using Acme.Company.World;

namespace Acme.Company.Tools.ServiceNow;

/// <summary>Values and labels of the states and of other choices.</summary>
internal static class States
{
    /// <summary>Choices as <c>sys_choice</c> has them: table, column, value, label.</summary>
    public static IEnumerable<(string Table, string Column, string Value, string Label)> Choices =>
    [
        .. Enum.GetValues<IncidentState>().Select(s => ("incident", "state", Value(s), Label(s))),
        .. Enum.GetValues<ChangeState>().Select(s => ("change_request", "state", Value(s), s.ToString())),
        .. IncidentCodes.Select(c => ("incident", "close_code", c, c)),
        .. ChangeCodes.Select(c => ("change_request", "close_code", c.Value, c.Label)),
        .. Types.Select(t => ("change_request", "type", t, Capital(t))),
        .. Risks.Select((r, i) => ("change_request", "risk", Text(i + 1), r)),
    ];

    public static IReadOnlyList<string> Types { get; } = ["standard", "normal", "emergency"];

    public static IReadOnlyList<string> IncidentCodes { get; } = ["Solution provided", "Workaround provided", "No resolution provided", "Resolved by caller", "Duplicate"];

    public static IReadOnlyList<(string Value, string Label)> ChangeCodes { get; } = [("successful", "Successful"), ("successful_issues", "Successful with issues"), ("unsuccessful", "Unsuccessful")];

    public static IReadOnlyList<string> Risks { get; } = ["Very High", "High", "Moderate", "Low"];

    public static IReadOnlyList<string> Levels { get; } = ["High", "Medium", "Low"];

    public static IReadOnlyList<string> Priorities { get; } = ["Critical", "High", "Moderate", "Low", "Planning"];

    public static string Value(IncidentState state) => state switch { IncidentState.New => "1", IncidentState.InProgress => "2", IncidentState.OnHold => "3", IncidentState.Resolved => "6", IncidentState.Closed => "7", _ => "8" };

    public static string Label(IncidentState state) => state switch { IncidentState.InProgress => "In Progress", IncidentState.OnHold => "On Hold", _ => state.ToString() };

    public static string Value(ChangeState state) => state switch
    {
        ChangeState.New => "-5",
        ChangeState.Assess => "-4",
        ChangeState.Authorize => "-3",
        ChangeState.Scheduled => "-2",
        ChangeState.Implement => "-1",
        ChangeState.Review => "0",
        ChangeState.Closed => "3",
        _ => "4",
    };

    public static IncidentState? IncidentOf(string value) => Enum.GetValues<IncidentState>().Cast<IncidentState?>().FirstOrDefault(s => Value(s!.Value) == value);

    public static ChangeState? ChangeOf(string value) => Enum.GetValues<ChangeState>().Cast<ChangeState?>().FirstOrDefault(s => Value(s!.Value) == value);

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    public static string Ranked(IReadOnlyList<string> names, int rank) => $"{rank} - {names[Math.Clamp(rank, 1, names.Count) - 1]}";
}
