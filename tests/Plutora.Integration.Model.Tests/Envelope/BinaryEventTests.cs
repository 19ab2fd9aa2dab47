using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Tests.Envelope;

public sealed class BinaryEventTests
{
    [Fact]
    public void An_event_reads_back_from_its_headers_and_body()
    {
        EventSamples.Same(EventSamples.Full, BinaryEvent.Read(BinaryEvent.Headers(EventSamples.Full), EventSamples.Full.Data));
        EventSamples.Same(EventSamples.Sparse, BinaryEvent.Read(BinaryEvent.Headers(EventSamples.Sparse), default));
    }

    [Fact]
    public void Headers_are_those_of_the_Kafka_binding()
    {
        var headers = BinaryEvent.Headers(EventSamples.Full);
        Assert.Equal("application/json", headers.Single(header => header.Key == "content-type").Value);
        Assert.All(headers.Where(header => header.Key != "content-type"), header => Assert.StartsWith("ce_", header.Key, StringComparison.Ordinal));
        Assert.Contains(new KeyValuePair<string, string>("ce_dataschema", "urn:plutora:cdm:pull-request:1"), headers);
        Assert.DoesNotContain(headers, header => header.Key == "ce_datacontenttype");
        Assert.DoesNotContain(BinaryEvent.Headers(EventSamples.Sparse), header => header.Key == "content-type");
    }

    [Fact]
    public void A_missing_header_is_named()
    {
        var headers = BinaryEvent.Headers(EventSamples.Full).Where(header => header.Key != "ce_entityversion").ToList();
        Assert.Contains("'entityversion'", Assert.Throws<FormatException>(() => BinaryEvent.Read(headers, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_id_of_an_event_is_a_function_of_entity_and_version()
    {
        var a = new EntityId("jira", "work-item", "1");
        Assert.Equal(NormalizedEvent.EventId(a, 5), NormalizedEvent.EventId(EntityId.Parse("jira/work-item/1"), 5));
        Assert.NotEqual(NormalizedEvent.EventId(a, 5), NormalizedEvent.EventId(a, 6));
        Assert.NotEqual(NormalizedEvent.EventId(new EntityId("jira", "work-item", "1@2"), 3), NormalizedEvent.EventId(a, 2));
    }

    [Fact]
    public void A_source_is_made_of_valid_names_only()
    {
        Assert.Equal("/hub/jira-main", NormalizedEvent.SourceOf("hub", "jira-main"));
        Assert.Throws<ArgumentException>(() => NormalizedEvent.SourceOf("my hub", "jira-main"));
        Assert.Throws<ArgumentException>(() => NormalizedEvent.SourceOf("hub", "Jira"));
    }

    [Theory]
    [InlineData("2026-01-31T09:30:00Z")]
    [InlineData("2026-01-31T09:30:00.5Z")]
    [InlineData("2026-01-31T09:30:10.0000001Z")]
    [InlineData("2026-01-31T10:00:00.1234567Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void An_instant_is_written_in_UTC_with_its_fraction_as_short_as_it_can_be(string text)
    {
        var instant = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        foreach (var offset in instant.Year > 1 ? (int[])[-9, 0, 2] : [0])
        {
            var headers = BinaryEvent.Headers(EventSamples.Sparse with { Time = instant.ToOffset(TimeSpan.FromHours(offset)) });
            Assert.Equal(text, headers.Single(header => header.Key == "ce_time").Value);
        }
    }
}
