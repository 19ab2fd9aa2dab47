using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Model.Tests.Envelope;

public sealed class StructuredEventTests
{
    [Fact]
    public void An_event_reads_back_as_it_was_written()
    {
        EventSamples.Same(EventSamples.Full, StructuredEvent.Read(StructuredEvent.ToBytes(EventSamples.Full)));
        EventSamples.Same(EventSamples.Sparse, StructuredEvent.Read(StructuredEvent.ToBytes(EventSamples.Sparse)));
    }

    [Fact]
    public void The_CloudEvents_SDK_reads_every_attribute_and_the_data()
    {
        var e = EventSamples.Full;
        var read = new JsonEventFormatter().DecodeStructuredModeMessage(StructuredEvent.ToBytes(e), new("application/cloudevents+json"), null);

        Assert.True(read.IsValid);
        Assert.Equal((e.Id, e.Source, e.Type.ToString(), e.Subject.ToString()), (read.Id, read.Source!.ToString(), read.Type, read.Subject));
        Assert.Equal(e.Time, read.Time);
        Assert.Equal("application/json", read.DataContentType);
        Assert.Equal("urn:plutora:cdm:pull-request:1", read.DataSchema!.ToString());
        Assert.Equal("1764000000123", read["entityversion"]);
        Assert.Equal("7", read["mappingversion"]);
        Assert.Equal(("backfill", "unknown", "action-1", e.TraceParent), (read["cause"], read["echo"], read["causationid"], read["traceparent"]));
        Assert.Equal("open", ((JsonElement)read.Data!).GetProperty("state").GetString());
    }

    [Fact]
    public void What_the_CloudEvents_SDK_writes_reads_as_the_same_event()
    {
        var formatter = new JsonEventFormatter();
        var foreign = formatter.DecodeStructuredModeMessage(StructuredEvent.ToBytes(EventSamples.Full), new("application/cloudevents+json"), null);
        var back = StructuredEvent.Read(formatter.EncodeStructuredModeMessage(foreign, out _));

        Assert.Equal(EventSamples.Full with { Data = default }, back with { Data = default });
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(EventSamples.Full.Data).RootElement, JsonDocument.Parse(back.Data).RootElement));
    }

    [Fact]
    public void Attributes_that_are_not_known_are_ignored_and_numbers_are_read_as_text()
    {
        string json = Encoding.UTF8.GetString(StructuredEvent.ToBytes(EventSamples.Full))
            .Replace("\"1764000000123\"", "1764000000123", StringComparison.Ordinal).Replace("{\"specversion\"", "{\"later\":{\"a\":[1]},\"specversion\"", StringComparison.Ordinal);
        EventSamples.Same(EventSamples.Full, StructuredEvent.Read(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("\"subject\":", "\"subjekt\":", "lacks the attribute 'subject'")]
    [InlineData("\"cause\":\"backfill\"", "\"cause\":\"whim\"", "'cause' is 'whim'; expected live, backfill or replay")]
    [InlineData("\"specversion\":\"1.0\"", "\"specversion\":\"0.3\"", "'specversion' is '0.3'; expected 1.0")]
    [InlineData(".upserted.v1", ".upserted.v0", "expected com.plutora.cdm.<entity>")]
    [InlineData("\"time\":\"2026-01-31T09:30:00Z\"", "\"time\":\"2026-01-31T09:30:00\"", "expected ISO 8601 with an offset")]
    [InlineData("\"entityversion\":\"1764000000123\"", "\"entityversion\":\"-1\"", "'entityversion' is '-1'; expected a whole number")]
    [InlineData("\"data\":", "\"data_base64\":\"AA==\",\"later\":", "base64")]
    [InlineData("\"data\":", "\"id\":\"again\",\"data\":", "has 'id' twice")]
    [InlineData("{\"specversion\"", "{,\"specversion\"", "no JSON")]
    public void What_is_wrong_with_an_event_is_said(string text, string instead, string expected)
    {
        string json = Encoding.UTF8.GetString(StructuredEvent.ToBytes(EventSamples.Full));
        Assert.Contains(text, json, StringComparison.Ordinal);
        byte[] broken = Encoding.UTF8.GetBytes(json.Replace(text, instead, StringComparison.Ordinal));
        Assert.Contains(expected, Assert.Throws<FormatException>(() => StructuredEvent.Read(broken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_cut_short_is_refused_wherever_it_is_cut()
    {
        byte[] whole = StructuredEvent.ToBytes(EventSamples.Full);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            Assert.Throws<FormatException>(() => StructuredEvent.Read(cut));
        }
    }
}
