using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Processes;

/// <summary>Reads what git writes, in pieces of bounded length.</summary>
internal sealed class GitOutput(Stream stream, Silence silence)
{
    private const int LongestPiece = 1024 * 1024;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The bytes up to a delimiter, without it; null at the end. Valid until the next read.</summary>
    /// <exception cref="ConnectorException">Permanent, when there is none within a megabyte.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> PieceAsync(byte delimiter, CancellationToken cancellationToken)
    {
        for (var searched = 0; ;)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf(delimiter);
            if (at >= 0)
            {
                var piece = _buffer.AsMemory(_start, searched + at);
                _start += searched + at + 1;
                return piece;
            }

            searched = _end - _start;
            if (searched > LongestPiece)
            {
                throw ConnectorException.Permanent($"git wrote more than {LongestPiece} bytes where a short answer was expected.");
            }

            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                if (searched == 0)
                {
                    return null;
                }

                var rest = _buffer.AsMemory(_start, searched);
                _start = _end;
                return rest;
            }
        }
    }

    /// <summary>The next byte without taking it; null at the end.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken) =>
        _start < _end || await FillAsync(cancellationToken).ConfigureAwait(false) ? _buffer[_start] : null;

    /// <summary>Fills the target, or returns false when the output ends before.</summary>
    public async ValueTask<bool> FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            if (_start == _end && !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            var take = Math.Min(target.Length, _end - _start);
            _buffer.AsMemory(_start, take).CopyTo(target);
            _start += take;
            target = target[take..];
        }

        return true;
    }

    /// <summary>Passes over so many bytes.</summary>
    public async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0 && (_start < _end || await FillAsync(cancellationToken).ConfigureAwait(false)))
        {
            var take = (int)Math.Min(count, _end - _start);
            _start += take;
            count -= take;
        }
    }

    /// <summary>All that is left.</summary>
    /// <exception cref="ConnectorException">Permanent, when it is longer than <paramref name="limit"/> bytes.</exception>
    public async Task<byte[]> ReadToEndAsync(int limit, CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_end - _start > limit)
            {
                throw ConnectorException.Permanent($"git wrote more than {limit} bytes where a short answer was expected.");
            }
        }

        return _buffer.AsSpan(_start, _end - _start).ToArray();
    }

    // Reads more behind what is there; false at the end.
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read;
        using (silence.Watch(cancellationToken))
        {
            read = await stream.ReadAsync(_buffer.AsMemory(_end), CancellationToken.None).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        _end += read;
        return read > 0;
    }
}
