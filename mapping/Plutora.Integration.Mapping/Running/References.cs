using System.Buffers;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping.Running;

/// <summary>References as values of an expression: <c>{"id"}</c>, or <c>{"entity","alias","scope"}</c> for the hub to resolve.</summary>
internal static class References
{
    private static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>Whether a key stands in an id as it is, without an escape.</summary>
    public static bool IsPlain(ReadOnlySpan<char> key) => key.Length > 0 && !key.ContainsAnyExcept(Unreserved);

    public static EntityId IdOf(string instance, string entity, string key)
        => key.Length == 0 ? throw new FunctionFault($"the key of the {entity} is an empty text") : new EntityId(instance, entity, key);

    /// <summary>The reference to an entity whose name is known to be the model's.</summary>
    public static JsonataValue ById(string entity, string key, MapRun run)
    {
        var id = IsPlain(key) ? $"{run.Context.Instance}/{entity}/{key}" : IdOf(run.Context.Instance, entity, key).ToString();
        run.LastId = id;
        return ById(id);
    }

    public static JsonataValue ById(string id) => JsonataValue.From(
    [
        new KeyValuePair<string, JsonataValue>("id", JsonataValue.From(id)),
    ]);

    public static JsonataValue ByAlias(string entity, string alias, string? scope) => JsonataValue.From(
    [
        new KeyValuePair<string, JsonataValue>("entity", JsonataValue.From(entity)),
        new KeyValuePair<string, JsonataValue>("alias", JsonataValue.From(alias)),
        new KeyValuePair<string, JsonataValue>("scope", JsonataValue.From(scope)),
    ]);
}
