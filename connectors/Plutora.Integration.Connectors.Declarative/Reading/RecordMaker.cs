using System.Numerics;
using System.Text.Json;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>A record that was made, or why there is none; with the cursor's value where the stream has one.</summary>
internal sealed record Made(SourceRecord? Record, RecordFault? Fault, string? Mark);

/// <summary>Makes records of items: what the hub must know of one, by the stream's expressions.</summary>
internal sealed class RecordMaker
{
    private readonly StreamSpec _stream;
    private readonly RecordSpec _record;
    private readonly JsonataReader _reader;

    /// <param name="stream">The stream.</param>
    /// <param name="over">What a webhook's rule says otherwise; null for nothing.</param>
    public RecordMaker(StreamSpec stream, RecordSpec? over = null)
    {
        _stream = stream;
        var own = stream.Record;
        _record = over is null ? own : new(over.Id ?? own.Id, over.Version ?? own.Version, over.Time ?? own.Time, over.Container ?? own.Container, over.Deleted ?? own.Deleted);
        Expression?[] all = [_record.Id, _record.Version, _record.Time, _record.Container, _record.Deleted, stream.Cursor?.From];
        _reader = JsonataReader.For(all.OfType<Expression>().Select(e => e.Compiled));
    }

    /// <summary>Makes a record.</summary>
    /// <param name="item">The item; the record itself where the stream adds nothing to it.</param>
    /// <param name="scope">The variables.</param>
    /// <param name="container">The container where no expression says one.</param>
    public Made Make(ReadOnlyMemory<byte> item, Scope scope, string? container)
    {
        try
        {
            var json = _stream.Make is { } make ? Selection.Bytes(make.Evaluate(JsonataInput.Parse(item), scope)) : item;
            var input = _reader.Read(json);
            var version = Version(input, scope);
            var record = new SourceRecord
            {
                Stream = _stream.Descriptor.Id,
                Id = _record.Id!.Text(input, scope) is { Length: > 0 } id ? id : throw Lacks(_record.Id, "the record has no id"),
                Json = json,
                Version = version,
                Time = Time(input, scope, version),
                Container = _record.Container is { } of ? of.Text(input, scope) : container,
                Deleted = _record.Deleted?.Holds(input, scope) == true,
            };
            return new(record, null, _stream.Cursor is { } cursor ? Mark(cursor, input, scope) : null);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
        {
            return new(null, new() { Stream = _stream.Descriptor.Id, Reason = fault.Message, Payload = item }, null);
        }
        catch (JsonException fault)
        {
            return new(null, new() { Stream = _stream.Descriptor.Id, Reason = $"The record is not JSON: {fault.Message}", Payload = item }, null);
        }
    }

    private string? Version(JsonataInput input, Scope scope)
    {
        if (_record.Version is not { } expression || expression.Evaluate(input, scope) is not { Kind: not (JsonataKind.Undefined or JsonataKind.Null) } value)
        {
            return null;
        }

        return _stream.Descriptor.Versions switch
        {
            VersionOrder.Instant => Instant(expression, value),
            VersionOrder.Sequence => Sequence(expression, value),
            VersionOrder.Immutable => expression.TextOf(value),
            _ => null,
        };
    }

    private DateTimeOffset? Time(JsonataInput input, Scope scope, string? version) => _record.Time is { } expression
        ? expression.Evaluate(input, scope) is { Kind: not (JsonataKind.Undefined or JsonataKind.Null) } value ? InstantOf(expression, value) : null
        : version is not null && _stream.Descriptor.Versions == VersionOrder.Instant && InstantText.TryParse(version, out var at) ? at : null;

    private static string? Mark(CursorSpec cursor, JsonataInput input, Scope scope) =>
        cursor.From.Evaluate(input, scope) is not { Kind: not (JsonataKind.Undefined or JsonataKind.Null) } value ? null
        : cursor.IsSequence ? Sequence(cursor.From, value) : Instant(cursor.From, value);

    private static string Instant(Expression expression, JsonataValue value) => InstantText.Format(InstantOf(expression, value));

    private static DateTimeOffset InstantOf(Expression expression, JsonataValue value) =>
        Instants.Of(value) ?? throw Lacks(expression, $"'{Short(value)}' is no instant (ISO 8601, or Unix time in seconds or milliseconds)");

    private static string Sequence(Expression expression, JsonataValue value) =>
        BigInteger.TryParse(value.ToString(), out var number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : throw Lacks(expression, $"'{Short(value)}' is no whole number");

    private static string Short(JsonataValue value) => value.ToString() is { Length: > 40 } text ? text[..40] + "…" : value.ToString();

    private static ConnectorException Lacks(Expression expression, string what) => ConnectorException.Permanent($"{expression.Member} at {expression.Place}: {what}.");
}
