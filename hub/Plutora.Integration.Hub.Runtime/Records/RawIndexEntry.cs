using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Records;

/// <summary>
/// What is remembered of each raw key: the hash of its newest stored bytes, so that a read record with unchanged content is not stored
/// again (rule 7 of state), and when it was last seen in which container, by which full scans judge deletions (rule 17).
/// </summary>
/// <param name="Hash">SHA-256 over the hash of its bytes (in format 1 over the bytes themselves), version, era and whether it is gone.</param>
/// <param name="SeenAt">When the read that last told it was sent, or the webhook received.</param>
/// <param name="Deleted">Whether its newest version says that it is gone.</param>
/// <param name="Container">Its container at the tool; empty when it has none.</param>
internal sealed record RawIndexEntry(byte[] Hash, DateTimeOffset SeenAt, bool Deleted, string Container)
{
    public const string Store = "raw.index";
    private const byte Format = 2, OverBytes = 1;
    private const int HashAt = 10, ContainerAt = HashAt + 32;

    /// <summary>Whether it was stored when the bytes themselves were hashed once more.</summary>
    private bool IsOverBytes { get; init; }

    public static string Prefix(string instance, string stream) => $"{instance}/{stream}/";

    public static string Key(RawRecord record) => Prefix(record.Instance, record.Record.Stream) + RawKey.Of(record, record.Partial);

    public static RawIndexEntry Of(RawRecord record) =>
        new(HashOf(record, Encoding.UTF8.GetBytes(record.Hashed().Hash!)), record.OrderedAt, record.Record.Deleted, record.Record.Container ?? "");

    public static RawIndexEntry Read(ReadOnlySpan<byte> stored)
    {
        if (stored.Length < ContainerAt || stored[0] is not (Format or OverBytes))
        {
            throw new StateFormatException($"The index of raw records is stored in format {(stored.Length > 0 ? stored[0] : 0)}, this hub reads {OverBytes} and {Format}. Start the hub version that wrote it, or a newer one.");
        }

        return new(
            stored[HashAt..ContainerAt].ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(stored[2..])), stored[1] == 1,
            Encoding.UTF8.GetString(stored[ContainerAt..]))
        { IsOverBytes = stored[0] == OverBytes };
    }

    /// <summary>Whether a record says nothing but what stands already.</summary>
    /// <param name="record">The record.</param>
    /// <param name="entry">What would be remembered of it.</param>
    public bool Says(RawRecord record, RawIndexEntry entry) => Hash.AsSpan().SequenceEqual(IsOverBytes ? HashOf(record, record.Record.Json.Span) : entry.Hash);

    public byte[] Write()
    {
        var value = new byte[ContainerAt + Encoding.UTF8.GetByteCount(Container)];
        value[0] = Format;
        value[1] = Deleted ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(2), SeenAt.ToUnixTimeMilliseconds());
        Hash.CopyTo(value, HashAt);
        Encoding.UTF8.GetBytes(Container, value.AsSpan(ContainerAt));
        return value;
    }

    private static byte[] HashOf(RawRecord record, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(content);
        hash.AppendData(Encoding.UTF8.GetBytes(record.Record.Version ?? ""));
        hash.AppendData([record.Record.Deleted ? (byte)1 : (byte)0, (byte)record.Era]);
        return hash.GetHashAndReset();
    }
}
