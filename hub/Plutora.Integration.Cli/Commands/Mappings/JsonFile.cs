using System.Text;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary>Files of JSON, as people's tools write them.</summary>
internal static class JsonFile
{
    /// <summary>The bytes of a file without the mark that some editors and shells put before UTF-8, which JSON does not have.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new UsageException($"There is no file '{file}'.");
        }

        ReadOnlyMemory<byte> bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        return bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }
}
