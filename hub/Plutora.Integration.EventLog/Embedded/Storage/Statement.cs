using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Plutora.Integration.EventLog.Embedded.Storage;

/// <summary>A prepared statement. Disposing resets it for its next use; its connection closes it.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private int bound;

    /// <summary>Starts anew: what follows binds parameters from the first on.</summary>
    public Statement Bind()
    {
        raw.sqlite3_reset(handle);
        bound = 0;
        return this;
    }

    public Statement Add(long value) => Checked(raw.sqlite3_bind_int64(handle, ++bound, value));

    public Statement Add(long? value) => value is { } number ? Add(number) : Checked(raw.sqlite3_bind_null(handle, ++bound));

    public Statement Add(string? value)
    {
        if (value is null) return Checked(raw.sqlite3_bind_null(handle, ++bound));
        // An empty span binds NULL, so the empty text goes as a string.
        if (value.Length == 0) return Checked(raw.sqlite3_bind_text(handle, ++bound, ""));
        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (size <= 512)
        {
            Span<byte> small = stackalloc byte[512];
            return Checked(raw.sqlite3_bind_text(handle, ++bound, small[..Encoding.UTF8.GetBytes(value, small)]));
        }

        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            return Checked(raw.sqlite3_bind_text(handle, ++bound, rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>A text in UTF-8; null is NULL.</summary>
    public Statement AddText(byte[]? utf8) => utf8 is null ? Checked(raw.sqlite3_bind_null(handle, ++bound)) : AddText(utf8.AsSpan());

    /// <inheritdoc cref="AddText(byte[])"/>
    public Statement AddText(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? Add("") : Checked(raw.sqlite3_bind_text(handle, ++bound, utf8));

    public Statement AddBlob(ReadOnlySpan<byte> value) =>
        // An empty span binds NULL, which would make a tombstone of an empty value.
        Checked(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++bound, 0) : raw.sqlite3_bind_blob(handle, ++bound, value));

    public Statement AddBlob(ReadOnlyMemory<byte>? value) => value is { } bytes ? AddBlob(bytes.Span) : Checked(raw.sqlite3_bind_null(handle, ++bound));

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        var result = raw.sqlite3_step(handle);
        raw.sqlite3_reset(handle);
        database.Check(result);
    }

    /// <summary>Advances to the next row.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(handle);
        database.Check(result);
        return result == raw.SQLITE_ROW;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    // By its bytes, since a text may hold a NUL.
    public string Text(int column) => Encoding.UTF8.GetString(Span(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes in place, valid until the next step.</summary>
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(handle, column);

    public byte[] Blob(int column) => Span(column).ToArray();

    public int Size(int column) => raw.sqlite3_column_bytes(handle, column);

    public void Dispose() => raw.sqlite3_reset(handle);

    internal void Close() => handle.Dispose();

    private Statement Checked(int result)
    {
        database.Check(result);
        return this;
    }
}
