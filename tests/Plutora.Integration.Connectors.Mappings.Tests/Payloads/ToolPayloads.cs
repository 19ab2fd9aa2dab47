namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>The real payloads of one tool. Each class that derives from it is found by itself.</summary>
public abstract class ToolPayloads
{
    /// <summary>All tools, by the name of their folder.</summary>
    public static IReadOnlyDictionary<string, ToolPayloads> All { get; } = typeof(ToolPayloads).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(ToolPayloads)))
        .Select(type => (ToolPayloads)Activator.CreateInstance(type)!)
        .ToDictionary(tool => tool.Folder, StringComparer.Ordinal);

    /// <summary>The tool's folder in <c>../shared/payloads</c>.</summary>
    public abstract string Folder { get; }

    /// <summary>What the files in it are, in the order in which they are asked.</summary>
    public abstract IReadOnlyList<PayloadPlan> Plans { get; }

    /// <summary>The files of a plan, which no plan before it takes.</summary>
    public IReadOnlyList<string> FilesOf(PayloadPlan plan) =>
        [.. Files().Where(file => PlanOf(Path.GetFileName(file)) == plan)];

    /// <summary>The plan of a file, or null when none fits.</summary>
    public PayloadPlan? PlanOf(string name) => Plans.FirstOrDefault(plan => plan.Fits(name));

    /// <summary>The tool's files; the test is skipped where they are absent.</summary>
    public IEnumerable<string> Files()
    {
        var folder = Repository.Payloads(Folder);
        Assert.SkipUnless(Directory.Exists(folder), $"../shared is not present: payloads/{Folder} is not there.");
        return Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal);
    }
}
