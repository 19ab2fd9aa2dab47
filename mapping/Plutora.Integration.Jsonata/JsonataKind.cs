namespace Plutora.Integration.Jsonata;

/// <summary>What a value is.</summary>
public enum JsonataKind
{
    /// <summary>Nothing: a path that led nowhere.</summary>
    Undefined,

    /// <summary>JSON null.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Text.</summary>
    String,

    /// <summary>An array or sequence.</summary>
    Array,

    /// <summary>An object.</summary>
    Object,

    /// <summary>A function.</summary>
    Function,
}
