using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Benchmarks.Hooks;

/// <summary>What the hub is measured beside: Kestrel and one durable SQLite insert a request, at the hub's own settings of SQLite.</summary>
internal static class BareEndpoint
{
    public static async Task<WebApplication> StartAsync(string file)
    {
        var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync();
        await using (var set = connection.CreateCommand())
        {
            set.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE hook(id INTEGER PRIMARY KEY, body BLOB NOT NULL)";
            await set.ExecuteNonQueryAsync();
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var one = new SemaphoreSlim(1, 1);
        app.MapPost("/hooks/{instance}", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            await one.WaitAsync();
            try
            {
                await using var insert = connection.CreateCommand();
                insert.CommandText = "INSERT INTO hook(body) VALUES($body)";
                insert.Parameters.AddWithValue("$body", body.ToArray());
                await insert.ExecuteNonQueryAsync();
            }
            finally
            {
                one.Release();
            }

            return Results.Accepted();
        });
        app.Lifetime.ApplicationStopped.Register(connection.Dispose);
        await app.StartAsync();
        return app;
    }
}
