using System.Buffers;
using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>A buffer and a writer for each thread, so that what is written costs one array of its own length.</summary>
internal sealed class JsonScratch : IDisposable
{
    // What a seldom large value took is given back.
    private const int MostKept = 1024 * 1024;

    [ThreadStatic]
    private static JsonScratch? s_mine;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _writer;
    private bool _used;

    private JsonScratch() => _writer = new(_buffer);

    /// <summary>Writes JSON behind some bytes.</summary>
    /// <param name="before">The bytes before it.</param>
    /// <param name="state">What is handed to <paramref name="write"/>.</param>
    /// <param name="write">Writes it. Nothing else is written by this while it runs.</param>
    public static byte[] Write<T>(ReadOnlySpan<byte> before, T state, Action<Utf8JsonWriter, T> write)
    {
        var scratch = s_mine is { _used: true } ? new() : s_mine ??= new();
        scratch._used = true;
        try
        {
            scratch._buffer.Write(before);
            write(scratch._writer, state);
            scratch._writer.Flush();
            return scratch._buffer.WrittenSpan.ToArray();
        }
        finally
        {
            scratch._buffer.ResetWrittenCount();
            scratch._writer.Reset();
            scratch._used = false;
            if (scratch != s_mine || scratch._buffer.Capacity > MostKept)
            {
                s_mine = scratch == s_mine ? null : s_mine;
                scratch.Dispose();
            }
        }
    }

    public void Dispose() => _writer.Dispose();
}
