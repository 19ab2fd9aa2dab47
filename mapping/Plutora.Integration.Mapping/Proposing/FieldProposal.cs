using System.Globalization;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Shapes;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Mapping.Proposing;

/// <summary>A guess where a field's value comes from.</summary>
/// <param name="Field">The field.</param>
/// <param name="Expression">The expression that sets it.</param>
/// <param name="Paths">The paths that it uses.</param>
/// <param name="Values">The tool's values, where a table leads them to the model's; else null.</param>
internal sealed record FieldProposal(FieldDescriptor Field, string Expression, IReadOnlyList<string> Paths, IReadOnlyCollection<string>? Values = null)
{
    private const int MostTableValues = 40;

    private static readonly string[] Addresses = ["email", "emailAddress", "mail"], Ids = ["id", "accountId", "sys_id", "uid", "value"];

    public FieldDescriptor Element => Field.Kind == FieldKind.List ? Field.Element! : Field;

    /// <summary>The guesses for all fields of an entity.</summary>
    /// <param name="type">The entity.</param>
    /// <param name="places">What the records hold.</param>
    /// <param name="home">The object that is the record.</param>
    public static IReadOnlyList<FieldProposal> All(EntityDescriptor type, IReadOnlyList<ShapeLeaf> places, IReadOnlyList<string> home)
    {
        var found = new List<FieldProposal>();
        foreach (var field in type.Fields.Where(field => !field.SetByHub))
        {
            // The tool's own word goes where the model's value comes from.
            var of = field.Name.StartsWith("source", StringComparison.Ordinal) && type.Field(char.ToLowerInvariant(field.Name[6]) + field.Name[7..]) is { } normalized ? normalized : field;
            var best = Best(field, FieldNames.Of(of.Name), places, home);
            // A tool that has one word for both says by it how something ended, too.
            best ??= field.Name == "outcome" && Best(field, FieldNames.Of("state"), places, home) is { Values: { } words } ended && words.Any(word => ValueNames.Guess(word, field.EnumValues) is not null) ? ended : null;
            if (best is not null)
            {
                found.Add(best);
            }
        }

        return found;
    }

    private static FieldProposal? Best(FieldDescriptor field, IReadOnlyList<string> names, IReadOnlyList<ShapeLeaf> places, IReadOnlyList<string> home) => places
        .Select(place => (place, score: place.Score(names, home)))
        .Where(each => each.score >= ShapeLeaf.Least)
        .OrderByDescending(each => each.score)
        .Select(each => Guess(field, each.place))
        .FirstOrDefault(guess => guess is not null);

    private static FieldProposal? Guess(FieldDescriptor field, ShapeLeaf place)
    {
        var element = field.Kind == FieldKind.List ? field.Element! : field;
        if (element.Kind == FieldKind.Reference)
        {
            return Reference(field, element, place);
        }

        var node = place.Node;
        var list = place.InList || node.List;
        if (!node.HasValues || node.IsEmpty || node.Objects > 0 || (list && field.Kind != FieldKind.List))
        {
            return null;
        }

        var path = place.Text;
        return element.Kind switch
        {
            FieldKind.Enum when !node.ManyValues && node.Values.Count <= MostTableValues => new(field, $"$table(\"{field.Name}\", {path})", [path], node.Values),
            FieldKind.String => new(field, Listed(field, node.Numbers + node.Booleans > 0 ? field.Kind == FieldKind.List ? $"{path}.$string($)" : $"$string({path})" : path), [path]),
            FieldKind.Boolean when node.Texts + node.Numbers == 0 => new(field, path, [path]),
            FieldKind.Number when node.Texts + node.Booleans == 0 => new(field, path, [path]),
            FieldKind.Integer when node.Texts + node.Booleans == 0 => new(field, path, [path]),
            FieldKind.Number or FieldKind.Integer when AreNumbers(node) => new(field, $"{path} != \"\" ? $number({path})", [path]),
            FieldKind.Instant when node.Booleans == 0 && AreInstants(node) => new(field, node.Values.Contains("") ? $"{path} != \"\" ? $instant({path})" : $"$instant({path})", [path]),
            _ => null,
        };
    }

    private static FieldProposal? Reference(FieldDescriptor field, FieldDescriptor element, ShapeLeaf place)
    {
        var list = place.InList || place.Node.List;
        if (place.Node.Objects == 0 || place.InList || (list && field.Kind != FieldKind.List) || element.ReferenceEntity is not { } entity)
        {
            return null;
        }

        var person = entity == People.Entity && Inner(Addresses) is { } address ? $"$person({address})" : null;
        var expression = person ?? (Inner(Ids) is { } id ? $"$id(\"{entity}\", {id})" : null);
        return expression is null ? null : new(field, Listed(field, expression), [(Inner(Addresses) is { } used && person is not null ? used : Inner(Ids))!]);

        string? Inner(string[] names) => names.Where(name => place.Node.Members.TryGetValue(name, out var member) && member.HasValues && member.Objects == 0)
            .Select(name => RecordShape.Text([.. place.Path, name])).FirstOrDefault();
    }

    private static string Listed(FieldDescriptor field, string expression) => field.Kind == FieldKind.List ? $"[{expression}]" : expression;

    private static bool AreInstants(ShapeNode node) => node.Values.Any(value => value.Length > 0) && node.Values.All(value => value.Length == 0
        || InstantText.TryParse(value, out _)
        || (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 100_000_000 && InstantText.TryParse(number, out _)));

    private static bool AreNumbers(ShapeNode node) => node.Booleans == 0 && node.Values.Any(value => value.Length > 0)
        && node.Values.All(value => value.Length == 0 || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}
