using System.Runtime.InteropServices;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Running;

/// <summary>The functions that a mapping has besides JSONata's own.</summary>
internal static class MappingFunctions
{
    /// <summary>The variables bound for each evaluation.</summary>
    public const string Instance = "instance", Record = "record", Time = "time";

    /// <summary>Whether an expression may look at <c>$time</c>, by its name or within a text that it evaluates.</summary>
    public static bool MayNameTime(string expression) => expression.Contains("$" + Time, StringComparison.Ordinal) || expression.Contains("$eval", StringComparison.Ordinal);

    public static IReadOnlyList<JsonataFunction> All { get; } =
    [
        new("table", null, Table),
        new("id", null, Id),
        new("alias", null, Alias),
        new("person", null, Person),
        new("personKey", null, PersonKeyOf),
        new("instant", null, Instant),
        new("duration", null, Duration),
        new("issueKeys", null, KeysInText),
        new("stateCategory", null, StateCategoryOf),
    ];

    private static JsonataValue Table(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var name = Text(arguments, 0, "$table", "the table's name");
        var run = (MapRun)call.State!;
        if (!run.Tables.TryGetValue(name, out var table))
        {
            throw new FunctionFault($"$table has no table '{name}'; define it under 'tables'");
        }

        var (looked, instead) = (Argument(arguments, 1), Argument(arguments, 2));
        if (!Values.IsNothing(instead) && looked.Kind == JsonataKind.Array)
        {
            throw new FunctionFault($"$table takes one value where it is told what to give instead, not {Found.Describe(looked)}");
        }

        return EachOf(looked, (run, name, table, instead), static (value, at) =>
        {
            var text = ScalarText(value, "$table", "a text, a number or a boolean");
            if (at.table.Entries.TryGetValue(text, out var target))
            {
                return JsonataValue.From(target.Value);
            }

            if (!Values.IsNothing(at.instead))
            {
                return at.instead;
            }

            at.run.ReportUnmapped(at.name, text);
            return JsonataValue.From(at.table.Fallback);
        });
    }

    private static JsonataValue Id(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var entity = EntityName(arguments, "$id");
        var run = (MapRun)call.State!;
        return EachOf(Argument(arguments, 1), (run, entity), static (key, of) =>
        {
            var text = ScalarText(key, "$id", "a key that is a text or a number");
            return text.Length == 0 ? default : References.ById(of.entity, text, of.run);
        });
    }

    private static JsonataValue Alias(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var entity = EntityName(arguments, "$alias");
        var run = (MapRun)call.State!;
        var scope = Argument(arguments, 2);
        var scopeText = Values.IsNothing(scope) ? null : ScalarText(scope, "$alias", "a scope that is a text");
        return EachOf(Argument(arguments, 1), (entity, scopeText, run.Context), static (alias, of) =>
        {
            var text = ScalarText(alias, "$alias", "an alias that is a text or a number");
            return text.Length == 0 ? default : References.ByAlias(of.entity, People.AliasOf(of.entity, text, of.Context), of.scopeText);
        });
    }

    private static JsonataValue Person(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var run = (MapRun)call.State!;
        return EachOf(Argument(arguments, 0), run, static (email, run) => People.KeyOf(ScalarText(email, "$person", "an e-mail"), run.Context) is { } key
            ? References.ById(People.Entity, key, run)
            : default);
    }

    private static JsonataValue PersonKeyOf(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var run = (MapRun)call.State!;
        return EachOf(Argument(arguments, 0), run.Context, static (email, context) => JsonataValue.From(People.KeyOf(ScalarText(email, "$personKey", "an e-mail"), context)));
    }

    private static JsonataValue Instant(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        return EachOf(Argument(arguments, 0), Zone(Argument(arguments, 1)), static (value, zone) =>
        {
            if (Values.IsBlank(value))
            {
                return default;
            }

            if (InstantText.IsCanonical(value.AsString()))
            {
                return value;
            }

            var parsed = value.Kind switch
            {
                JsonataKind.Number => InstantText.TryParse(value.AsDouble(), out var instant) ? instant : (DateTimeOffset?)null,
                JsonataKind.String => InstantText.TryParse(value.AsString(), zone, out var instant) || InstantText.TryParseDigits(value.AsString(), out instant) ? instant : null,
                _ => null,
            };
            return parsed is { } found
                ? JsonataValue.From(InstantText.Format(found))
                : throw new FunctionFault($"$instant takes ISO 8601 or a number since 1970, not {Found.Describe(value)}");
        });
    }

