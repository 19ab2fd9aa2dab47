namespace Plutora.Integration.Cli.Output;

/// <summary>Shows on standard error how far long work is: one line that is written over for a person, a line every few seconds for a log.</summary>
internal sealed class ProgressLine(Terminal terminal, bool silent) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private long _last = long.MinValue;
    private int _width;

    public void Report(string text)
    {
        if (silent)
        {
            return;
        }

        var line = Text.Clean(text).ReplaceLineEndings(" ");
        if (terminal.IsInteractive)
        {
            terminal.Error.Write("\r" + line.PadRight(_width));
            _width = line.Length;
        }
        else if (_last == long.MinValue || terminal.Time.GetElapsedTime(_last) >= Pause)
        {
            terminal.Error.WriteLine(line);
            _last = terminal.Time.GetTimestamp();
        }
    }

    public void Dispose()
    {
        if (_width > 0)
        {
            terminal.Error.Write("\r" + new string(' ', _width) + "\r");
        }
    }
}
