using System.Text;
using System.Text.Json;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Model.Tests.Json;

public sealed class InstantTests
{
    [Theory]
    [InlineData("2026-01-31T09:30:00Z", "2026-01-31T09:30:00Z")]
    [InlineData("2026-01-31T10:30:00+01:00", "2026-01-31T09:30:00Z")]
    [InlineData("2026-01-31T00:30:00.250-09:00", "2026-01-31T09:30:00.25Z")]
    [InlineData("2026-01-31T09:30:00.1234567Z", "2026-01-31T09:30:00.1234567Z")]
    public void An_instant_is_read_with_any_offset_and_written_in_UTC(string read, string written) =>
        Assert.Contains($"\"createdAt\":\"{written}\"", Encoding.UTF8.GetString(EntityTypes.Serialize(Read(read)!)), StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-01-31T09:30:00")]
    [InlineData("2026-01-31")]
    [InlineData("31.01.2026 09:30 +00:00")]
    [InlineData("2026-02-31T09:30:00Z")]
    [InlineData("yesterday")]
    public void What_is_no_instant_is_refused_with_its_path(string text)
    {
        var fault = Assert.Throws<JsonException>(() => Read(text));
        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
        Assert.Equal("$.createdAt", fault.Path);
    }

    private static Entity? Read(string createdAt) =>
        EntityTypes.Deserialize("person", Encoding.UTF8.GetBytes($$"""{"id":"github/person/1","createdAt":"{{createdAt}}"}"""));
}
