using System.Text.Json.Serialization;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Sdk.Tests.Streams;

public sealed class CursorTests
{
    [Fact]
    public void A_place_is_read_as_it_was_written()
    {
        var cursor = Cursor.Of(3, new ShelfPlace("b", 7), ShelfJson.Default.ShelfPlace);
        Assert.Equal(new Cursor(3, """{"Shelf":"b","Row":7}"""), cursor);
        Assert.Equal(new ShelfPlace("b", 7), cursor.Read(3, ShelfJson.Default.ShelfPlace));
        Assert.Null(new Cursor(3, "null").Read(3, ShelfJson.Default.ShelfPlace));
    }

    [Theory]
    [InlineData(2, "{}", "The cursor has version 2, this connector knows version 3. Install the newer connector again or reset the cursor.")]
    [InlineData(4, "{}", "The cursor has version 4, this connector knows version 3. Install the newer connector again or reset the cursor.")]
    [InlineData(3, "{", "The cursor cannot be read. Reset it.")]
    [InlineData(3, """{"Row":"seven"}""", "The cursor cannot be read. Reset it.")]
    public void What_another_version_wrote_or_nobody_is_a_matter_of_configuration(int version, string value, string message)
    {
        var fault = Assert.Throws<ConnectorException>(() => new Cursor(version, value).Read(3, ShelfJson.Default.ShelfPlace));
        Assert.Equal((ConnectorErrorKind.Configuration, message), (fault.Kind, fault.Message));
    }
}

internal sealed record ShelfPlace(string? Shelf, int Row);

[JsonSerializable(typeof(ShelfPlace))]
internal sealed partial class ShelfJson : JsonSerializerContext;
