using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>How the time for which an alias is held is stored: as bytes since format 2, as JSON before, which is read alike.</summary>
internal static class AliasSpanFormat
{
    private const byte Newest = 2;

    public static byte[] Write(AliasSpan span) => StateWriter.Write(Newest, span, static (writer, said) =>
    {
        writer.Instant(said.From);
        writer.Instant(said.Until);
    });

    /// <param name="stored">What is stored.</param>
    /// <param name="alias">The alias, for whoever reads of a fault.</param>
    public static AliasSpan Read(ReadOnlyMemory<byte> stored, string alias) =>
        StateJson.Read(stored, RuntimeJson.Default.AliasSpan, new("Alias", alias), Newest, static (ref reader) => new(reader.Instant(), reader.InstantOrNull()));
}
