using System.Text;

namespace Plutora.Integration.Connectors.Script.Running;

/// <summary>Keeps the last of what a program writes, so that however much it writes the hub's memory stays small.</summary>
internal sealed class OutputTail
{
    private readonly Lock _lock = new();
    private readonly int _kept;
    private readonly SecretMask _mask;
    private readonly byte[] _ring;
    private long _written;

    /// <param name="kept">Bytes that are kept.</param>
    /// <param name="mask">What must not be kept.</param>
    public OutputTail(int kept, SecretMask mask)
    {
        // A secret that the beginning of what is kept cuts in two must be seen whole to be masked.
        (_kept, _mask, _ring) = (kept, mask, new byte[kept + mask.LongestBytes]);
    }

    /// <summary>Bytes that were not kept.</summary>
    public long Dropped
    {
        get
        {
            lock (_lock)
            {
                return Math.Max(0, _written - _kept);
            }
        }
    }

    /// <summary>What is kept, secrets masked.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _mask.Masked(Whole(), _kept);
            }
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    public async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[8192];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                Add(buffer.AsSpan(0, read));
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // The program was ended; what it wrote until then is kept.
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            foreach (var one in bytes)
            {
                if (_ring.Length > 0)
                {
                    _ring[(int)(_written % _ring.Length)] = one;
                }

                _written++;
            }
        }
    }

    private byte[] Whole()
    {
        var length = (int)Math.Min(_written, _ring.Length);
        var whole = new byte[length];
        for (var index = 0; index < length; index++)
        {
            whole[index] = _ring[(int)((_written - length + index) % _ring.Length)];
        }

        return whole;
    }
}

/// <summary>Masks secrets in what a program wrote.</summary>
internal sealed class SecretMask(IEnumerable<string> secrets)
{
    private static readonly byte[] Mask = "***"u8.ToArray();

    // The longest first: one that holds another must not be cut by its mask.
    private readonly byte[][] _secrets = [.. secrets.Where(s => s.Length > 0).SelectMany(s => s.Split('\n').Append(s)).Select(s => s.Trim()).Where(s => s.Length > 3).Distinct().Select(Encoding.UTF8.GetBytes).OrderByDescending(s => s.Length)];

    /// <summary>Bytes of the longest secret.</summary>
    public int LongestBytes => _secrets.Length == 0 ? 0 : _secrets[0].Length;

    /// <summary>The last bytes of what was written, as text, each secret in it masked whether or not it lies there whole.</summary>
    /// <param name="bytes">What was written, with so much before the last bytes that the longest secret would be seen whole.</param>
    /// <param name="last">How many last bytes.</param>
    public string Masked(byte[] bytes, int last)
    {
        var (made, from) = (new List<byte>(bytes.Length), Math.Max(0, bytes.Length - last));
        for (var at = 0; at < bytes.Length;)
        {
            if (_secrets.FirstOrDefault(s => bytes.AsSpan(at).StartsWith(s)) is { } secret)
            {
                at += secret.Length;
                if (at > from)
                {
                    made.AddRange(Mask);
                }
            }
            else
            {
                if (at >= from)
                {
                    made.Add(bytes[at]);
                }

                at++;
            }
        }

        return Encoding.UTF8.GetString([.. made]);
    }
}
