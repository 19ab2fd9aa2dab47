using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>How what the hub keeps of a raw key is stored: as bytes since format 2, as JSON before, which is read alike.</summary>
internal static class RecordStateFormat
{
    private const byte Newest = 2;
    private const int DigestLength = 32;

    public static byte[] Write(RecordState state) => StateWriter.Write(Newest, state, static (writer, said) =>
    {
        StampFormat.Write(writer, said.Stamp);
        Digest(writer, said.Hash);
        Digest(writer, said.Meaning);
        writer.Number(said.MappingVersion);
        writer.Texts(said.Entities);
        writer.Flag(said.Deleted);
        writer.Texts(said.Shapes);
        writer.Number(said.Era);
        writer.Number(said.Offset);
    });

    /// <param name="stored">What is stored.</param>
    /// <param name="key">The raw key, for whoever reads of a fault.</param>
    public static RecordState Read(ReadOnlyMemory<byte> stored, string key) =>
        StateJson.Read(stored, RuntimeJson.Default.RecordState, new("Record", key), Newest, static (ref reader) => new()
        {
            Stamp = StampFormat.ReadStamp(ref reader),
            Hash = Digest(ref reader),
            Meaning = Digest(ref reader),
            MappingVersion = (int)reader.Number(),
            Entities = reader.Texts(),
            Deleted = reader.Flag(),
            Shapes = reader.Texts(),
            Era = (int)reader.Number(),
            Offset = reader.Number(),
        });

    // Base64 of a digest, or nothing.
    private static void Digest(StateWriter writer, string text)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        writer.Bytes(text.Length > 0 && Convert.TryFromBase64String(text, digest, out var length) ? digest[..length] : []);
    }

    private static string Digest(ref StateReader reader) => Convert.ToBase64String(reader.Bytes().Span);
}
