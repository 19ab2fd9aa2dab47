namespace Plutora.Integration.Model.Actions;

/// <summary>Says which action a class holds the arguments of.</summary>
/// <param name="name">Name of the action, such as <c>close-ticket</c>.</param>
/// <param name="entities">Names of the entities that it may target; none where something is created in an instance and a container.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ActionTypeAttribute(string name, params string[] entities) : Attribute
{
    /// <summary>Name of the action, such as <c>close-ticket</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Names of the entities that it may target; empty where something is created in an instance and a container.</summary>
    public IReadOnlyList<string> Entities { get; } = entities;
}
