using System.Security.Cryptography;
using System.Text;

namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>Keys that stay the same: of a test from run to run, of a run for the same bytes.</summary>
internal static class Identity
{
    /// <summary>Key of a test case: from suite, class, name and variant, never from places, times or order.</summary>
    public static string OfCase(string suite, string? className, string name, string? variant) => Hash(suite, className ?? "", name, variant ?? "");

    /// <summary>Key of what a file tells: from its bytes, and from the pipeline run where one is given, since two runs may write the same bytes.</summary>
    public static string OfFile(string sha256, string? pipelineRun) => pipelineRun is null ? sha256[..32] : Hash(sha256, pipelineRun);

    private static string Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            // With its length before it, so that no two lists of parts run together.
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
