using System.Text.Json;
using System.Text.Json.Serialization;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>
/// Writes what makes a change once where many messages in a row have it, as all that follow from one record do: the others say <c>true</c>, which reads as the one before.
/// Outside of <see cref="Begin"/> each is written whole.
/// </summary>
internal sealed class SharedChange : JsonConverter<ChangeContext>
{
    // Writing and reading a list of messages stays on one thread.
    [ThreadStatic]
    private static Row? s_row;

    /// <summary>Begins a row of messages, on this thread, until it is disposed of.</summary>
    public static Row Begin() => s_row = new();

    public override ChangeContext Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.True)
        {
            return s_row?.Last ?? throw new JsonException("The first message of a row says that its change is the one before it, and there is none. Restore the log from a backup.");
        }

        var change = JsonSerializer.Deserialize(ref reader, RuntimeJson.Default.ChangeContext) ?? throw new JsonException("A message says nothing of its change. Restore the log from a backup.");
        if (s_row is { } row)
        {
            row.Last = change;
        }

        return change;
    }

    public override void Write(Utf8JsonWriter writer, ChangeContext value, JsonSerializerOptions options)
    {
        if (s_row is { } row)
        {
            if (value == row.Last)
            {
                writer.WriteBooleanValue(true);
                return;
            }

            row.Last = value;
        }

        JsonSerializer.Serialize(writer, value, RuntimeJson.Default.ChangeContext);
    }

    /// <summary>A row of messages.</summary>
    public sealed class Row : IDisposable
    {
        /// <summary>The change of the message before.</summary>
        public ChangeContext? Last { get; set; }

        public void Dispose() => s_row = null;
    }
}
