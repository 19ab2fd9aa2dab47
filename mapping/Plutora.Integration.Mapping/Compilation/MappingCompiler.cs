using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Documents;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Mapping;

/// <summary>Compiles mapping documents against the common data model.</summary>
public static class MappingCompiler
{
    private const string Relation = "relation";

    /// <summary>Compiles a document, with an administrator's overlay where there is one. It never throws on a bad document: every fault is in the answer.</summary>
    /// <param name="yaml">The base document.</param>
    /// <param name="fileName">Its name in faults and exceptions.</param>
    /// <param name="options">What else the compiler should know; the defaults when null.</param>
    /// <param name="overlayYaml">The overlay, which holds only what differs; null for none.</param>
    /// <param name="overlayFileName">The overlay's name in faults and exceptions; <c>overlay</c> when null.</param>
    public static MappingCompilation Compile(
        string yaml, string fileName, MappingCompilerOptions? options = null, string? overlayYaml = null, string? overlayFileName = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(fileName);
        options ??= MappingCompilerOptions.Default;
        var faults = new FaultList();
        var document = Read(yaml, fileName, overlay: false, options, faults);
        var overlay = overlayYaml is null ? null : Read(overlayYaml, overlayFileName ?? "overlay", overlay: true, options, faults);
        if (document is null)
        {
            return new MappingCompilation(null, faults.InOrder());
        }

        var mapping = Compile(overlay is null ? document : Overlay.Merge(document, overlay, faults), fileName, options, faults);
        return new MappingCompilation(faults.HasErrors ? null : mapping, faults.InOrder());
    }

    private static MappingDocument? Read(string yaml, string file, bool overlay, MappingCompilerOptions options, FaultList faults)
    {
        if (yaml.Length <= options.MaximumLength)
        {
            return DocumentReader.Read(file, yaml, overlay, faults);
        }

        faults.Error(
            new Place(file, 1, 1),
            $"The document has {yaml.Length} characters; {options.MaximumLength} are allowed. Split it, or move long tests into input files.");
        return null;
    }

    private static CompiledMapping? Compile(MappingDocument document, string fileName, MappingCompilerOptions options, FaultList faults)
    {
        var source = Source(document.Source, faults);
        var expressions = new ExpressionCompiler(document.Tables, document.Functions, faults);
        var functions = document.Functions
            .Select(function => (function.Name.Value, Body: expressions.Compile(function.Body, $"functions.{function.Name.Value}")))
            .Where(function => function.Body is not null)
            .Select(function => new FunctionPlan(function.Value, function.Body!)).ToList();
        var entities = new EntityCompiler(expressions, faults);
        var when = expressions.Compile(document.When, "when");
        LiteralCheck.CheckCondition(document.When, "when", faults);
        var othersSayAll = document.Entity.Target is null && document.Outputs.Count + document.Links.Count + document.Mentions.Count > 0;
        var plans = (othersSayAll ? [] : new[] { entities.Compile(document.Entity, string.Empty, EntityRole.About, options.MissingRequired) })
            .Concat(document.Outputs.Select((output, index) => entities.Compile(output, $"outputs[{index}].", EntityRole.Output, options.MissingRequired)))
            .Concat(document.Mentions.Select((mention, index) => entities.Compile(mention, $"mentions[{index}].", EntityRole.Mention, missingRequired: null)))
            .OfType<EntityPlan>().ToList();
        var links = document.Links.Select((link, index) => Link(link, $"links[{index}]", expressions, faults)).ToList();
        foreach (var link in document.Links.Where(link => othersSayAll && link.From is null))
        {
            faults.Error(link.Place, "'from' is missing from a link, and the record is about no one entity. Say where the link starts.");
        }

        ExpectationCheck.Check(document.Entity.Target?.Value, document.Tests, faults);
        expressions.ReportTables(FieldTables.Of(plans), fileName);
        if (options.Samples is { Records: > 0 } samples)
        {
            new PathCheck(samples, faults).Check(when, plans, links.OfType<LinkPlan>());
        }

        return source is null || faults.HasErrors
            ? null
            : new CompiledMapping(source, Fingerprint.Of(document), [.. document.Tests.Select(test => test.Test)], functions, when, plans, [.. links.OfType<LinkPlan>()], expressions.Tables);
    }

    private static MappingSource? Source(YamlScalar? source, FaultList faults)
    {
        if (source is null)
        {
            return null;
        }

        if (source.Value.Split('/') is [var connector, var stream] && Names.IsValidId(connector) && Names.IsValidId(stream))
        {
            return new MappingSource(connector, stream);
        }

        faults.Error(
            source.Place,
            $"'{source.Value}' is no source. "
            + "Write <connector>/<stream>, each a lower-case letter and up to 39 more letters, digits and dashes, as in git/commit.");
        return null;
    }

    private static LinkPlan? Link(LinkRule rule, string member, ExpressionCompiler expressions, FaultList faults)
    {
        var when = expressions.Compile(rule.When, member + ".when");
        LiteralCheck.CheckCondition(rule.When, member + ".when", faults);
        var from = expressions.Compile(rule.From, member + ".from", LinkEnd("from"));
        var to = expressions.Compile(rule.To, member + ".to", LinkEnd("to"));
        var known = EntityTypes.Get("link").Field(Relation)!.EnumValues;
        if (!known.Contains(rule.Relation.Value))
        {
            faults.Error(rule.Relation.Place, $"There is no relation '{rule.Relation.Value}'. {Nearest.Suggest(rule.Relation.Value, known)}");
            return null;
        }

        return to is null ? null : new LinkPlan(rule.Relation.Value, when, from, to);
    }

    private static FieldDescriptor LinkEnd(string name) => EntityTypes.Get("link").Field(name)!;
}
