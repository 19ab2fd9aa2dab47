using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Plutora.Integration.WebConsole.Assets;

/// <summary>Styles, scripts and fonts of the console, out of this assembly. Their address changes with each build, so that browsers keep them for good.</summary>
internal static class ConsoleAssets
{
    private const string Prefix = "assets/";
    private const string Folder = "/_console/";
    private static readonly string Version = typeof(ConsoleAssets).Module.ModuleVersionId.ToString("n")[..12];
    private static readonly Dictionary<string, Lazy<Asset>> Known = typeof(ConsoleAssets).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(n => n[Prefix.Length..], n => new Lazy<Asset>(() => Load(n)), StringComparer.Ordinal);

    /// <summary>Address of an asset.</summary>
    public static string Address(string name) => $"{Folder}{Version}/{name}";

    public static void MapConsoleAssets(this IEndpointRouteBuilder app) => app.MapGet(Folder + "{version}/{**name}", (string name, HttpContext http) =>
    {
        if (!Known.TryGetValue(name, out var asset))
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (asset.Value.Packed is { } packed && http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.ContentEncoding = "br";
            return Results.Bytes(packed, asset.Value.Type);
        }

        return Results.Bytes(asset.Value.Bytes, asset.Value.Type);
    }).AllowAnonymous().ExcludeFromDescription();

    private static Asset Load(string resource)
    {
        using var stream = typeof(ConsoleAssets).Assembly.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var type = Path.GetExtension(resource) switch
        {
            ".css" => "text/css",
            ".js" => "text/javascript",
            ".svg" => "image/svg+xml",
            ".woff2" => "font/woff2",
            _ => "application/octet-stream",
        };
        return new(bytes.ToArray(), type, type == "font/woff2" ? null : Pack(bytes.ToArray()));
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
        {
            brotli.Write(bytes);
        }

        return packed.ToArray();
    }

    private sealed record Asset(byte[] Bytes, string Type, byte[]? Packed);
}
