using NJsonSchema;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Holds events against the JSON Schemas that the hub serves.</summary>
internal sealed class ServedSchemas(HubProcess hub)
{
    private readonly Dictionary<string, JsonSchema> _schemas = [];

    public async Task CheckAsync(IEnumerable<NormalizedEvent> events)
    {
        foreach (var told in events)
        {
            if (!_schemas.TryGetValue(told.Subject.Entity, out var schema))
            {
                var text = await hub.Http.GetStringAsync($"/api/v1/schemas/{told.Subject.Entity}/1", TestContext.Current.CancellationToken);
                _schemas[told.Subject.Entity] = schema = await JsonSchema.FromJsonAsync(text, TestContext.Current.CancellationToken);
            }

            var faults = schema.Validate(System.Text.Encoding.UTF8.GetString(told.Data.Span));
            Assert.True(faults.Count == 0, $"{told.Id}: {string.Join("; ", faults)}");
        }
    }
}
