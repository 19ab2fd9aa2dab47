using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Declarative.Tests.Receiving;

public sealed class HookTests : IAsyncDisposable
{
    private static readonly string Document = Bench.Document(
        "request: { path: things }\nid: id\nversion: at\ncontainer: group",
        """
          note: { description: Notes., id: id }
        webhook:
          verifiers: [hmac, header]
          hmac: { header: X-Sign, prefix: "v1=", encoding: base64, algorithm: sha512 }
          secret-header: X-Token
          delivery-id-header: X-Id
          event-header: X-Event
          records:
            - { when: '$headers.`x-event` = "thing"', stream: thing, select: data.thing, deleted: $body.gone, version: $body.sent }
            - { when: '$headers.`x-event` = "thing"', stream: note, select: '[notes.{"id": $string(n), "of": $body.data.thing.id}]' }
            - { when: 'kind = "group-removed"', removed-containers: group }
            - { when: 'kind = "changed"', read: thing }
          ignored: '"Event " & kind & " says nothing of delivery."'
        """);

    private readonly Bench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void The_descriptor_says_how_deliveries_are_verified() => Assert.Equivalent(
        new WebhookDescriptor
        {
            Verifiers = [VerifierKind.Hmac, VerifierKind.Header],
            Hmac = new("X-Sign", HmacAlgorithm.Sha512, "v1=", SignatureEncoding.Base64),
            SecretHeader = "X-Token",
            DeliveryIdHeader = "X-Id",
            EventHeader = "X-Event",
        },
        Bench.Spec(Document).Descriptor.Webhook);

    [Fact]
    public async Task A_delivery_gives_records_of_several_streams_its_own_bytes_where_they_stand_in_it()
    {
        var told = await Bench.HookAsync(_bench.Open(Document), """{"sent":5,"data":{"thing":{"id":7, "group":"g"}},"notes":[{"n":1},{"n":2}]}""", ("x-event", "thing"));

        Assert.Equal([("thing", "7", """{"id":7, "group":"g"}"""), ("note", "1", """{"id":"1","of":7}"""), ("note", "2", """{"id":"2","of":7}""")], told.Records.Select(r => (r.Stream, r.Id, Bench.Text(r.Json))));
        Assert.Equal(("1970-01-01T00:00:05Z", "g", false), (told.Records[0].Version, told.Records[0].Container, told.Records[0].Deleted));
    }

    [Fact]
    public async Task A_delivery_may_tell_of_deletions_of_removed_containers_or_only_that_something_changed()
    {
        var instance = _bench.Open(Document);

        Assert.True((await Bench.HookAsync(instance, """{"gone":true,"sent":1,"data":{"thing":{"id":7}},"notes":[]}""", ("x-event", "thing"))).Records[0].Deleted);
        Assert.Equal(["g"], (await Bench.HookAsync(instance, """{"kind":"group-removed","group":"g"}""")).RemovedContainers);
        Assert.Equal(["thing"], (await Bench.HookAsync(instance, """{"kind":"changed"}""")).ReadStreams);
        Assert.Equal("Event ping says nothing of delivery.", (await Bench.HookAsync(instance, """{"kind":"ping"}""")).Ignored);
    }

    [Theory]
    [InlineData("", "holds no JSON")]
    [InlineData("token=1", "not JSON")]
    [InlineData("""{"sent":1}""", "leads nowhere")]
    public async Task A_delivery_that_is_not_what_the_document_says_is_refused_with_its_reason(string body, string reason)
    {
        var instance = _bench.Open(Document);

        var fault = await Assert.ThrowsAsync<ConnectorException>(async () => await Bench.HookAsync(instance, body, ("x-event", "thing")));

        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_cannot_be_told_apart_is_set_aside_alone()
    {
        var told = await Bench.HookAsync(_bench.Open(Document), """{"sent":5,"data":{"thing":{"id":""}},"notes":[{"n":1}]}""", ("x-event", "thing"));

        Assert.Equal("note", Assert.Single(told.Records).Stream);
        Assert.Contains("the record has no id", Assert.Single(told.Faults).Reason, StringComparison.Ordinal);
    }
}
