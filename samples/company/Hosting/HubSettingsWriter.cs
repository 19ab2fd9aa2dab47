using System.Globalization;
using System.Text;
using Acme.Company.Tools;

namespace Acme.Company.Hosting;

/// <summary>Writes the settings of a hub that reads the company: an instance for each tool, secrets in files that only their owner may read.</summary>
public static class HubSettingsWriter
{
    /// <summary>Writes <c>plutora.yaml</c> and the secrets.</summary>
    /// <param name="home">Home folder of the hub.</param>
    /// <param name="instances">Instances by their ids.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where the hub has settings already; they are left as they are.</returns>
    public static async Task<bool> WriteAsync(string home, IReadOnlyList<(string Id, string Title, HubInstance Instance)> instances, CancellationToken cancellationToken)
    {
        var settings = Path.Combine(home, "plutora.yaml");
        if (File.Exists(settings))
        {
            return false;
        }

        var secrets = Path.Combine(home, "company");
        Directory.CreateDirectory(secrets);
        var text = new StringBuilder("# Settings of a hub that reads the simulated company (samples/company).\ninstances:\n");
        foreach (var (id, title, instance) in instances)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - id: {id}\n    connector: {instance.Connector}\n    displayName: {Quoted(title)}\n");
            text.Append(instance.Options.Count + instance.Secrets.Count > 0 ? "    options:\n" : "");
            foreach (var (name, value) in instance.Options)
            {
                text.Append(CultureInfo.InvariantCulture, $"      {name}: {Value(value)}\n");
            }

            foreach (var (name, secret) in instance.Secrets)
            {
                text.Append(CultureInfo.InvariantCulture, $"      {name}: {Quoted(await KeepAsync(Path.Combine(secrets, $"{id}.{name}"), secret, cancellationToken))}\n");
            }

            if (instance.Verifier is { } verifier)
            {
                text.Append(CultureInfo.InvariantCulture, $"    webhook:\n      verifier: {verifier}\n");
                text.Append(instance.WebhookSecret is { } hook ? $"      secret: {Quoted(await KeepAsync(Path.Combine(secrets, $"{id}.webhook"), hook, cancellationToken))}\n" : "");
                text.Append(instance.WebhookHeader is { } header ? $"      header: {header}\n" : "");
            }

            text.Append(instance.Intervals.Count > 0 ? $"    intervals: {{ {string.Join(", ", instance.Intervals.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Key}: {i.Value}")))} }}\n" : "");
        }

        await File.WriteAllTextAsync(settings, text.ToString(), cancellationToken);
        return true;
    }

    private static async Task<string> KeepAsync(string file, string secret, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(file, options);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(secret), cancellationToken);
        return $"file:{file}";
    }

    private static string Value(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => Quoted(text),
        IEnumerable<string> list => $"[{string.Join(", ", list.Select(Quoted))}]",
        IReadOnlyDictionary<string, string> map => $"{{ {string.Join(", ", map.Select(m => $"{m.Key}: {Quoted(m.Value)}"))} }}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
