using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Client;
using Spectre.Console;
using Text = Plutora.Integration.Cli.Output.Text;

namespace Plutora.Integration.Cli.Sessions;

/// <summary>One run of a command: its arguments, its hub and its output.</summary>
internal sealed class Session(Terminal terminal, GlobalOptions options, ParseResult parsed) : IDisposable
{
    private readonly Lazy<SessionKey> _key = new(() => SessionKey.Find(terminal, options, parsed));
    private readonly Lazy<Uri> _address = new(() => AddressOf(parsed.GetValue(options.Hub) ?? terminal.Environment("PLUTORA_HUB") ?? GlobalOptions.DefaultHub));

    public Terminal Terminal => terminal;

    public bool Json { get; } = parsed.GetValue(options.Json);

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(5) };

    public Uri Address => _address.Value;

    public SessionKey Key => _key.Value;

    public HubConnection Connection => new(Address, Key.Value);

    public string Home => SessionKey.Home(terminal, options, parsed).Folder;

    /// <summary>A path of the API, each value in it escaped.</summary>
    public static string Url(FormattableString path) =>
        string.Format(CultureInfo.InvariantCulture, path.Format, [.. path.GetArguments().Select(a => Uri.EscapeDataString(Convert.ToString(a, CultureInfo.InvariantCulture) ?? ""))]);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<JsonElement> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken) =>
        new HubApi(Http, Connection).SendAsync(method, path, body?.ToJsonString(), cancellationToken);

    /// <summary>A hint or a warning, apart from the answer; programs get none.</summary>
    public void Note(string sentence)
    {
        if (!Json)
        {
            terminal.Error.WriteLine(Text.Clean(sentence));
        }
    }

    /// <summary>What was done, in a sentence for a person and as the hub's answer for a program.</summary>
    public int Done(string sentence, JsonElement answer = default)
    {
        terminal.Out.WriteLine(!Json ? Text.Clean(sentence) : answer.ValueKind == JsonValueKind.Undefined ? "{}" : Text.Json(answer));
        return ExitCode.Done;
    }

    /// <summary>A list as a table, or as JSON.</summary>
    /// <param name="rows">The list.</param>
    /// <param name="nothing">What a person is told of an empty one, with what to do next.</param>
    /// <param name="columns">What is shown.</param>
    public int Table(JsonElement rows, string nothing, params IReadOnlyList<Column> columns)
    {
        if (Json)
        {
            terminal.Out.WriteLine(Text.Json(rows));
        }
        else if (rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() == 0)
        {
            Note(nothing);
        }
        else
        {
            var table = new Table().Border(TableBorder.Simple);
            foreach (var column in columns)
            {
                table.AddColumn(new TableColumn(Markup.Escape(column.Title)) { NoWrap = column.Title is "id" or "instance" });
            }

            foreach (var row in rows.EnumerateArray())
            {
                table.AddRow([.. columns.Select(c => Markup.Escape(c.Text(row)))]);
            }

            terminal.Tables().Write(table);
        }

        return ExitCode.Done;
    }

    /// <summary>One thing as names and values, or as JSON.</summary>
    public int Show(JsonElement answer, IEnumerable<(string Name, string Value)> lines)
    {
        if (Json)
        {
            terminal.Out.WriteLine(Text.Json(answer));
            return ExitCode.Done;
        }

        var shown = lines.Where(l => l.Value.Length > 0).ToArray();
        var width = shown.Length == 0 ? 0 : shown.Max(l => l.Name.Length);
        foreach (var (name, value) in shown)
        {
            terminal.Out.WriteLine($"{name.PadRight(width)}  {value}");
        }

        return ExitCode.Done;
    }

    public void Dispose() => Http.Dispose();

    private static Uri AddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new UsageException($"'{text}' is no address of a hub: expected one such as {GlobalOptions.DefaultHub}.");
}

/// <summary>The command line, a file or a setting is wrong; each fault a sentence.</summary>
internal sealed class UsageException(params IReadOnlyList<string> faults) : Exception(string.Join(System.Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
