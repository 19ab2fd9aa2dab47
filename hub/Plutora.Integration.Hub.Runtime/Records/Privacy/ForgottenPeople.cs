using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Records.Privacy;

/// <summary>All who are forgotten, as records are looked through for them.</summary>
internal sealed class ForgottenPeople
{
    private const int LongestAddress = 320;
    private readonly byte[] _secret;
    private readonly FrozenSet<string> _keys;
    private readonly FrozenSet<string> _names;
    private readonly FrozenSet<string> _records;

    public ForgottenPeople(byte[] secret, IEnumerable<ForgottenPerson> people)
    {
        var all = people.ToList();
        _secret = secret;
        _keys = all.SelectMany(p => p.Keys).ToFrozenSet(StringComparer.Ordinal);
        _names = all.SelectMany(p => p.Names).ToFrozenSet(StringComparer.Ordinal);
        _records = all.SelectMany(p => p.Records).ToFrozenSet(StringComparer.Ordinal);
    }

    public bool IsEmpty => _keys.Count == 0 && _records.Count == 0;

    /// <summary>The key that stands for an address, when it is a forgotten person's; else null.</summary>
    public string? KeyOf(string text) =>
        _keys.Count > 0 && text.Contains('@', StringComparison.Ordinal) && text.AsSpan().Trim().Length <= LongestAddress && PersonKey.Of(text, _secret) is var key && _keys.Contains(key) ? key : null;

    public bool IsName(string text) => _names.Count > 0 && !string.IsNullOrWhiteSpace(text) && _names.Contains(PersonKey.Of(text, _secret));

    public bool IsOwnRecord(string instance, string stream, string id) => _records.Count > 0 && _records.Contains(PersonKey.Of($"{instance}/{stream}/{id}", _secret));

    /// <summary>Whether a value or a member's name of a record is a forgotten person's address.</summary>
    public bool IsIn(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, PrivacyPass.Options);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && KeyOf(reader.GetString()!) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an address stands anywhere in a text, whatever its form.</summary>
    public bool IsInText(ReadOnlySpan<byte> text) =>
        _keys.Count > 0 && text.Contains((byte)'@') &&
        Encoding.UTF8.GetString(text).Split([' ', '\t', '\r', '\n', '"', '\'', '<', '>', '(', ')', '[', ']', '{', '}', ',', ';', ':', '=', '&', '|', '\0'], StringSplitOptions.RemoveEmptyEntries).Any(part => KeyOf(part) is not null);
}
