using System.Text;

namespace Plutora.Integration.Sdk.Http.Errors;

/// <summary>Takes secrets out of what is said, in the forms in which they travel.</summary>
internal sealed class Redactor
{
    private readonly string[] _secrets;
    private readonly Func<IEnumerable<string>> _current;

    /// <param name="secrets">Secrets that stay.</param>
    /// <param name="current">Secrets as they are when something is said: obtained tokens.</param>
    public Redactor(IEnumerable<string> secrets, Func<IEnumerable<string>> current) => (_secrets, _current) = (Ordered(secrets), current);

    public static bool IsCredential(string header) =>
        header.Contains("auth", StringComparison.OrdinalIgnoreCase) || header.Contains("token", StringComparison.OrdinalIgnoreCase)
        || header.Contains("key", StringComparison.OrdinalIgnoreCase) || header.Contains("cookie", StringComparison.OrdinalIgnoreCase);

    public string Redact(string text) => Ordered(_current()).Concat(_secrets).Aggregate(text, (said, secret) => said.Replace(secret, "***", StringComparison.Ordinal));

    private static string[] Ordered(IEnumerable<string> secrets) => [.. secrets.SelectMany(Forms).Where(s => s.Length >= 4).Distinct().OrderByDescending(s => s.Length)];

    private static IEnumerable<string> Forms(string secret)
    {
        // "Bearer abc" is a secret in whole, and so is what stands behind the scheme.
        foreach (var form in new[] { secret, secret[(secret.IndexOf(' ', StringComparison.Ordinal) + 1)..] })
        {
            yield return form;
            yield return Uri.EscapeDataString(form);
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(form));
        }
    }
}
