using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Plutora.Integration.Hub.Runtime.Records;

/// <summary>Remembers the newest stored bytes of a raw key, so that a read record with unchanged content is not stored again (rule 7 of state).</summary>
internal static class RawIndexEntry
{
    public const string Store = "raw.index";
    private const byte Format = 1;

    public static string Key(RawRecord record) => $"{record.Instance}/{record.Record.Stream}/{RawKey.Of(record, record.Partial)}";

    /// <summary>Hash over what the tool said: bytes, version and whether it is gone.</summary>
    public static byte[] Of(RawRecord record)
    {
        var entry = new byte[1 + 32];
        entry[0] = Format;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(record.Record.Json.Span);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(record.Record.Version ?? ""));
        Span<byte> gone = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(gone, record.Record.Deleted ? 1 : 0);
        hash.AppendData(gone);
        hash.GetHashAndReset(entry.AsSpan(1));
        return entry;
    }
}
