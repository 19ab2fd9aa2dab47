using NJsonSchema;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Sdk.Tests.Options;

public sealed class OptionsSchemaTests
{
    private static readonly OptionsDescriptor Descriptor = OptionsDescriptor.For<SampleOptions>(3);

    [Fact]
    public void Secrets_are_marked_and_listed_wherever_they_stand()
    {
        Assert.Equal(["account.token", "others[].token", "webhookSecret"], Descriptor.Secrets.Order(StringComparer.Ordinal));
        var token = Descriptor.Schema["properties"]!["webhookSecret"]!;
        Assert.True((bool)token["writeOnly"]!);
        Assert.True((bool)token["x-secret"]!);
    }

    [Fact]
    public void A_form_finds_title_description_bounds_and_choices()
    {
        var properties = Descriptor.Schema["properties"]!;

        Assert.Equal("Address", (string?)properties["url"]!["title"]);
        Assert.Equal("Where the tool answers.", (string?)properties["url"]!["description"]);
        Assert.Equal(100, (double)properties["pageSize"]!["maximum"]!);
        Assert.Equal(["cloud-hosted", "server"], properties["flavour"]!["enum"]!.AsArray().Select(v => (string)v!));
    }

    [Theory]
    [InlineData("""{"url":"https://a.example"}""", true)]
    [InlineData("""{"url":"https://a.example","account":{"user":"u","token":"env:T"},"others":[]}""", true)]
    [InlineData("""{}""", false)]
    [InlineData("""{"url":"https://a.example","pageSize":1000}""", false)]
    [InlineData("""{"url":"https://a.example","flavour":"vanilla"}""", false)]
    [InlineData("""{"url":"https://a.example","projects":[]}""", false)]
    [InlineData("""{"url":"https://a.example","prefix":"a1"}""", false)]
    [InlineData("""{"url":"https://a.example","account":{"user":"u"}}""", false)]
    [InlineData("""{"url":"https://a.example","surplus":1}""", false)]
    public async Task The_schema_and_the_binder_agree_on_what_is_valid(string json, bool valid)
    {
        var schema = await JsonSchema.FromJsonAsync(Descriptor.Schema.ToJsonString(), TestContext.Current.CancellationToken);
        var binding = OptionsBinder.Bind<SampleOptions>(System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject());

        Assert.Equal(valid, schema.Validate(json).Count == 0);
        Assert.Equal(valid, binding.Faults.Count == 0);
    }
}
