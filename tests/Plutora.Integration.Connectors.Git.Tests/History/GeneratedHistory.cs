using System.Globalization;
using System.Text;

namespace Plutora.Integration.Connectors.Git.Tests.History;

/// <summary>
/// Writes a history of any length for <c>git fast-import</c>, the same each time: a main branch with side branches that are merged, files in
/// folders that change by a few lines, twenty authors, tags.
/// </summary>
internal static class GeneratedHistory
{
    private const int Files = 400;
    private const int LinesAFile = 60;
    private const int SideEvery = 20;
    private const int SideLength = 5;
    private const int TagEvery = 1_000;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(7);

    /// <summary>Writes so many commits.</summary>
    public static async Task WriteAsync(Stream target, int commits, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        var random = new Random(20240102);
        var files = Enumerable.Range(0, Files).Select(f => Enumerable.Range(0, LinesAFile).Select(l => $"line {l} of file {f}").ToArray()).ToArray();
        var at = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int? main = null;
        int? side = null;
        for (var number = 1; number <= commits; number++)
        {
            at += Step;
            var turn = number % SideEvery;
            var onSide = main is not null && turn is > 0 and <= SideLength;
            var merge = turn == SideLength + 1 ? side : null;
            var text = Commit(number, onSide ? "side" : "main", onSide ? (turn == 1 ? main : side) : main, merge, at, random, files);
            await writer.WriteAsync(text, cancellationToken);
            if (onSide)
            {
                side = number;
            }
            else
            {
                main = number;
            }

            if (number % TagEvery == 0)
            {
                await writer.WriteAsync($"reset refs/tags/v{number / TagEvery}\nfrom :{number}\n\n".AsMemory(), cancellationToken);
            }
        }

        await writer.WriteLineAsync("done".AsMemory(), cancellationToken);
    }

    private static StringBuilder Commit(int number, string branch, int? parent, int? merge, DateTimeOffset at, Random random, string[][] files)
    {
        var author = number % 20;
        var who = string.Create(CultureInfo.InvariantCulture, $"Author {author} <author{author}@example.com> {at.ToUnixTimeSeconds()} +0{author % 10}00");
        var message = $"PROJ-{number}: change number {number}\n\n{string.Join('\n', Enumerable.Range(0, 1 + (number % 6)).Select(l => $"Reason {l}: what was there did not do, and this does it."))}\n";
        var text = new StringBuilder($"commit refs/heads/{branch}\nmark :{number}\nauthor {who}\ncommitter {who}\n");
        Data(text, message);
        if (parent is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"from :{parent}\n");
        }

        if (merge is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"merge :{merge}\n");
        }

        for (var change = merge is null ? 0 : 3; change < 3; change++)
        {
            var file = random.Next(Files);
            files[file][random.Next(LinesAFile)] = $"line changed by {number}";
            text.Append(CultureInfo.InvariantCulture, $"M 100644 inline src/part{file % 20}/file{file}.txt\n");
            Data(text, string.Join('\n', files[file]) + "\n");
        }

        return text.Append('\n');
    }

    private static void Data(StringBuilder text, string content) => text.Append(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(content)}\n{content}\n");
}
