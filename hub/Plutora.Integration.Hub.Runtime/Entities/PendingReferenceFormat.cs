using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>How a reference that waits is stored: as bytes since format 2, as JSON before, which is read alike.</summary>
internal static class PendingReferenceFormat
{
    private const byte Newest = 2;

    public static byte[] Write(PendingReference reference) => StateWriter.Write(Newest, reference, static (writer, said) =>
    {
        writer.Text(said.Referrer);
        writer.Text(said.Key.Entity);
        writer.Text(said.Key.Alias);
        writer.Text(said.Key.Scope);
        writer.Instant(said.At);
        writer.Texts(said.Candidates);
    });

    /// <param name="stored">What is stored.</param>
    /// <param name="key">Its key, for whoever reads of a fault.</param>
    public static PendingReference Read(ReadOnlyMemory<byte> stored, string key) =>
        StateJson.Read(stored, RuntimeJson.Default.PendingReference, new("Reference", key), Newest, static (ref reader) =>
            new(reader.Text(), new(reader.Text(), reader.Text(), reader.Text()), reader.Instant(), reader.Texts()));
}
