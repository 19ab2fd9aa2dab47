using System.Text.Json;
using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>Values of the model in CDEvents' words; null where CDEvents has none.</summary>
internal static class CdValues
{
    public static string? Of(Outcome? outcome) => outcome switch
    {
        Outcome.Success => "success",
        Outcome.Failure => "failure",
        Outcome.Cancel => "cancel",
        Outcome.Error => "error",
        _ => null,
    };

    public static string? Of(Severity? severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.High => "high",
        Severity.Medium => "medium",
        Severity.Low => "low",
        _ => null,
    };

    public static string? Of(RunTrigger? trigger) => trigger is { } told ? Kebab(told.ToString()) : null;

    public static string? Of(TestKind? kind) => kind switch
    {
        null => null,
        TestKind.Performance => "performance",
        TestKind.Unit => "unit",
        TestKind.Security => "security",
        TestKind.Compliance => "compliance",
        TestKind.Integration or TestKind.Contract or TestKind.Component => "integration",
        TestKind.EndToEnd => "e2e",
        TestKind.Functional or TestKind.Acceptance or TestKind.Smoke or TestKind.Regression => "functional",
        _ => "other",
    };

    public static string Of(TestOutputKind? kind) => kind is { } told ? Kebab(told.ToString()) : "other";

    /// <summary>CDEvents names a few and lets others be told as they are.</summary>
    public static string? Of(WorkItemKind kind, string? source) => kind switch
    {
        WorkItemKind.Bug or WorkItemKind.Defect => "bug",
        WorkItemKind.Feature or WorkItemKind.Requirement or WorkItemKind.Story => "enhancement",
        WorkItemKind.Other => source,
        _ => Kebab(kind.ToString()),
    };

    public static string? Of(Priority? priority, string? source) => priority is { } told and not Priority.Other ? Kebab(told.ToString()) : source;

    /// <summary>What is done was completed and what was given up was withdrawn, where the tool tells no more.</summary>
    public static string? Resolution(WorkItem item) => item.Resolution switch
    {
        WorkItemResolution.Completed => "completed",
        WorkItemResolution.Withdrawn => "withdrawn",
        WorkItemResolution.Duplicate => "duplicate",
        { } told and not WorkItemResolution.Other => Kebab(told.ToString()),
        _ => item.SourceResolution is { Length: > 0 } source ? source : item.State == WorkItemState.Done ? "completed" : "withdrawn",
    };

    public static string? AbsoluteUri(string? text) => Uri.IsWellFormedUriString(text, UriKind.Absolute) ? text : null;

    public static string? UriReference(string? text) => !string.IsNullOrEmpty(text) && Uri.IsWellFormedUriString(text, UriKind.RelativeOrAbsolute) ? text : null;

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
