namespace Plutora.Integration.EventLog;

/// <summary>A place in a log, opaque to everyone but its engine; it names its log. Given to another log it is refused with <see cref="LogError.ForeignPosition"/>.</summary>
/// <param name="Value">The text: printable ASCII without spaces, fit for a header or a query string.</param>
public readonly record struct LogPosition(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
