using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Mapping.Tests;

/// <summary>Documents and records that tests share, and short ways to compile and map them.</summary>
internal static class Documents
{
    public static readonly MappingContext Context = new("test", new byte[32]);

    public const string Commit = """
        version: 1
        source: git/commit
        target: commit
        key: sha
        set:
          sha: sha
          title: subject

        """;

    public static CompiledMapping Compile(string yaml, string? overlay = null)
    {
        var compilation = MappingCompiler.Compile(yaml, "base.yaml", null, overlay, "overlay.yaml");
        Assert.Empty(compilation.Faults);
        return compilation.Mapping!;
    }

    public static MappingResult Map(this CompiledMapping mapping, string json, bool partial = false, DateTimeOffset? time = null)
        => mapping.Map(new MappingRecord(Encoding.UTF8.GetBytes(json), time, partial), Context, TestContext.Current.CancellationToken);

    /// <summary>The fields of an entity as JSON text.</summary>
    public static string Json(this MappedEntity entity) => Json(entity.Fields);

    public static string Json(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    public static string? Text(this MappedEntity entity, string field)
    {
        using var document = JsonDocument.Parse(entity.Fields);
        return document.RootElement.GetProperty(field).GetRawText();
    }
}
