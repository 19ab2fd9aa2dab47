using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Plutora.Integration.Model.Actions;

/// <summary>Every action of the common data model. A connector may offer others beside them; one that bears such a name means the same by it.</summary>
public static class ActionTypes
{
    private static readonly FrozenDictionary<string, ActionType> ByName;
    private static readonly FrozenDictionary<Type, ActionType> ByArguments;

    static ActionTypes()
    {
        All =
        [
            Of<CloseTicket, TicketResult>(), Of<CreateTicket, CreatedResult>(), Of<AddComment, CommentResult>(), Of<Transition, TicketResult>(),
            Of<TriggerBuild, BuildResult>(), Of<RunTests, TestsResult>(),
            Of<Deploy, DeployResult>(), Of<Rollback, DeployResult>(), Of<ApplyConfiguration, ConfigurationResult>(), Of<RunScript, ScriptResult>(),
            Of<ApproveChange, TicketResult>(), Of<CreateChange, CreatedResult>(),
            Of<Merge, MergeResult>(), Of<CreateRelease, CreatedResult>(),
        ];
        ByName = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
        ByArguments = All.ToFrozenDictionary(type => type.Arguments);
    }

    /// <summary>All of them, tickets first.</summary>
    public static IReadOnlyList<ActionType> All { get; }

    /// <summary>The action with this name; false when the model has none, which a connector may offer all the same.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out ActionType? type) => ByName.TryGetValue(name, out type);

    /// <summary>The action whose arguments a class holds.</summary>
    /// <exception cref="ArgumentException">It holds those of none.</exception>
    public static ActionType Of(Type arguments) => ByArguments.TryGetValue(arguments, out var type)
        ? type
        : throw new ArgumentException($"{arguments.Name} holds the arguments of no action of the common data model: expected one of {string.Join(", ", All.Select(t => t.Arguments.Name))}.", nameof(arguments));

    /// <summary>Writes arguments as the JSON that an action is asked with, what is null left out.</summary>
    /// <exception cref="ArgumentException">The class holds the arguments of no action of the model.</exception>
    public static JsonElement Serialize<TResult>(IActionArguments<TResult> arguments)
        where TResult : class => JsonSerializer.SerializeToElement(arguments, Info(Of(arguments.GetType()).Arguments));

    /// <summary>Reads a result's values; members that this version does not know are ignored.</summary>
    /// <exception cref="JsonException">They lack a required member, or have one of another type; the message names the path.</exception>
    public static TResult Read<TResult>(JsonElement values)
        where TResult : class => values.Deserialize((JsonTypeInfo<TResult>)Info(typeof(TResult)))!;

    private static ActionType Of<TArguments, TResult>()
        where TArguments : IActionArguments<TResult>
        where TResult : class
    {
        var declared = typeof(TArguments).GetCustomAttribute<ActionTypeAttribute>()!;
        var arguments = Info(typeof(TArguments)).Properties;
        return new()
        {
            Name = declared.Name,
            Entities = declared.Entities,
            Arguments = typeof(TArguments),
            Result = typeof(TResult),
            ArgumentNames = [.. arguments.Select(p => p.Name)],
            RequiredArguments = [.. arguments.Where(p => p.IsRequired).Select(p => p.Name)],
            RequiredValues = [.. Info(typeof(TResult)).Properties.Where(p => p.IsRequired).Select(p => p.Name)],
        };
    }

    private static JsonTypeInfo Info(Type type) => ActionJsonContext.Default.GetTypeInfo(type) ?? throw new ArgumentException($"{type.Name} is no class of an action of the common data model.", nameof(type));
}
