using System.Globalization;

namespace Plutora.Integration.EventLog.Copying;

/// <summary>Where the copy stands when so much of the source was read: chunks of it in the copy's state, each under the source's sequence at which it begins.</summary>
internal static class SequenceMap
{
    public const string Store = "log.copy.map";

    private const byte Format = 1;

    public static string Key(long sequence) => sequence.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>The chunk of a batch: the copy's sequence before it, and the source's sequences of its records, which stand there one after the other.</summary>
    public static byte[] Write(long copiedBefore, IReadOnlyList<long> sequences)
    {
        using var chunk = new MemoryStream();
        using var writer = new BinaryWriter(chunk);
        writer.Write(Format);
        writer.Write7BitEncodedInt64(copiedBefore);
        var last = 0L;
        foreach (var sequence in sequences)
        {
            writer.Write7BitEncodedInt64(sequence - last);
            last = sequence;
        }

        writer.Flush();
        return chunk.ToArray();
    }

    /// <summary>The copy's sequence of the last record that the source had up to this one.</summary>
    public static long Find(ReadOnlySpan<byte> chunk, long sequence)
    {
        using var bytes = new MemoryStream(chunk.ToArray());
        using var reader = new BinaryReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
            throw new LogException(LogError.FormatUnknown, $"The map of the log's copy has format {format}, this version reads {Format}. Start the newer version.");
        var copied = reader.Read7BitEncodedInt64();
        for (var at = 0L; bytes.Position < bytes.Length; copied++)
        {
            at += reader.Read7BitEncodedInt64();
            if (at > sequence) break;
        }

        return copied;
    }
}
