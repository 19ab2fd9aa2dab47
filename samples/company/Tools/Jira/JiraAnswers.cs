using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Acme.Company.Tools.Jira;

/// <summary>How Jira answers.</summary>
internal static class JiraAnswers
{
    public static IResult Ok(JsonNode body, int status = 200) => Results.Text(body.ToJsonString(JsonSerializerOptions.Default), "application/json;charset=UTF-8", statusCode: status);

    public static IResult Fault(int status, string message) => Ok(new JsonObject { ["errorMessages"] = new JsonArray(message), ["errors"] = new JsonObject() }, status);

    public static IResult FieldFault(string field, string message) => Ok(new JsonObject { ["errorMessages"] = new JsonArray(), ["errors"] = new JsonObject { [field] = message } }, 400);

    public static IResult NoIssue { get; } = Fault(404, "Issue does not exist or you do not have permission to see it.");

    /// <summary>Done; Jira names a content type all the same.</summary>
    public static IResult Done { get; } = new NoContent();

    /// <summary>A page of a list by offset.</summary>
    public static IResult Page<T>(HttpRequest request, string items, IReadOnlyList<T> all, Func<T, JsonNode> write, int most = 50)
    {
        var (start, size) = (Number(request, "startAt", 0), Math.Clamp(Number(request, "maxResults", most), 1, 200));
        return Ok(new JsonObject
        {
            ["maxResults"] = size,
            ["startAt"] = start,
            ["total"] = all.Count,
            ["isLast"] = start + size >= all.Count,
            [items] = new JsonArray([.. all.Skip(start).Take(size).Select(write)]),
        });
    }

    public static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

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

    private sealed class NoContent : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            (httpContext.Response.StatusCode, httpContext.Response.ContentType) = (204, "application/json;charset=UTF-8");
            return Task.CompletedTask;
        }
    }
}
