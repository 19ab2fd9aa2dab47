using System.Text;

namespace Plutora.Integration.Connectors.Git.Processes;

/// <summary>Keeps the last words of a program: they say why it failed.</summary>
internal sealed class ErrorTail
{
    private const int Kept = 8 * 1024;
    private readonly StringBuilder _text = new();

    /// <summary>The last words, without the lines of progress.</summary>
    public string Text
    {
        get
        {
            lock (_text)
            {
                return string.Join('\n', _text.ToString().Split('\n').Select(line => line.Split('\r')[^1].Trim()).Where(line => line.Length > 0));
            }
        }
    }

    public async Task ReadAsync(Stream stream, Action touched)
    {
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                touched();
                Add(buffer.AsSpan(0, read));
            }
        }
        catch (IOException)
        {
            // The program was ended; what it said until then is kept.
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_text)
        {
            _text.Append(Encoding.UTF8.GetString(bytes));
            if (_text.Length > Kept)
            {
                _text.Remove(0, _text.Length - Kept);
            }
        }
    }
}
