using Microsoft.Extensions.Options;

namespace Plutora.Integration.Client;

/// <summary>Says everything that is wrong with the options, not only the first.</summary>
internal sealed class PlutoraClientOptionsValidator : IValidateOptions<PlutoraClientOptions>
{
    public ValidateOptionsResult Validate(string? name, PlutoraClientOptions options)
    {
        var faults = Faults(options).ToArray();
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PlutoraClientOptions options)
    {
        if (options.Address is null)
        {
            yield return $"{nameof(options.Address)} is missing: the hub's base address, such as http://127.0.0.1:5080.";
        }
        else if (!options.Address.IsAbsoluteUri || options.Address.Scheme is not ("http" or "https"))
        {
            yield return $"{nameof(options.Address)} is '{options.Address}': expected an absolute http or https address, such as http://127.0.0.1:5080.";
        }

        if (string.IsNullOrWhiteSpace(options.Key))
        {
            yield return $"{nameof(options.Key)} is missing: an API key of the hub, as 'plutora key add' makes it.";
        }
        else if (options.Key.Any(c => c is <= ' ' or > '~'))
        {
            yield return $"{nameof(options.Key)} holds white space or characters that no key has: give it as 'plutora key add' told it.";
        }

        string?[] ranges =
        [
            Range(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            Range(nameof(options.FirstRetry), options.FirstRetry, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            Range(nameof(options.LongestRetry), options.LongestRetry, options.FirstRetry, TimeSpan.FromHours(1)),
            Range(nameof(options.SilenceLimit), options.SilenceLimit, TimeSpan.FromSeconds(20), TimeSpan.FromHours(1)),
            Range(nameof(options.MaxEventBytes), options.MaxEventBytes, 64 * 1024, 1024 * 1024 * 1024),
        ];
        foreach (var fault in ranges.OfType<string>())
        {
            yield return fault;
        }
    }

    private static string? Range<T>(string name, T value, T least, T most)
        where T : IComparable<T> => value.CompareTo(least) < 0 || value.CompareTo(most) > 0 ? $"{name} is {value}: expected {least} to {most}." : null;
}
