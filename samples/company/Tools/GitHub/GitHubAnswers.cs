using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Acme.Company.Tools.GitHub;

/// <summary>How GitHub answers: pages with links to the next, tags of what was answered, faults.</summary>
internal static class GitHubAnswers
{
    private const string Type = "application/json; charset=utf-8";

    /// <summary>An answer with its tag; that nothing has changed where the request names the same tag.</summary>
    public static IResult Ok(HttpRequest request, JsonNode body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString(JsonSerializerOptions.Default));
        var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"";
        request.HttpContext.Response.Headers.ETag = tag;
        return request.Headers.IfNoneMatch == tag ? Results.StatusCode(304) : Results.Bytes(bytes, Type);
    }

    /// <summary>An answer to a change.</summary>
    public static IResult Done(JsonNode body, int status = 200) => Results.Text(body.ToJsonString(JsonSerializerOptions.Default), Type, statusCode: status);

    public static IResult Fault(int status, string message) =>
        Done(new JsonObject { ["message"] = message, ["documentation_url"] = "https://docs.github.com/rest", ["status"] = status.ToString(CultureInfo.InvariantCulture) }, status);

    public static IResult NotFound { get; } = Fault(404, "Not Found");

    /// <summary>A page of a list.</summary>
    /// <param name="request">The request, with <c>page</c> and <c>per_page</c>.</param>
    /// <param name="all">The whole list, in order.</param>
    /// <param name="write">Makes the form of one.</param>
    /// <param name="items">Member that holds the list beside <c>total_count</c>; null where the answer is the list.</param>
    public static IResult Page<T>(HttpRequest request, IReadOnlyList<T> all, Func<T, JsonNode> write, string? items = null)
    {
        var (page, size) = (Math.Max(1, Number(request, "page", 1)), Math.Clamp(Number(request, "per_page", 30), 1, 100));
        var shown = new JsonArray([.. all.Skip((page - 1) * size).Take(size).Select(write)]);
        var last = Math.Max(1, (all.Count + size - 1) / size);
        if (last > 1)
        {
            var links = new List<string>();
            if (page > 1)
            {
                links.Add($"<{At(request, page - 1)}>; rel=\"prev\"");
            }

            if (page < last)
            {
                links.Add($"<{At(request, page + 1)}>; rel=\"next\"");
                links.Add($"<{At(request, last)}>; rel=\"last\"");
            }

            request.HttpContext.Response.Headers.Link = string.Join(", ", links);
        }

        return Ok(request, items is null ? shown : new JsonObject { ["total_count"] = all.Count, [items] = shown });
    }

    /// <summary>The body of a request; null where it is no JSON object.</summary>
    public static async Task<JsonObject?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static string At(HttpRequest request, int page)
    {
        var others = request.Query.Where(q => q.Key != "page").Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value.ToString())}");
        return string.Create(CultureInfo.InvariantCulture, $"{request.Scheme}://{request.Host}{request.Path}?{string.Join('&', others.Append($"page={page}"))}");
    }
}
