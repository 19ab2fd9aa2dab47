using Plutora.Integration.Connectors.ServiceNow.Records;

namespace Plutora.Integration.Connectors.ServiceNow.Api;

/// <summary>An encoded query, ServiceNow's own language of conditions: all of them must hold, and <c>^OR</c> adds an alternative to the one before.</summary>
/// <param name="Text">The query.</param>
internal readonly record struct EncodedQuery(string Text)
{
    public static EncodedQuery All { get; } = new("");

    /// <summary>A query of an administrator's own.</summary>
    public static EncodedQuery Of(string? text) => new(text?.Trim().Trim('^') ?? "");

    public EncodedQuery Where(string column, string operation, string value) => And($"{column}{operation}{Escape(value)}");

    /// <summary>One of several columns holds a value.</summary>
    public EncodedQuery Any(IEnumerable<string> columns, string value) => And(string.Join("^OR", columns.Select(c => $"{c}={Escape(value)}")));

    public EncodedQuery In(string column, IEnumerable<string> values) => And($"{column}IN{string.Join(',', values.Select(Escape))}");

    public EncodedQuery From(string column, DateTimeOffset instant) => And($"{column}>={InstanceTime.Text(instant)}");

    /// <summary>Behind a row, in the order of a column of instants and of ids within one.</summary>
    public EncodedQuery Behind(string column, DateTimeOffset instant, string id) =>
        From(column, instant).And($"{column}>{InstanceTime.Text(instant)}^ORsys_id>{Escape(id)}");

    public EncodedQuery And(string condition) => new(Text.Length == 0 ? condition : $"{Text}^{condition}");

    public EncodedQuery OrderBy(params ReadOnlySpan<string> columns)
    {
        var ordered = this;
        foreach (var column in columns)
        {
            ordered = ordered.And($"ORDERBY{column}");
        }

        return ordered;
    }

    // A circumflex within a value is written twice.
    private static string Escape(string value) => value.Replace("^", "^^", StringComparison.Ordinal);
}
