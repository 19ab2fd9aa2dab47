using System.CommandLine;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary>Reads sample records: one JSON document a line, or one in the whole file, or the items of one list; or what an expression selects of each document.</summary>
internal static class SampleFile
{
    private const long Largest = 256 * 1024 * 1024;

    /// <summary>The option of each command that takes samples.</summary>
    public static Option<string?> Select() => new("--select") { Description = "JSONata that selects the records within each document of the sample, such as issues for an answer {\"issues\": [...]}.", HelpName = "jsonata" };

    public static async Task<RecordShape> ShapeAsync(string file, string? select, CancellationToken cancellationToken)
    {
        var shape = new RecordShape();
        foreach (var record in await ReadAsync(file, select, cancellationToken))
        {
            shape.Add(record);
        }

        return shape.Records > 0 ? shape : throw new UsageException($"'{file}' holds no record. Put one JSON document on each line.");
    }

    public static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(string file, string? select, CancellationToken cancellationToken)
    {
        if (new FileInfo(file) is { Exists: true, Length: > Largest })
        {
            throw new UsageException($"'{file}' is larger than {Largest / 1024 / 1024} MB. Take a part of it: a few hundred records are enough.");
        }

        var bytes = await JsonFile.ReadAsync(file, cancellationToken);
        try
        {
            var records = Split(bytes.Span, select is null ? null : JsonataExpression.Compile(select), cancellationToken);
            return records.Count > 0 || select is null ? records : throw new UsageException($"'{file}' has nothing where '{select}' looks. Leave --select out to see the paths that are there.");
        }
        catch (JsonataException wrong)
        {
            throw new UsageException($"--select '{select}' fails: {wrong.Code} at {wrong.Position}: {wrong.Message}");
        }
        catch (JsonException wrong)
        {
            throw new UsageException($"'{file}' is neither JSON nor one JSON document a line: {wrong.Message}");
        }
    }

    private static List<ReadOnlyMemory<byte>> Split(ReadOnlySpan<byte> bytes, JsonataExpression? select, CancellationToken cancellationToken)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 512 });
        while (reader.Read())
        {
            using var document = JsonDocument.ParseValue(ref reader);
            if (select is not null)
            {
                var selected = select.Evaluate(JsonataInput.From(document.RootElement), cancellationToken: cancellationToken);
                records.AddRange((selected.Kind == JsonataKind.Array ? selected.Items : selected.IsUndefined ? [] : [selected]).Select(item => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(item.ToJson())));
            }
            else if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                records.AddRange(document.RootElement.EnumerateArray().Select(item => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(item, JsonElementContext.Default.JsonElement)));
            }
            else
            {
                records.Add(JsonSerializer.SerializeToUtf8Bytes(document.RootElement, JsonElementContext.Default.JsonElement));
            }
        }

        return records;
    }
}

/// <summary>Writes JSON elements.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class JsonElementContext : System.Text.Json.Serialization.JsonSerializerContext;
