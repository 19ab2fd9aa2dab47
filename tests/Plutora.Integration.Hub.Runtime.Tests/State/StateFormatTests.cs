using System.Security.Cryptography;
using System.Text.Json;
using CsCheck;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>How what the hub keeps of entities and records is stored (rule 35 of state).</summary>
public sealed class StateFormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Gen<DateTimeOffset> Instants = Gen.Select(Gen.Long[0, 1_000_000_000], Gen.Int[-12, 12], (ticks, hours) => (Now + TimeSpan.FromTicks(ticks)).ToOffset(TimeSpan.FromHours(hours)));
    private static readonly Gen<string> Texts = Choice("", "a", "github/issue/1", "Größe \u20ac \ud83d\ude00", "a\0b", "\"quoted\"");
    private static readonly Gen<RecordStamp> Stamps = Gen.Select(Texts.Null(), Instants.Nullable(), Instants, Instants.Nullable(), Instants, (version, instant, ordered, time, received) => new RecordStamp(version, instant, ordered, time, received));
    private static readonly Gen<FieldSet> Fields = Gen.Select(Choice("null", "1.50", "\"é\"", "{\"id\":\"a/b/c\"}", "[1,[2]]", "true").Array[0, 5], Gen.Shuffle(new[] { "title", "state", "url", "own name", "\\u0061" }), (values, names) =>
        new FieldSet(System.Text.Encoding.UTF8.GetBytes("{" + string.Join(',', values.Zip(names, (value, name) => $"\"{name}\":{value}")) + "}")));

    private static readonly Gen<Contribution> Contributions = Gen.Select(Texts, Stamps, Fields, Gen.Int[0, 300], Gen.Bool.Array[4], Texts.Array[0, 2], (text, stamp, fields, number, marks, aliases) => new Contribution
    {
        Stream = text,
        StreamOrder = number,
        RawKey = text + "key",
        Mention = marks[0],
        Secondary = marks[1],
        Gone = marks[2],
        Fetched = marks[3],
        Era = number,
        Stamp = stamp,
        MappingVersion = number * 1000,
        Fields = fields,
        Aliases = [.. aliases.Select(alias => new AliasStatement(alias, text))],
    });

    private static readonly Gen<EntityState> Entities = Gen.Select(Contributions.Array[0, 3], Gen.Long[0, long.MaxValue], Gen.Bool.Array[4], Texts.Array[0, 2], Gen.Select(Instants, Texts, Texts.Null(), (at, state, source) => new SeenState(at, state, source)).Array[0, 3], (said, version, marks, texts, seen) => new EntityState
    {
        Contributions = said.Select((each, n) => (each, n)).ToDictionary(pair => pair.n == 0 ? pair.each.RawKey : $"key {pair.n}", pair => pair.each),
        EntityVersion = version,
        Deleted = marks[0],
        HadRecord = marks[1],
        Missing = texts,
        // As the owner publishes it: of one record that says it all, or of others too.
        Published = marks[2] && said.Length > 0 ? EntityJson.Write(new("github", "work-item", "1"), version, EntityJson.Body(EntityMerger.Merge(marks[3] ? said[..1] : said))) : null,
        Resolved = texts.Distinct().ToDictionary(text => text, text => text + "id"),
        Wanted = texts,
        Seen = seen,
        SeenOmitted = seen.Length,
        Echoes = marks[3] ? [new("action", null, Now) { Open = true }] : [],
        GoneEnds = texts,
        Held = marks[0] && said.Length > 0 ? new("action", Now) { Messages = [new Contribute("github/work-item/1", "key", said[0], new(said[0].Stamp, 1, default, null), null)] } : null,
    });

    [Fact]
    public void An_entity_reads_as_it_was_written() =>
        Entities.Sample(entity => AssertSame(Json(entity), Json(EntityStateFormat.Read(EntityStateFormat.Write(entity), "e"))), iter: 2_000);

    [Fact]
    public void An_entity_that_an_older_hub_kept_is_read() =>
        Entities.Sample(entity => AssertSame(Json(entity), Json(EntityStateFormat.Read(StateJson.Write(entity, RuntimeJson.Default.EntityState), "e"))), iter: 500);

    [Theory]
    [InlineData("{}", "1", true)]
    [InlineData("{ }", "1", false)]
    [InlineData("{}", "2", false)]
    public void What_an_older_hub_remembers_of_a_raw_record_tells_whether_its_content_is_new(string json, string version, bool same)
    {
        var stored = Raw("{}", "1");
        byte[] older = [1, 0, .. BitConverter.GetBytes(Now.ToUnixTimeMilliseconds()), .. SHA256.HashData("{}1\0\0"u8), .. "box"u8];
        var told = Raw(json, version);
        Assert.Equal(same, RawIndexEntry.Read(older).Says(told, RawIndexEntry.Of(told)));
        Assert.Equal(same, RawIndexEntry.Read(RawIndexEntry.Of(stored).Write()).Says(told, RawIndexEntry.Of(told)));
        Assert.Equal(("box", Now), (RawIndexEntry.Read(older).Container, RawIndexEntry.Read(older).SeenAt));
    }

    [Fact]
    public void A_raw_record_carries_the_hash_of_its_bytes()
    {
        var stored = Raw("{}", "1").ToEntry();
        Assert.Equal(Convert.ToBase64String(SHA256.HashData("{}"u8)), stored.Headers.Single(header => header.Key == RawHeaders.Hash).Value);
    }

    [Fact]
    public void Whether_an_entity_is_deleted_is_read_without_the_rest_of_it() =>
        Entities.Sample(
            entity =>
            {
                Assert.Equal(entity.Deleted, EntityStateFormat.IsDeleted(EntityStateFormat.Write(entity), "e"));
                Assert.Equal(entity.Deleted, EntityStateFormat.IsDeleted(StateJson.Write(entity, RuntimeJson.Default.EntityState), "e"));
            },
            iter: 200);

    [Fact]
    public void A_record_reads_as_it_was_written_by_this_hub_and_by_an_older_one() =>
        Gen.Select(Stamps, Gen.Byte.Array[32], Texts.Array[0, 3], Gen.Long[0, 1L << 40], Gen.Bool, (stamp, hash, texts, offset, deleted) => new RecordState
        {
            Stamp = stamp,
            Hash = Convert.ToBase64String(hash),
            Meaning = deleted ? "" : Convert.ToBase64String(hash),
            MappingVersion = texts.Length,
            Entities = texts,
            Shapes = texts,
            Deleted = deleted,
            Era = texts.Length,
            Offset = offset,
        }).Sample(
            record =>
            {
                AssertSame(Json(record), Json(RecordStateFormat.Read(RecordStateFormat.Write(record), "r")));
                AssertSame(Json(record), Json(RecordStateFormat.Read(StateJson.Write(record, RuntimeJson.Default.RecordState), "r")));
            },
            iter: 500);

    [Fact]
    public void An_alias_and_a_waiting_reference_read_as_they_were_written_by_this_hub_and_by_an_older_one()
    {
        var span = new AliasSpan(Now, Now.AddDays(1));
        Assert.Equal(span, AliasSpanFormat.Read(AliasSpanFormat.Write(span), "a"));
        Assert.Equal(span, AliasSpanFormat.Read(StateJson.Write(span, RuntimeJson.Default.AliasSpan), "a"));
        var reference = new PendingReference("github/issue/1", new("person", "a", "*"), Now, ["github/person/1", "jira/person/1"]);
        Assert.Equivalent(reference, PendingReferenceFormat.Read(PendingReferenceFormat.Write(reference), "r"));
        Assert.Equivalent(reference, PendingReferenceFormat.Read(StateJson.Write(reference, RuntimeJson.Default.PendingReference), "r"));
    }

    [Fact]
    public void What_ends_early_is_refused_by_name_wherever_it_ends() =>
        Entities.Sample(
            entity =>
            {
                var stored = EntityStateFormat.Write(entity);
                var end = stored.Length / 2;
                var fault = Assert.Throws<StateFormatException>(() => EntityStateFormat.Read(stored.AsMemory(0, end), "github/work-item/1"));
                Assert.StartsWith("Entity 'github/work-item/1' is ", fault.Message, StringComparison.Ordinal);
            },
            iter: 500);

    [Fact]
    public void A_newer_format_is_refused_with_what_to_do()
    {
        var fault = Assert.Throws<StateFormatException>(() => EntityStateFormat.Read(new byte[] { 3, 0 }, "e"));
        Assert.Equal("Entity 'e' is stored in format 3, this hub reads format 2. Start the hub version that wrote it, or a newer one.", fault.Message);
    }

    [Fact]
    public void What_one_record_says_is_stored_once()
    {
        var title = new string('x', 1_000);
        var said = new Contribution { Stream = "s", RawKey = "k", Stamp = new(null, null, Now, null, Now), Fields = new(System.Text.Encoding.UTF8.GetBytes($$"""{"closedAt":null,"title":"{{title}}"}""")) };
        var body = EntityJson.Body(new(EntityMerger.Merge([said]).Fields, [new("alias", "")]));
        var entity = new EntityState { Contributions = new Dictionary<string, Contribution> { ["k"] = said }, EntityVersion = 1, Published = EntityJson.Write(new("github", "work-item", "1"), 1, body) };

        var stored = EntityStateFormat.Write(entity);

        Assert.InRange(stored.Length, title.Length, title.Length * 3 / 2);
        AssertSame(Json(entity), Json(EntityStateFormat.Read(stored, "e")));
    }

    [Theory]
    [InlineData("""{"state":"open","title":"é"}""", """{"state":"open","title":"\u00e9"}""", true)]
    [InlineData("""{"size":1.0}""", """{"size":1}""", true)]
    [InlineData("""{"tags":["a","b"]}""", """{"tags":["b","a"]}""", false)]
    [InlineData("""{"title":"a"}""", """{"title":"a","url":"b"}""", false)]
    [InlineData("""{}""", """{}""", true)]
    public void An_entity_counts_as_published_by_what_it_says_and_not_by_how_it_is_written(string before, string after, bool same)
    {
        var published = EntityJson.Write(new EntityId("github", "work-item", "1"), 7, Of(before));
        Assert.Equal(same, EntityJson.HasBody(published, Of(after)));
        Assert.Equal(7, published.Element.GetProperty("entityVersion").GetInt64());
    }

    [Fact]
    public void Fields_that_are_put_together_of_others_read_as_if_they_had_been_written_as_one()
    {
        var joined = FieldSet.Join(FieldSet.Join(Of("""{"id":1}"""), FieldSet.Empty), Of("""{"a":null,"b":"é"}""").OrderedWithoutNulls()!);
        var written = Of("""{"id":1,"b":"é"}""");

        Assert.Equal(written.Json.ToArray(), joined.Json.ToArray());
        Assert.Equal(written.Names, joined.Names);
        Assert.Equal(1, joined.IndexOf("b"));
        Assert.All(["id", "b", "c"], name => Assert.True(FieldSet.HaveAlike(written, joined, name)));
        Assert.False(FieldSet.HaveAlike(joined, null, "id"));
        Assert.False(FieldSet.HaveAlike(joined, Of("""{"id":2}"""), "id"));
        Assert.True(FieldSet.HaveAlike(null, null, "id"));
    }

    [Theory]
    [InlineData("""{}""", """{}""")]
    [InlineData("""{"a":1,"b":{"c":null}}""", """{"a":1,"b":{"c":null}}""")]
    [InlineData("""{"a":null,"b":"é","c":null}""", """{"b":"é"}""")]
    [InlineData("""{"a":null}""", """{}""")]
    [InlineData("""{"b":1,"a":2}""", null)]
    [InlineData("""{"b":null,"a":2}""", null)]
    [InlineData("""{"a":1,"a":2}""", null)]
    public void Members_without_nulls_are_the_same_whether_they_were_looked_at_before_or_not_and_whether_their_places_are_known(string json, string? expected)
    {
        var looked = Of(json);
        Assert.True(looked.Count <= 3);
        foreach (var fields in (FieldSet[])[looked, Of(json), Placed(json)])
        {
            var without = fields.OrderedWithoutNulls();
            Assert.Equal(expected, without is null ? null : System.Text.Encoding.UTF8.GetString(without.Json.Span));
            Assert.Equal(JsonElement.Parse(json).EnumerateObject().Select(member => member.Name).Distinct(), fields.Names);
        }
    }

    [Fact]
    public void Of_several_members_with_one_name_the_last_counts()
    {
        var fields = Of("""{"b":1,"a":2,"b":3}""");
        Assert.Equal(["b", "a"], fields.Names);
        Assert.True(fields.TryGetValue("b", out var value) && value.GetInt32() == 3);
        Assert.Equal("""{"a":2,"b":3}""", System.Text.Encoding.UTF8.GetString(EntityMerger.Merge([new() { Stream = "s", RawKey = "k", Stamp = new(null, null, Now, null, Now), Fields = fields }]).Fields.Json.Span));
    }

    // Texts may be escaped otherwise.
    private static void AssertSame(string expected, string actual) => Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), JsonElement.Parse(actual)), $"expected {expected}, found {actual}");

    private static RawRecord Raw(string json, string version) =>
        new("a", new() { Stream = "item", Id = "1", Version = version, Container = "box", Json = System.Text.Encoding.UTF8.GetBytes(json) }, RecordOrigin.Poll, Now, Now, null, null);

    private static Gen<string> Choice(params string[] texts) => Gen.OneOf([.. texts.Select(Gen.Const)]);

    // As a mapping gives it: with where each member stands.
    private static FieldSet Placed(string json)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(json);
        var places = new List<MappedField>();
        var reader = new Utf8JsonReader(text);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (name, start) = (reader.GetString()!, (int)reader.TokenStartIndex);
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            places.Add(new(name, start, valueStart, (int)reader.BytesConsumed));
        }

        return new(text, places.ToArray());
    }

    private static FieldSet Of(string json) => new(System.Text.Encoding.UTF8.GetBytes(json));

    private static string Json(EntityState state) => JsonSerializer.Serialize(state, RuntimeJson.Default.EntityState);

    private static string Json(RecordState state) => JsonSerializer.Serialize(state, RuntimeJson.Default.RecordState);
}