    private static TimeZoneInfo Zone(JsonataValue name) => Values.IsNothing(name)
        ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(ScalarText(name, "$instant", "a time zone that is a text"), out var zone)
            ? zone
            : throw new FunctionFault($"$instant knows no time zone {Found.Describe(name)}; write one of the IANA database, as Europe/Berlin");

    private static JsonataValue Duration(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var name = Argument(arguments, 1);
        var unit = Values.IsNothing(name) ? 1 : DurationText.UnitOf(ScalarText(name, "$duration", "a unit that is a text"))
            ?? throw new FunctionFault($"$duration knows no unit {Found.Describe(name)}; known are {DurationText.Known}");
        return EachOf(Argument(arguments, 0), unit, static (value, unit) => value.Kind switch
        {
            JsonataKind.String when Values.IsBlank(value) => default,
            JsonataKind.Number => JsonataValue.From(value.AsDouble() * unit),
            JsonataKind.String when DurationText.TryParse(value.AsString(), unit, out var milliseconds) => JsonataValue.From(milliseconds),
            _ => throw new FunctionFault($"$duration takes a number, or a text such as PT1H30M, 01:30:00 or 1h 30m, not {Found.Describe(value)}"),
        });
    }

    private static JsonataValue KeysInText(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var text = Argument(arguments, 0);
        if (Values.IsNothing(text))
        {
            return default;
        }

        var keys = IssueKeys.In(ScalarText(text, "$issueKeys", "a text"));
        return keys.Count == 0 ? default : JsonataValue.From(keys.Select(key => JsonataValue.From(key)));
    }

    private static JsonataValue StateCategoryOf(IReadOnlyList<JsonataValue> arguments, JsonataCallContext call)
    {
        var entity = EntityName(arguments, "$stateCategory");
        return EachOf(Argument(arguments, 1), entity, static (name, entity) =>
            StateCategory.Of(entity, ScalarText(name, "$stateCategory", "a state's name that is a text")) is { } state ? JsonataValue.From(state) : default);
    }

    /// <summary>Applies a function to a value, or to each item of a list; what yields nothing is left out. What the function knows is passed to it, so that it need not be made for each call.</summary>
    private static JsonataValue EachOf<TKnown>(JsonataValue value, TKnown known, Func<JsonataValue, TKnown, JsonataValue> apply)
    {
        if (Values.IsNothing(value))
        {
            return default;
        }

        if (value.Kind != JsonataKind.Array)
        {
            return apply(value, known);
        }

        var results = new List<JsonataValue>(value.Count);
        foreach (var item in Values.Each(value))
        {
            if (apply(item, known) is { IsUndefined: false } result)
            {
                results.Add(result);
            }
        }

        return results.Count == 0 ? default : JsonataValue.From(CollectionsMarshal.AsSpan(results));
    }

    // Arguments come as an array, which is reached sooner than through its interface.
    private static JsonataValue Argument(IReadOnlyList<JsonataValue> arguments, int index) =>
        arguments is JsonataValue[] given ? (uint)index < (uint)given.Length ? given[index] : default
        : index < arguments.Count ? arguments[index] : default;

    private static string EntityName(IReadOnlyList<JsonataValue> arguments, string function)
    {
        var name = Text(arguments, 0, function, "the entity's name");
        return EntityTypes.TryGet(name, out _) ? name : throw new FunctionFault($"{function} names the entity '{name}', which the model does not have");
    }

    private static string Text(IReadOnlyList<JsonataValue> arguments, int index, string function, string what)
    {
        var value = Argument(arguments, index);
        return value.Kind == JsonataKind.String ? value.AsString() : throw new FunctionFault($"{function} takes {what} first, not {Found.Describe(value)}");
    }

    private static string ScalarText(JsonataValue value, string function, string what) => value.Kind switch
    {
        JsonataKind.String or JsonataKind.Number or JsonataKind.Boolean => Values.Text(value),
        _ => throw new FunctionFault($"{function} takes {what}, not {Found.Describe(value)}"),
    };
}
