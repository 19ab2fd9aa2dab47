namespace Plutora.Integration.Mapping.Yaml;

/// <summary>A piece of YAML that knows where it stands.</summary>
internal abstract record YamlNode(Place Place)
{
    /// <summary>What the node is, in words for a message.</summary>
    public abstract string Describe();
}

/// <summary>A text. <paramref name="Plain"/> is false when it was quoted or a block; <paramref name="Span"/> finds places within it.</summary>
internal sealed record YamlScalar(Place Place, string Value, bool Plain, ScalarSpan Span) : YamlNode(Place)
{
    public bool IsNull => Plain && Value is "" or "~" or "null";

    public override string Describe() => IsNull ? "nothing" : $"the text '{(Value.Length > 40 ? Value[..40] + "…" : Value)}'";
}

/// <summary>A list.</summary>
internal sealed record YamlList(Place Place, IReadOnlyList<YamlNode> Items) : YamlNode(Place)
{
    public override string Describe() => "a list";
}

/// <summary>Named members, in the order written; no name comes twice.</summary>
internal sealed record YamlMap(Place Place, IReadOnlyList<YamlMember> Members) : YamlNode(Place)
{
    public YamlNode? this[string name] => Member(name)?.Value;

    public YamlMember? Member(string name)
    {
        foreach (var member in Members)
        {
            if (member.Name.Value == name)
            {
                return member;
            }
        }

        return null;
    }

    public override string Describe() => "a map";
}

/// <summary>One member of a map.</summary>
internal sealed record YamlMember(YamlScalar Name, YamlNode Value);
